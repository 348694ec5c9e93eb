"""The values that the knowledge base speaks in; all immutable, none does I/O.

FRBR / Akoma Ntoso terms with their Korean counterparts: work (법령), version or expression
(연혁 법령), provision (조항), ruling (판례·결정), interpretation (유권해석), passage (인용 구간),
citation (인용).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from kb.law.identifiers import (
    InterpretationId,
    Number,
    Pinpoint,
    ProvisionId,
    RulingId,
    WorkId,
)


class Conclusion(StrEnum):
    """What an authority concluded about the act asked about (결론)."""

    PERMITTED = "permitted"
    PROHIBITED = "prohibited"
    CONDITIONAL = "conditional"
    EXPLAINS = "explains"


class Standing(StrEnum):
    """Where an interpretation stands in its life (효력 상태)."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


class TextState(StrEnum):
    """What is known of a provision's text on a day (보유 상태), as printed by ``show``."""

    HELD = "held"
    NO_LATER_CHANGE_KNOWN = "no_later_change_known"
    NOT_HELD = "not_held"
    NOT_YET_IN_FORCE = "not_yet_in_force"
    REPEALED = "repealed"
    DIGEST = "digest"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Work:
    """An instrument as such (법령), whatever its text on any day."""

    id: WorkId
    name: str
    """Printed name, with its spaces and dots."""
    kind: str
    """법률, 중앙선거관리위원회규칙, 대통령령, 헌법 …"""


@dataclass(frozen=True, slots=True)
class Version:
    """The text of a work as consolidated by one act (연혁 법령).

    Two acts may take effect on one day, so the key is work, effective day and promulgation.
    """

    work: WorkId
    promulgated: date
    effective: date
    number: str
    """Number of the act, digits only: ``21488``."""
    excerpt: bool = False
    """발췌: authoritative for the provisions it holds, silent on all others."""
    complete_until: date | None = None
    """The source states that no other version took effect up to and with this day."""
    digest: bool = False
    """요지 (원문 아님): written in other words than the law's."""
    document: str = ""
    """Id of the document that it was read from."""
    url: str = ""

    @property
    def key(self) -> str:
        """Unique among held versions: ``kr/law/공직선거법@2026-03-19/21488``."""
        return f"{self.work}@{self.effective}/{self.promulgated}/{self.number}" + (
            "/digest" if self.digest else ""
        )

    def in_force_on(self, day: date) -> bool:
        """Whether its own effective day has come."""
        return self.effective <= day


@dataclass(frozen=True, slots=True)
class Article:
    """One article (조), 부칙 article or annex of a version, with its whole text.

    ``text`` holds 항·호·목 on lines of their own in one canonical form, amendment marks kept:
    ``① …``, ``1. …``, ``1의2. …``, ``가. …``; no Markdown. Its heading is not part of it.
    """

    version: Version
    pinpoint: Pinpoint
    title: str
    text: str
    order: int
    """Place in the instrument, from 0."""
    headings: tuple[str, ...] = ()
    """제1장 총칙, 제1절 …"""
    effective: date | None = None
    """조문시행일자 where the source gives one for the article."""
    repaired: bool = False
    """Its branch number was restored from order and cross-references."""

    @property
    def number(self) -> Number | None:
        return self.pinpoint.article

    @property
    def id(self) -> ProvisionId:
        return ProvisionId(self.version.work, self.pinpoint, self.version.effective)


@dataclass(frozen=True, slots=True)
class Citation:
    """A reference found in a text: its span, and what it resolves to or why it does not (인용)."""

    start: int
    end: int
    text: str
    target: str | None
    """String form of a ProvisionId, WorkId or RulingId; None when unresolved."""
    reason: str | None = None
    """Why it does not resolve: ``ambiguous``, ``no_antecedent``, ``unknown_work`` …"""
    until: str | None = None
    """For a range (제25조부터 제30조까지), the last provision."""
    version_from: date | None = None
    version_until: date | None = None
    """For 구 …법(… 개정되고 … 개정되기 전의 것): the version range, end excluded."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """A court ruling or Constitutional Court decision (판례·결정례)."""

    id: RulingId
    court: str
    day: date | None
    number: str
    name: str
    kind: str = ""
    """형사, 헌바 …"""
    holdings: str = ""
    """판시사항"""
    summary: str = ""
    """판결요지·결정요지"""
    referred: str = ""
    """참조조문 (and 심판대상조문) as printed"""
    referred_rulings: str = ""
    """참조판례 as printed"""
    order: str = ""
    """주문"""
    text: str = ""
    """판례내용·전문"""
    numbers: tuple[str, ...] = ()
    """Every case number of a joined decision."""
    provisions: tuple[ProvisionId, ...] = ()
    """From 참조조문, then from the summary; best first, without repeats."""
    document: str = ""
    url: str = ""
    digest: bool = False
    language: str = "ko"
    en: str = ""
    """English digest, where the corpus carries one."""
    title_en: str = ""


@dataclass(frozen=True, slots=True)
class Interpretation:
    """What the authority replied or published (유권해석: 회답, 사례, 법규요약, 판례 요지)."""

    id: InterpretationId
    kind: str
    """``reply`` (회답), ``case`` (사례예시), ``summary`` (법규요약), ``digest`` (판례 요지)."""
    title: str
    question: str
    """As asked; empty for a case, whose text stands in ``answer``."""
    answer: str
    conclusion: Conclusion | None
    conditions: tuple[str, ...] = ()
    """Sentences of the answer on which the conclusion depends, as they stand in it."""
    provisions: tuple[ProvisionId, ...] = ()
    """Those that the answer, the 관련법 column or the § header cites, in that order of weight."""
    day: date | None = None
    day_from: date | None = None
    day_until: date | None = None
    """For an undated document the interval that its own words and collection allow."""
    office: str = ""
    number: str = ""
    standing: Standing = Standing.PUBLISHED
    superseded_by: InterpretationId | None = None
    document: str = ""
    document_label: str = ""
    """What a person calls the document: ``casebook-2025.pdf``, ``written.csv#12``."""
    page: int | None = None
    start: int = 0
    end: int = 0
    """Span in the text of the document."""
    section: tuple[str, ...] = ()
    """Headings above it in the document, outermost first."""
    url: str = ""
    digest: bool = False
    """요지 (원문 아님): in other words than the authority's."""
    parts: tuple[Part, ...] = ()
    question_en: str = ""
    answer_en: str = ""
    title_en: str = ""
    wordings: tuple[str, ...] = ()
    """The same question in other words, as others asked it; none of them is a question more."""

    @property
    def text(self) -> str:
        """Question and answer as held, uncut."""
        return "\n".join(t for t in (self.question, self.answer) if t)

    @property
    def known_by(self) -> str:
        """The words by which it is known from others: of a case its text, else title and inquiry."""
        return self.answer if self.kind == "case" else self.title + self.question

    @property
    def latest_day(self) -> date | None:
        """The day, or the end of the interval in which it must lie."""
        return self.day or self.day_until


@dataclass(frozen=True, slots=True)
class Part:
    """One of several questions answered in a reply (문 1, 문 2)."""

    number: str
    question: str
    answer: str
    conclusion: Conclusion | None
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One thing taken in: a statute file, a ruling, a casebook, one row of a table of replies."""

    id: str
    """``doc/<hash>``: of content and place in the file, so that the same input is recognised."""
    kind: str
    """statute, ruling, decision, casebook, reply, digest, circular (공문), press (보도자료),
    amendment (신구조문대비표), history (연혁 목록), other"""
    label: str
    """File name, with ``#row`` for a row of a table."""
    title: str
    text: str
    """NFC text; every span of the project counts its characters."""
    original: str = ""
    """sha256 of the file's bytes."""
    day: date | None = None
    pages: tuple[int, ...] = ()
    """Offset at which each page begins; page n begins at ``pages[n-1]``. Empty: no pages."""
    url: str = ""
    notes: tuple[str, ...] = ()
    """What the reader repaired or doubts, one line each, for the report."""

    def page_at(self, offset: int) -> int | None:
        """The page, from 1, on which a character lies; None where the source has no pages."""
        from bisect import bisect_right

        return bisect_right(self.pages, offset) or None if self.pages else None


@dataclass(frozen=True, slots=True)
class Passage:
    """A span of a document: the unit of search and of quotation (구절)."""

    document: str
    start: int
    end: int
    text: str
    page: int | None = None

    @property
    def id(self) -> str:
        return f"{self.document}:{self.start}-{self.end}"


@dataclass(frozen=True, slots=True)
class Listed:
    """A version that a list names (연혁), whether its text is held or not."""

    work: WorkId
    promulgated: date
    effective: date
    number: str

    def names(self, version: Version) -> bool:
        """Whether a held version is the one listed."""
        return (self.work, self.promulgated, self.effective, self.number) == (
            version.work,
            version.promulgated,
            version.effective,
            version.number,
        )


@dataclass(frozen=True, slots=True)
class VersionList:
    """Every version of an instrument, as its source lists them (연혁 목록)."""

    work: WorkId
    versions: tuple[Listed, ...]
    asked: date | None = None
    """The day up to which it is complete; None where that is not told."""


def complete_until(version: Version, listed: Sequence[Listed], asked: date | None) -> date | None:
    """The day up to which a list shows that a version was the newest in effect.

    That is the day before the next listed version took effect; for the last one the day on which
    the list was asked for. None where the list does not name the version, or names another of
    the same day that came after it.
    """
    if not any(x.names(version) for x in listed):
        return None
    place = (version.effective, version.promulgated)
    later = [x for x in listed if (x.effective, x.promulgated) > place]
    if any(x.effective == version.effective for x in later):
        return None
    if later:
        return min(x.effective for x in later) - timedelta(days=1)
    return asked if asked is not None and asked >= version.effective else None


@dataclass(frozen=True, slots=True)
class Intake:
    """All that one document brings: what a parser returns and the store takes in at once."""

    document: Document
    works: tuple[Work, ...] = ()
    articles: tuple[Article, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    interpretations: tuple[Interpretation, ...] = ()
    citations: tuple[Citation, ...] = field(default=())
    """Found in ``document.text``."""
    listing: VersionList | None = None
    """For a list of versions."""
