"""What is indexed: articles with their clauses, interpretations, rulings, passages.

A unit is a text with a key; the key changes when the text does, so that an index can keep what
it has analysed already. Articles carry the interval of days in which their text stands.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from kb.law.identifiers import ProvisionId

OPEN = 99991231
"""The open end of an interval, as an int (Chroma compares ints only)."""


def as_int(day: date | None) -> int:
    """20260319 for a day, the open end for None."""
    return OPEN if day is None else day.year * 10000 + day.month * 100 + day.day


@dataclass(frozen=True, slots=True)
class Text:
    """One text to index: its key, the row of its owner, the text."""

    key: str
    owner: int
    text: str


@dataclass(frozen=True, slots=True)
class ArticleUnit:
    """One wording of an article with the days on which it stands."""

    id: str
    title: str
    since: int
    until: int
    """The first day on which it no longer stands."""
    work: str
    supplement: bool
    deleted: bool
    length: int
    chapter: str = ""
    """Its chapter (장): the stage of an election, in an election law."""
    cites: tuple[str, ...] = ()
    """Articles that its text names."""

    @classmethod
    def of(cls, row: list[Any]) -> ArticleUnit:
        """From a JSON row."""
        row[-1] = tuple(row[-1])
        return cls(*row)


@dataclass(frozen=True, slots=True)
class CaseUnit:
    """An interpretation or ruling: what it is, of which day, and the provisions it stands on."""

    id: str
    kind: str
    """reply, case, summary, digest, ruling"""
    document: str
    day: int
    provisions: tuple[str, ...]
    title: str
    live: bool = True
    """Published: a draft or withdrawn reply is not found."""
    label: str = ""
    page: int | None = None
    start: int = 0
    end: int = 0
    bare: bool = False
    """A ruling without 판시사항 and 요지: found by its reasons (:mod:`kb.search.reasons`)."""

    @classmethod
    def of(cls, row: list[Any]) -> CaseUnit:
        """From a JSON row."""
        row[4] = tuple(row[4])
        return cls(*row)


@dataclass(frozen=True, slots=True)
class PassageUnit:
    """A span of a document's text."""

    document: str
    label: str
    page: int | None
    start: int
    end: int
    aside: bool = False
    """Of a ruling: who the parties are, a statute's text or what somebody said, no reasons."""

    @classmethod
    def of(cls, row: list[Any]) -> PassageUnit:
        """From a JSON row."""
        return cls(*row)


@dataclass(frozen=True, slots=True)
class AskedUnit:
    """A question that people ask about a provision, or its plain summary: a search aid only.

    It is never shown as a source or a case: what it brings is the provision.
    """

    id: str
    kind: str
    """question, summary"""
    provision: str

    @classmethod
    def of(cls, row: list[Any]) -> AskedUnit:
        """From a JSON row."""
        return cls(*row)


@dataclass(slots=True)
class Units:
    """All units of a corpus, and the texts of each field."""

    articles: list[ArticleUnit] = field(default_factory=list)
    cases: list[CaseUnit] = field(default_factory=list)
    passages: list[PassageUnit] = field(default_factory=list)
    asked: list[AskedUnit] = field(default_factory=list)
    texts: dict[str, list[Text]] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    """What the units were made from: fingerprints of instruments, cases and documents by id."""
    taken: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    """Rows of units taken from an earlier index, there and here, by kind; their texts are there."""

    def of(self, kind: str) -> list[Any]:
        """The units of a kind."""
        found: dict[str, list[Any]] = {
            "article": self.articles, "case": self.cases, "passage": self.passages,
            "asked": self.asked,
        }  # fmt: skip
        return found[kind]

    def add(self, name: str, owner: int, text: str) -> None:
        """A text of a field; empty ones are left out."""
        if text.strip():
            key = hashlib.blake2b(text.encode(), digest_size=12).hexdigest()
            self.texts.setdefault(name, []).append(Text(key, owner, text))

    def take(self, kind: str, unit: Any, row: int) -> None:
        """A unit as it stands in a row of an earlier index."""
        own = self.of(kind)
        self.taken.setdefault(kind, []).append((row, len(own)))
        own.append(unit)


PAPERS = frozenset({"circular", "press", "amendment", "other"})
"""Kinds of documents that are neither law nor an interpretation of it: found by their passages."""

FIELDS = (
    "article.title", "article.text", "clause", "case.title", "case.question", "case.answer",
    "case.asked", "ruling.holdings", "passage", "asked",
)  # fmt: skip
"""Fields of the index. ``clause`` rolls up to its article, ``case.asked`` to its case, the others
own their row."""
SEVERAL = frozenset({"clause", "case.asked"})
"""Fields of which an owner may have several texts: the best one speaks for it."""

KINDS = {f: f.split(".")[0] for f in FIELDS} | {"clause": "article", "ruling.holdings": "case"}
"""What owns the texts of each field."""

LONG = frozenset({"passage"})
"""Fields analysed through the cache of word forms."""
BY_LINE = frozenset({"article.text", "clause"})
"""Fields whose lines are whole and analysed apart."""


@lru_cache(maxsize=1 << 14)
def article_of(provision: str) -> str:
    """The article's id of a provision's id."""
    return str(ProvisionId.parse(provision).article)
