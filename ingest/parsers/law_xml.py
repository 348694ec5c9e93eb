"""Texts of law as the Open API of law.go.kr gives them (법령 본문): 조문시행일자, 부칙, 별표."""

from __future__ import annotations

import html
import re
from datetime import date
from xml.etree.ElementTree import Element

from ingest.identity import document_id
from ingest.parsers.statute import assemble
from ingest.readers.front_matter import read_day
from kb.errors import Refused
from kb.law.identifiers import Number, WorkId
from kb.law.values import Intake, Version, Work

_OWN_HEAD = re.compile(r"^제\d+조(?:의\d+)*\s*(?:\((?:[^()]|\([^()]*\))*\))?\s*")


def parse(root: Element, label: str, sha: str) -> list[Intake]:
    """The version in one response. Raises Refused when it is undated or without text."""
    name = _text(root, "기본정보/법령명_한글")
    effective = read_day(_text(root, "기본정보/시행일자"))
    promulgated = read_day(_text(root, "기본정보/공포일자"))
    if not name or effective is None or promulgated is None:
        raise Refused(
            "법령명, 공포일자 또는 시행일자가 없습니다",
            "name or days of the instrument are missing",
        )
    version = Version(
        WorkId.of(name),
        promulgated,
        effective,
        _text(root, "기본정보/공포번호").lstrip("0") or "0",
        document=document_id("statute", sha),
        url=f"https://www.law.go.kr/법령/{name.replace(' ', '')}",
    )
    days: dict[Number, date] = {}
    lines: list[str] = []
    for unit in root.iterfind("조문/조문단위"):
        lines += _unit(unit, days)
    lines += ["", "## 부칙", ""]
    for unit in root.iterfind("부칙/부칙단위"):
        lines += _raw(unit, "부칙내용").splitlines()
    for unit in root.iterfind("별표/별표단위"):
        lines += _annex(unit)
    work = Work(version.work, name, _text(root, "기본정보/법종구분"))
    return [assemble(work, version, "\n".join(lines), label, sha, [], days)]


def _unit(unit: Element, days: dict[Number, date]) -> list[str]:
    content = _raw(unit, "조문내용").strip()
    if _text(unit, "조문여부") not in ("조문", ""):
        kind = re.match(r"제\d+(?:의\d+)?([편장절관])", content)
        if not kind:  # a preamble, its heading or signature, or a text that has no articles
            return [] if content == "전문" else ["", "##### 제0조", "", *content.splitlines()]
        depth = "편장절관".find(kind[1])
        return [f"{'#' * min(2 + max(depth - 1, 0), 4)} {' '.join(content.split())}"]
    main, branch = _text(unit, "조문번호"), _text(unit, "조문가지번호")
    if not main.isdecimal() or len(main) > 5 or not (branch or "0").isdecimal():
        raise Refused(f"조문번호를 읽을 수 없습니다: {main}", f"unreadable article number: {main}")
    number = Number(int(main), (int(branch),) if branch.strip("0") else ())
    day = read_day(_text(unit, "조문시행일자"))
    if day is not None:
        days[number] = day
    title = _text(unit, "조문제목")
    lines = ["", f"##### {number.label('조')}" + (f" ({title})" if title else ""), ""]
    lines += _OWN_HEAD.sub("", content, count=1).splitlines()
    for paragraph in unit.iterfind("항"):
        lines += _raw(paragraph, "항내용").splitlines()
        for item in paragraph.iterfind("호"):
            lines += _raw(item, "호내용").splitlines()
            for subitem in item.iterfind("목"):
                lines += _raw(subitem, "목내용").splitlines()
    return lines + _raw(unit, "조문참고자료").splitlines()


def _annex(unit: Element) -> list[str]:
    """A 별표; forms (서식) are left out: they hold no rule."""
    if _text(unit, "별표구분") != "별표":
        return []
    main = _text(unit, "별표번호").lstrip("0") or "1"
    branch = _text(unit, "별표가지번호").strip("0")
    lines = [line.rstrip() for line in _raw(unit, "별표내용").splitlines()]
    number = f"{main}의{branch}" if branch else main
    title = html.unescape(_text(unit, "별표제목"))
    return ["", f"##### 별표 {number} {title}".rstrip(), "", *(x for x in lines if x)]


def _text(element: Element, path: str) -> str:
    return " ".join((element.findtext(path) or "").split())


def _raw(element: Element, path: str) -> str:
    return "\n".join("".join(e.itertext()) for e in element.iterfind(path))
