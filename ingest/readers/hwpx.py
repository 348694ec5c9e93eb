"""HWPX (KS X 6101, OWPML): the sections of a zip of XML, and HWPML, the same in one XML file.

Elements are known by their local names, because writers disagree about namespaces. Running heads,
hidden comments and deleted text are left out; text boxes, notes, equations and tables stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from ingest.readers.blocks import Block, Content, Writer, content
from ingest.readers.grid import Cell, only, rows
from ingest.readers.limits import Limits, locked
from ingest.readers.package import Package, local, parse_xml
from kb.errors import Refused

_SECTION = re.compile(r"(?:^|/)section(?P<n>\d+)\.xml$", re.IGNORECASE)
_MASTER_PAGE = re.compile(r"(?:^|/)masterpage\d+\.xml$", re.IGNORECASE)
"""Running heads of a kind (바탕쪽): all there is of some documents."""
_DEEPEST = 40
_LEFT_OUT = frozenset({
    "hiddencomment", "shapecomment", "parameters", "fieldbegin", "memo",
    "masterpage", "secpr", "linesegarray", "secdef", "coldef", "parameterset", "hwpsummary",
    "metatag", "script", "indexmark", "bookmark",
})  # fmt: skip
_GAPS = {"tab": " ", "nbspace": " ", "fwspace": " ", "linebreak": "\n", "hyphen": "-", "hypen": "-"}
_TEXT = frozenset({"t", "char"})
_BUTTONS = frozenset({"btn", "checkbtn", "radiobtn"})
_SPOKEN = frozenset({"maintext", "subtext", "composetext"})


def read(data: bytes, limits: Limits) -> Content:
    """The text of a HWPX file. Raises Refused with the reason."""
    package = Package(data, limits)
    if package.has("META-INF/manifest.xml"):
        manifest = package.read("META-INF/manifest.xml")
        if b"encryption-data" in manifest or b"EncryptedData" in manifest:
            raise locked("HWPX 문서", "HWPX document")
    found = sorted(
        (int(m["n"]), name) for name in package.names if (m := _SECTION.search(name)) is not None
    )
    if not found:
        raise Refused("HWPX에 본문(section)이 없습니다", "the HWPX has no section")
    writer = Writer()
    for _, name in found:
        root = package.xml(name)
        if local(root).lower() not in ("sec", "section"):
            raise Refused(f"HWPX 본문이 아닙니다: {name}", f"not a section of HWPX: {name}")
        _walk(root, writer, 0)
        writer.close()
    if not writer.blocks:
        for name in sorted(n for n in package.names if _MASTER_PAGE.search(n)):
            writer.aside += _inside(package.xml(name), 0)
    return content(writer.blocks or writer.aside)


def read_hwpml(data: bytes, limits: Limits) -> Content:
    """The text of a HWPML file (XML saved by 한글). Raises Refused with the reason."""
    root = parse_xml(data)
    writer = Writer()
    for section in root.iter():
        if local(section).upper() == "SECTION":
            _walk(section, writer, 0)
            writer.close()
    return content(writer.blocks or writer.aside)


def _walk(element: Element, writer: Writer, depth: int) -> None:
    """What an element says, in the order of the file."""
    if depth > _DEEPEST:
        raise Refused("구조가 너무 깊습니다", "the file is nested too deeply")
    deleted = False
    speaking = local(element).lower() in _TEXT
    for child in element:
        name = local(child).lower()
        if name == "deletebegin":
            deleted = True
        elif name == "deleteend":
            deleted = False
        elif not deleted:
            _take(child, name, writer, depth + 1)
        if speaking and child.tail and not deleted:
            writer.say(child.tail)  # behind a tab, a mark, a hyphen: all of it is the text's


def _take(child: Element, name: str, writer: Writer, depth: int) -> None:
    if name in _LEFT_OUT:
        return
    if name == "p":
        writer.close()
        _walk(child, writer, depth)
        writer.close()
    elif name in _TEXT:
        writer.say(child.text or "")
        _walk(child, writer, depth)
    elif name in _GAPS:
        writer.say(_GAPS[name])
    elif name in ("tbl", "table"):
        _table(child, writer, depth)
    elif name in ("footnote", "endnote"):
        writer.note(" ".join(b.text for b in _inside(child, depth)))
    elif name in ("header", "footer"):
        writer.aside += _inside(child, depth)
    elif name in ("drawtext", "textbox", "caption"):
        writer.extend(_inside(child, depth))
    elif name in ("equation", "eqedit"):
        writer.say("".join(e.text or "" for e in child.iter() if local(e).lower() == "script"))
    elif name in _BUTTONS:
        writer.say(f"{child.get('caption') or ''} ")
    elif name in _SPOKEN:
        writer.say(child.text or "")
    elif name == "compose" and child.get("composeText"):
        writer.say(child.get("composeText") or "")
    else:
        _walk(child, writer, depth)


def _inside(element: Element, depth: int) -> list[Block]:
    writer = Writer()
    _walk(element, writer, depth + 1)
    writer.close()
    return writer.blocks


def _table(element: Element, writer: Writer, depth: int) -> None:
    cells = list(_cells(element, depth))
    for child in element:
        if local(child).lower() == "caption":
            writer.extend(_inside(child, depth))
    frame = only(cells)
    if frame is not None:
        writer.extend(frame.blocks)
    else:
        writer.table(rows(cells))


def _cells(element: Element, depth: int) -> Iterator[Cell]:
    for r, row in enumerate(e for e in element if local(e).lower() in ("tr", "row")):
        for c, cell in enumerate(e for e in row if local(e).lower() in ("tc", "cell")):
            at, span = cell, cell
            for child in cell:
                match local(child).lower():
                    case "celladdr":
                        at = child
                    case "cellspan":
                        span = child
            yield Cell(
                tuple(_inside(cell, depth)),
                _number(at, r, "rowAddr", "RowAddr"),
                _number(at, c, "colAddr", "ColAddr"),
                _number(span, 1, "rowSpan", "RowSpan"),
                _number(span, 1, "colSpan", "ColSpan"),
            )


def _number(element: Element, otherwise: int, *names: str) -> int:
    for name in names:
        value = element.get(name, "")
        if value.isdecimal() and len(value) < 6:
            return int(value)
    return otherwise
