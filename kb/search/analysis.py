"""Texts to tokens in bulk: kept tokens are reused, long texts go through known word forms.

Kiwi reads about 100,000 characters a second on one core. Rulings repeat their words, so a word
(어절) that Kiwi reads the same way wherever it stands is looked up in a table that comes with
the project; what stands between known words is read by Kiwi. The result does not depend on
order or on what else is indexed.
"""

from __future__ import annotations

import lzma
from array import array
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise
from multiprocessing import get_context
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

import corpora.embedder
from kb.parent import end_with_parent
from kb.search import morphemes
from kb.search.normal import normal
from kb.search.units import BY_LINE, LONG

Progress = Callable[[str, int, int], None]
Numbers = npt.NDArray[np.int32]
J = TypeVar("J")
D = TypeVar("D")
WORD_FORMS = corpora.embedder.FOLDER / "wordforms.txt.xz"
_JOB = 100_000
"""Characters of one job."""
_PIECE = 100_000
"""Texts that are put together at a time."""
REMEMBERED = 200_000
"""Runs of words that a process remembers: some 60 MB."""
_ALONE = 400_000
"""Fewer characters than this are analysed in this process."""


@lru_cache(maxsize=1)
def word_forms() -> Mapping[str, tuple[str, ...]]:
    """Word (어절) to its tokens, for words that are read the same way in every context."""
    if not WORD_FORMS.is_file():
        return {}
    table: dict[str, tuple[str, ...]] = {}
    with lzma.open(WORD_FORMS, "rt", encoding="utf-8") as lines:
        for line in lines:
            word, *tokens = line.rstrip("\n").split(" ")
            table[word] = tuple(tokens)
    return table


def plain(texts: Sequence[str]) -> Iterator[list[str]]:
    """Tokens by Kiwi alone."""
    m = morphemes.shared()
    for found in m.raw([normal(t) for t in texts]):
        yield m.joined([t for t in map(morphemes.content, found) if t])


def long(texts: Sequence[str]) -> Iterator[list[str]]:
    """Tokens by known word forms, by Kiwi (with a word of context on each side) between them."""
    m, known = morphemes.shared(), word_forms()
    words = [normal(t).split(" ") for t in texts]
    runs = [(n, a, b) for n, row in enumerate(words) for a, b in unknown(row, known)]
    spans = [(max(a - 1, 0), min(b + 1, len(words[n]))) for n, a, b in runs]
    asked = [" ".join(words[n][lo:hi]) for (n, _, _), (lo, hi) in zip(runs, spans, strict=True)]
    read = _read(asked)
    found: list[dict[int, list[str]]] = [{} for _ in words]
    for (n, a, b), (lo, _), run in zip(runs, spans, asked, strict=True):
        for i, own in enumerate(read[run], lo):
            if a <= i < b:
                found[n][i] = own
    for row, own_tokens in zip(words, found, strict=True):
        flat: list[str] = []
        for i, word in enumerate(row):
            flat.extend(own_tokens[i] if i in own_tokens else known[word])
        yield m.joined(flat)


_RUNS: dict[str, list[list[str]]] = {}
"""Runs that this process has read, with the tokens of each word."""


def _read(runs: Sequence[str]) -> Mapping[str, list[list[str]]]:
    """The tokens of each word of some runs; one that was read before is not read again.

    Kiwi reads a text the same way whatever else it reads, and every fifth run of rulings is one
    that another ruling has, too.
    """
    fresh = [run for run in dict.fromkeys(runs) if run not in _RUNS]
    held = {run: _RUNS[run] for run in dict.fromkeys(runs) if run in _RUNS}
    if len(_RUNS) + len(fresh) > REMEMBERED:
        _RUNS.clear()
    for run, tokens in zip(fresh, morphemes.shared().raw(fresh), strict=True):
        held[run] = _RUNS[run] = by_word(run.split(" "), tokens)
    return held


def unknown(
    words: Sequence[str], known: Mapping[str, object], gap: int = 2
) -> list[tuple[int, int]]:
    """Runs of unknown words; up to ``gap`` known words between two are part of one run.

    >>> unknown("가 나 다 라 마 바 사".split(), {"나": 1, "라": 1, "마": 1, "바": 1})
    [(0, 3), (6, 7)]
    """
    runs: list[tuple[int, int]] = []
    for i, word in enumerate(words):
        if word not in known:
            if runs and i - runs[-1][1] <= gap:
                runs[-1] = (runs[-1][0], i + 1)
            else:
                runs.append((i, i + 1))
    return runs


def by_word(words: Sequence[str], tokens: Sequence[Any]) -> list[list[str]]:
    """The content tokens of each word that Kiwi read in a text, by where a token begins."""
    out: list[list[str]] = [[] for _ in words]
    i, after = 0, len(words[0]) + 1
    for token in tokens:
        while token.start >= after and i + 1 < len(words):
            i += 1
            after += len(words[i]) + 1
        name = morphemes.content(token)
        if name:
            out[i].append(name)
    return out


Job = tuple[bool, list[str]]
Done = tuple[list[str], Numbers, Numbers]
"""Words of a job, its tokens as numbers of them, and how many tokens each text has."""


def _work(job: Job) -> Done:
    is_long, texts = job
    ids: dict[str, int] = {}
    flat, sizes = array("i"), array("i")
    for tokens in long(texts) if is_long else plain(texts):
        flat.extend(ids.setdefault(t, len(ids)) for t in tokens)
        sizes.append(len(tokens))
    return list(ids), np.asarray(flat, np.int32), np.asarray(sizes, np.int32)


def _jobs(texts: Iterable[tuple[bool, str]]) -> Iterator[Job]:
    """The texts, in order, in jobs of about equal work."""
    job: Job | None = None
    size = 0
    for is_long, text in texts:
        if job is None or job[0] != is_long or size > _JOB:
            if job is not None:
                yield job
            job, size = (is_long, []), 0
        job[1].append(text)
        size += len(text) // 2 if is_long else len(text)
    if job is not None:
        yield job


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of many texts, as numbers of words, text after text."""

    flat: Numbers
    starts: npt.NDArray[np.int64]
    """Where each text starts, and the end."""

    def rows(self) -> Iterator[list[int]]:
        """Text after text."""
        for a, b in pairwise(self.starts.tolist()):
            yield self.flat[a:b].tolist()

    def gathered(self, texts: npt.NDArray[np.int64], ends: npt.NDArray[np.int64]) -> Tokens:
        """New texts, each made of some of these: ``texts`` up to each of ``ends``."""
        sizes = np.diff(self.starts)[texts]
        out = np.empty(int(sizes.sum()), np.int32)
        at = 0
        for first in range(0, len(texts), _PIECE):
            own, long_each = texts[first : first + _PIECE], sizes[first : first + _PIECE]
            count = int(long_each.sum())
            shift = np.repeat(self.starts[own] - np.cumsum(long_each) + long_each, long_each)
            out[at : at + count] = self.flat[np.arange(count) + shift]
            at += count
        totals = np.concatenate([[0], np.cumsum(sizes)])
        return Tokens(out, totals[np.concatenate([[0], ends])])


def analyse(
    texts: Iterable[tuple[bool, str]], ids: dict[str, int], workers: int,
    progress: Progress | None = None,
) -> Tokens:  # fmt: skip
    """Tokens of each text, in order; ``True`` before a text reads it through known word forms.

    Several processes share the work when there is much to do.

    Args:
        ids: numbers of the words known; those that are new are added.
    """
    asked = list(texts)
    flats: list[Numbers] = []
    sizes: list[Numbers] = []

    def take(results: Iterable[Done]) -> None:
        done = 0
        for words, flat, own in results:
            known = np.fromiter((ids.setdefault(w, len(ids)) for w in words), np.int32, len(words))
            flats.append(known[flat])
            sizes.append(own)
            done += len(own)
            if progress:
                progress("analyse", done, len(asked))

    if workers < 2 or sum(len(t) for _, t in asked) < _ALONE:
        take(map(_work, _jobs(asked)))
    else:
        with ProcessPoolExecutor(workers, get_context("spawn"), end_with_parent) as pool:
            take(in_turn(pool, _work, _jobs(asked), 4 * workers))
    starts = np.zeros(len(asked) + 1, np.int64)
    if sizes:
        np.cumsum(np.concatenate(sizes), out=starts[1:])
    return Tokens(np.concatenate(flats) if flats else np.zeros(0, np.int32), starts)


def in_turn(
    pool: ProcessPoolExecutor, work: Callable[[J], D], jobs: Iterator[J], ahead: int
) -> Iterator[D]:
    """Results of jobs, in order; no more than some wait to be done or taken."""
    waiting = deque(pool.submit(work, job) for job in islice(jobs, ahead))
    while waiting:
        yield waiting.popleft().result()
        waiting.extend(pool.submit(work, job) for job in islice(jobs, 1))


def by_field(
    texts: Mapping[str, Mapping[str, str]], ids: dict[str, int], workers: int,
    progress: Progress | None = None,
) -> dict[str, Tokens]:  # fmt: skip
    """Tokens of the texts of each field, in their order; ``ids`` as :func:`analyse` takes them.

    Law is read line by line: a line stands in many wordings and clauses and is read once.
    """
    numbers: dict[tuple[bool, str], int] = {}
    lines: dict[str, array[int]] = {}
    ends: dict[str, array[int]] = {}
    for field, rows in texts.items():
        mine, ended = array("q"), array("q")
        for text in rows.values():
            for line in text.split("\n") if field in BY_LINE else (text,):
                mine.append(numbers.setdefault((field in LONG, line), len(numbers)))
            ended.append(len(mine))
        lines[field], ends[field] = mine, ended
    found = analyse(numbers, ids, workers, progress)
    return {
        field: found.gathered(np.asarray(lines[field], np.int64), np.asarray(ends[field], np.int64))
        for field in texts
    }
