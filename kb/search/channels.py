"""The two similarity channels over a whole index: BM25 and cosine of every text of a field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]

from kb.search import collection
from kb.search.collection import Nearest
from kb.search.fast import FastEmbedder
from kb.search.index import Index
from kb.search.question import Request
from kb.search.units import SEVERAL

Floats = npt.NDArray[np.float32]
WITHOUT_VECTORS = frozenset({"passage", "case.title", "article.title"})
"""Fields searched by words alone; passages above all, whose meaning their case's units carry."""
ONCE = frozenset({"passage", "case.title"})
"""Fields compared with the whole inquiry alone, not with each of its requests."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores by owner row (article wording, case, passage): BM25 scaled to the best possible."""

    lexical: dict[str, Floats]
    semantic: dict[str, Floats]


class Channels:
    """An index with its vectors in memory, ready to score.

    With a Chroma collection the base's vectors stay there: what it does not bring among the
    nearest counts as unlike (cosine 0), and only what came after the base is in memory.
    """

    def __init__(self, index: Index, embedder: FastEmbedder, nearest: Nearest | None) -> None:
        self.index = index
        self.embedder = embedder
        self.nearest = nearest
        self.sizes = {
            f: len(index.articles) if f.startswith(("article", "clause")) else
            len(index.passages) if f == "passage" else
            len(index.asked) if f == "asked" else len(index.cases)
            for f in index.fields
        }  # fmt: skip
        names = [n for n in index.fields if n not in WITHOUT_VECTORS]
        self._away = frozenset(collection.FIELDS if nearest else ())
        parts = {n: index.fields[n].parts[int(n in self._away) :] for n in names}
        starts = np.cumsum([0, *(sum(p.size for p in parts[n]) for n in names)]).tolist()
        self.spans = {n: (a, b) for n, a, b in zip(names, starts, starts[1:], strict=False)}
        self.matrix = np.empty((starts[-1], embedder.dimension), np.float32)
        for name, (a, _) in self.spans.items():
            for p in parts[name]:
                self.matrix[a : a + p.size] = p.vectors
                a += p.size
        self._firsts = {
            n: np.unique(f.owners, return_index=True)
            for n, f in index.fields.items()
            if n in SEVERAL
        }
        self._threads = ThreadpoolController()

    def made_anew(self) -> None:
        """Every vector anew, by the embedder of this object instead of the index's own."""
        words = list(self.index.vocabulary)
        known = self.embedder.numbers(words)
        for name, (a, _) in self.spans.items():
            for p in self.index.fields[name].parts:
                counts = p.matrix(np.arange(p.size), len(words))
                self.matrix[a : a + p.size] = self.embedder.of_counts(counts, known)
                a += p.size

    def score(self, requests: Sequence[Request]) -> list[Scores]:
        """Score every text of every field for each request."""
        vectors = np.stack([self.embedder.of_tokens(r.tokens, r.weights) for r in requests])
        # one thread: a busy machine waits longer for a second one than the product takes
        with self._threads.limit(limits=1, user_api="blas"):
            cosine = vectors @ self.matrix.T
        # the last bits depend on where a row stands in the matrix
        cosine = np.round(cosine, 5)
        return [self._one(r, vectors[n], cosine[n], not n) for n, r in enumerate(requests)]

    def _one(self, request: Request, vector: Floats, cosine: Floats, whole: bool) -> Scores:
        vocabulary = self.index.vocabulary
        known = [(vocabulary[t], w) for t, w in zip(request.tokens, request.weights, strict=True)
                 if t in vocabulary]  # fmt: skip
        ids, weights = [i for i, _ in known], [w for _, w in known]
        semantic = {}
        for n, (a, b) in self.spans.items():
            column = cosine[a:b]
            if self.nearest and n in self._away:
                base = np.zeros(self.index.fields[n].parts[0].size, np.float32)
                rows, values = self.nearest.find(n, vector)
                base[rows] = np.round(values, 5)
                column = np.concatenate([base, column])
            semantic[n] = self._own(n, column)
        lexical = {
            n: self._own(
                n, f.bm25(ids, weights) if whole or n not in ONCE else np.zeros(f.count, np.float32)
            )
            for n, f in self.index.fields.items()
        }
        return Scores(lexical, semantic)

    def _own(self, name: str, scores: Floats) -> Floats:
        """Scores by owner; where an owner has several texts, its best."""
        out = np.zeros(self.sizes[name], np.float32)
        found = self.index.fields[name]
        if not len(found.owners):
            return out
        if name in self._firsts:
            owners, firsts = self._firsts[name]
            out[owners] = np.maximum.reduceat(scores[found.texts], firsts)
        else:
            out[found.owners] = scores[found.texts]
        return out
