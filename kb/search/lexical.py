"""One field of the index: which token stands how often in which text, and BM25 over it.

A text is held once, however many wordings of an article share it; what BM25 needs to know of the
whole (how many texts, how long, how many with a token) is counted over the texts that somebody
owns now, at the time of asking. So an index that grew by parts scores like one built at once.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csc_matrix, csr_matrix

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]
K1, B = 1.3, 0.6
UNTOLD = 8.0
"""Rarity that every text is taken to have besides its own words, so that a text of two words is not
told by one of them."""


@dataclass(frozen=True, slots=True, eq=False)
class Postings:
    """The texts of a field in one segment; arrays are memory-mapped and never written."""

    keys: npt.NDArray[np.bytes_]
    starts: Ints
    """Where the rows of a token (by its id) start."""
    rows: Ints
    counts: npt.NDArray[np.uint16]
    lengths: Ints
    vectors: npt.NDArray[np.float16]

    @property
    def size(self) -> int:
        """How many texts."""
        return len(self.keys)

    def of(self, token: int) -> slice:
        """Where rows and counts of a token stand."""
        if token + 1 >= len(self.starts):
            return slice(0, 0)
        return slice(int(self.starts[token]), int(self.starts[token + 1]))

    def matrix(self, rows: npt.NDArray[np.int64], words: int) -> csr_matrix:
        """Some texts as a sparse matrix text x token."""
        shape = (self.size, len(self.starts) - 1)
        found = csc_matrix((self.counts, self.rows, self.starts), shape).tocsr()[rows]
        found.resize(len(rows), words)
        return found


class FieldIndex:
    """A field opened for search: its texts in all segments, and who owns them."""

    def __init__(
        self, name: str, parts: Sequence[Postings], texts: npt.NDArray[np.int32],
        owners: npt.NDArray[np.int32],
    ) -> None:  # fmt: skip
        self.name = name
        self.parts = tuple(parts)
        self.texts = texts
        """Number of a text, over all parts, for each row of ``owners``."""
        self.owners = owners
        self.starts = np.cumsum([0, *(p.size for p in parts)]).tolist()
        self.count = int(self.starts[-1])
        live = np.zeros(self.count, bool)
        live[texts] = True
        self.held = int(live.sum())
        lengths = np.concatenate([p.lengths for p in parts]) if parts else np.zeros(0, np.int32)
        mean = max(float(lengths[live].sum()) / max(self.held, 1), 1e-9)
        norm = (K1 * (1.0 - B + B * lengths / mean)).astype(np.float32)
        self._weights = [_saturated(p, norm[a:]) for a, p in zip(self.starts, parts, strict=False)]
        self._live = None if self.held == self.count else live

    def bm25(self, ids: Sequence[int], factors: Sequence[float]) -> Floats:
        """The BM25 score of every text of the field."""
        scores = np.zeros(self.count, np.float32)
        at = [[p.of(token) for token in ids] for p in self.parts]
        known = [sum(self._owned(n, s[i]) for n, s in enumerate(at)) for i in range(len(ids))]
        worth = np.asarray(
            [factor * math.log(1.0 + (self.held - df + 0.5) / (df + 0.5))
             for factor, df in zip(factors, known, strict=True)], np.float32,
        )  # fmt: skip
        for start, p, own, spans in zip(self.starts, self.parts, self._weights, at, strict=False):
            if not any(s.stop > s.start for s in spans):
                continue
            sizes = [s.stop - s.start for s in spans]
            rows = np.concatenate([p.rows[s] for s in spans])
            values = np.concatenate([own[s] for s in spans]) * np.repeat(worth, sizes)
            scores[start : start + p.size] = np.bincount(rows, values, p.size)
        return scores

    def covered(self, ids: Sequence[int], factors: Sequence[float]) -> Floats:
        """How much of each text a question tells: the rarity of its words there, of that of all of them.

        BM25 asks how much of the question a text has, and a long story has words for many texts.
        From 0 to below 1; a word of the question counts once at most, however often it is said.
        """
        told = np.zeros(self.count, np.float32)
        for start, p, rarity in zip(self.starts, self.parts, self._rarities, strict=False):
            spans = [(p.of(token), min(factor, 1.0) * float(rarity[token]))
                     for token, factor in zip(ids, factors, strict=True) if token < len(rarity)]  # fmt: skip
            spans = [(at, worth) for at, worth in spans if at.stop > at.start]
            if spans:
                rows = np.concatenate([p.rows[at] for at, _ in spans])
                worths = np.repeat([w for _, w in spans], [at.stop - at.start for at, _ in spans])
                told[start : start + p.size] = np.bincount(rows, worths, p.size)
        return told / (self._told + UNTOLD)

    @cached_property
    def _rarities(self) -> list[Floats]:
        """For each part, how rare each token is among the texts that somebody owns."""
        words = max((len(p.starts) - 1 for p in self.parts), default=0)
        known = np.zeros(words, np.int64)
        for start, p in zip(self.starts, self.parts, strict=False):
            sizes = np.diff(p.starts)
            if self._live is not None:
                tokens = np.repeat(np.arange(len(sizes)), sizes)[self._live[p.rows + start]]
                sizes = np.bincount(tokens, minlength=len(sizes))
            known[: len(sizes)] += sizes
        rarity = np.log(1.0 + (self.held - known + 0.5) / (known + 0.5)).astype(np.float32)
        return [rarity[: len(p.starts) - 1] for p in self.parts]

    @cached_property
    def _told(self) -> Floats:
        """The rarity of all words of each text."""
        own = [
            np.bincount(p.rows, np.repeat(rarity, np.diff(p.starts)), p.size)
            for p, rarity in zip(self.parts, self._rarities, strict=True)
        ]
        return np.concatenate(own).astype(np.float32) if own else np.zeros(0, np.float32)

    def _owned(self, part: int, at: slice) -> int:
        """How many of the texts of some rows of a part somebody owns."""
        if self._live is None:
            return int(at.stop) - int(at.start)
        return int(self._live[self.parts[part].rows[at] + self.starts[part]].sum())


def _saturated(postings: Postings, norm: Floats) -> Floats:
    """How much each count is worth in its text, before rarity."""
    times = postings.counts.astype(np.float32)
    result: Floats = times / (times + norm[postings.rows])
    return result


def write(
    folder: Path, keys: Sequence[bytes], found: csr_matrix, vectors: npt.NDArray[np.float16]
) -> None:
    """Write the texts of a field, given as a matrix text x token."""
    folder.mkdir(parents=True)
    columns = found.tocsc()
    columns.sort_indices()
    for name, values in (
        ("keys", np.asarray(keys, "S24")),
        ("starts", columns.indptr.astype(np.int32)),
        ("rows", columns.indices.astype(np.int32)),
        ("counts", np.minimum(columns.data, 65535).astype(np.uint16)),
        ("lengths", np.asarray(found.sum(axis=1), np.int64).ravel().astype(np.int32)),
        ("vectors", vectors),
    ):
        np.save(folder / f"{name}.npy", values)


def read(folder: Path) -> Postings:
    """Open the texts of a field. Raises OSError or ValueError when a file is broken."""

    def load(part: str) -> Any:
        try:
            return np.asarray(np.load(folder / f"{part}.npy", mmap_mode="r"))
        except (OSError, ValueError):
            raise
        except Exception as e:
            # numpy reads the head as Python: TokenError, SyntaxError, MemoryError
            raise ValueError(f"{part}.npy is broken: {e!r}") from e

    return Postings(
        load("keys"), load("starts"), load("rows"), load("counts"), load("lengths"),
        load("vectors"),
    )  # fmt: skip


def counts(tokens: Sequence[Sequence[int]], size: int) -> csr_matrix:
    """Texts as a sparse matrix text x token."""
    starts = np.zeros(len(tokens) + 1, np.int64)
    np.cumsum([len(t) for t in tokens], out=starts[1:])
    ids = np.fromiter((i for t in tokens for i in t), np.int32, int(starts[-1]))
    return of_flat(ids, starts, size)


def of_flat(ids: Ints, starts: npt.NDArray[np.int64], size: int) -> csr_matrix:
    """The same of token numbers that stand text after text; they may be put in another order."""
    found = csr_matrix((np.ones(len(ids), np.int32), ids, starts), (len(starts) - 1, size))
    found.sum_duplicates()
    return found
