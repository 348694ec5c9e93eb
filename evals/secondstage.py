"""Learns the second stage of the same-case test: trees over all candidates of a question together."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

import corpora.facts
from evals.candidates import Asked
from kb.answer import beside
from kb.search import ranker

FILE = Path(corpora.facts.__file__).parent / "beside.json"
WANTED_RIGHT = 0.98
"""Share of questions with a *same* whose best case must lend the true conclusion."""
WANTED_SAFETY = 0.90
"""Share of changed questions that must inherit nothing by the test and its reservations alone; good
law and the statute's own answers keep more of them apart (``yugwon eval answers``)."""
WANTED_ALONE = 0.93
"""The same of the first stage where it stands alone (questions joined in the queue, replies compared)."""
OF_CHANGED = 0.25
"""What a changed question counts for in calibration."""
ROUNDS = 250
TREES: dict[str, Any] = {
    "objective": "binary", "num_leaves": 7, "learning_rate": 0.04, "min_data_in_leaf": 30,
    "feature_fraction": 0.4, "bagging_fraction": 0.8, "bagging_freq": 1, "lambda_l2": 5.0,
    "verbose": -1, "num_threads": 2, "seed": 1, "deterministic": True, "force_row_wise": True,
}  # fmt: skip

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a test gives at the lowest threshold that is safe enough."""

    same: float
    safe: float
    stated: float
    right: float
    questions: int
    changed: int

    def __str__(self) -> str:
        return (
            f"same from {self.same:.3f}; stated {self.stated:.3f} of {self.questions}, right "
            f"{self.right:.3f}; changed inherits nothing {self.safe:.3f} of {self.changed}"
        )


def outcome(
    asked: Sequence[Asked], say: Callable[[Asked], Sequence[float]], safety: float = WANTED_SAFETY
) -> Outcome:
    """The lowest threshold at which the conclusions lent are right and changes inherit nothing."""
    best: list[tuple[float, bool]] = []
    altered: list[float] = []
    for a in asked:
        said = [0.0 if o.case.excluded else p for o, p in zip(a.options, say(a), strict=True)]
        if a.pair.kind == "changed":
            altered.append(
                max((p for o, p in zip(a.options, said, strict=True) if o.own), default=0)
            )
            continue
        lent = [
            (p, o.case.conclusion == a.pair.expected)
            for o, p in zip(a.options, said, strict=True)
            if o.case.conclusion
        ]
        best.append(max(lent, default=(0.0, False)))
    for same in np.arange(0.20, 0.96, 0.01):
        stated = [right for p, right in best if p >= same]
        rate = float(np.mean(stated)) if stated else 1.0
        safe = float(np.mean([p < same for p in altered]))
        if rate >= WANTED_RIGHT and safe >= safety:
            break
    return Outcome(
        round(float(same), 3), safe, len(stated) / len(best), rate, len(best), len(altered)
    )


def judging(asked: Sequence[Asked]) -> list[Asked]:
    """The questions by which a threshold is chosen: those of dev, written to measure, as people ask.

    What train holds is harder than life: most of it is a case with one fact changed, put almost alike.
    """
    return [a for a in asked if a.pair.split == "dev"] or list(asked)


def fit(asked: Sequence[Asked], names: Sequence[str], fold: Mapping[str, int]) -> str:
    """Fit on what the first stage said of questions that it had not seen; write; one line."""
    import lightgbm

    columns = [*beside.CONTEXT, *names]
    # where the case itself is not held, what is nearest is not it
    lessons = [*asked, *filter(_options, map(_without_own, asked))]
    rows = np.concatenate([_table(a) for a in lessons if a.options])
    listed = [(a, o) for a in lessons for o in a.options]
    y = np.array([a.same(o) for a, o in listed])
    weight = np.array([a.weight for a, _ in listed])
    counts = np.array([a.counts(o) for a, o in listed])
    of_fold = np.array([fold[a.pair.group] for a, _ in listed])

    def learnt(chosen: npt.NDArray[np.bool_]) -> Any:
        data = lightgbm.Dataset(
            rows[chosen], y[chosen], weight=weight[chosen], feature_name=columns
        )
        return lightgbm.train(TREES, data, ROUNDS)

    raw = np.zeros(len(y))
    for n in sorted(set(fold.values())):
        raw[of_fold == n] = learnt(counts & (of_fold != n)).predict(
            rows[of_fold == n], raw_score=True
        )
    starts = np.cumsum([0, *(len(a.options) for a in asked)])
    at = {a.pair.id: n for n, a in enumerate(asked)}
    slope, shift = platt(*_leading(asked, raw, starts))

    def say(a: Asked) -> Sequence[float]:
        n = at[a.pair.id]
        said: Sequence[float] = (
            1 / (1 + np.exp(-(slope * raw[starts[n] : starts[n + 1]] + shift)))
        ).tolist()
        return said

    found = outcome(judging(asked), say)
    kept = {
        **ranker.of_lightgbm(learnt(counts).dump_model()),
        "slope": slope, "shift": shift, "same": found.same,
    }  # fmt: skip
    FILE.write_text(json.dumps(kept) + "\n", encoding="utf-8")
    beside.model.cache_clear()
    return f"both stages, by folds: {found}"


def _leading(
    asked: Sequence[Asked], raw: Floats, starts: npt.NDArray[np.int64]
) -> tuple[Floats, npt.NDArray[np.bool_], Floats]:
    """What is said of the case that would lend, whether it lends rightly, and how much it counts.

    What a person reads is the probability of the case that lends; so it is calibrated on those, and
    changed questions, of which the sets hold far more than people ask, count less.
    """
    rows = []
    for n, a in enumerate(asked):
        lent = [
            (float(raw[starts[n] + k]), o)
            for k, o in enumerate(a.options)
            if o.case.conclusion and not o.case.excluded
        ]
        if lent:
            score, best = max(lent, key=lambda pair: pair[0])
            right = a.pair.kind == "same" and best.case.conclusion == a.pair.expected
            rows.append((score, right, 1.0 if a.pair.kind == "same" else OF_CHANGED))
    scores, right_ones, weights = zip(*rows, strict=True)
    return np.array(scores), np.array(right_ones), np.array(weights)


def _options(asked: Asked) -> bool:
    return bool(asked.options)


def _without_own(asked: Asked) -> Asked:
    """A question as it is asked where its case is not held; nothing of a changed one."""
    strange = (o for o in asked.options if not (o.own or o.unsure))
    return replace(asked, options=tuple(strange) if asked.pair.kind == "same" else ())


def _table(asked: Asked) -> npt.NDArray[np.float32]:
    return beside.table([o.case for o in asked.options])


def platt(
    raw: Floats, y: npt.NDArray[np.bool_], weight: Floats | None = None
) -> tuple[float, float]:
    """Slope and shift of a calibration (Platt 1999)."""
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression(C=1e3).fit(raw[:, None], y, sample_weight=weight)
    return round(float(fitted.coef_[0][0]), 4), round(float(fitted.intercept_[0]), 4)
