"""Court rulings (판례) and decisions of the Constitutional Court (결정례) in Markdown."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from ingest import references
from ingest.identity import document_id
from ingest.parsers.case_numbers import court_name, expand
from ingest.readers import front_matter
from kb.errors import Refused
from kb.law.identifiers import RulingId
from kb.law.values import Citation, Document, Intake, Ruling

CONSTITUTIONAL_COURT = "헌법재판소"
_SECTION = re.compile(r"^##\s+(?P<name>[^\n]+?)\s*$", re.MULTILINE)
_FULL = ("판례내용", "전문")
_SUMMARY = ("판결요지", "결정요지")
_ORDER = re.compile(
    r"""(?: ^|[【\[〔] ) [ \t　]* 주 [ \t　]* 문 [ \t　]* (?: [】\]〕] | $ )
        (?P<order>.+?)
        (?: ^|[【\[〔] ) [ \t　]* (?: 이[ \t　]*유 | 청[ \t　]*구[ \t　]*취[ \t　]*지 ) [ \t　]*
        (?: [】\]〕] | $ )
    """,
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)
_DECIDED = (
    re.compile(
        r"(?:결\s*정\s*일|선\s*고\s*일?|선고일자)\s*[:：]?\s*"
        r"(?P<y>\d{4})\s*\.\s*(?P<m>\d{1,2})\s*\.\s*(?P<d>\d{1,2})\s*\."
    ),
    re.compile(
        r"\(\s*(?P<y>\d{4})\s*\.\s*(?P<m>\d{1,2})\s*\.\s*(?P<d>\d{1,2})\s*\.\s*"
        r"\d{2,4}헌[가-힣]\d+[^)]{0,40}재판부\)"
    ),
    re.compile(
        r"^\s*(?P<y>\d{4})\s*\.\s*(?P<m>\d{1,2})\s*\.\s*(?P<d>\d{1,2})\s*\.\s*$", re.MULTILINE
    ),
)
_JOINED = re.compile(r"\d{2,4}헌[가-사]\d+(?:\s*[·ㆍ,․‧]\s*\d+(?![\d.년]))*")


def recognises(head: dict[str, Any], body: str) -> bool:
    """Whether a Markdown file is a ruling or decision: it has a case number."""
    return "사건번호" in head


def parse(text: str, label: str, sha: str) -> list[Intake]:
    """The ruling of one file.

    A file without text is kept with what its head says and a note, so that it can be found.
    Raises Refused when there is no case number at all.
    """
    head, body = front_matter.split(text)
    return build(head, _sections(body), label, sha)


def build(head: dict[str, Any], sections: dict[str, str], label: str, sha: str) -> list[Intake]:
    """The ruling of a head (사건번호, 법원명, 선고일자 …) and named sections.

    Raises Refused when there is no case number at all, or no court.
    """
    printed = front_matter.word(head, "사건번호")
    numbers = expand(printed) or ((re.sub(r"\s", "", printed),) if printed else ())
    if not numbers:
        raise Refused("사건번호가 없습니다", "there is no case number")
    full = "\n\n".join(sections[n] for n in _FULL if n in sections)
    constitutional = "종국일자" in head or "헌" in numbers[0]
    court = court_name(front_matter.word(head, "법원명")) or (
        CONSTITUTIONAL_COURT if constitutional else ""
    )
    if not court:
        raise Refused("법원을 알 수 없습니다", "the court is unknown")
    notes: list[str] = []
    day = front_matter.day(head, "선고일자") or front_matter.day(head, "종국일자")
    if day is None:
        day = _decided(full)
        notes.append("선고일을 본문에서 읽음" if day else "선고일 미상")
    order = _ORDER.search(full)
    if court == CONSTITUTIONAL_COURT:
        top = full[: order.start()] if order else full[:300]
        numbers = tuple(dict.fromkeys((*numbers, *_joined(top))))
    if not full:
        kept = "요지·조문만" if any(sections.values()) else "머리말만"
        notes.append(f"본문이 없는 파일: {kept} 보유")
    referred = "\n".join(sections[n] for n in ("심판대상조문", "참조조문") if sections.get(n))
    name = front_matter.word(head, "사건명") or numbers[0]
    rendered, offsets = _rendered(name, sections)
    found: list[Citation] = []
    rests: list[Citation] = []
    for section, start in offsets.items():
        here = references.find(sections[section])
        found += references.shifted(here, start)
        if section in ("심판대상조문", "참조조문"):
            rests += here
    for section in _SUMMARY:
        rests += references.find(sections.get(section, ""))
    id = RulingId.of(court, numbers[0])
    document = Document(
        document_id("ruling", sha),
        "decision" if court == CONSTITUTIONAL_COURT else "ruling",
        label,
        title(court, day, numbers[0], name),
        rendered,
        sha,
        day,
        url=front_matter.word(head, "출처") or front_matter.word(head, "상세링크"),
        notes=tuple(notes),
    )
    ruling = Ruling(
        id,
        court,
        day,
        numbers[0],
        name,
        front_matter.word(head, "사건종류"),
        holdings=sections.get("판시사항", ""),
        summary="\n".join(sections[n] for n in _SUMMARY if n in sections),
        referred=referred,
        referred_rulings=sections.get("참조판례", ""),
        order=order["order"].strip() if order else "",
        text=full,
        numbers=numbers,
        provisions=references.provisions(rests) or references.cited_most(found),
        document=document.id,
        url=document.url,
    )
    return [Intake(document, rulings=(ruling,), citations=tuple(found))]


def _sections(body: str) -> dict[str, str]:
    """Named sections in order; a repeated name is joined."""
    marks = list(_SECTION.finditer(body))
    found: dict[str, str] = {}
    ends = [*(m.start() for m in marks[1:]), len(body)]
    for m, end in zip(marks, ends, strict=False):
        content = body[m.end() : end].strip()
        found[m["name"]] = f"{found[m['name']]}\n{content}" if m["name"] in found else content
    return found


def _rendered(name: str, sections: dict[str, str]) -> tuple[str, dict[str, int]]:
    """The text of the document, and where each section's content begins in it."""
    text, offsets = name, {}
    for section, content in sections.items():
        text += f"\n\n【{section}】\n"
        offsets[section] = len(text)
        text += content
    return text + "\n", offsets


def title(court: str, day: date | None, number: str, name: str) -> str:
    """What a person calls a ruling: 대법원 2020. 7. 16. 선고 2019도13328 …."""
    when = f" {day.year}. {day.month}. {day.day}." if day else ""
    if court == CONSTITUTIONAL_COURT:
        return f"헌재{when} {number} {name}"
    return f"{court}{when}{' 선고' if when else ''} {number} {name}"


def _decided(full: str) -> date | None:
    for place, pattern in ((full[:1500], _DECIDED[0]), (full[:1500], _DECIDED[1])):
        m = pattern.search(place)
        if m:
            return _date(m)
    ends = list(_DECIDED[2].finditer(full))
    return _date(ends[-1]) if ends else None


def _date(m: re.Match[str]) -> date | None:
    try:
        return date(int(m["y"]), int(m["m"]), int(m["d"]))
    except ValueError:
        return None


def _joined(top: str) -> list[str]:
    """Numbers of joined cases, named before the 주문; not of the decision attacked in a retrial."""
    top = re.sub(r"재심\s*대상\s*결정[^\n]*", "", top)
    return [n for m in _JOINED.finditer(top) for n in expand(m[0])]
