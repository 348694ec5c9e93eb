"""What people ask about a provision, and its plain summary, speak for it (일상어 색인).

The questions of :mod:`corpora.questions.index` stand beside the cases, but they are aids of search
alone: they bring a provision forward and are never shown as a source or a case.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kb.search.channels import Scores
from kb.search.units import AskedUnit, article_of

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
VOTERS = 20
"""How many questions vote."""
STEEP = 12.0


@dataclass(frozen=True, slots=True)
class Everyday:
    """The questions and summaries of an index: whose provision each is."""

    ids: dict[str, int]
    rows: Ints
    """Row of the article of each."""
    question: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, asked: Sequence[AskedUnit], rows: dict[str, int]) -> Everyday:
        """Read the units; ``rows`` numbers the article ids."""
        return cls(
            {a.id: n for n, a in enumerate(asked)},
            np.asarray([rows[article_of(a.provision)] for a in asked], np.int64),
            np.asarray([a.kind == "question" for a in asked], bool),
        )

    def excluded(self, ids: Iterable[str]) -> list[int]:
        """The questions among some ids that are to be left out."""
        return sorted(self.ids[i] for i in ids if i in self.ids)

    def features(self, scores: Scores, barred: Sequence[int], articles: int) -> dict[str, Floats]:
        """Likeness of the best question and of the summary by words and by sense, and a vote."""
        words = scores.lexical["asked"].copy()
        sense = np.maximum(scores.semantic["asked"], 0.0)
        words[list(barred)] = sense[list(barred)] = 0.0
        out: dict[str, Floats] = {}
        for name, mine in (("everyday", self.question), ("summary", ~self.question)):
            chosen = np.flatnonzero(mine)
            scaled = words[chosen] / max(float(words[chosen].max(initial=0)), 1e-6)
            for part, column in (("words", scaled), ("sense", sense[chosen])):
                best = np.zeros(articles, np.float32)
                np.maximum.at(best, self.rows[chosen], column)
                out[f"{name}.{part}"] = best
            if name == "everyday":
                like = (0.5 * scaled + 0.5 * sense[chosen]).astype(np.float32)
                out["vote.everyday"] = self._poll(self.rows[chosen], like, articles)
        return out

    @staticmethod
    def _poll(rows: Ints, like: Floats, articles: int) -> Floats:
        column = np.zeros(articles, np.float32)
        k = min(VOTERS, len(like))
        if k:
            best = np.argpartition(-like, k - 1)[:k]
            most = float(like[best].max())
            np.add.at(column, rows[best], np.exp(STEEP * (like[best] - most)) * most)
        return column
