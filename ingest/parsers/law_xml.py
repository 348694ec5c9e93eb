"""Texts of law as the Open API of law.go.kr gives them (법령 본문 XML): 조문시행일자, 부칙, 별표."""

from __future__ import annotations

import html
import re
from datetime import date
from xml.etree import ElementTree

from ingest.identity import document_id
from ingest.parsers.statute import assemble
from ingest.readers.front_matter import read_day
from ingest.readers.text import decode
from kb.errors import Refused
from kb.law.identifiers import Number, WorkId
from kb.law.values import Intake, Version, Work

_ROOT = re.compile(r"<(?:법령|law)[\s>]")
_DECLARED = re.compile(r"^\s*<\?xml[^>]*\?>")
_OWN_HEAD = re.compile(r"^제\d+조(?:의\d+)*\s*(?:\((?:[^()]|\([^()]*\))*\))?\s*")


def recognises(head: bytes, text: str) -> bool:
    """Whether the file is such a response."""
    start = text.lstrip("\ufeff \r\n\t")
    return start.startswith("<") and bool(_ROOT.search(start)) and "<기본정보>" in start


def tree(data: bytes) -> ElementTree.Element:
    """The root of an XML answer of the Open API. Raises Refused when it is broken or has a DTD."""
    text = decode(data)
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise Refused("DTD가 든 XML은 읽지 않습니다", "XML with a DTD is not read")
    try:
        return ElementTree.fromstring(_DECLARED.sub("", text.lstrip("\ufeff"), count=1))
    except ElementTree.ParseError as e:
        raise Refused(f"XML이 손상되었습니다: {e}", f"the XML is damaged: {e}") from None


def parse(data: bytes, label: str, sha: str) -> list[Intake]:
    """The version in one response. Raises Refused when it is broken, undated or without text."""
    root = tree(data)
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


def _unit(unit: ElementTree.Element, days: dict[Number, date]) -> list[str]:
    content = _raw(unit, "조문내용").strip()
    if _text(unit, "조문여부") not in ("조문", ""):
        kind = re.match(r"제\d+(?:의\d+)?([편장절관])", content)
        if not kind:  # a preamble, its heading or signature, or a text that has no articles
            return [] if content == "전문" else ["", "##### 제0조", "", *content.splitlines()]
        depth = "편장절관".find(kind[1])
        return [f"{'#' * min(2 + max(depth - 1, 0), 4)} {' '.join(content.split())}"]
    branch = _text(unit, "조문가지번호")
    number = Number(int(_text(unit, "조문번호")), (int(branch),) if branch.strip("0") else ())
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


def _annex(unit: ElementTree.Element) -> list[str]:
    """A 별표; forms (서식) are left out: they hold no rule."""
    if _text(unit, "별표구분") != "별표":
        return []
    main = _text(unit, "별표번호").lstrip("0") or "1"
    branch = _text(unit, "별표가지번호").strip("0")
    lines = [line.rstrip() for line in _raw(unit, "별표내용").splitlines()]
    number = f"{main}의{branch}" if branch else main
    title = html.unescape(_text(unit, "별표제목"))
    return ["", f"##### 별표 {number} {title}".rstrip(), "", *(x for x in lines if x)]


def _text(element: ElementTree.Element, path: str) -> str:
    return " ".join((element.findtext(path) or "").split())


def _raw(element: ElementTree.Element, path: str) -> str:
    return "\n".join("".join(e.itertext()) for e in element.iterfind(path))
