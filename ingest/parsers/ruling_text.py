"""Rulings and decisions read from documents: as courts write them, or as collections print them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from ingest import references
from ingest.identity import document_id
from ingest.parsers import said_day
from ingest.parsers.case_numbers import court_name, expand
from ingest.parsers.ruling import CONSTITUTIONAL_COURT, title
from ingest.readers.blocks import Content
from kb.errors import Refused
from kb.law.identifiers import ProvisionId, RulingId
from kb.law.values import Citation, Document, Intake, Ruling

_COURT = (
    r"(?:대\s?법\s?원|헌\s?법\s?재\s?판\s?소|헌재"
    r"|[가-힣]{2,6}\s?(?:고등|지방|행정|특허|가정|회생)?\s?법원(?:\s[가-힣]{2,4}지원)?"
    r"|[가-힣]{2,4}[고지]법(?:\s[가-힣]{2,4}지원)?)"
)
_NUMBER = r"(?:\d{2,4}\s?[가-힣]{1,3}\s?\d{1,6})"
_CITED = re.compile(
    rf"""(?P<court>{_COURT}) \s* """
    + said_day.DAY
    + rf""" \s* (?:선고|자)? \s* (?P<numbers>{_NUMBER}(?:\s*[,·ㆍ]\s*\d{{1,6}})*)
        [^\n]{{0,30}}? (?:판\s?결|결\s?정)""",
    re.VERBOSE,
)
_CASE = re.compile(rf"^\|?\s*사\s*건(?:\s*번\s*호)?\s*[|:：]?\s*(?P<numbers>{_NUMBER}.*)$")
_NUMBERS = re.compile(
    rf"^(?:{_NUMBER}|\s*[,·ㆍ]\s*\d{{1,6}}(?:-\d+)?|\s*\((?:병합|분리|반소|본소)[^)]{{0,20}}\)|\s)*"
)
_NAMED = re.compile(r"^\|?\s*사\s*건\s*명\s*[|:：]?\s*(?P<name>\S.*?)\s*\|?$")
_DECIDED = re.compile(
    r"^\|?\s*(?:판\s*결\s*선\s*고|선\s*고\s*일?\s*자?|결\s*정\s*일?\s*자?|종\s*국\s*일\s*자)"
    r"\s*[|:：]?\s*" + said_day.DAY,
    re.VERBOSE,
)
_BRACKETED = re.compile(r"^\s*(?:\d\.\s*)?[【\[〔]\s*(?P<name>[^】\]〕\n]{2,14})\s*[】\]〕]\s*")
_BARE = re.compile(
    r"""^\s*(?P<name> 주\s*문 | 이\s*유 | 판\s*시\s*사\s*항 | (?:판\s*결|결\s*정)\s*요\s*지
        | 참\s*조\s*(?:조\s*문|판\s*례) | 심판\s*대상\s*조문 | 전\s*문 | 당\s*사\s*자 )\s*$""",
    re.VERBOSE,
)
_SECTIONS = frozenset({
    "판시사항", "판결요지", "결정요지", "참조조문", "참조판례", "심판대상조문", "주문", "이유", "전문",
    "당사자", "판례내용", "원고", "피고", "피고인", "상고인", "청구인", "원심판결", "변호인",
})  # fmt: skip
_TEXT_SECTIONS = ("주문", "이유", "전문", "판례내용")
_HEAD_LINES = 40
_SPACED = re.compile(r"(?:[가-힣\d]\s+){3,}[가-힣\d]")
"""서 울 중 앙 지 방 법 원: as courts set their names."""


@dataclass(frozen=True, slots=True)
class _Head:
    """What the head of a ruling says."""

    court: str
    numbers: tuple[str, ...]
    day: date | None
    name: str
    cited: bool
    """One line states court, day and number: a collection's heading."""


def signs(content: Content) -> tuple[float, str]:
    """How sure it is that the text is a ruling or decision, and by what."""
    head = _head(content)
    if head is None:
        return 0.0, ""
    sections = _sections(content.text)
    found = [
        name
        for name, seen in (
            ("법원과 선고일", head.cited or bool(head.court and head.day)),
            ("주문", "주문" in sections),
            ("이유", "이유" in sections),
            ("판시사항·요지", bool({"판시사항", "판결요지", "결정요지"} & set(sections))),
        )
        if seen
    ]
    confidence = {0: 0.2, 1: 0.4, 2: 0.85, 3: 0.95}.get(len(found), 0.98)
    return confidence, "·".join(("사건번호", *found))


def parse(
    content: Content,
    label: str,
    sha: str,
    day: date | None = None,
    office: str = "",
    number: str = "",
) -> list[Intake]:
    """The ruling of one document; ``day``, ``office`` (court) and ``number`` as a person gave them.

    Raises Refused when court or case number cannot be told.
    """
    head = _head(content) or _Head("", (), None, "", cited=False)
    court = court_name(office) if office else head.court
    numbers = expand(number) or ((number,) if number else ()) or head.numbers
    if not numbers or not court:
        raise Refused(
            "판결의 법원이나 사건번호를 알 수 없습니다(--office, --number로 줄 수 있음)",
            "court or case number of the ruling is unknown (--office and --number give them)",
        )
    decided = day or head.day
    sections = _sections(content.text)
    text = content.text + "\n"
    found = references.find(text)
    constitutional = court == CONSTITUTIONAL_COURT
    document = Document(
        document_id("ruling", sha),
        "decision" if constitutional else "ruling",
        label,
        title(court, decided, numbers[0], head.name or numbers[0]),
        text,
        sha,
        decided,
        content.pages,
        notes=(*content.notes, *(() if decided else ("선고일 미상",))),
    )
    full = "\n".join(sections[n] for n in _TEXT_SECTIONS if sections.get(n))
    summary = "\n".join(sections[n] for n in ("판결요지", "결정요지") if sections.get(n))
    referred = "\n".join(sections[n] for n in ("심판대상조문", "참조조문") if sections.get(n))
    ruling = Ruling(
        RulingId.of(court, numbers[0]),
        court,
        decided,
        numbers[0],
        head.name or numbers[0],
        holdings=sections.get("판시사항", ""),
        summary=summary,
        referred=referred,
        referred_rulings=sections.get("참조판례", ""),
        order=sections.get("주문", ""),
        text=full or content.text,
        numbers=numbers,
        provisions=_provisions(referred, summary, found),
        document=document.id,
    )
    return [Intake(document, rulings=(ruling,), citations=tuple(found))]


def _provisions(referred: str, summary: str, found: list[Citation]) -> tuple[ProvisionId, ...]:
    """From 참조조문, then the summary; else those that the text cites most."""
    listed = references.provisions([*references.find(referred), *references.find(summary)])
    if listed:
        return listed
    return references.cited_most(found)


def _head(content: Content) -> _Head | None:
    lines = [_set_close(x.strip()) for x in content.printed[:_HEAD_LINES]]
    for line in lines[:12]:
        m = _CITED.match(line.lstrip("[【〔「| "))
        if m:
            name = re.search(
                r"[【\[〔(]\s*(?P<name>[^】\]〕)]{2,60})\s*[】\]〕)]",
                line.lstrip("[【〔「| ")[m.end() :],
            )
            return _Head(
                _court(m["court"]), expand(m["numbers"]), said_day.of(m),
                name["name"].strip() if name else "", cited=True,
            )  # fmt: skip
    case = next((m for x in lines if (m := _CASE.match(x))), None)
    if case is None:
        return None
    numbers = expand(case["numbers"])
    if not numbers:
        return None
    court = next((_court(m[0]) for x in lines[:15] if (m := re.match(rf"^\|?\s*{_COURT}", x))), "")
    named = next((m["name"] for x in lines if (m := _NAMED.match(x))), "")
    if not named:
        tail = _NUMBERS.sub("", case["numbers"])
        named = " ".join(tail.replace("|", " ").split())[:60]
    decided = next((d for x in lines if (m := _DECIDED.match(x)) and (d := said_day.of(m))), None)
    if decided is None:
        decided = _signed(content)
    if not court and "헌" in numbers[0]:
        court = CONSTITUTIONAL_COURT
    return _Head(court, numbers, decided, named, cited=False)


def _set_close(line: str) -> str:
    """A line without the spaces between its letters, where each letter stands apart.

    >>> _set_close("서 울 고 등 법 원"), _set_close("제 1 심 판 결 나 왔다")
    ('서울고등법원', '제 1 심 판 결 나 왔다')
    """
    return re.sub(r"\s+", "", line) if _SPACED.fullmatch(line) else line


def _signed(content: Content) -> date | None:
    """The day above the judges' names at the end, alone on its line."""
    for line in reversed(content.printed[-30:]):
        m = re.fullmatch(r"\s*" + said_day.DAY + r"\s*", line, re.VERBOSE)
        if m:
            return said_day.of(m)
    return None


def _court(printed: str) -> str:
    return court_name(
        re.sub(r"(?<=[가-힣])\s(?=[가-힣]\b|[가-힣]\s)", "", printed).replace("|", "")
    )


def _sections(text: str) -> dict[str, str]:
    """Named sections in order; a name that comes again is joined to its first."""
    found: dict[str, list[str]] = {}
    here: list[str] | None = None
    for line in text.split("\n"):
        m = _BRACKETED.match(line)
        bare = _BARE.match(line)
        name = re.sub(r"\s", "", (m or bare)["name"]) if (m or bare) else ""  # type: ignore[index]
        if name in _SECTIONS:
            here = found.setdefault(name, [])
            rest = line[m.end() :] if m else ""
            if rest.strip():
                here.append(rest)
        elif here is not None:
            here.append(line)
    return {name: "\n".join(lines).strip() for name, lines in found.items()}
