"""The fast embedder: a mean of morpheme vectors, in numpy for bulk, in sentence-transformers
for everybody else. Both give the same numbers; a test holds it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

import corpora.embedder
from kb.search import morphemes

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Floats = npt.NDArray[np.float32]


class FastEmbedder:
    """Vectors of texts whose morphemes are known already."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or corpora.embedder.FOLDER
        self.words, self.rows = corpora.embedder.load(self.folder)
        self.ids: Mapping[str, int] = {w: i for i, w in enumerate(self.words)}

    @property
    def dimension(self) -> int:
        return int(self.rows.shape[1])

    @property
    def fingerprint(self) -> str:
        """Of model and analyser: vectors of two fingerprints are never compared."""
        return f"fast-{corpora.embedder.fingerprint(self.folder)}-{morphemes.fingerprint()}"

    def of_tokens(self, tokens: Sequence[str], weights: Sequence[float] | None = None) -> Floats:
        """The unit vector of one text; zeros when no token is known."""
        found = [(self.ids[t], 1.0 if weights is None else weights[i])
                 for i, t in enumerate(tokens) if t in self.ids]  # fmt: skip
        if not found:
            return np.zeros(self.dimension, np.float32)
        ids, factors = zip(*found, strict=True)
        total = np.asarray(factors, np.float32) @ self.rows[list(ids)]
        result: Floats = total / max(float(np.linalg.norm(total)), 1e-8)
        return result

    def numbers(self, vocabulary: Sequence[str]) -> npt.NDArray[np.int64]:
        """The number of each word of a vocabulary here; -1: it is not known."""
        return np.fromiter((self.ids.get(w, -1) for w in vocabulary), np.int64, len(vocabulary))

    def of_counts(self, counts: Any, column: npt.NDArray[np.int64]) -> npt.NDArray[np.float16]:
        """Unit vectors of many texts given as a sparse matrix text x token.

        ``column`` holds the :meth:`numbers` of its tokens. A text's vector is the same to the
        last bit whatever else the vocabulary holds.
        """
        known = np.flatnonzero(column >= 0)
        # in the embedder's own order, so that sums do not depend on the order of indexing
        part = counts[:, known[np.argsort(column[known])]].sorted_indices().astype(np.float32)
        table = self.rows[np.sort(column[known])]
        out = np.empty((counts.shape[0], self.dimension), np.float16)
        for start in range(0, counts.shape[0], 8192):
            rows = np.asarray(part[start : start + 8192] @ table)
            out[start : start + 8192] = rows / np.maximum(
                np.linalg.norm(rows, axis=1, keepdims=True), 1e-8
            )
        return out

    def sentence_transformer(self) -> SentenceTransformer:
        """The same model for sentence-transformers: feed it morphemes joined by spaces."""
        from sentence_transformers import SentenceTransformer
        from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding
        from tokenizers import Tokenizer
        from tokenizers.models import WordLevel
        from tokenizers.pre_tokenizers import WhitespaceSplit

        vocabulary = {w: i for i, w in enumerate(self.words)} | {"[UNK]": len(self.words)}
        tokenizer = Tokenizer(WordLevel(vocabulary, unk_token="[UNK]"))
        tokenizer.pre_tokenizer = WhitespaceSplit()
        weights = np.vstack([self.rows, np.zeros((1, self.dimension), np.float32)])
        return SentenceTransformer(
            modules=[StaticEmbedding(tokenizer, embedding_weights=weights), Normalize()],
            device="cpu",
        )


def open_fast(folder: Path | None = None) -> FastEmbedder:
    """The bundled embedder (or one in a folder), read once a process."""
    return _opened(folder or corpora.embedder.FOLDER)


@lru_cache(maxsize=2)
def _opened(folder: Path) -> FastEmbedder:
    return FastEmbedder(folder)
