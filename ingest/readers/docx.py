"""DOCX through python-docx: paragraphs and tables in order; nothing in it is executed."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from ingest.readers.blocks import Block, Content, Writer, content, paragraph
from ingest.readers.grid import Cell, only, rows
from ingest.readers.limits import Limits, damaged
from ingest.readers.package import Package, local
from kb.errors import Refused

_DEEPEST = 30
_MACROS = "word/vbaProject.bin"


def read(data: bytes, limits: Limits) -> Content:
    """The text of a DOCX file. Raises Refused with the reason."""
    import docx

    package = Package(data, limits)
    package.without_entities()
    with damaged("DOCX", "DOCX"):
        document = docx.Document(io.BytesIO(data))
        writer = Writer()
        _body(document.element.body, writer, 0)
        notes = list(_footnotes(package))
        aside = [b for s in document.sections for b in _running(s)] if not writer.blocks else []
        title = document.core_properties.title or ""
    found = ["매크로는 읽지 않음"] if package.has(_MACROS) else []
    return content((*(writer.blocks or aside), *notes), title, found)


def _body(element: Any, writer: Writer, depth: int) -> None:
    """Children of a body or cell in order; text boxes, change marks and fields inside them too."""
    if depth > _DEEPEST:
        raise Refused("구조가 너무 깊습니다", "the file is nested too deeply")
    for child in element:
        name = local(child)
        if name == "p":
            _inline(child, writer, depth + 1)
            writer.close()
        elif name == "tbl":
            _table(child, writer, depth + 1)
        elif name in ("sdt", "sdtContent", "ins", "customXml", "smartTag", "txbxContent"):
            _body(child, writer, depth + 1)


def _inline(element: Any, writer: Writer, depth: int) -> None:
    if depth > _DEEPEST * 2:
        raise Refused("구조가 너무 깊습니다", "the file is nested too deeply")
    for child in element:
        match local(child):
            case "t":
                writer.say(child.text or "")
            case "tab" | "ptab":
                writer.say(" ")
            case "br" | "cr":
                writer.say("\n")
            case "noBreakHyphen":
                writer.say("-")
            case "txbxContent":
                inner = Writer()
                _body(child, inner, depth + 1)
                writer.extend(inner.blocks)
            case "del" | "moveFrom" | "instrText" | "delText" | "pPr" | "rPr" | "Fallback":
                continue  # deleted, a field's code, form only, or said twice
            case _:
                _inline(child, writer, depth + 1)


def _table(element: Any, writer: Writer, depth: int) -> None:
    cells = list(_cells(element, depth))
    frame = only(cells)
    if frame is not None:
        writer.extend(frame.blocks)
    else:
        writer.table(rows(cells))


def _cells(element: Any, depth: int) -> Iterator[Cell]:
    for r, row in enumerate(e for e in element if local(e) == "tr"):
        column = 0
        for cell in (e for e in row.iter() if local(e) == "tc" and _row_of(e) is row):
            span = next((e for e in cell.iter() if local(e) == "gridSpan"), None)
            width = _number(span)
            merged = next((e for e in cell.iter() if local(e) == "vMerge"), None)
            goes_on = merged is not None and _value(merged) != "restart"
            inner = Writer()
            if not goes_on:
                _body(cell, inner, depth + 1)
                inner.close()
            yield Cell(tuple(inner.blocks), r, column, 1, width)
            column += width


def _row_of(cell: Any) -> Any:
    above = cell.getparent()
    while above is not None and local(above) != "tr":
        above = above.getparent()
    return above


def _value(element: Any) -> str:
    return next((v for k, v in element.attrib.items() if k.endswith("}val")), "")


def _number(element: Any) -> int:
    value = _value(element) if element is not None else ""
    return min(int(value), 100) if value.isdecimal() and int(value) > 0 else 1


def _footnotes(package: Package) -> Iterator[Block]:
    for name in ("word/footnotes.xml", "word/endnotes.xml"):
        if not package.has(name):
            continue
        for note in package.xml(name):
            text = "".join(e.text or "" for e in note.iter() if local(e) == "t")
            made = paragraph(text.replace("\n", " "))
            if made:
                yield Block(f"각주: {made.text}")


def _running(section: Any) -> Iterator[Block]:
    for part in (section.header, section.footer):
        for p in part.paragraphs:
            made = paragraph(p.text)
            if made:
                yield made
