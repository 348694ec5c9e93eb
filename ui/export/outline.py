"""The record as a short outline that each form of export writes in its own way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from kb.answer.record import AnswerRecord, Case, Sentence, Source
from ui.wording import Language, word, words


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of the document: what it is, and its text."""

    kind: Literal["title", "heading", "text", "item", "note", "quote", "office", "sender"]
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; the first is the head."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A document to be written in some form."""

    title: str
    author: str
    day: date
    foot: str
    pieces: tuple[Line | Table, ...]


def sheet(record: AnswerRecord) -> Sheet:
    """The record as a document."""
    foot = f"Yugwon · {record.id} · {record.as_of}"
    return Sheet(record.headline, "Yugwon", record.as_of, foot, tuple(outline(record)))


def outline(record: AnswerRecord) -> Iterator[Line | Table]:
    """The document: question, conclusion, comparison, sections, sources, colophon."""
    lang = record.language

    def say(ko: str, en: str) -> str:
        return ko if lang == "ko" else en

    yield Line("title", f"[{verdict(record)}] {record.headline}")
    yield Line("heading", say("질문", "Question"))
    yield Line("text", record.reading.question)
    if record.reading.standalone != record.reading.question:
        yield Line("note", f"{say('이렇게 읽었습니다', 'Read as')}: {record.reading.standalone}")
    region = f" · {record.region}" if record.region else ""
    yield Line("note", f"{say('기준일', 'As of')} {record.as_of}{region}")
    compared = record.compared
    if compared is not None:
        yield Line("heading", say("질문과 사례의 사실", "Facts of question and case"))
        yield _comparison(compared, lang)
    for section in words("section"):
        sentences = [x for x in record.sentences if x.section == section]
        if sentences:
            yield Line("heading", word("section", section, lang))
        for sentence in sentences:
            yield Line("item", numbered(sentence))
    if record.branches or record.ask_back:
        yield Line("heading", say("더 알아야 할 것", "What is still open"))
        for asked in record.ask_back:
            yield Line("item", asked)
        for branch in record.branches:
            numbers = "".join(f" [{n}]" for n in branch.citations)
            said = word("conclusion", branch.conclusion, lang)
            yield Line("item", f"{branch.label}: {said}{numbers}")
    if record.withheld:
        yield Line("heading", say("답에서 뺀 것", "Withheld from the answer"))
        for withheld in record.withheld:
            yield Line("item", withheld)
    if record.dropped:
        yield Line("heading", say("설명에서 뺀 것", "Dropped from the explanation"))
        for dropped in record.dropped:
            yield Line("item", dropped)
    if record.sources:
        yield Line("heading", say("출처", "Sources"))
    for source in record.sources:
        yield Line("text", source_head(source, lang))
        yield Line("quote", source_quote(source, lang))
        if source.url:
            yield Line("note", source.url)
    yield Line(
        "note",
        f"{say('기록', 'Record')} {record.id} · {say('자료', 'Corpus')} {record.corpus} · Yugwon",
    )


def verdict(record: AnswerRecord) -> str:
    """The conclusion in one word, or why there is none."""
    if record.conclusion is None and record.reason:
        return word("reason", record.reason, record.language)
    return word("conclusion", record.conclusion, record.language)


def numbered(sentence: Sentence) -> str:
    """A sentence with the numbers of its sources that it does not carry itself."""
    missing = [n for n in sentence.citations if f"[{n}]" not in sentence.text]
    return sentence.text + (" " if missing else "") + "".join(f"[{n}]" for n in missing)


def source_head(source: Source, lang: Language) -> str:
    """Number, title, place, page, version and standing of a source."""
    place = f" {source.pinpoint}" if source.pinpoint and source.pinpoint not in source.title else ""
    page = ""
    if source.page and f"{source.page}쪽" not in source.pinpoint:
        page = f", {source.page}쪽" if lang == "ko" else f", p. {source.page}"
    about = [source.version, word("standing", source.standing, lang) if source.standing else ""]
    if source.kind == "provision" and source.state:
        about = [source.version, word("state", source.state, lang)]
    said = " · ".join(a for a in about if a)
    return f"[{source.n}] {source.title}{place}{page}" + (f" ({said})" if said else "")


def source_quote(source: Source, lang: Language) -> str:
    """The words quoted, in quotation marks only if they are the source's own."""
    quote = " ".join(source.quote.split())
    if source.digest:
        return f"{'요지(원문 아님)' if lang == 'ko' else 'Digest (not the original)'}: {quote}"
    return f"“{quote}”"


def _comparison(case: Case, lang: Language) -> Table:
    number = f" [{case.n}]" if case.n else ""
    head = (
        ("사실", "질문", f"사례{number}", "비교")
        if lang == "ko"
        else ("Fact", "Question", f"Case{number}", "Compared")
    )
    rows = [
        (
            word("fact", line.kind, lang),
            line.question or "—",
            line.case or "—",
            word("agrees", line.agrees, lang) + (f": {line.because}" if line.because else ""),
        )
        for line in case.comparison
    ]
    return Table((head, *rows))
