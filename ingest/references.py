"""Citations found in the texts taken in, and the provisions that a document rests on.

Thin glue between parsers and :mod:`kb.law`; names of instruments are loaded once a process.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from kb.errors import BadIdentifier
from kb.law.identifiers import ProvisionId, WorkId
from kb.law.values import Citation, Conclusion, Part

ELECTION_ACT = WorkId("공직선거법")
"""What 법 means in the Commission's texts unless they say otherwise."""


@cache
def _finder() -> Any:
    try:
        import corpora.instruments
        from kb.law import citations

        names = corpora.instruments.load()
    except ImportError:
        return None
    return lambda text, default: citations.find(text, names, default=default)


def find(text: str, default: WorkId | None = None) -> list[Citation]:
    """Every reference in a text, with its span; ``default`` is what a bare 법 means."""
    finder = _finder()
    return list(finder(text, default)) if finder and text else []


def provisions(found: Iterable[Citation]) -> tuple[ProvisionId, ...]:
    """The provisions among citations, first mention first, without repeats."""
    result: dict[ProvisionId, None] = {}
    for c in found:
        if c.target and "#" in c.target:
            try:
                result.setdefault(ProvisionId.parse(c.target).at(None))
            except BadIdentifier:
                continue
    return tuple(result)


def of_reply(answer: str, in_answer: Sequence[Citation], column: str) -> tuple[ProvisionId, ...]:
    """What a reply rests on: the citations of its answer, then those of its 관련법 column."""
    cited = provisions(in_answer)
    extra = provisions(find(column, ELECTION_ACT))
    return tuple(dict.fromkeys((*cited, *extra)))


def shifted(found: Iterable[Citation], by: int) -> list[Citation]:
    """The same citations in a text that begins ``by`` characters earlier."""
    return [replace(c, start=c.start + by, end=c.end + by) for c in found]


@dataclass(frozen=True, slots=True)
class Reading:
    """What an answer concludes, as far as its own words say."""

    conclusion: Conclusion | None = None
    conditions: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()


def conclusion(answer: str, question: str) -> Reading:
    """The conclusion of a reply, read sentence by sentence and question by question."""
    try:
        from kb.law import conclusions
    except ImportError:
        return Reading()
    r = conclusions.read(answer, question)
    return Reading(r.conclusion, tuple(r.conditions), tuple(r.parts))
