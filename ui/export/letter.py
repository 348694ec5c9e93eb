"""The answer as an official reply (회신 공문): 수신, 제목, 질의 요지, 회답, 근거, 출처.

The order follows the general form of official letters (행정업무운영 편람의 기안문 체계): office,
recipient, subject, numbered body ending in 끝, then the sender. Number and day of sending are left
to the office's own system, and the recipient where none is named. No sentence is added to the
record's; what the record does not conclude the letter does not either.
"""

from __future__ import annotations

from collections.abc import Iterator

from kb.answer.record import AnswerRecord
from ui.export.outline import Line, Sheet, Table, numbered, source_head, source_quote, verdict
from ui.wording import word

BLANK = "                    "
LONGEST_RECIPIENT = 80
_SUBJECT = 40


def letter(record: AnswerRecord, office: str, to: str = "") -> Sheet:
    """The letter of an office to ``to``; blank lines stand for what the office fills in."""
    return Sheet(
        title=_subject(record),
        author=office,
        day=record.as_of,
        foot=f"{record.id} · {record.as_of}",
        pieces=tuple(_pieces(record, office, to)),
    )


def _pieces(record: AnswerRecord, office: str, to: str) -> Iterator[Line | Table]:
    ko = record.language == "ko"
    yield Line("office", office)
    yield Line("text", f"{'수신' if ko else 'To'}  {to or BLANK}")
    yield Line("text", f"{'제목' if ko else 'Subject'}  {_subject(record)}")
    yield Line("heading", "1. 질의 요지" if ko else "1. The question")
    yield Line("text", record.reading.standalone)
    yield Line("note", f"{'기준일' if ko else 'As of'} {record.as_of}")
    yield Line("heading", "2. 회답" if ko else "2. The reply")
    yield from _reply(record, ko)
    yield Line("heading", "3. 근거" if ko else "3. The grounds")
    grounds = [s for s in record.sentences if s.section in ("basis", "interpretations", "day")]
    for sentence in grounds:
        yield Line("item", numbered(sentence))
    if not grounds:
        yield Line("text", "없음" if ko else "None")
    yield Line("heading", "4. 출처" if ko else "4. The sources")
    for source in record.sources:
        yield Line("text", source_head(source, record.language))
        yield Line("quote", source_quote(source, record.language))
        if source.url:
            yield Line("note", source.url)
    if not record.sources:
        yield Line("text", "없음" if ko else "None")
    yield Line("text", "끝." if ko else "End.")
    yield Line("sender", f"{office}{'위원장' if ko and office.endswith('위원회') else ''}")
    yield Line(
        "note",
        f"시행{BLANK}(        .   .   .)   기록 {record.id} · 자료 {record.corpus}"
        if ko
        else f"No.{BLANK}(        .   .   .)   Record {record.id} · Corpus {record.corpus}",
    )


def _reply(record: AnswerRecord, ko: bool) -> Iterator[Line]:
    """The conclusion with its conditions and notes; without one, the reason, and that it is a draft."""
    said = [s for s in record.sentences if s.section == "conclusion"]
    if record.conclusion is None:
        yield Line(
            "note",
            "결론이 없는 답변의 초안입니다. 본부의 회답을 받아 보내십시오."
            if ko
            else "A draft without a conclusion; ask headquarters before it is sent.",
        )
        yield Line("text", f"{verdict(record)}: {record.headline}")
        said = [s for s in said if s.text != record.headline]
    for sentence in said:
        yield Line("text", numbered(sentence))
    for branch in record.branches:
        numbers = "".join(f" [{n}]" for n in branch.citations)
        conclusion = word("conclusion", branch.conclusion, record.language)
        yield Line("item", f"{branch.label}: {conclusion}{numbers}")
    for sentence in record.sentences:
        if sentence.section in ("differences", "notes"):
            yield Line("item", numbered(sentence))


def _subject(record: AnswerRecord) -> str:
    asked = " ".join(record.reading.standalone.split())
    short = asked if len(asked) <= _SUBJECT else asked[: _SUBJECT - 1] + "…"
    return f"질의에 대한 회답({short})" if record.language == "ko" else f"Reply: {short}"
