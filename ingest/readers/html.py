"""HTML through lxml: the main content of a page, without navigation, forms and scripts."""

from __future__ import annotations

from typing import Any

from ingest.readers.blocks import Content, Writer, content
from ingest.readers.grid import Cell, only, rows
from ingest.readers.limits import Limits, damaged
from ingest.readers.text import decode_html
from kb.errors import Refused

_LEFT_OUT = frozenset({
    "script", "style", "noscript", "template", "nav", "header", "footer", "aside", "form", "button",
    "select", "svg", "iframe", "object", "embed", "head", "input", "textarea", "canvas", "video",
    "audio", "math",
})  # fmt: skip
_BLOCKS = frozenset({
    "p", "div", "section", "article", "main", "li", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3",
    "h4", "h5", "h6", "blockquote", "pre", "figure", "figcaption", "address", "hr", "caption",
})  # fmt: skip
_MAIN = (
    "//main", "//*[@role='main']", "//article",
    "//*[@id='content' or @id='contents' or @id='container' or @id='main' or @id='conts']",
)  # fmt: skip
_ENOUGH = 0.3
"""A main element holds at least this share of the page's text, or the whole page is taken."""
_DEEPEST = 120


def read(data: bytes, limits: Limits) -> Content:
    """The text of a web page. Raises Refused when there is none."""
    from lxml import html

    text = decode_html(data)
    with damaged("HTML", "HTML"):
        parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
        root = html.document_fromstring(text, parser=parser)
        title = root.findtext(".//title") or ""
        writer = Writer()
        _walk(_main(root), writer, 0)
        writer.close()
    return content(writer.blocks, title)


def _main(root: Any) -> Any:
    whole = len(" ".join(root.text_content().split()))
    for path in _MAIN:
        found = root.xpath(path)
        if found:
            best = max(found, key=lambda e: len(e.text_content()))
            if len(" ".join(best.text_content().split())) >= _ENOUGH * whole:
                return best
    body = root.find("body")
    return body if body is not None else root


def _walk(element: Any, writer: Writer, depth: int) -> None:
    if depth > _DEEPEST:
        raise Refused("구조가 너무 깊습니다", "the file is nested too deeply")
    _say(element.text, writer)
    for child in element:
        name = child.tag.lower() if isinstance(child.tag, str) else ""
        if name == "br":
            writer.say("\n")
        elif name == "table":
            _table(child, writer, depth + 1)
        elif name in _BLOCKS:
            writer.close()
            _walk(child, writer, depth + 1)
            writer.close()
        elif name and name not in _LEFT_OUT and not _hidden(child):
            _walk(child, writer, depth + 1)
        _say(child.tail, writer)


def _say(text: str | None, writer: Writer) -> None:
    if text:
        gap = " " if text[:1].isspace() else ""
        writer.say(gap + " ".join(text.split()) + (" " if text[-1:].isspace() else ""))


def _hidden(element: Any) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return element.get("hidden") is not None or "display:none" in style


def _table(element: Any, writer: Writer, depth: int) -> None:
    cells: list[Cell] = []
    taken: set[tuple[int, int]] = set()
    for r, row in enumerate(e for e in element.iter("tr") if _own(e, element)):
        column = 0
        for cell in row:
            if cell.tag not in ("td", "th"):
                continue
            while (r, column) in taken:
                column += 1
            inner = Writer()
            _walk(cell, inner, depth + 1)
            inner.close()
            height, width = _span(cell, "rowspan"), _span(cell, "colspan")
            taken |= {(r + i, column + j) for i in range(height) for j in range(width)}
            cells.append(Cell(tuple(inner.blocks), r, column, height, width))
            column += width
    frame = only(cells)
    if frame is not None:
        writer.extend(frame.blocks)
    else:
        writer.table(rows(cells))


def _own(row: Any, table: Any) -> bool:
    """Whether a row is the table's own and not of a table inside it."""
    above = row.getparent()
    while above is not None and above.tag != "table":
        above = above.getparent()
    return above is table


def _span(cell: Any, name: str) -> int:
    value = cell.get(name) or "1"
    return min(max(int(value), 1), 50) if value.isdecimal() and len(value) < 5 else 1
