"""The two similarity channels over a whole index: BM25 and cosine of every text of a field."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kb.search.fast import FastEmbedder
from kb.search.index import Index
from kb.search.question import Request

Floats = npt.NDArray[np.float32]


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
        self.vectors: dict[str, Floats] = {
            name: np.asarray(f.vectors, np.float32)
            for name, f in index.fields.items()
            if name not in ("passage", "case.title", "article.title")
        }

    def score(self, request: Request) -> Scores:
        """Score every text of every field for one request."""
        vocabulary = self.index.vocabulary
        known = [(vocabulary[t], w) for t, w in zip(request.tokens, request.weights, strict=True)
                 if t in vocabulary]  # fmt: skip
        ids, weights = [i for i, _ in known], [w for _, w in known]
        vector = self.embedder.of_tokens(request.tokens, request.weights)
        lexical: dict[str, Floats] = {}
        semantic: dict[str, Floats] = {}
        for name, field in self.index.fields.items():
            lexical[name] = self._own(name, field.bm25(ids, weights))
            if name in self.vectors:
                semantic[name] = self._own(name, self.vectors[name] @ vector)
        return Scores(lexical, semantic)

    def _own(self, name: str, scores: Floats) -> Floats:
        """Scores by owner; where an owner has several texts, its best."""
        owners = self.index.fields[name].owners
        out = np.zeros(self.sizes[name], np.float32)
        if name == "clause":
            np.maximum.at(out, owners, scores)
        else:
            out[owners] = scores
        return out
