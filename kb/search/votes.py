"""Cases vote: a reply, casebook case, digest or ruling like the question speaks for what it cites.

How much a vote counts: by likeness (steeply), by the rank of the provision among those cited,
and by how many it shares its vote with. Kinds vote apart; the ranker weighs them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kb.search.channels import Scores
from kb.search.units import CaseUnit, article_of

Floats = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]
KINDS = ("reply", "case", "summary", "digest", "ruling")
VOTERS = {"reply": 30, "case": 30, "summary": 10, "digest": 15, "ruling": 30}
"""How many of each kind vote."""
TOLD = 0.8
"""How much it counts that a question tells all of a case, beside words and sense in common."""
STEEP, WIDE = 14.0, 5.0


@dataclass(frozen=True, slots=True)
class Ballots:
    """What each case cites, as article rows with their weights inside the case."""

    kinds: npt.NDArray[np.int8]
    cites: tuple[tuple[tuple[int, float], ...], ...]
    starts: Rows
    """Where the articles that a case cites start in ``rows``."""
    rows: Rows
    weights: npt.NDArray[np.float64]

    @classmethod
    def of(cls, cases: Sequence[CaseUnit], rows: dict[str, int]) -> Ballots:
        """Read the cases; ``rows`` numbers the article ids."""
        cites = []
        for case in cases:
            weights: dict[int, float] = {}
            # what a ruling without a holding cites, it cites on the way as well
            for rank, provision in enumerate(() if case.bare else case.provisions):
                row = rows.get(article_of(provision))
                if row is not None:
                    weights[row] = max(weights.get(row, 0.0), 1.0 / (1.0 + 0.35 * rank))
            share = 1.0 / max(1.0, len(weights)) ** 0.3
            cites.append(tuple((row, w * share) for row, w in weights.items()))
        kinds = [KINDS.index(c.kind) if c.kind in KINDS else 0 for c in cases]
        starts = np.cumsum([0, *map(len, cites)])
        return cls(
            np.asarray(kinds, np.int8), tuple(cites), starts.astype(np.int64),
            np.asarray([row for own in cites for row, _ in own], np.int64),
            np.asarray([weight for own in cites for _, weight in own], np.float64),
        )  # fmt: skip

    def of_cases(self, cases: Rows) -> tuple[Rows, Rows, npt.NDArray[np.float64]]:
        """For each citation of some cases: which of them, the article, its weight there."""
        sizes = self.starts[cases + 1] - self.starts[cases]
        which = np.repeat(np.arange(len(cases)), sizes)
        at = np.arange(len(which)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        at += np.repeat(self.starts[cases], sizes)
        return which, self.rows[at], self.weights[at]


def likeness(scores: Scores) -> Floats:
    """How like the question each case is, about 0 to 1: question side first, answer side, words.

    Of a long story the words in common say little, and which of the case's own words it tells says much.
    """
    question = np.maximum(scores.lexical["case.question"], scores.lexical["case.asked"])
    answer = scores.lexical["case.answer"]
    holdings = scores.lexical["ruling.holdings"]
    best = max(float(question.max(initial=0)), float(answer.max(initial=0)), 1e-6)
    lexical = np.maximum(
        0.65 * question + 0.35 * answer,
        0.9 * holdings * best / max(float(holdings.max(initial=0)), 1e-6)
        if len(holdings) else 0,
    ) / best  # fmt: skip
    cosine = np.maximum(
        0.7 * np.maximum(scores.semantic["case.question"], scores.semantic["case.asked"])
        + 0.3 * scores.semantic["case.answer"],
        scores.semantic["ruling.holdings"],
    )
    alike = 0.5 * lexical + 0.5 * cosine + TOLD * scores.told
    result: Floats = (alike / (1.0 + TOLD)).astype(np.float32)
    return result


def count(ballots: Ballots, like: Floats, articles: int) -> dict[str, Floats]:
    """Votes for every article, by kind, and the likeness of the best case that cites it."""
    out: dict[str, Floats] = {}
    nearest = np.zeros(articles, np.float32)
    for n, kind in enumerate(KINDS):
        best = _nearest(ballots, like, n)
        out[f"vote.{kind}"] = _poll(ballots, like, best, STEEP, articles)
        which, rows, weights = ballots.of_cases(best)
        np.maximum.at(nearest, rows, (like[best][which] * weights).astype(np.float32))
    out["vote.nearest"] = nearest
    out["vote.wide"] = _poll(ballots, like, _nearest(ballots, like, 0), WIDE, articles)
    return out


def sides(
    ballots: Ballots, scores: Scores, barred: npt.NDArray[np.bool_], articles: int
) -> dict[str, Floats]:
    """Votes of replies by one channel alone: words of the question, of the answer, meaning."""
    out = {}
    for name, column in (
        ("question", scores.lexical["case.question"]),
        ("answer", scores.lexical["case.answer"]),
        ("sense", scores.semantic["case.question"]),
        ("title", scores.lexical["case.title"]),
    ):
        like = np.where(barred, 0.0, column / max(float(column[~barred].max(initial=0)), 1e-6))
        best = _nearest(ballots, like, 0)
        out[f"side.{name}"] = _poll(ballots, like.astype(np.float32), best, STEEP / 2, articles)
    return out


def _nearest(ballots: Ballots, like: Floats, kind: int) -> npt.NDArray[np.int64]:
    """Rows of the most alike cases of a kind, best first."""
    mine = np.flatnonzero(ballots.kinds == kind)
    k = min(VOTERS[KINDS[kind]], len(mine))
    if not k:
        return mine
    best = mine[np.argpartition(-like[mine], k - 1)[:k]]
    return best[np.lexsort((best, -like[best]))]


def _poll(
    ballots: Ballots, like: Floats, best: npt.NDArray[np.int64], steep: float, articles: int
) -> Floats:
    column = np.zeros(articles, np.float32)
    if not len(best):
        return column
    strengths = np.exp(steep * (like[best] - like[best[0]])) * max(float(like[best[0]]), 0.0)
    which, rows, weights = ballots.of_cases(best)
    np.add.at(column, rows, (strengths[which] * weights).astype(np.float32))
    return column
