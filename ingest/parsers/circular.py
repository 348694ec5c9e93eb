"""Circulars (공문, 시행문): addressee, title, number and day of sending (행정업무규정 시행규칙)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from ingest.parsers import plain, said_day
from ingest.readers.blocks import Content
from kb.law.values import Intake

_TO = re.compile(r"^\|?\s*수\s*신\s*(?:자)?\s*[|:：]?\s*(?P<to>\S.{0,200}?)\s*\|?$")
_TITLE = re.compile(r"^\|?\s*제\s*목\s*[|:：]?\s*(?P<title>\S.{0,200}?)\s*\|?$")
_SENT = re.compile(
    r"""(?:시\s*행\s*[|:：]?\s*)? (?P<number>[가-힣·ㆍ]{2,25}\s*-\s*\d{1,7}) \s*(?:호)?\s*
        [(|]?\s*[(]?\s* """ + said_day.DAY,
    re.VERBOSE,
)  # fmt: skip
_OFFICE = re.compile(
    r"(?P<office>[가-힣]{0,12}\s?(?:선거관리위원회|선거방송토론위원회|선거여론조사심의위원회))"
    r"\s?(?:위원장)?\s*$"
)
_HEAD_LINES = 25


@dataclass(frozen=True, slots=True)
class Header:
    """What the form of a circular says."""

    to: str
    title: str
    number: str
    day: date | None
    office: str


def header(content: Content) -> Header | None:
    """The form of a circular around a text; None where it has none.

    >>> from ingest.readers.blocks import content, paragraph
    >>> lines = ["수신 가나구위원회", "제목 질의 회답", "본문", "시행 법제과-12 (2024. 3. 5.)"]
    >>> header(content(paragraph(x) for x in lines)).number
    '법제과-12'
    """
    lines = [_flat(x) for x in content.printed]
    to = next((m for x in lines[:_HEAD_LINES] if (m := _TO.match(x))), None)
    title = next((m for x in lines[:_HEAD_LINES] if (m := _TITLE.match(x))), None)
    if not to or not title:
        return None
    tail = "\n".join(lines)
    sent = next((m for x in reversed(lines) if "시" in x and (m := _SENT.search(x))), None)
    sent = sent or next(iter(_SENT.finditer(tail)), None)
    office = next((m for x in reversed(lines) if (m := _OFFICE.search(x)) and len(x) < 40), None)
    return Header(
        to["to"],
        title["title"].strip(),
        re.sub(r"\s", "", sent["number"]) if sent else "",
        said_day.of(sent) if sent else None,
        " ".join(office["office"].split()) if office else "",
    )


def signs(content: Content) -> tuple[float, str]:
    """How sure it is that the text is a circular, and by what."""
    found = header(content)
    if found is None:
        return 0.0, ""
    if found.number:
        return 0.93, "수신·제목과 시행번호"
    return 0.75, "수신·제목"


def parse(content: Content, label: str, sha: str, day: date | None = None) -> list[Intake]:
    """The circular as a document with its title and day."""
    found = header(content)
    if found is None:
        return plain.parse(content, label, sha, "circular", day)
    notes = tuple(
        x for x in (f"시행 {found.number}" if found.number else "", f"수신 {found.to}") if x
    )
    return plain.parse(content, label, sha, "circular", day or found.day, found.title, notes)


def _flat(line: str) -> str:
    return " ".join(line.replace("|", " ").split())
