"""Tables of replies (질의회답) and of digests of rulings (판례 요지): each row is a document."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from ingest import references
from ingest.identity import content_hash, document_id
from ingest.parsers import undated
from ingest.parsers.case_numbers import court_name
from ingest.parsers.table_columns import Columns, map_columns
from ingest.readers import table
from ingest.readers.front_matter import read_day
from kb.errors import Refused
from kb.law.identifiers import InterpretationId, squeeze
from kb.law.values import Document, Intake, Interpretation

OFFICE = "중앙선거관리위원회"
_KEY = re.compile(r"\b(?:BIN|bcIdx|seq|idx|id)=(?P<key>[\w-]+)", re.IGNORECASE)
_URL = re.compile(r"https?://\S+")


def parse(text: str, label: str, sha: str) -> list[Intake]:
    """Documents of a table, one a row; rows without an answer are left out with a note.

    Raises Refused when its columns cannot be mapped or no row can be used.
    """
    header, *body = table.rows(text)
    columns = map_columns(header)
    found = [_Row(columns, i, row) for i, row in enumerate(body, 1)]
    if columns.kind == "digest":
        intakes = [_digest(r, label, sha) for r in found if r["title"] or r["text"]]
    else:
        usable = [r for r in found if r["answer"]]
        latest = undated.latest_day(
            (r["question"] + "\n" + r["answer"] for r in usable),
            (read_day(r["day"]) or undated.stated_day(r["question"], r["answer"]) for r in usable),
        )
        intakes = [_reply(r, label, sha, latest) for r in usable]
    if not intakes:
        raise Refused("쓸 수 있는 행이 없습니다", "no row can be used")
    return intakes


@dataclass(frozen=True, slots=True)
class _Row:
    columns: Columns
    number: int
    cells: list[str]

    def __getitem__(self, field: str) -> str:
        text = html.unescape(self.columns.cell(self.cells, field))
        text = unicodedata.normalize("NFC", text).replace("\xa0", " ")
        return "\n".join(line.rstrip() for line in text.strip().splitlines())


def _reply(row: _Row, label: str, sha: str, latest: date | None) -> Intake:
    title, question, answer = row["title"], row["question"], row["answer"]
    office = row["office"] or OFFICE
    number = _number(row, f"{title}\n{question}\n{answer}")
    where = f"{label}#{row.number}"
    heads = [t for t in (title, question) if t]
    text = "\n\n".join([*heads, answer]) + "\n"
    start = len(title) + 2 if title else 0
    day = read_day(row["day"]) or undated.stated_day(question, answer)
    day_from, day_until = (None, None) if day else undated.interval(text, latest)
    notes = [] if day else [_unknown_day(day_from, day_until)]
    found = references.find(text, references.ELECTION_ACT)
    reading = references.conclusion(answer, question)
    document = Document(
        document_id("reply", text, number),
        "reply",
        where,
        title or _first_line(question or answer),
        text,
        sha,
        day,
        url=_url(row),
        notes=tuple(notes),
    )
    interpretation = Interpretation(
        InterpretationId(squeeze(office), number),
        "reply",
        document.title,
        question,
        answer,
        reading.conclusion,
        reading.conditions,
        references.of_reply(answer, row["law"]),
        day,
        day_from,
        day_until,
        office,
        number,
        document=document.id,
        document_label=where,
        start=start,
        end=len(text) - 1,
        url=document.url,
        parts=reading.parts,
    )
    return Intake(document, interpretations=(interpretation,), citations=tuple(found))


def _digest(row: _Row, label: str, sha: str) -> Intake:
    title, body = row["title"], row["text"]
    court, case = court_name(row["court"]), row["number"]
    day = read_day(row["day"])
    number = "digest-" + _number(row, f"{title}\n{court}\n{case}\n{body}")
    where = f"{label}#{row.number}"
    text = f"{title}\n\n{body}\n" if body else f"{title}\n"
    start = len(title) + 2 if body else 0
    found = references.find(text, references.ELECTION_ACT)
    when = f"{day.year}. {day.month}. {day.day}. 선고 " if day else ""
    which = f"{court} {when}{case} {row['kind']}".strip()
    document = Document(
        document_id("digest", text, number),
        "digest",
        where,
        title,
        text,
        sha,
        day,
        url=_url(row),
        notes=() if body else ("판례내용이 없어 제목만 보유",),
    )
    interpretation = Interpretation(
        InterpretationId(OFFICE, number),
        "digest",
        title,
        "",
        body or title,
        None,
        provisions=references.provisions(found),
        day=day,
        office=court,
        number=case,
        document=document.id,
        document_label=where,
        start=start,
        end=len(text) - 1,
        section=tuple(s for s in (row["subject"], which) if s),
        url=document.url,
    )
    return Intake(document, interpretations=(interpretation,), citations=tuple(found))


def _number(row: _Row, text: str) -> str:
    """Its own number, the key in its link, or a hash of what it says."""
    if row["number"] and row.columns.kind == "reply":
        return re.sub(r"[\s/]+", "", row["number"])
    m = _KEY.search(row["source"])
    if m:
        return re.sub(r"^([A-Z]*)0{6,}(?=\d)", r"\1", m["key"])
    return content_hash(text)


def _url(row: _Row) -> str:
    m = _URL.search(row["source"])
    return m[0] if m else ""


def _first_line(text: str) -> str:
    line = text.strip().splitlines()[0]
    return line if len(line) <= 60 else line[:59] + "…"


def _unknown_day(day_from: date | None, day_until: date | None) -> str:
    return f"답변일 미상: {day_from or '?'} ~ {day_until or '?'} 사이"
