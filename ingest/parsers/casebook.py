"""Casebooks (정치관계법 사례예시집): cases under headings that say whether one may.

Every casebook, whatever its file, is first read into lines of known kinds; here they become the
document's text and its interpretations. The heading above a case is its conclusion; the box
법규요약 is a published interpretation too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, auto

from ingest import references
from ingest.identity import content_hash, document_id
from ingest.parsers.case_words import says_opposite
from ingest.parsers.replies import OFFICE
from kb.errors import Refused
from kb.law.identifiers import InterpretationId, ProvisionId
from kb.law.values import Citation, Conclusion, Document, Intake, Interpretation

MAY = Conclusion.PERMITTED
MAY_NOT = Conclusion.PROHIBITED
_UNDER_NAMES = ("할 수 있는 사례", "할 수 없는 사례")
_NO_SECTION = {"목차", "목 차", "일러두기", "일 러 두 기"}


class Kind(Enum):
    """What a line of a casebook is."""

    PAGE = auto()
    """A new page begins."""
    HEADING = auto()
    """제1장 …, 제1절 …, 1. …"""
    UNDER = auto()
    """할 수 있는 사례 / 할 수 없는 사례; ``conclusion`` says which."""
    SUMMARY = auto()
    """법규요약, with the provisions it is about."""
    BOX = auto()
    """주요판례, 참고, Tip: what follows is no case."""
    CASE = auto()
    """A case begins."""
    FOLLOW = auto()
    """➩ ※ 다만 …: belongs to what stands before it."""
    TEXT = auto()
    """Anything else."""


@dataclass(frozen=True, slots=True)
class Line:
    """One joined line."""

    kind: Kind
    text: str = ""
    level: int = 0
    conclusion: Conclusion | None = None
    doubt: bool = False
    """Of a case: the heading above it may not be its own."""


@dataclass(frozen=True, slots=True)
class Cover:
    """What the cover says."""

    title: str
    day_from: date | None
    day_until: date | None
    url: str = ""


@dataclass(slots=True)
class _Unit:
    kind: str
    conclusion: Conclusion | None
    start: int
    section: tuple[str, ...]
    law: str
    page: int
    end: int = 0
    follows: list[str] = field(default_factory=list)


class _Book:
    """The state while lines are read."""

    def __init__(self) -> None:
        self.text = ""
        self.pages: list[int] = []
        self.units: list[_Unit] = []
        self.headings: list[tuple[int, str]] = []
        self.law = ""
        self.law_level = 0
        """Level of the heading to which the provisions belong; deeper ones inherit them."""
        self.under: Conclusion | None = None
        self.in_summary = False
        self.open: _Unit | None = None

    def write(self, line: str, gap: str = "\n") -> int:
        """Append a line; returns where it begins."""
        if self.text:
            self.text += gap
        start = len(self.text)
        self.text += line
        return start

    def close(self) -> None:
        if self.open is not None and self.open.end > self.open.start:
            self.units.append(self.open)
        self.open = None

    def begin(self, kind: str, conclusion: Conclusion | None, start: int) -> None:
        self.close()
        section = tuple(n for level, n in self.headings if level > 1 and n not in _NO_SECTION)
        if kind == "case" and self.under:
            section += (_UNDER_NAMES[0 if self.under == MAY else 1],)
        self.open = _Unit(
            kind, conclusion, start, section, self.law, len(self.pages), len(self.text)
        )

    def heading(self, level: int, name: str) -> None:
        here = dict(self.headings)
        if here.get(level) == name:
            return
        self.headings = [h for h in self.headings if h[0] < level]
        self.headings.append((level, name))
        own = _law_of(name)
        if self.in_summary:  # a numbered heading inside the box
            self.law = "; ".join(x for x in (self.law, own) if x)
        elif own or level <= self.law_level:
            self.law, self.law_level = own, level
        self.under = None


def assemble(
    lines: Sequence[Line], cover: Cover, label: str, sha: str, notes: Sequence[str] = ()
) -> list[Intake]:
    """The intake of a casebook. Raises Refused when there is no case and no summary in it."""
    book = _Book()
    for line in lines:
        _take(book, line)
    book.close()
    if not book.units:
        raise Refused("사례를 찾지 못했습니다", "no case was found in it")
    found = references.find(book.text, references.ELECTION_ACT)
    document = Document(
        document_id("casebook", sha),
        "casebook",
        label,
        cover.title,
        book.text + "\n",
        sha,
        None,
        tuple(book.pages),
        cover.url,
        (*notes, *_counts(book.units), _printed(cover)),
    )
    seen: dict[str, int] = {}
    interpretations = [_interpretation(u, document, cover, found, seen) for u in book.units]
    return [Intake(document, interpretations=tuple(interpretations), citations=tuple(found))]


def _take(book: _Book, line: Line) -> None:
    match line.kind:
        case Kind.PAGE:
            if book.text:
                book.text += "\n"
            book.pages.append(len(book.text))
        case Kind.HEADING:
            book.close()
            book.write(line.text, "\n\n")
            book.heading(line.level, line.text)
        case Kind.UNDER:
            book.close()
            book.write(line.text, "\n\n")
            book.under, book.in_summary = line.conclusion, False
        case Kind.SUMMARY:
            book.close()
            book.under, book.in_summary = None, True
            book.law = line.text.partition("|")[2].strip() or book.law
            book.law_level = max((level for level, _ in book.headings), default=0)
            start = book.write(line.text, "\n\n")
            book.begin("summary", Conclusion.EXPLAINS, start)
        case Kind.BOX:
            book.close()
            book.under, book.in_summary = None, False
            book.write(line.text, "\n\n")
        case Kind.CASE:
            if book.in_summary:
                _summarise(book, line.text)
                return
            start = book.write(line.text)
            conclusion = None if line.doubt else book.under
            if line.conclusion not in (None, conclusion):
                conclusion = None  # mark and heading disagree, or there is no heading
            if conclusion and says_opposite(line.text, conclusion is MAY):
                conclusion = None
            book.begin("case", conclusion, start)
        case Kind.FOLLOW:
            book.write(line.text)
            if book.open is not None:
                book.open.follows.append(line.text)
                book.open.end = len(book.text)
        case Kind.TEXT if book.in_summary:
            _summarise(book, line.text)
        case Kind.TEXT:
            if book.open is not None and book.open.kind == "case":
                book.close()
            book.write(line.text)
            if book.open is not None:
                book.open.end = len(book.text)


def _summarise(book: _Book, text: str) -> None:
    """A line of a 법규요약; numbered headings inside the box begin a summary of their own."""
    start = book.write(text)
    if book.open is None:
        book.begin("summary", Conclusion.EXPLAINS, start)
    assert book.open is not None
    book.open.end = len(book.text)


def _interpretation(
    u: _Unit, document: Document, cover: Cover, found: list[Citation], seen: dict[str, int]
) -> Interpretation:
    text = document.text[u.start : u.end]
    number = f"{document.id.removeprefix('doc/')[:6]}-{content_hash(text)}"
    seen[number] = seen.get(number, 0) + 1
    if seen[number] > 1:
        number += f"-{seen[number]}"
    inside = references.provisions(c for c in found if u.start <= c.start < u.end)
    above = references.provisions(references.find(u.law, references.ELECTION_ACT))
    provisions: tuple[ProvisionId, ...] = tuple(dict.fromkeys((*above, *inside)))
    name = u.section[-2] if u.kind == "case" and len(u.section) > 1 else (u.section or ("",))[-1]
    if name in _UNDER_NAMES:  # no heading of its own
        name = ""
    return Interpretation(
        InterpretationId(OFFICE, number),
        u.kind,
        name or document.title,
        "",
        text,
        u.conclusion,
        tuple(f for f in u.follows if u.kind == "case" and _limits(f)),
        provisions,
        None,
        cover.day_from,
        cover.day_until,
        OFFICE,
        "",
        document=document.id,
        document_label=document.label,
        page=u.page or None,
        start=u.start,
        end=u.end,
        section=u.section,
        url=cover.url,
    )


def _limits(follow: str) -> bool:
    """Whether a following line turns the judgement: 다만 … 위반, … 가능."""
    return bool(re.search(r"다만|위반|위법|금지|가능|할 수 (?:있|없)|아니함|제외", follow))


def _law_of(heading: str) -> str:
    """The provisions in a heading: ``1. 호별방문의 제한(법 §106)``."""
    m = re.search(r"\(([^()]*§[^()]*)\)", heading)
    return m[1] if m else ""


def _counts(units: Sequence[_Unit]) -> list[str]:
    cases = [u for u in units if u.kind == "case"]
    may = sum(u.conclusion == MAY for u in cases)
    may_not = sum(u.conclusion == MAY_NOT for u in cases)
    return [
        f"사례 {len(cases)}건: 할 수 있는 {may}, 할 수 없는 {may_not}, "
        f"제목이 불분명한 {len(cases) - may - may_not}; 법규요약 {len(units) - len(cases)}건"
    ]


def _printed(cover: Cover) -> str:
    if cover.day_from is None:
        return "발행일 미상"
    return f"발행일: {cover.day_from} ~ {cover.day_until} 사이"
