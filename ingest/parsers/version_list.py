"""Lists of the versions of an instrument (연혁 목록) as law.go.kr gives them: HTML table or JSON.

They carry no text, but say which versions there are: what is held between two listed versions
is the text of the days between.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser

from ingest.identity import document_id
from ingest.readers.front_matter import read_day
from kb.errors import Refused
from kb.law.identifiers import WorkId
from kb.law.values import Document, Intake, Listed, VersionList, Work

_COLUMNS = {
    "name": ("법령명한글", "법령명"),
    "kind": ("법령구분명", "법령구분", "법종구분"),
    "number": ("공포번호",),
    "promulgated": ("공포일자",),
    "effective": ("시행일자",),
    "serial": ("법령일련번호",),
}
_SERIAL = re.compile(r"[?&](?:MST|lsiSeq)=(?P<serial>\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """One version of the list, as printed."""

    name: str
    kind: str
    promulgated: date
    effective: date
    number: str
    serial: str
    """법령일련번호 (MST), by which its text is asked for."""


def recognises(_: bytes, text: str) -> bool:
    """Whether the file is such a list."""
    head = text.lstrip("\ufeff \r\n\t")
    if head.startswith(("[", "{")):
        return '"법령일련번호"' in head and '"시행일자"' in head
    return head.startswith("<") and all(
        f"<th>{name}</th>" in re.sub(r"<th[^>]*>\s*", "<th>", head)
        for name in ("법령명", "공포일자", "시행일자")
    )


def parse(text: str, label: str, sha: str) -> list[Intake]:
    """One intake for each instrument listed. Raises Refused when no row can be read."""
    found = by_name(read(text))
    return [_intake(rows, label, sha, _asked(text)) for rows in found.values()]


def read(text: str) -> list[Row]:
    """The rows of a list, in its order. Raises Refused when there is none."""
    head = text.lstrip("\ufeff \r\n\t")
    try:
        records = _records(head) if head.startswith(("[", "{")) else _table(head)
    except ValueError as e:
        raise Refused(f"연혁 목록이 손상되었습니다: {e}", f"the list is damaged: {e}") from None
    rows = [found for record in records if isinstance(record, dict) and (found := row(record))]
    if not rows:
        raise Refused(
            "연혁 목록에 읽을 수 있는 판본이 없습니다", "the list of versions has no usable row"
        )
    return rows


def written(rows: list[Row], asked: date) -> bytes:
    """A list as it is kept: its rows, and the day on which law.go.kr gave them."""
    ordered = sorted(rows, key=lambda r: (r.effective, r.promulgated, r.serial))
    body = [
        {
            "법령일련번호": r.serial,
            "법령명한글": r.name,
            "법령구분": r.kind,
            "공포번호": r.number,
            "공포일자": f"{r.promulgated:%Y%m%d}",
            "시행일자": f"{r.effective:%Y%m%d}",
        }
        for r in ordered
    ]
    value = {"조회일자": f"{asked:%Y%m%d}", "연혁": body}
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def _records(text: str) -> list[dict[str, str]]:
    value = json.loads(text)
    found = value.get("연혁") if isinstance(value, dict) else value
    return found if isinstance(found, list) else []


def _asked(text: str) -> date | None:
    head = text.lstrip("\ufeff \r\n\t")
    return read_day(str(json.loads(head).get("조회일자") or "")) if head.startswith("{") else None


def by_name(rows: list[Row]) -> dict[WorkId, list[Row]]:
    """Rows by instrument, in the order of their first row."""
    found: dict[WorkId, list[Row]] = {}
    for row in rows:
        found.setdefault(WorkId.of(row.name), []).append(row)
    return found


def _intake(rows: list[Row], label: str, sha: str, asked: date | None) -> Intake:
    """The intake of one instrument's list, complete up to the day on which it was asked for."""
    ordered = sorted(rows, key=lambda r: (r.effective, r.promulgated))
    first = ordered[-1]
    work = Work(WorkId.of(first.name), first.name, first.kind)
    listed = tuple(
        dict.fromkeys(Listed(work.id, r.promulgated, r.effective, r.number) for r in ordered)
    )
    text = f"{work.name} 연혁 목록\n\n" + "".join(
        f"{r.effective} 시행 · {r.kind} 제{r.number}호, {r.promulgated} 공포\n" for r in ordered
    )
    document = Document(
        document_id("history", sha, str(work.id)),
        "history",
        label,
        f"{work.name} 연혁 목록",
        text,
        sha,
        asked,
        url=f"https://www.law.go.kr/법령/{work.name.replace(' ', '')}",
        notes=() if asked else ("목록을 받은 날이 없어 마지막 판본의 끝은 알 수 없음",),
    )
    return Intake(document, works=(work,), listing=VersionList(work.id, listed, asked))


def row(record: Mapping[str, str]) -> Row | None:
    """A version from the fields of a list or search; None where name or days are missing."""

    def cell(field: str) -> str:
        found = next((record[n] for n in _COLUMNS[field] if record.get(n)), "")
        return " ".join(str(found).split())

    promulgated, effective = read_day(cell("promulgated")), read_day(cell("effective"))
    if not cell("name") or promulgated is None or effective is None:
        return None
    number = re.sub(r"\D", "", cell("number").split("-")[0]).lstrip("0") or "0"
    return Row(cell("name"), cell("kind"), promulgated, effective, number, cell("serial"))


class _Reader(HTMLParser):
    """Rows of the tables of a page: texts of the cells, and the serial number in a link."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[tuple[list[str], str]] = []
        self._cells: list[str] = []
        self._serial = ""
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self._cells, self._serial, self._open = [], "", False
        elif tag in ("td", "th"):
            self._cells.append("")
            self._open = True
        elif tag == "a":
            m = _SERIAL.search(dict(attrs).get("href") or "")
            self._serial = m["serial"] if m else self._serial

    def handle_data(self, data: str) -> None:
        if self._open and self._cells:
            self._cells[-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._open = False
        elif tag == "tr" and self._cells:
            self.rows.append((self._cells, self._serial))
            self._cells = []


def _table(page: str) -> list[dict[str, str]]:
    reader = _Reader()
    reader.feed(page)
    reader.close()
    header: list[str] = []
    records = []
    for cells, serial in reader.rows:
        words = ["".join(c.split()) for c in cells]
        if "법령명" in words and "시행일자" in words:
            header = words
        elif header:
            records.append(dict(zip(header, cells, strict=False)) | {"법령일련번호": serial})
    return records
