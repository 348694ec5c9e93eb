"""A segment: analysed texts in an immutable folder, each by its key, independent of who owns them.

``home/indexes/segments/<name>/`` holds a folder a field and the words that it adds to those of
the segment before it. An index is a base segment and at most one more, which holds what came
after; the vectors of the base may stand in a Chroma collection beside it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scipy.sparse import csr_matrix

from kb.search import lexical, seal
from kb.search.fast import FastEmbedder
from kb.search.units import FIELDS


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """A segment opened for reading."""

    folder: Path
    words: tuple[str, ...]
    """The words that it adds, in the order of their ids."""
    fields: Mapping[str, lexical.Postings]

    @property
    def texts(self) -> int:
        """How many texts it holds."""
        return sum(p.size for p in self.fields.values())


Matrices = Iterable[tuple[str, Sequence[bytes], csr_matrix]]
"""Keys and counts of the texts of each field."""


def write(
    root: Path, name: str, words: Sequence[str], before: int, texts: Matrices,
    embedder: FastEmbedder,
) -> Path:  # fmt: skip
    """Write a segment over some words, the first of which (``before``) are those of the base."""
    target = root / f"{name}.part{os.getpid()}"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    try:
        (target / "words.txt").write_text("\n".join(words[before:]), encoding="utf-8")
        known = embedder.numbers(words)
        for field, keys, found in texts:
            vectors = embedder.of_counts(found, known)
            lexical.write(target / field, keys, found, vectors)
        seal.put(target)
        shutil.rmtree(root / name, ignore_errors=True)
        os.replace(target, root / name)
    except BaseException:
        shutil.rmtree(target, ignore_errors=True)
        raise
    return root / name


def read(folder: Path, checked: bool = True) -> Segment:
    """Open a segment, held against its seal. Raises OSError or ValueError when it is broken."""
    if checked:
        seal.check(folder)
    text = (folder / "words.txt").read_text(encoding="utf-8")
    words = tuple(text.split("\n")) if text else ()
    return Segment(folder, words, {f: lexical.read(folder / f) for f in FIELDS})
