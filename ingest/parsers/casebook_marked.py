"""Casebooks in Markdown with ✅ / ❌ cases under ``📋 법규요약 | 법 §…``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.parsers import cover
from ingest.parsers.casebook import MAY, MAY_NOT, Cover, Kind, Line, assemble
from ingest.readers.lines import Joiner
from kb.law.values import Intake

_HEADING = re.compile(r"^(?P<marks>#{1,6})\s+(?P<name>.+?)\s*$")
_CUT_HEADING = re.compile(r"^#{1,6}\s+(?P<rest>(?:\d{1,4}\.\s*){1,3}선고.*)$")
_SUMMARY = re.compile(r"📋\s*법규\s*요약\**\s*(?:\|\s*(?P<law>.*))?$")
_UNDER = re.compile(r"할 수 (?P<which>있는|없는) 사례")
_CASE = re.compile(r"^\s*-\s*(?P<mark>[✅❌])\s*(?P<text>.*)$")
_FOLLOW = re.compile(r"^(?:\s*>\s*)?\s*(?:⚠️?|※|✽|☞|➡|→|➩)️?\s*")
_BULLET = re.compile(r"^(?:\s*>\s*)?\s*-\s+|^\s*>\s*")
_UNFINISHED = re.compile(
    r"(?:[가-힣](?:는|은|을|를|에|의|와|과|고|며|여|로|나|서|한|할|된|될)|[,·(])$"
)
_LETTERED = re.compile(r"^[가-하]\. [^.]{2,40}$")
_NOISE = re.compile(r"[\x00-\x08\u200b-\u200f\ufeff\u202a-\u202e️]")


def parse(text: str, label: str, sha: str) -> list[Intake]:
    """The casebook of one file. Raises Refused when no case is in it."""
    lines = list(_lines(text))
    head = text[:3000]
    title = next((ln.text for ln in lines if ln.kind is Kind.HEADING), label)
    return assemble(lines, Cover(title, *cover.issued(_issue(head))), label, sha, _notes(text))


def _issue(head: str) -> str:
    m = re.search(r"발행일[^\n]*", head)
    return m[0] if m else head[:600]


def _notes(text: str) -> list[str]:
    cut = len(re.findall(_CUT_HEADING.pattern, text, re.MULTILINE))
    return [f"제목으로 잘못 끊긴 줄 {cut}개를 앞 문장에 이음"] if cut else []


def _lines(text: str) -> Iterator[Line]:
    raw = [_NOISE.sub("", x) for x in text.splitlines()]
    joiner = Joiner(_BULLET.sub("", x) for x in raw)
    here: Line | None = None
    parts: list[str] = []
    ended = False

    def done() -> Iterator[Line]:
        if here is not None:
            yield Line(here.kind, joiner.join(parts), here.level, here.conclusion)

    for line in raw:
        cut = _CUT_HEADING.match(line)
        if cut and here is not None:
            parts.append(cut["rest"])
            ended = False
            continue
        if not line.strip() or line.strip() in (">", "---"):
            ended = True
            continue
        opened = _opened(line)
        if opened is None and not (ended and _whole(parts)):
            parts.append(_BULLET.sub("", line).replace("**", "").strip())
            ended = False
            continue
        yield from done()
        here, first = opened or (Line(Kind.TEXT), line.replace("**", "").strip())
        parts, ended = [first], False
        if here.kind in (Kind.HEADING, Kind.UNDER, Kind.BOX):
            yield from done()
            here, parts = None, []
    yield from done()


def _whole(parts: list[str]) -> bool:
    """Whether what was read so far may end here; a page break inside a sentence ends nothing."""
    last = parts[-1] if parts else ""
    return not _UNFINISHED.search(last)


def _opened(line: str) -> tuple[Line, str] | None:
    """The line that begins here, or None where the one before goes on."""
    heading = _HEADING.match(line)
    summary = _SUMMARY.search(line)
    under = _UNDER.search(line)
    case = _CASE.match(line)
    if summary:
        law = (summary["law"] or "").strip()
        return Line(Kind.SUMMARY), f"법규요약 | {law}" if law else "법규요약"
    if under and len(line) < 40 and not case:
        may = under["which"] == "있는"
        return Line(Kind.UNDER, conclusion=MAY if may else MAY_NOT), under[0]
    if heading:
        name = " ".join(heading["name"].split()).replace("**", "")
        if "📖" in name:
            return Line(Kind.BOX), "사례 예시"
        return Line(Kind.HEADING, level=len(heading["marks"])), name
    if "💡" in line:
        return Line(Kind.BOX), "Tip"
    if case:
        said = MAY if case["mark"] == "✅" else MAY_NOT
        return Line(Kind.CASE, conclusion=said), case["text"]
    if _FOLLOW.match(line):
        return Line(Kind.FOLLOW), _FOLLOW.sub(_kept, line, count=1)
    if re.match(r"^\*\*[^*]+\*\*\s*$", line):
        return Line(Kind.HEADING, level=5), line.strip().strip("*")
    if _LETTERED.match(line):
        return Line(Kind.HEADING, level=4), line.strip()
    if _BULLET.match(line):
        return Line(Kind.TEXT), _BULLET.sub("", line).strip()
    return None


def _kept(m: re.Match[str]) -> str:
    """The sign of a following line, where it belongs to the print (※) and not to the Markdown."""
    sign = re.search(r"[※✽☞➡→➩]", m[0])
    return f"{sign[0]} " if sign else ""
