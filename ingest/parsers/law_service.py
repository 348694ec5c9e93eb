"""Responses of the Open API of law.go.kr in XML or JSON: 법령, 판례, 헌재결정례, 법령해석례, 행정규칙.

Which of them a response is, is told by the fields it has. JSON is read as the same tree of fields.
"""

from __future__ import annotations

import html
import json
import re
from typing import Any
from xml.etree.ElementTree import Element

from ingest import references
from ingest.identity import content_hash, document_id
from ingest.parsers import law_xml, ruling
from ingest.parsers.statute import assemble
from ingest.parsers.statute_text import markdown
from ingest.readers.front_matter import read_day
from ingest.readers.package import local, parse_xml
from ingest.readers.text import decode
from kb.errors import Refused
from kb.law.identifiers import InterpretationId, WorkId, squeeze
from kb.law.values import Document, Intake, Interpretation, Version, Work

_ROOTS = re.compile(
    r"""["<](?:법령|PrecService|DetcService|ExpcService|AdmRulService|LawService|law|prec|detc|expc
        |admrul|(?:Law|Prec|Detc|Expc|AdmRul)Search)["\s>]""",
    re.VERBOSE,
)
_RULING = (
    "판시사항",
    "판결요지",
    "결정요지",
    "심판대상조문",
    "참조조문",
    "참조판례",
    "판례내용",
    "전문",
)
_BREAK = re.compile(r"<\s*br\s*/?\s*>|</\s*p\s*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,300}>")
_DECLARED = re.compile(r"^\s*<\?xml[^>]*\?>")
_DEEPEST = 40


def recognises(head: bytes, text: str) -> bool:
    """Whether the file is such a response."""
    start = text.lstrip("\ufeff \t\r\n")
    return start[:1] in ("<", "{") and bool(_ROOTS.search(start[:600]))


def parse(data: bytes, label: str, sha: str) -> list[Intake]:
    """The document of one response.

    Raises Refused when it is broken, holds an error or a list of hits, or lacks what it needs.
    """
    root = _tree(data)
    if root.findtext("result") or root.findtext("msg"):
        said = _word(root, "msg") or _word(root, "result")
        raise Refused(
            f"법령정보센터가 자료를 주지 않았습니다: {said}", f"law.go.kr gave no document: {said}"
        )
    if root.find("기본정보/법령명_한글") is not None:
        return law_xml.parse(root, label, sha)
    if root.find("행정규칙기본정보") is not None:
        return _administrative_rule(root, label, sha)
    if root.find("사건번호") is not None:
        return _ruling(root, label, sha)
    if root.find("안건명") is not None:
        return _interpretation(root, label, sha)
    if root.find("totalCnt") is not None:
        raise Refused(
            "검색 결과 목록입니다: 본문 응답을 넣으십시오",
            "a list of search results: give the responses with the texts",
        )
    raise Refused("알 수 없는 법령정보센터 응답입니다", "an unknown response of law.go.kr")


def _tree(data: bytes) -> Element:
    text = decode(data).strip()
    if text.startswith("<"):  # in whatever encoding it was declared
        return parse_xml(_DECLARED.sub("", text, count=1).encode())
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as e:
        raise Refused(f"JSON이 손상되었습니다: {e}", f"the JSON is damaged: {e}") from None
    if not isinstance(value, dict):
        raise Refused("알 수 없는 JSON입니다", "an unknown JSON")
    while len(value) == 1 and isinstance(next(iter(value.values())), dict):
        value = next(iter(value.values()))
    return _element("root", value, 0)


def _element(name: str, value: Any, depth: int) -> Element:
    """A JSON value as an element; ``content`` is its own text, a list repeats the element."""
    if depth > _DEEPEST:
        raise Refused("구조가 너무 깊습니다", "the file is nested too deeply")
    made = Element(name)
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "content" and not isinstance(inner, (dict, list)):
                made.text = str(inner)
                continue
            for one in inner if isinstance(inner, list) and _objects(inner) else [inner]:
                made.append(_element(str(key), one, depth + 1))
    elif isinstance(value, list):
        made.text = "\n".join(_flat(value, depth))
    elif value is not None:
        made.text = str(value)
    return made


def _objects(values: list[Any]) -> bool:
    return any(isinstance(v, dict) for v in values)


def _flat(value: Any, depth: int) -> list[str]:
    if depth > _DEEPEST:
        raise Refused("구조가 너무 깊습니다", "the file is nested too deeply")
    if isinstance(value, list):
        return [x for v in value for x in _flat(v, depth + 1)]
    return [str(value)] if value is not None else []


def _ruling(root: Element, label: str, sha: str) -> list[Intake]:
    head = {
        key: _word(root, key)
        for key in ("사건번호", "사건명", "법원명", "선고일자", "종국일자")
        if _word(root, key)
    }
    head["사건종류"] = _word(root, "사건종류명")
    serial = _word(root, "판례정보일련번호")
    if serial.isdecimal():
        head["출처"] = f"https://www.law.go.kr/LSW/precInfoP.do?precSeq={serial}"
    serial = _word(root, "헌재결정례일련번호")
    if serial.isdecimal():
        head["출처"] = f"https://www.law.go.kr/LSW/detcInfoP.do?detcSeq={serial}"
    sections = {name: said for name in _RULING if (said := _text(root, name))}
    return ruling.build(head, sections, label, sha)


def _interpretation(root: Element, label: str, sha: str) -> list[Intake]:
    question, answer, why = (_text(root, n) for n in ("질의요지", "회답", "이유"))
    if not answer:
        raise Refused("해석례에 회답이 없습니다", "the interpretation has no answer")
    title, day = _word(root, "안건명"), read_day(_word(root, "해석일자"))
    office = _word(root, "해석기관명") or "법제처"
    whole = f"{answer}\n\n{why}" if why else answer
    text = "\n\n".join(t for t in (title, question, whole) if t) + "\n"
    number = _word(root, "안건번호") or content_hash(text)
    serial = _word(root, "법령해석례일련번호")
    url = f"https://www.law.go.kr/LSW/expcInfoP.do?expcSeq={serial}" if serial.isdecimal() else ""
    document = Document(
        document_id("reply", sha), "reply", label, title, text, sha, day, url=url
    )  # fmt: skip
    reading = references.conclusion(answer, question)
    start = len(title) + 2 if title else 0
    found = Interpretation(
        InterpretationId(squeeze(office), squeeze(number)), "reply", title, question, whole,
        reading.conclusion, reading.conditions, references.of_reply(whole, ""), day,
        office=office, number=number, document=document.id, document_label=label, start=start,
        end=len(text) - 1, url=url, parts=reading.parts,
    )  # fmt: skip
    return [
        Intake(document, interpretations=(found,), citations=tuple(references.find(text)))
    ]  # fmt: skip


def _administrative_rule(root: Element, label: str, sha: str) -> list[Intake]:
    about = "행정규칙기본정보/"
    name = _word(root, about + "행정규칙명")
    issued = read_day(_word(root, about + "발령일자"))
    effective = read_day(_word(root, about + "시행일자")) or issued
    if not name or effective is None:
        raise Refused(
            "행정규칙의 이름이나 날짜가 없습니다",
            "name or day of the administrative rule is missing",
        )
    version = Version(
        WorkId.of(name), issued or effective, effective,
        re.sub(r"\D", "", _word(root, about + "발령번호")) or "0",
        document=document_id("statute", sha),
        url=f"https://www.law.go.kr/행정규칙/{name.replace(' ', '')}",
    )  # fmt: skip
    lines = [x for e in root.iter() if local(e) == "조문내용" for x in _lines(e)]
    tail = [x for e in root.iter() if local(e) == "부칙내용" for x in _lines(e)]
    body = "\n".join(markdown([*lines, *(["부칙"] if tail else []), *tail], name))
    work = Work(version.work, name, _word(root, about + "행정규칙종류"))
    return [assemble(work, version, body, label, sha, [])]


def _word(root: Element, path: str) -> str:
    return " ".join((root.findtext(path) or "").split())


def _text(root: Element, path: str) -> str:
    found = root.find(path)
    return "\n".join(_lines(found)).strip() if found is not None else ""


def _lines(element: Element) -> list[str]:
    """Lines of a field, whose text may hold HTML."""
    text = html.unescape(_TAG.sub("", _BREAK.sub("\n", "".join(element.itertext()))))
    return [line.strip() for line in text.splitlines() if line.strip()]
