"""One field of the index: its texts as token counts, BM25 weights and vectors, in numpy files.

BM25 weights are computed by ``bm25s`` once at build; a query adds up columns of them, each query
token with its own weight, so that a word of the glossary counts less than the person's own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]
K1, B = 1.3, 0.6


@dataclass(frozen=True, slots=True)
class FieldIndex:
    """A field opened for search; arrays are memory-mapped and never written."""

    name: str
    owners: Ints
    starts: Ints
    """Column starts (token id) of the BM25 matrix."""
    rows: Ints
    weights: Floats
    vectors: npt.NDArray[np.float16]
    count: int

    def bm25(self, ids: Sequence[int], factors: Sequence[float]) -> Floats:
        """The BM25 score of every text of the field."""
        scores = np.zeros(self.count, np.float32)
        last = len(self.starts) - 1
        for token, factor in zip(ids, factors, strict=True):
            if token >= last:
                continue
            a, b = self.starts[token], self.starts[token + 1]
            if a < b:
                scores[self.rows[a:b]] += np.float32(factor) * self.weights[a:b]
        return scores


def write(
    folder: Path, owners: Sequence[int], tokens: Sequence[Any], size: int,
    vectors: npt.NDArray[np.float16],
) -> None:  # fmt: skip
    """Write a field whose texts are given as token ids below ``size``."""
    import bm25s

    folder.mkdir(parents=True)
    if tokens:
        engine = bm25s.BM25(method="lucene", k1=K1, b=B)
        engine.index(
            ([list(t) for t in tokens], {str(i): i for i in range(size)}),
            show_progress=False, create_empty_token=False,
        )  # fmt: skip
        starts, rows, data = (engine.scores[k] for k in ("indptr", "indices", "data"))
    else:
        starts, rows, data = np.zeros(size + 1), np.zeros(0), np.zeros(0)
    np.save(folder / "starts.npy", np.asarray(starts, np.int32))
    np.save(folder / "rows.npy", np.asarray(rows, np.int32))
    np.save(folder / "weights.npy", np.asarray(data, np.float32))
    np.save(folder / "owners.npy", np.asarray(owners, np.int32))
    np.save(folder / "vectors.npy", vectors)


def read(folder: Path, name: str) -> FieldIndex:
    """Open a field. Raises OSError or ValueError when a file is missing or broken."""

    def load(part: str) -> Any:
        return np.asarray(np.load(folder / f"{part}.npy", mmap_mode="r"))

    owners = load("owners")
    return FieldIndex(
        name, owners, load("starts"), load("rows"), load("weights"), load("vectors"), len(owners)
    )


def counts(tokens: Sequence[Any], size: int) -> csr_matrix:
    """Texts as a sparse matrix text x token."""
    indptr = np.zeros(len(tokens) + 1, np.int64)
    np.cumsum([len(t) for t in tokens], out=indptr[1:])
    ids = np.fromiter((i for t in tokens for i in t), np.int32, int(indptr[-1]))
    return csr_matrix((np.ones(len(ids), np.float32), ids, indptr), (len(tokens), size))


def known(tokens: Sequence[str], vocabulary: Mapping[str, int]) -> list[int]:
    """Ids of the tokens that the vocabulary has."""
    return [vocabulary[t] for t in tokens if t in vocabulary]
