"""The two similarity channels over a whole index: BM25 and cosine of every text of a field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]

from kb.search.fast import FastEmbedder
from kb.search.index import Index
from kb.search.question import Request

Floats = npt.NDArray[np.float32]
WITHOUT_VECTORS = frozenset({"passage", "case.title", "article.title"})
"""Fields searched by words alone; passages above all, whose meaning their case's units carry."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores by owner row (article wording, case, passage): BM25 scaled to the best possible."""

    lexical: dict[str, Floats]
    semantic: dict[str, Floats]


class Channels:
    """An index with its vectors in memory, ready to score."""

    def __init__(self, index: Index, embedder: FastEmbedder) -> None:
        self.index = index
        self.embedder = embedder
        self.sizes = {
            f: len(index.articles) if f.startswith(("article", "clause")) else
            len(index.passages) if f == "passage" else len(index.cases)
            for f in index.fields
        }  # fmt: skip
        names = [n for n in index.fields if n not in WITHOUT_VECTORS]
        starts = np.cumsum([0, *(index.fields[n].count for n in names)]).tolist()
        self.spans = {n: (a, b) for n, a, b in zip(names, starts, starts[1:], strict=False)}
        self.matrix = np.empty((starts[-1], embedder.dimension), np.float32)
        for name, (a, b) in self.spans.items():
            self.matrix[a:b] = index.fields[name].vectors
        self._firsts = {
            n: np.unique(f.owners, return_index=True)
            for n, f in index.fields.items()
            if n == "clause"
        }
        self._threads = ThreadpoolController()

    def score(self, requests: Sequence[Request]) -> list[Scores]:
        """Score every text of every field for each request."""
        vectors = np.stack([self.embedder.of_tokens(r.tokens, r.weights) for r in requests])
        # one thread: a busy machine waits longer for a second one than the product takes
        with self._threads.limit(limits=1, user_api="blas"):
            cosine = vectors @ self.matrix.T
        return [self._one(r, cosine[n]) for n, r in enumerate(requests)]

    def _one(self, request: Request, cosine: Floats) -> Scores:
        vocabulary = self.index.vocabulary
        known = [(vocabulary[t], w) for t, w in zip(request.tokens, request.weights, strict=True)
                 if t in vocabulary]  # fmt: skip
        ids, weights = [i for i, _ in known], [w for _, w in known]
        return Scores(
            {n: self._own(n, f.bm25(ids, weights)) for n, f in self.index.fields.items()},
            {n: self._own(n, cosine[a:b]) for n, (a, b) in self.spans.items()},
        )

    def _own(self, name: str, scores: Floats) -> Floats:
        """Scores by owner; where an owner has several texts, its best."""
        out = np.zeros(self.sizes[name], np.float32)
        if not len(scores):
            return out
        if name in self._firsts:
            owners, firsts = self._firsts[name]
            out[owners] = np.maximum.reduceat(scores, firsts)
        else:
            out[self.index.fields[name].owners] = scores
        return out
