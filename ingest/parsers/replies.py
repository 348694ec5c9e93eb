"""Tables of replies (질의회답) and of digests of rulings (판례 요지): each row is a document."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from ingest import references
from ingest.identity import content_hash, document_id
from ingest.parsed import Parsed
from ingest.parsers import listed, undated
from ingest.parsers.case_numbers import court_name
from ingest.parsers.table_columns import Columns, find_header
from ingest.readers import table
from ingest.readers.front_matter import read_day
from ingest.readers.xlsx import Sheet
from kb.errors import Refused
from kb.law.identifiers import InterpretationId, squeeze
from kb.law.values import Document, Intake, Interpretation

OFFICE = "중앙선거관리위원회"
_KEY = re.compile(r"\b(?:BIN|bcIdx|seq|idx|id)=(?P<key>[\w-]+)", re.IGNORECASE)
_COUNTED = re.compile(r"\d{1,4}\.?")
"""The number of a row in its table, which names no document."""
_URL = re.compile(r"https?://\S+")


Rows = Sequence[tuple[int, Sequence[str]]]
"""Rows of a table with their numbers, as a person counts them."""


def parse(text: str, label: str, sha: str, given: Iterable[tuple[str, str]] = ()) -> Parsed:
    """Documents of a CSV, one a row; rows without an answer are left out with a note.

    Raises Refused when its columns cannot be mapped or no row can be used.
    """
    return parse_rows(list(enumerate(table.rows(text))), label, sha, given)


def parse_sheets(
    sheets: Sequence[Sheet], label: str, sha: str, given: Iterable[tuple[str, str]] = ()
) -> Parsed:
    """Documents of a workbook: of each sheet that is a table of replies or digests.

    Raises Refused when no sheet is one, with the reason of the first.
    """
    given = tuple(given)
    intakes: list[Intake] = []
    columns: list[str] = []
    first: Refused | None = None
    for sheet in sheets:
        where = label if len(sheets) == 1 else f"{label}#{sheet.name}"
        sign = "#" if len(sheets) == 1 else "!"
        try:
            found = parse_rows(sheet.rows, where, sha, given, sign)
        except Refused as e:
            first = first or e
            columns.append(f"{sheet.name}: (쓰지 않은 시트: {e.ko})")
            continue
        intakes += found.intakes
        columns += [f"{sheet.name}: {c}" if len(sheets) > 1 else c for c in found.columns]
    if not intakes:
        raise first or Refused("쓸 수 있는 행이 없습니다", "no row can be used")
    return Parsed(intakes, columns=tuple(columns))


def parse_rows(
    rows: Rows, label: str, sha: str, given: Iterable[tuple[str, str]] = (), sign: str = "#"
) -> Parsed:
    """Documents of numbered rows, the header among them.

    Raises Refused when the columns cannot be mapped or no row can be used.
    """
    at, columns = find_header(rows, given)
    found = [_Row(columns, n, list(row), f"{label}{sign}{n}") for n, row in rows[at + 1 :]]
    if columns.kind == "digest":
        intakes = [_digest(r, sha) for r in found if r["title"] or r["text"]]
    else:
        usable = [r for r in found if r["answer"]]
        texts = [r["question"] + "\n" + r["answer"] for r in usable]
        days = [
            read_day(r["day"]) or undated.stated_day(r["question"], r["answer"]) for r in usable
        ]
        latest = undated.latest_day(texts, days)
        places = listed.intervals(texts, days, latest)
        intakes = [
            _reply(r, sha, day, latest, place)
            for r, day, place in zip(usable, days, places, strict=True)
        ]
    if not intakes:
        raise Refused("쓸 수 있는 행이 없습니다", "no row can be used")
    return Parsed(intakes, columns=tuple(columns.lines()))


@dataclass(frozen=True, slots=True)
class _Row:
    columns: Columns
    number: int
    cells: list[str]
    where: str
    """What a person calls the row: ``replies.xlsx#12``."""

    def __getitem__(self, field: str) -> str:
        text = html.unescape(self.columns.cell(self.cells, field))
        text = unicodedata.normalize("NFC", text).replace("\xa0", " ")
        return "\n".join(line.rstrip() for line in text.strip().splitlines())


def _reply(
    row: _Row, sha: str, day: date | None, latest: date | None, place: listed.Interval
) -> Intake:
    title, question, answer = row["title"], row["question"], row["answer"]
    office = row["office"] or OFFICE
    number = _number(row, f"{title}\n{question}\n{answer}")
    where = row.where
    heads = [t for t in (title, question) if t]
    text = "\n\n".join([*heads, answer]) + "\n"
    start = len(title) + 2 if title else 0
    day_from, day_until = (
        (None, None) if day else listed.narrowed(undated.interval(text, latest), place)
    )
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


def _digest(row: _Row, sha: str) -> Intake:
    title, body = row["title"], row["text"]
    court, case = court_name(row["court"]), row["number"]
    day = read_day(row["day"])
    number = "digest-" + _number(row, f"{title}\n{court}\n{case}\n{body}")
    where = row.where
    text = f"{title}\n\n{body}\n" if body else f"{title}\n"
    start = len(title) + 2 if body else 0
    found = references.find(text, references.act_of(row["subject"]))
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
    if row.columns.kind == "reply" and row["number"] and not _COUNTED.fullmatch(row["number"]):
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
