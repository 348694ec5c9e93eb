"""Texts to tokens in bulk: kept tokens are reused, long texts go through known word forms.

Kiwi reads about 100,000 characters a second on one core. Rulings repeat their words, so a word
(어절) that Kiwi reads the same way wherever it stands is looked up in a table that comes with
the project; what stands between known words is read by Kiwi. The result does not depend on
order or on what else is indexed.
"""

from __future__ import annotations

import lzma
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from multiprocessing import get_context
from typing import Any

import corpora.embedder
from kb.parent import end_with_parent
from kb.search import morphemes
from kb.search.normal import normal
from kb.search.units import BY_LINE, LONG

Progress = Callable[[str, int, int], None]
WORD_FORMS = corpora.embedder.FOLDER / "wordforms.txt.xz"
_JOB = 100_000
"""Characters of one job."""
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
    read = m.raw(
        [" ".join(words[n][lo:hi]) for (n, _, _), (lo, hi) in zip(runs, spans, strict=True)]
    )
    found: list[dict[int, list[str]]] = [{} for _ in words]
    for (n, a, b), (lo, hi), tokens in zip(runs, spans, read, strict=True):
        for i, own in enumerate(_by_word(words[n][lo:hi], tokens), lo):
            if a <= i < b:
                found[n][i] = own
    for row, own_tokens in zip(words, found, strict=True):
        flat: list[str] = []
        for i, word in enumerate(row):
            flat.extend(own_tokens[i] if i in own_tokens else known[word])
        yield m.joined(flat)


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


def _by_word(words: Sequence[str], tokens: Sequence[Any]) -> list[list[str]]:
    """The content tokens of each word, by where a token begins."""
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


def _work(job: Job) -> list[list[str]]:
    is_long, texts = job
    return list(long(texts) if is_long else plain(texts))


def _jobs(texts: Iterable[tuple[bool, str]]) -> list[Job]:
    """The texts, in order, in jobs of about equal work."""
    jobs: list[Job] = []
    size = 0
    for is_long, text in texts:
        if not jobs or jobs[-1][0] != is_long or size > _JOB:
            jobs.append((is_long, []))
            size = 0
        jobs[-1][1].append(text)
        size += len(text) // 2 if is_long else len(text)
    return jobs


def analyse(
    texts: Sequence[tuple[bool, str]], workers: int, progress: Progress | None = None
) -> list[list[str]]:
    """Tokens of each text, in order; ``True`` before a text reads it through known word forms.

    Equal texts are read once. Several processes share the work when there is much to do.
    """
    unique = dict.fromkeys(texts)
    jobs = _jobs(unique)
    out: list[list[str]] = []

    def take(results: Iterable[list[list[str]]]) -> None:
        for result in results:
            out.extend(result)
            if progress:
                progress("analyse", len(out), len(unique))

    if workers < 2 or sum(len(t) for _, t in unique) < _ALONE:
        take(map(_work, jobs))
    else:
        with ProcessPoolExecutor(workers, get_context("spawn"), end_with_parent) as pool:
            take(pool.map(_work, jobs))
    found = dict(zip(unique, out, strict=True))
    return [found[t] for t in texts]


def by_field(
    texts: Mapping[str, Mapping[str, str]], workers: int, progress: Progress | None = None
) -> dict[str, dict[str, list[str]]]:
    """Tokens of the texts of each field, by key.

    Law is read line by line: a line stands in many wordings and clauses and is read once.
    """
    asked: list[tuple[bool, str]] = []
    spans: list[tuple[str, str, int]] = []
    for field, rows in texts.items():
        for key, text in rows.items():
            lines = text.split("\n") if field in BY_LINE else [text]
            asked += [(field in LONG, line) for line in lines]
            spans.append((field, key, len(asked)))
    found = analyse(asked, workers, progress)
    out: dict[str, dict[str, list[str]]] = {field: {} for field in texts}
    start = 0
    for field, key, end in spans:
        out[field][key] = [t for row in found[start:end] for t in row]
        start = end
    return out
