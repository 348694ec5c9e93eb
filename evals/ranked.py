"""What rankings are worth (순위의 지표): measures a question, by system and for questions apart.

Measures by ir-measures, with bootstrap intervals over questions (:func:`evals.agreement.mean_figure`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import ir_measures
import numpy as np
from ir_measures import RR, R, Success, nDCG

from evals.agreement import Figure, mean_figure
from evals.strata import Strata
from evals.systems import DEPTH, Ranking
from kb.search.gold import Asked

CURVE = tuple(f"hit@{k}" for k in range(1, DEPTH + 1))
_MEASURES = {
    **{name: Success @ k for k, name in enumerate(CURVE, 1)},
    "recall@5": R @ 5,
    "recall@10": R @ 10,
    "MRR": RR @ 10,
    "nDCG@10": nDCG @ 10,
}
MEASURES = ("hit@1", "hit@5", "hit@10", "recall@5", "recall@10", "MRR", "nDCG@10")
"""Those that are printed; hit@k for every k up to ten is the curve."""
MISSED = 5
"""A question is missed that has no governing article among the first so many."""


@dataclass(frozen=True)
class Line:
    """One system: what it found for each question, and what that is worth."""

    system: str
    rankings: Mapping[str, tuple[str, ...]]
    values: Mapping[str, tuple[float, ...]]
    """By measure, one a question in the order asked."""
    p50: float
    p95: float

    def figure(self, name: str, among: Iterable[int] | None = None) -> Figure:
        """Mean and 95 % bootstrap interval of a measure, of all questions or of some."""
        column = self.values[name]
        return mean_figure(column if among is None else [column[i] for i in among])

    @cached_property
    def figures(self) -> dict[str, Figure]:
        """Every measure over all questions."""
        return {name: self.figure(name) for name in self.values}

    def above(self, other: Line, name: str) -> Figure:
        """By how much the other is surpassed, question by question."""
        return mean_figure(
            [a - b for a, b in zip(self.values[name], other.values[name], strict=True)]
        )


@dataclass(frozen=True, slots=True)
class Measured:
    """An evaluation: the questions, and the systems that were asked them, this one first."""

    kind: str
    split: str
    day: date
    corpus: str
    asked: tuple[Asked, ...]
    strata: Strata
    lines: tuple[Line, ...]
    titles: Mapping[str, str]
    """Of the articles."""

    def rank(self, line: Line, q: Asked) -> int | None:
        """Where a system has the first governing article of a question."""
        found = line.rankings[q.id]
        return next((n for n, article in enumerate(found, 1) if article in q.gold), None)

    def as_rows(self) -> list[dict[str, Any]]:
        """One row a system, for JSON."""
        return [
            {
                "system": line.system,
                "set": self.kind,
                "split": self.split,
                "n": len(self.asked),
                **{name: line.figures[name].value for name in MEASURES},
                "intervals": {
                    name: [line.figures[name].low, line.figures[name].high] for name in MEASURES
                },
                "curve": [line.figures[name].value for name in CURVE],
                "strata": {
                    by: {
                        name: {
                            "n": len(rows),
                            **{m: line.figure(m, rows).value for m in MEASURES},
                        }
                        for name, rows in parts.items()
                    }
                    for by, parts in self.strata.items()
                },
                "p50": line.p50,
                "p95": line.p95,
            }
            for line in self.lines
        ]


def measure(
    system: str,
    rank: Ranking,
    asked: Sequence[Asked],
    progress: Callable[[int], None] | None = None,
) -> Line:
    """Ask every question and measure. ``progress`` is told how many are done."""
    rankings: dict[str, tuple[str, ...]] = {}
    times = []
    for number, q in enumerate(asked, 1):
        began = time.perf_counter()
        found = rank(q)
        times.append((time.perf_counter() - began) * 1000)
        rankings[q.id] = tuple(dict.fromkeys(found))[:DEPTH]
        if progress:
            progress(number)
    return Line(
        system,
        rankings,
        judged(asked, rankings),
        float(np.median(times)),
        float(np.quantile(times, 0.95)),
    )


def judged(
    asked: Sequence[Asked], rankings: Mapping[str, Sequence[str]]
) -> dict[str, tuple[float, ...]]:
    """Every measure of every question, in the order asked."""
    qrels = [ir_measures.Qrel(q.id, g, 1) for q in asked for g in q.gold]
    run = [ir_measures.ScoredDoc(id, article, -float(place))
           for id, found in rankings.items() for place, article in enumerate(found)]  # fmt: skip
    # a question for which nothing was found counts as well
    run += [ir_measures.ScoredDoc(q.id, "none", -1e6) for q in asked]
    names = {str(m): name for name, m in _MEASURES.items()}
    by: dict[str, dict[str, float]] = {name: {} for name in _MEASURES}
    for value in ir_measures.iter_calc(list(_MEASURES.values()), qrels, run):
        by[names[str(value.measure)]][value.query_id] = value.value
    return {name: tuple(column[q.id] for q in asked) for name, column in by.items()}
