"""The draft of an answer: its language and day, its numbered sources, its sentences (답변 초안)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from kb.answer import holding, quote
from kb.answer.conclusion import Evidence
from kb.answer.phrases import (
    KIND,
    STATE,
    Language,
    day_said,
    pick,
)
from kb.answer.record import Sentence, Source
from kb.answer.sources import Sources
from kb.law.identifiers import ProvisionId
from kb.law.values import Interpretation, Ruling, TextState, Version

_ROW = re.compile(r"(?P<file>[^#]+)#(?:(?P<sheet>[^!]+)!)?(?P<row>\d+)$")
"""A row of a table, or of a sheet of a workbook."""
Section = Literal["conclusion", "basis", "interpretations", "day", "differences", "notes"]


@dataclass(frozen=True, slots=True)
class Shown:
    """A provision as of the day, with the span quoted."""

    id: ProvisionId
    title: str
    law: Any
    """``ProvisionOnDay`` of the whole article."""
    text: str
    """The article's words shown: those of the day, or the nearest held where they are not."""
    version: Version | None
    span: quote.Span

    @property
    def place(self) -> ProvisionId:
        """The place quoted."""
        return ProvisionId(self.id.work, self.span.pinpoint or self.id.pinpoint)

    @property
    def digest(self) -> bool:
        """Whether the words are a digest (요지), be it of another day than the one asked for."""
        return bool(self.law.digest or (self.version and self.version.digest))

    @property
    def words(self) -> str:
        """The words quoted."""
        return self.span.of(self.text)


@dataclass(slots=True)
class Draft:
    """An answer in the making."""

    language: Language
    day: date
    names: Mapping[str, str]
    """Printed names of instruments by their identifier's name."""
    sources: Sources = field(default_factory=Sources)
    sentences: list[Sentence] = field(default_factory=list)
    pages: Callable[[str, str], int | None] = field(default=lambda document, words: None)
    """The page on which words stand in a document."""
    known: str = ""
    """Numbers and days that the composition itself vouches for: elections, periods, counts."""

    def say(self, section: Section, ko: str, en: str, *citations: int) -> None:
        """Add a sentence in the answer's language."""
        text = en if self.language == "en" else ko
        self.sentences.append(
            Sentence(section=section, text=text, citations=sorted(set(citations)))
        )

    def name(self, id: ProvisionId) -> str:
        """Printed name and place of a provision."""
        return f"{self.names.get(id.work.name, id.work.name)} {id.pinpoint.label}"

    # -- sources ----------------------------------------------------------------------------

    def provision(self, shown: Shown) -> int:
        """Number a provision as a source."""
        law, version, place = shown.law, shown.version, shown.place.pinpoint
        id = ProvisionId(shown.id.work, place, version.effective if version else None)
        state = TextState(law.state)
        return self.sources.add(
            Source(
                n=0,
                id=str(id),
                kind="provision",
                title=self.names.get(id.work.name, id.work.name)
                + (f" ({shown.title})" if shown.title else ""),
                pinpoint=place.label,
                page=None,
                quote=shown.words,
                start=shown.span.start,
                end=shown.span.end,
                text=shown.text,
                document=version.document if version else "",
                in_force=state
                in (TextState.HELD, TextState.NO_LATER_CHANGE_KNOWN, TextState.DIGEST),
                state=str(state),
                standing=pick(STATE[state], self.language),
                digest=shown.digest,
                url=law.url or (version.url if version else ""),
                version=version.key if version else "",
            )
        )

    def evidence(self, e: Evidence, question: str) -> int:
        """Number a reply, case or ruling as a source, quoting the sentence that judges."""
        known = self.sources.number(e.id)
        if known is not None:
            return known
        text = e.text
        plain_case = e.kind == "case" and not getattr(e.source, "question", "")
        if plain_case:
            span = holding.case(e.answer)
        elif e.reasons and e.answer == e.reasons:
            span = holding.nearest(e.answer, question)
        else:
            span = holding.deciding(e.answer, e.conclusion, question)
        offset = text.find(e.answer)
        start, end = (span.start + offset, span.end + offset) if offset >= 0 else (0, 0)
        s = e.source
        page = self.pages(s.document, text[start:end]) if isinstance(s, Ruling) else s.page
        self.known += f" {whose(e, self.language)} {source_title(e, self.language)}"
        return self.sources.add(
            Source(
                n=0,
                id=e.id,
                kind=e.kind,
                title=source_title(e, self.language),
                pinpoint=_pinpoint(e, self.language, page),
                page=page,
                quote=text[start:end],
                start=start,
                end=end,
                text=text,
                document=s.document,
                in_force=None,
                standing=reason(e, self.language),
                digest=e.digest,
                url=s.url,
            )
        )


def source_title(e: Evidence, language: Language) -> str:
    """What a person calls a source: 대법원 2020. 7. 16. 선고 2019도13328, or its heading."""
    s = e.source
    if isinstance(s, Ruling):
        day = f"{day_said(s.day, language)} " if s.day else ""
        return f"{s.court} {day}{'' if language == 'en' else '선고 '}{s.number}".strip()
    if language == "en" and s.title_en:
        return s.title_en
    return s.title or s.document_label


def _pinpoint(e: Evidence, language: Language, page: int | None) -> str:
    s = e.source
    printed = "" if not page else f"p. {page}" if language == "en" else f"{page}쪽"
    if isinstance(s, Ruling):
        return printed
    if page:
        return f"{e.collection or s.document_label}, {printed}"
    where = " > ".join(s.section[-2:])
    day = day_said(s.day, language) if s.day else ""
    held = e.collection or of_row(s.document_label, language)
    return ", ".join(x for x in (held, where or day) if x)


def of_row(label: str, language: Language) -> str:
    """The label of a row of a table in words.

    >>> of_row("replies.xlsx#12", "ko"), of_row("book.xlsx#서면!4", "en"), of_row("letter.hwp", "ko")
    ('replies.xlsx 12행', 'book.xlsx, 서면, row 4', 'letter.hwp')
    """
    m = _ROW.match(label)
    if m is None:
        return label
    held = m["file"] + (f", {m['sheet']}" if m["sheet"] else "")
    return f"{held}, row {m['row']}" if language == "en" else f"{held} {m['row']}행"


def _undated(source: Interpretation, language: Language) -> str:
    first, last = source.day_from, source.day_until
    if first is None or last is None:
        return "day unknown" if language == "en" else "답변일 미상"
    if language == "en":
        return f"day unknown, between {first:%Y-%m} and {last:%Y-%m}"
    return f"답변일 미상: {first.year}. {first.month}. ~ {last.year}. {last.month}. 사이"


def whose(e: Evidence, language: Language) -> str:
    """Whose words a source is and where: 중앙선거관리위원회 회답(2022. 7. 15.)."""
    s = e.source
    if isinstance(s, Ruling):
        return source_title(e, language)
    kind = pick(KIND.get(e.kind, KIND["case"]), language)
    if e.kind == "digest" and s.number:
        when = f"{day_said(s.day, language)} " if s.day else ""
        where = f"{s.office} {when}{s.number}"
    elif e.kind == "reply":
        kind = f"{s.office or '중앙선거관리위원회'} {kind}"
        where = day_said(s.day, language) if s.day else _undated(s, language)
    else:
        where = e.collection or s.document_label
        if s.page:
            where += f", p. {s.page}" if language == "en" else f" {s.page}쪽"
    return f"{kind} ({where})" if language == "en" else f"{kind}({where})"


def where(e: Evidence, language: Language) -> str:
    """Where a source stands, without its kind: 정치관계법 사례예시집 44쪽."""
    told = whose(e, language)
    kind = pick(KIND.get(e.kind, KIND["case"]), language)
    return told.removeprefix(kind).strip(" ()") if told.startswith(kind) else told


def reason(e: Evidence, language: Language) -> str:
    """The standing of a source as a sentence."""
    return str(e.law.reason_en if language == "en" else e.law.reason_ko)
