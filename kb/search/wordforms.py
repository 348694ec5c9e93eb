"""``yugwon train wordforms``: the words (어절) of rulings that Kiwi reads alike in every context.

The passages of the rulings held are read by Kiwi as they stand; each word is counted with the
tokens that it got. One that is seen often enough, and nearly always with the same tokens, goes
into the table through which :mod:`kb.search.analysis` reads the passages of rulings.
"""

from __future__ import annotations

import lzma
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from kb.errors import BadInput
from kb.parent import end_with_parent
from kb.search import analysis, morphemes
from kb.search.analysis import Progress
from kb.search.collecting import batched, windows
from kb.search.normal import normal
from kb.store import Store

SEEN = 3
"""How often a word must have been seen."""
ALIKE = 0.99
"""Share of those times that it must have been read in one way."""
JOB = 100_000
"""Characters of one job."""
RULINGS = 100
"""Documents whose texts are read at a time."""

Reading = tuple[str, ...]
"""The tokens of a word."""
Counts = Counter[tuple[str, Reading]]
"""How often a word was read in a way."""


def make(
    store: Store, out: Path, workers: int = 1, progress: Progress | None = None
) -> dict[str, float]:  # fmt: skip
    """Count over the rulings held, write the table; returns what was counted.

    The same rulings, Kiwi and glossary give the same file, whatever the number of processes.

    Args:
        out: the file (``.txt.xz``); it appears whole or not at all.
        workers: processes that read.
        progress: told (stage, passages done, passages in all).

    Raises BadInput where no ruling is held; OSError when the file cannot be written.
    """
    passages = list(dict.fromkeys(passages_of(store)))
    if not passages:
        raise BadInput(
            "보유한 판결·결정이 없어 셀 것이 없습니다 (yugwon ingest)",
            "no ruling is held, so that there is nothing to count (yugwon ingest)",
        )
    counts = counted(passages, workers, progress)
    table = steady(counts)
    write(table, out)
    running = counts.total()
    covered = sum(n for (word, _), n in counts.items() if word in table)
    return {
        "passages": len(passages),
        "words": running,
        "different": len({word for word, _ in counts}),
        "kept": len(table),
        "covered": round(covered / running, 4) if running else 0.0,
    }


def passages_of(store: Store) -> Iterator[str]:
    """The passages of every ruling and decision held, as they are indexed, in a fixed order."""
    own = sorted({r.document for r in store.rulings()})
    for part in batched(own, RULINGS):
        texts = store.texts(part)
        for id in part:
            text = texts.get(id, "")
            yield from (text[start:end] for start, end in windows(text))


def counted(
    passages: Sequence[str], workers: int = 1, progress: Progress | None = None
) -> Counts:  # fmt: skip
    """How often each word of some passages was read in each way."""
    found: Counts = Counter()
    done = 0
    for own, passed in _over(workers, _jobs(passages)):
        found.update(own)
        done += passed
        if progress:
            progress("wordforms", done, len(passages))
    return found


def steady(counts: Counts, seen: int = SEEN, alike: float = ALIKE) -> dict[str, Reading]:
    """The words that are read alike, by their letters; each with the reading that it has.

    >>> steady(Counter({("나는", ("날/V",)): 1, ("나는", ()): 2, ("법원은", ("법원/N",)): 3}))
    {'법원은': ('법원/N',)}
    """
    times: Counter[str] = Counter()
    most: dict[str, tuple[int, Reading]] = {}
    for (word, reading), n in counts.items():
        times[word] += n
        most[word] = max(most.get(word, (0, ())), (n, reading))
    return {
        word: most[word][1]
        for word in sorted(times)
        if times[word] >= seen and most[word][0] >= alike * times[word]
    }


def write(table: Mapping[str, Reading], out: Path) -> None:
    """Write a table as :func:`kb.search.analysis.word_forms` reads it: a word a line, its tokens."""
    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.with_name(f".{out.name}.part")
    lines = "\n".join(" ".join((word, *reading)) for word, reading in table.items())
    try:
        part.write_bytes(lzma.compress(lines.encode(), preset=9))
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)


def _jobs(passages: Sequence[str]) -> Iterator[list[str]]:
    job: list[str] = []
    size = 0
    for passage in passages:
        job.append(passage)
        size += len(passage)
        if size > JOB:
            yield job
            job, size = [], 0
    if job:
        yield job


def _over(workers: int, jobs: Iterator[list[str]]) -> Iterator[tuple[Counts, int]]:
    if workers < 2:
        yield from map(_work, jobs)
        return
    with ProcessPoolExecutor(workers, get_context("spawn"), end_with_parent) as pool:
        yield from analysis.in_turn(pool, _work, jobs, 2 * workers)


def _work(passages: list[str]) -> tuple[Counts, int]:
    counts: Counts = Counter()
    texts = [text for text in map(normal, passages) if text]
    for text, tokens in zip(texts, morphemes.shared().raw(texts), strict=True):
        words = text.split(" ")
        counts.update(zip(words, map(tuple, analysis.by_word(words, tokens)), strict=True))
    return counts, len(passages)
