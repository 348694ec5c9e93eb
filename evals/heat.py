"""The heat map of a run: how each group fared as written, varied, from each region, asked again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from evals import agreement
from evals.answered import Answered
from evals.checked import EQUAL
from evals.groups import GroupResult
from evals.naming import stated
from evals.plan import Ask, Options

STATES = ("wrong", "mixed", "none", "right")
"""Of a group as written, the worst first."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One square: how a group fared in one way of asking."""

    state: str
    """One of STATES; ``differs`` from the first asking; ``empty``: not asked so."""
    title: str


@dataclass(frozen=True, slots=True)
class Row:
    """One way of asking, over all groups."""

    ko: str
    en: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Heat:
    """Groups from left to right by kind and state; ways of asking from top to bottom."""

    groups: tuple[GroupResult, ...]
    kinds: tuple[tuple[str, int], ...]
    """Kinds of groups in that order, each with its number."""
    rows: tuple[Row, ...]


def of(results: Sequence[GroupResult], options: Options) -> Heat:
    """The heat map of a run."""
    written = {r.group.id: _state(r, r.answers) for r in results}
    groups = tuple(
        sorted(
            results,
            key=lambda r: (r.group.kind, STATES.index(written[r.group.id]), r.group.id),
        )
    )
    rows = [Row("그대로", "as written", tuple(_first(r) for r in groups))]
    if options.variations:
        rows.append(Row("변형", "variations", tuple(_varied(r) for r in groups)))
    rows += [_again(groups, "region", region, region, region) for region in options.regions]
    if options.repetitions > 1:
        rows.append(_again(groups, "repetition", None, "반복", "repeated"))
    if options.processes:
        rows.append(_again(groups, "process", None, "다른 프로세스", "another process"))
    rows += [_again(groups, "day", str(d), str(d), str(d)) for d in options.days]
    rows += [_again(groups, "setting", n, n, n) for n in options.settings or {}]
    kinds = groupby(r.group.kind for r in groups)
    return Heat(groups, tuple((kind, len(list(of_kind))) for kind, of_kind in kinds), tuple(rows))


def _state(r: GroupResult, answers: Sequence[Answered]) -> str:
    if all(r.right(a) for a in answers):
        return "right"
    if not agreement.unanimous([a.stated for a in answers]):
        return "mixed"
    return "none" if answers[0].conclusion is None else "wrong"


def _first(r: GroupResult) -> Cell:
    return Cell(_state(r, r.answers), _title(r, r.answers))


def _varied(r: GroupResult) -> Cell:
    asked = [a for ask, a in r.asked if ask.variation and not ask.check and not ask.changed]
    return Cell(_state(r, asked), _title(r, asked)) if asked else Cell("empty", r.group.id)


def _again(groups: Sequence[GroupResult], check: str, value: str | None, ko: str, en: str) -> Row:
    return Row(ko, en, tuple(_checked(r, check, value) for r in groups))


def _checked(r: GroupResult, check: str, value: str | None) -> Cell:
    own = [
        (ask, a)
        for ask, a in r.asked
        if ask.check == check and (value is None or ask.value == value)
    ]
    if not own:
        return Cell("empty", r.group.id)
    answers = [a for _, a in own]
    equal = all(_equal(r.first(ask), a, ask) for ask, a in own)
    return Cell(_state(r, r.answers) if equal else "differs", _title(r, answers))


def _equal(first: Answered, again: Answered, ask: Ask) -> bool:
    if ask.check in EQUAL:
        return first.digest == again.digest
    return first.stated == again.stated


def _title(r: GroupResult, answers: Sequence[Answered]) -> str:
    told = dict.fromkeys(f"{stated(a)} {stated(a, 'en')}" for a in answers)
    return f"{r.group.id}: {' · '.join(told)}"
