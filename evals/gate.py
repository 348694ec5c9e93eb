"""Holds a run against a kept one: thresholds are data (``corpora/questions/gate.yaml``)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from corpora import questions
from evals.compare import Comparison, compare
from evals.consistency import measure
from evals.naming import korean
from evals.runs import Run
from kb.errors import BadInput, DataFault

FILE = questions.FOLDER / "gate.yaml"
LOST = "lost groups"
NAMED = 8
"""Groups named in a reason."""
_EXACT = 1e-9


class Threshold(BaseModel):
    """What one figure must hold."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    figure: str = Field(min_length=1)
    may_fall: float | None = Field(None, ge=0)
    least: float | None = None
    most: float | None = None

    @model_validator(mode="after")
    def _one(self) -> Threshold:
        given = [x for x in (self.may_fall, self.least, self.most) if x is not None]
        if len(given) != 1 or (self.most is not None) != (self.figure == LOST):
            raise ValueError(f"one of may_fall and least (for {LOST}: most)")
        return self


@dataclass(frozen=True, slots=True)
class Held:
    """One threshold after the comparison."""

    figure: str
    before: float | None
    after: float
    bound: float
    passed: bool
    ko: str
    en: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Every threshold that applies, and the comparison behind them."""

    held: tuple[Held, ...]
    comparison: Comparison

    @property
    def failed(self) -> tuple[Held, ...]:
        return tuple(h for h in self.held if not h.passed)

    @property
    def passed(self) -> bool:
        return not self.failed


def load(file: Path = FILE) -> tuple[Threshold, ...]:
    """The thresholds of a file. Raises DataFault."""
    try:
        rows = yaml.safe_load(file.read_text(encoding="utf-8"))
        return tuple(Threshold.model_validate(row) for row in rows)
    except (OSError, yaml.YAMLError, ValidationError, TypeError) as e:
        said = e.errors()[0]["msg"] if isinstance(e, ValidationError) else str(e)
        said = " ".join(said.split())
        raise DataFault(f"기준 파일이 틀렸습니다: {file.name}: {said}",
                        f"bad thresholds: {file.name}: {said}") from None  # fmt: skip


def judge(before: Run, after: Run, thresholds: Sequence[Threshold]) -> Verdict:
    """Whether a run holds against a kept one.

    Raises BadInput when the runs have no group in common, or different parts (train, dev, test):
    such figures cannot be held against each other.
    """
    comparison = compare(before, after)
    if before.split != after.split or not comparison.paired.groups:
        raise BadInput(
            f"견줄 수 없는 실행입니다: 같은 묶음 {comparison.paired.groups}개, 구분 "
            f"{before.split or '전부'} / {after.split or '전부'}",
            f"these runs cannot be compared: {comparison.paired.groups} groups in common, splits "
            f"{before.split or 'all'} / {after.split or 'all'}",
        )
    both = _asked(before) & _asked(after)
    was, now = (_values(run, comparison.common, both) for run in (before, after))
    whole = _values(after, comparison.common, _asked(after))
    held = []
    for threshold in thresholds:
        name, measured = threshold.figure, now if threshold.least is None else whole
        if name == LOST:
            held.append(_lost(threshold, comparison))
        elif name in measured or name in was:
            held.append(_hold(threshold, was.get(name), measured.get(name)))
    return Verdict(tuple(held), comparison)


def _asked(run: Run) -> set[tuple[str, str]]:
    return {(ask.key, ask.text) for ask in run.plan}


def _values(run: Run, groups: Sequence[str], both: set[tuple[str, str]]) -> dict[str, float]:
    """The figures over what both runs asked: what only one of them did is held against nothing."""
    kept = [r for r in run.result.groups if r.group.id in set(groups)]
    plan = [ask for r in kept for ask, _ in r.asked if (ask.key, ask.text) in both]
    result = run.result
    if len(plan) < len(run.plan):
        result = measure([r.group for r in kept], plan, run.done)
    return {**{k: f.value for k, f in result.figures.items()}, **result.numbers}


def _hold(threshold: Threshold, before: float | None, after: float | None) -> Held:
    name = threshold.figure
    if threshold.may_fall is not None and before is None:
        return Held(name, None, after or 0.0, 0.0, True, "", "")
    bound = threshold.least if threshold.least is not None else (before or 0.0)
    bound -= threshold.may_fall or 0.0
    if after is None:
        # What was measured before and is not now, of the same questions, cannot have held.
        return Held(name, before, float("nan"), bound, False,
                    f"{korean(name)}: 재지 않았습니다 (전 {before:.3f})",
                    f"{name}: not measured (was {before:.3f})")  # fmt: skip
    was = f" (전 {before:.3f})" if before is not None else ""
    was_en = f" (was {before:.3f})" if before is not None else ""
    return Held(
        name,
        before,
        after,
        bound,
        after >= bound - _EXACT,
        f"{korean(name)}: {after:.3f}, {bound:.3f} 이상이어야 합니다{was}",
        f"{name}: {after:.3f}, must be at least {bound:.3f}{was_en}",
    )


def _lost(threshold: Threshold, comparison: Comparison) -> Held:
    lost, of = comparison.paired.lost, comparison.paired.groups
    share = len(lost) / of
    most = threshold.most or 0.0
    named = ", ".join(lost[:NAMED]) + (" …" if len(lost) > NAMED else "")
    return Held(
        LOST,
        None,
        share,
        most,
        share <= most + _EXACT,
        f"옳던 묶음이 틀어짐: {of}개 가운데 {len(lost)}개 ({named}), {most:.1%}까지",
        f"groups lost: {len(lost)} of {of} ({named}), at most {most:.1%}",
    )
