"""Citations found in the texts taken in, and the provisions that a document rests on.

Thin glue between parsers and :mod:`kb.law`; names of instruments are loaded once a process.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from functools import cache

import corpora.instruments
from kb.errors import BadIdentifier
from kb.law import citations, conclusions
from kb.law.identifiers import ProvisionId, WorkId
from kb.law.values import Citation

ELECTION_ACT = WorkId("공직선거법")
"""What 법 means in the Commission's texts unless they say otherwise."""


@cache
def _names() -> citations.Names:
    return corpora.instruments.load()


def find(text: str, default: WorkId | None = None) -> list[Citation]:
    """Every reference in a text, with its span; ``default`` is what a bare 법 means."""
    return citations.find(text, _names(), default=default) if text else []


def act_of(subject: str) -> WorkId:
    """What 법 means in a text about a subject (정치자금법); the election act where it is no name."""
    meaning = _names().get(subject) if subject else None
    return (meaning.work if meaning else None) or ELECTION_ACT


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


def cited_most(found: Iterable[Citation], most: int = 10) -> tuple[ProvisionId, ...]:
    """The provisions that a text without a list of its own cites most, most cited first."""
    often = Counter(p for c in found for p in provisions([c]))
    ranked = sorted(often, key=lambda p: (-often[p], str(p)))
    return tuple(ranked[:most])


def of_reply(answer: str, column: str) -> tuple[ProvisionId, ...]:
    """What a reply rests on: what its answer cites, then its 관련법 column, cautions last."""
    return citations.relied_on(answer, column, _names(), ELECTION_ACT)


def shifted(found: Iterable[Citation], by: int) -> list[Citation]:
    """The same citations in a text that begins ``by`` characters earlier."""
    return [replace(c, start=c.start + by, end=c.end + by) for c in found]


def conclusion(answer: str, question: str) -> conclusions.ConclusionReading:
    """The conclusion of a reply, read sentence by sentence and question by question."""
    return conclusions.read(answer, question)
