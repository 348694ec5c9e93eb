"""Qrels and run files in the form of TREC, for trec_eval, ir-measures, ranx and the like.

Qrels: ``question 0 article 1``. Run: ``question Q0 article rank score tag``. A question for which
nothing was found has no line in the run; evaluators count it as a miss where they are told to
(``trec_eval -c``; ir-measures always does).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

from kb.search.gold import Asked

_BLANK = re.compile(r"[\s%]")


def field(text: str) -> str:
    """An id as one field of a line: blanks are written as in an address.

    >>> field("kr/law/공직선거법#60-3"), field("a b")
    ('kr/law/공직선거법#60-3', 'a%20b')
    """
    return _BLANK.sub(lambda m: quote(m[0], safe=""), text)


def tag(system: str) -> str:
    """The name of a system as the tag of its run.

    >>> tag("LlamaIndex, fast embedder")
    'llamaindex-fast-embedder'
    """
    return re.sub(r"\W+", "-", system.lower()).strip("-")


def write_qrels(asked: Iterable[Asked], file: Path) -> None:
    """Write the governing articles of each question; all are equally good."""
    _write(file, (f"{field(q.id)} 0 {field(g)} 1" for q in asked for g in dict.fromkeys(q.gold)))


def write_run(system: str, rankings: Mapping[str, Sequence[str]], file: Path) -> None:
    """Write what a system found for each question, best first. The score is 1 / rank."""
    _write(
        file,
        (
            f"{field(id)} Q0 {field(article)} {rank} {1 / rank:.6f} {tag(system)}"
            for id, found in rankings.items()
            for rank, article in enumerate(found, 1)
        ),
    )


def beside(file: Path, system: str) -> Path:
    """Where the run of another system stands: ``run.txt`` → ``run-kiwi-bm25.txt``."""
    return file.with_name(f"{file.stem}-{tag(system)}{file.suffix}")


def _write(file: Path, lines: Iterable[str]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
