"""Rulings without 판시사항 and 요지, as most of the lower courts' are, found by their reasons.

Their text is indexed by its passages. The passages that share the most words with a question are
compared by meaning too; the best of a ruling's passages speaks for it, and counts less where the
ruling cites nothing that search puts first: among so many passages one is always like a question.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kb.search.channels import Scores
from kb.search.indexed import Index
from kb.search.units import article_of
from kb.search.votes import TOLD

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
NEAREST = 300
"""Passages compared by meaning: those with the most words of the question."""
WORTH = 0.9
"""Of the words of a passage, beside those of a holding."""
STRANGE = 0.8
"""What the passage is worth where the ruling cites nothing that search puts first."""


@dataclass(frozen=True, slots=True)
class Best:
    """The best passage of a ruling for a question."""

    passage: int
    like: float
    lexical: float
    cosine: float
    cites: bool
    """The ruling cites one of the provisions that search puts first."""


class Reasons:
    """The passages of the rulings that state no holding, ready to be asked."""

    def __init__(self, index: Index) -> None:
        self._index = index
        owner = {c.document: i for i, c in enumerate(index.cases) if c.bare}
        self.rows = np.asarray(
            [n for n, p in enumerate(index.passages) if p.document in owner and not p.aside],
            np.int64,
        )
        """The passages."""
        self.cases = np.asarray([owner[index.passages[n].document] for n in self.rows], np.int64)
        """Of each, the ruling whose reasons it is of."""
        self.cites = {
            i: frozenset(article_of(p) for p in index.cases[i].provisions) for i in owner.values()
        }
        found = index.fields["passage"]
        text = np.full(len(index.passages), -1, np.int64)
        text[found.owners] = found.texts
        self._texts = text[self.rows]

    def best(
        self, scores: Scores, excluded: Collection[int], first: Collection[str] = ()
    ) -> dict[int, Best]:
        """By ruling its best passage, of those that share the most words with the question.

        Args:
            scores: of the whole question.
            excluded: case rows that take no part.
            first: articles that search puts first.
        """
        if not len(self.rows):
            return {}
        everywhere = scores.lexical["passage"]
        lexical = everywhere[self.rows]
        k = min(NEAREST, len(lexical))
        near = np.argpartition(-lexical, k - 1)[:k]
        near = near[(lexical[near] > 0) & (self._texts[near] >= 0)]
        near = near[np.lexsort((near, -lexical[near]))]
        cosine = np.round(self._vectors(self._texts[near]) @ scores.vector, 5)
        share = lexical[near] / max(float(everywhere.max(initial=0)), 1e-6)
        like = (0.5 * WORTH * share + 0.5 * cosine) / (1.0 + TOLD)
        out: dict[int, Best] = {}
        for n, row in enumerate(near.tolist()):
            case = int(self.cases[row])
            if case in excluded:
                continue
            cites = bool(self.cites[case] & set(first))
            worth = float(like[n]) * (1.0 if cites else STRANGE)
            if case not in out or worth > out[case].like:
                passage = int(self.rows[row])
                out[case] = Best(passage, worth, float(lexical[row]), float(cosine[n]), cites)
        return out

    def _vectors(self, texts: Ints) -> Floats:
        found = self._index.fields["passage"]
        out = np.zeros((len(texts), found.parts[0].vectors.shape[1]), np.float32)
        for start, part in zip(found.starts, found.parts, strict=False):
            here = (texts >= start) & (texts < start + part.size)
            out[here] = part.vectors[texts[here] - start]
        return out
