"""Casebooks in Markdown with ``<!-- page: N -->``: ❍ cases under 할 수 있는 / 할 수 없는 사례.

Made by character recognition, in which two-column pages have lost their order. A case keeps the
conclusion of the heading above it only where nothing speaks against it; see :mod:`.heading_doubt`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.parsers import cover, heading_doubt
from ingest.parsers.casebook import MAY, MAY_NOT, Cover, Kind, Line, assemble
from kb.law.values import Intake

_PAGE = re.compile(r"^<!--\s*page:\s*(?P<n>\d+)\s*-->$")
_MARKS = re.compile(r"^#{1,6}\s+")
_UNDER = re.compile(r"^할 수 (?P<which>있는|없는) 사례\s*$")
_SUMMARY = re.compile(r"^법규 ?요약\s*(?:\((?P<law>.*)\))?")
_BOX = re.compile(r"^(?:주요 ?판례|사례 ?예시|참 ?고(?: ?\d)?|판 례|관계법조문)$")
_CASE = re.compile(r"^[❍○◯]\s*")
_FOLLOW = re.compile(r"^(?:➩|⇨|⇒|➡|➭|➪|→|※|☞)\s*")
_OTHER = re.compile(r"^(?:◈|◆|▶|▣|❏|❑|【|《|\||[①-⑳]|[•∘]|-\s)")
_HEADING = re.compile(
    r"^(?:제\d+[장절]\s.{2,50}|(?:\d{1,2}|[가-하])\.\s(?!\d{1,2}\.|선고).{2,50})$"
)
_SPLIT = re.compile(r"(?<=\S)\s(?=[❍]\s)")
_ENDED = re.compile(
    r"(?:행위|경우|판결\)|\)|[.다함음됨임것때]|위반|위법|가능|불가|무방|금지|제외|공표)\)?\.?$"
)
_SENTENCE = re.compile(r"^(?!선고)[가-힣「‘'\"].{25,}(?:[함음임됨]|다)\.$")
_STRAY_DOTS = re.compile(r" (?:[․⋅‧·・] ?){1,8}(?= |$)")


def recognises(_: bytes, text: str) -> bool:
    """Whether the file has page marks and recognised bullets."""
    return bool(re.search(r"^<!--\s*page:\s*\d+\s*-->", text, re.MULTILINE))


def parse(text: str, label: str, sha: str) -> list[Intake]:
    """The casebook of one file. Raises Refused when no case is in it."""
    lines, reasons = heading_doubt.judge(_without_contents(list(_joined(text))))
    first = text[:4000]
    title = re.search(r"^\S[^\n]*사례[^\n]{0,12}집[^\n]*$", first, re.MULTILINE)
    return assemble(
        lines,
        Cover(title[0].strip() if title else label, *cover.issued(first[:200])),
        label,
        sha,
        heading_doubt.notes(reasons),
    )


def _without_contents(lines: list[Line]) -> list[Line]:
    """Headings of the table of contents are none, bullets of the preface no cases.

    All before the first box of the book, except its own heading.
    """
    opens = (Kind.SUMMARY, Kind.UNDER)
    first = next((i for i, x in enumerate(lines) if x.kind in opens), 0)
    last = max((i for i in range(first) if lines[i].kind is Kind.HEADING), default=first)
    return [
        Line(Kind.TEXT, x.text)
        if (x.kind is Kind.HEADING and i < last) or (x.kind is Kind.CASE and i < first)
        else x
        for i, x in enumerate(lines)
    ]


def _joined(text: str) -> Iterator[Line]:
    """Lines of known kinds; a sentence broken by a page goes on behind the page."""
    held: list[Line] = []
    here: Line | None = None
    for raw in text.splitlines():
        page = _PAGE.match(raw.strip())
        if page:
            (held.append if here is not None else _never)(Line(Kind.PAGE))
            if here is None:
                yield Line(Kind.PAGE)
            continue
        for piece in _SPLIT.split(raw):
            line = _line(piece)
            if line is None:
                continue
            if (
                line.kind is Kind.TEXT
                and here is not None
                and here.kind is Kind.FOLLOW
                and _SENTENCE.search(line.text)
                and not _OTHER.match(line.text)
            ):
                line = Line(Kind.FOLLOW, line.text)
            if line.kind is Kind.TEXT and here is not None and _goes_on(here, line.text):
                here = Line(here.kind, f"{here.text} {line.text}", here.level, here.conclusion)
                continue
            if here is not None:
                yield here
            yield from held
            held, here = [], line
    if here is not None:
        yield here
    yield from held


def _never(_: Line) -> None:
    return None


def _goes_on(before: Line, text: str) -> bool:
    """Whether plain text continues the line before it."""
    return (
        before.kind in (Kind.CASE, Kind.FOLLOW, Kind.TEXT)
        and not _ENDED.search(before.text)
        and not re.match(r"^(?:선고|\d{1,2}\.)", text)
        and not _OTHER.match(text)
    ) or (
        before.kind in (Kind.CASE, Kind.FOLLOW)
        and bool(re.search(r"\d{4}\. ?\d{1,2}\. ?(?:\d{1,2}\.)?$", before.text))
        and bool(re.match(r"^(?:선고|\d{1,2}\. ?선고)", text))
    )


def _line(raw: str) -> Line | None:
    text = _MARKS.sub("", raw.strip()).replace("\\", "").strip()
    text = re.sub(r"^\W?\s", "", text) if text[:1] in "\uf06c\uf09f\uf0a7" else text
    text = " ".join(_STRAY_DOTS.sub("", text).split())
    if not text or re.fullmatch(r"[-|\s:]+", text) or text.startswith("<!--"):
        return None
    under = _UNDER.match(text)
    if under:
        may = under["which"] == "있는"
        return Line(Kind.UNDER, text, conclusion=MAY if may else MAY_NOT)
    summary = _SUMMARY.match(text)
    if summary and len(text) < 80:
        law = (summary["law"] or "").strip()
        return Line(Kind.SUMMARY, f"법규요약 | {law}" if law else "법규요약")
    if _BOX.match(text):
        return Line(Kind.BOX, text)
    if _CASE.match(text):
        return Line(Kind.CASE, _CASE.sub("", text))
    if _FOLLOW.match(text):
        return Line(Kind.FOLLOW, text)
    if _HEADING.match(text):
        return Line(Kind.HEADING, text, level=_level(text))
    return Line(Kind.TEXT, text)


def _level(heading: str) -> int:
    if heading[0] in "가나다라마바사아자차카타파하":
        return 5
    return 2 if re.match(r"제\d+장", heading) else 3 if heading.startswith("제") else 4
