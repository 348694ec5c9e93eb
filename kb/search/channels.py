"""The two similarity channels over a whole index: BM25 and cosine of every text of a field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]

from kb.search import collection
from kb.search.fast import FastEmbedder
from kb.search.indexed import Index
from kb.search.lexical import FieldIndex
from kb.search.nearest import Nearest
from kb.search.question import Request
from kb.search.units import SEVERAL

Floats = npt.NDArray[np.float32]
Rows = npt.NDArray[np.intp]
WITHOUT_VECTORS = frozenset({"passage", "case.title", "article.title"})
"""Fields searched by words alone; passages above all, whose meaning their case's units carry."""
ONCE = frozenset({"passage", "case.title"})
"""Fields compared with the whole inquiry alone, not with each of its requests."""
CASES = ("case.question", "case.asked")
"""Fields in which a case is put: by itself, and by others."""
MANY = 100_000
"""Vectors from which those of one text stand apart in memory: a product with a question then takes
half as long. It rounds otherwise in the last bits, and few vectors are as quick either way."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores by owner row (article wording, case, passage): BM25 scaled to the best possible."""

    lexical: dict[str, Floats]
    semantic: dict[str, Floats]
    vector: Floats
    """Of the request itself."""
    told: Floats
    """How much of each case, as it or somebody else puts it, the whole question tells, 0 to 1."""


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
        order: Literal["C", "F"] = "C" if starts[-1] >= MANY else "F"
        self.matrix = np.empty((embedder.dimension, starts[-1]), np.float32, order)
        for name, (a, _) in self.spans.items():
            for p in parts[name]:
                self.matrix[:, a : a + p.size] = p.vectors.T
                a += p.size
        self._owned = {
            n: _Several.of(f) if n in SEVERAL else _One.of(f, self.sizes[n])
            for n, f in index.fields.items()
        }
        self._threads = ThreadpoolController()

    def made_anew(self) -> None:
        """Every vector anew, by the embedder of this object instead of the index's own."""
        words = list(self.index.vocabulary)
        known = self.embedder.numbers(words)
        for name, (a, _) in self.spans.items():
            for p in self.index.fields[name].parts:
                counts = p.matrix(np.arange(p.size), len(words))
                self.matrix[:, a : a + p.size] = self.embedder.of_counts(counts, known).T
                a += p.size

    def score(self, requests: Sequence[Request]) -> list[Scores]:
        """Score every text of every field for each request."""
        vectors = np.stack([self.embedder.of_tokens(r.tokens, r.weights) for r in requests])
        # one thread: a busy machine waits longer for a second one than the product takes
        with self._threads.limit(limits=1, user_api="blas"):
            if self.matrix.shape[1] >= MANY:
                cosine = np.stack([v @ self.matrix for v in vectors])
            else:
                cosine = vectors @ self.matrix
        # the last bits depend on where a row stands in the matrix
        cosine = np.round(cosine, 5)
        known = [self._known(r) for r in requests]
        told = self._told(*known[0])
        return [self._one(k, vectors[n], cosine[n], told, whole=not n) for n, k in enumerate(known)]

    def _known(self, request: Request) -> tuple[list[int], list[float]]:
        """Numbers and weights of the words of a request that the index has."""
        vocabulary = self.index.vocabulary
        known = [(vocabulary[t], w) for t, w in zip(request.tokens, request.weights, strict=True)
                 if t in vocabulary]  # fmt: skip
        return [i for i, _ in known], [w for _, w in known]

    def _told(self, ids: list[int], weights: list[float]) -> Floats:
        own = [self._own(n, self.index.fields[n].covered(ids, weights)) for n in CASES]
        best: Floats = np.max(own, axis=0)
        return best

    def _one(
        self, known: tuple[list[int], list[float]], vector: Floats, cosine: Floats, told: Floats,
        whole: bool,
    ) -> Scores:  # fmt: skip
        ids, weights = known
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
        return Scores(lexical, semantic, vector, told)

    def _own(self, name: str, scores: Floats) -> Floats:
        """Scores by owner; where an owner has several texts, its best."""
        return self._owned[name].scores(scores, self.sizes[name])


@dataclass(frozen=True, slots=True)
class _One:
    """The text of each owner, of which it has one at most."""

    text: Rows
    without: Rows
    """Owners that have none."""

    @classmethod
    def of(cls, field: FieldIndex, size: int) -> _One:
        text = np.full(size, -1, np.intp)
        text[field.owners] = field.texts
        without = np.flatnonzero(text < 0)
        text[without] = 0
        return cls(text, without)

    def scores(self, scores: Floats, size: int) -> Floats:
        if not len(scores):
            return np.zeros(size, np.float32)
        out = scores[self.text]
        out[self.without] = 0.0
        return out


@dataclass(frozen=True, slots=True)
class _Several:
    """The texts of each owner that has any, side by side."""

    owners: Rows
    texts: Rows
    firsts: Rows

    @classmethod
    def of(cls, field: FieldIndex) -> _Several:
        owners, firsts = np.unique(field.owners, return_index=True)
        return cls(owners.astype(np.intp), field.texts.astype(np.intp), firsts.astype(np.intp))

    def scores(self, scores: Floats, size: int) -> Floats:
        out = np.zeros(size, np.float32)
        if len(self.owners):
            out[self.owners] = np.maximum.reduceat(scores[self.texts], self.firsts)
        return out
