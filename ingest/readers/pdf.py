"""PDF to the text of its pages, through pypdf; running heads and page numbers taken off.

Embedded files, forms' scripts and pictures are not looked at.
"""

from __future__ import annotations

import io
import logging
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pypdf

from ingest.readers.blocks import Block, Content, clean, content
from ingest.readers.columns import Piece, in_order
from ingest.readers.limits import Limits, damaged, locked
from ingest.readers.lines import Joiner
from kb.errors import Refused

logging.getLogger("pypdf").setLevel(logging.ERROR)
_NUMBER = re.compile(r"^\W*\d{1,4}\W*$")
_OFTEN = 0.3
"""A first or last line on more than this share of the pages is a running head."""


@dataclass(frozen=True, slots=True)
class Pages:
    """Lines of each page, and the running heads that were removed."""

    lines: tuple[tuple[str, ...], ...]
    heads: tuple[str, ...]
    title: str


def pages(data: bytes, limits: Limits) -> Pages:
    """Lines of every page; blank pages stay, so that page numbers hold.

    Raises Refused when the file is damaged, locked, too long, holds no text (a scan) or its
    fonts do not say which letters they draw.
    """
    with damaged("PDF", "PDF"):
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise locked("PDF", "PDF")
        if len(reader.pages) > limits.pages:
            raise Refused(
                f"쪽이 너무 많습니다(최대 {limits.pages})",
                f"too many pages (at most {limits.pages})",
            )
        texts = [_text(page) for page in reader.pages]
        title = str((reader.metadata or {}).get("/Title") or "")
    if not texts:
        raise Refused("쪽이 없는 PDF입니다", "the PDF has no page")
    _refuse_garbled("".join(texts))
    found = [_lines(t) for t in texts]
    if sum(len(x) for page in found for x in page) < 20 * max(1, len(found)) * 0.2:
        raise Refused(
            "글이 없는 PDF입니다(스캔본으로 보임)", "the PDF holds no text (it looks like a scan)"
        )
    heads = _running(found)
    left = sum(len(x) for page in found for x in _without(page, heads))
    if left < 0.2 * sum(len(x) for page in found for x in page):
        heads = set()  # what stands on every page is the text itself
    return Pages(
        tuple(tuple(_without(page, heads)) for page in found), tuple(sorted(heads)), clean(title)
    )


def read(data: bytes, limits: Limits) -> Content:
    """The text of a PDF as paragraphs with their pages. Raises Refused with the reason."""
    return as_content(pages(data, limits))


def as_content(found: Pages) -> Content:
    """Paragraphs of the pages; one that a page breaks goes on behind the break."""
    notes = []
    blank = [n for n, page in enumerate(found.lines, 1) if not page]
    if blank and len(blank) < len(found.lines):
        notes.append(f"글이 없는 쪽 {len(blank)}개: {', '.join(map(str, blank[:20]))}")
    if found.heads:
        notes.append(f"머리글 제거: {', '.join(found.heads)}")
    return content(_paragraphs(found.lines), found.title, notes, found.lines, found.heads)


def _text(page: Any) -> str:
    """The text of a page, column by column where the file mixes two columns up."""
    pieces: list[Piece] = []

    def visit(text: str, cm: list[float], tm: list[float], *_: object) -> None:
        x = cm[0] * tm[4] + cm[2] * tm[5] + cm[4]
        y = cm[1] * tm[4] + cm[3] * tm[5] + cm[5]
        pieces.append(Piece(x, y, text))

    text: str = page.extract_text(visitor_text=visit)
    box = page.mediabox
    ordered = in_order(pieces, float(box.left), float(box.right))
    return text if ordered is None else "\n".join(ordered)


_GLYPHS = re.compile(r"/[A-Za-z]{1,8}\d{1,5}")
_UNREADABLE = 0.05
"""Share of letters that mean nothing beyond which the fonts are called garbled."""


def _refuse_garbled(text: str) -> None:
    said = [c for c in text if not c.isspace()]
    bad = sum(unicodedata.category(c) in ("Cc", "Co", "Cn", "Cs") or c == "\ufffd" for c in said)
    bad += sum(len(m[0]) for m in _GLYPHS.finditer(text)) if bad else 0
    if said and bad > _UNREADABLE * len(said):
        raise Refused(
            "글꼴이 깨져 글자를 알 수 없는 PDF입니다(유니코드 표가 없음)",
            "the PDF's fonts are garbled: they do not say which letters they draw",
        )


_BEGINS = re.compile(
    r"""^(?: 제\s?\d+\s?[편장절관조](?:의\s?\d+)? | [①-⑳㉑-㉟] | \d{1,3}(?:의\d+)?\s?[.)]\s
        | [가-하]\s?[.)]\s | [○◯●◎□■▶▷◆◇•·※☞→➩❍-] | [【〔[<〈《「|] | \(\d{1,2}\)
        | (?:사\s*건|피\s*고\s*인|청\s*구\s*인|원\s*심\s*판\s*결|판\s*결\s*선\s*고|선\s*고\s*일
            |변\s*호\s*인|상\s*고\s*인|수\s*신|제\s*목)\s
        | 부\s*칙 | (?:질\s*의|회\s*답|이\s*유|주\s*문|문|답)\s*\d?\s*[.:)]?\s*$ )""",
    re.VERBOSE,
)
_ENDS = re.compile(r"(?:[.?!:;]|[다음함임됨요]\.?|[)\]】>])\s*$")


def _paragraphs(lines: Sequence[Sequence[str]]) -> Iterator[Block]:
    joiner = Joiner(x for page in lines for x in page)
    widths = sorted(len(x) for page in lines for x in page)
    full = 0.75 * widths[int(0.9 * (len(widths) - 1))] if widths else 0
    open_: list[tuple[int, str]] = []
    for number, page in enumerate(lines, 1):
        for line in filter(None, map(clean, page)):
            if open_ and (_BEGINS.match(line) or len(open_[-1][1]) < full
                          or (_ENDS.search(open_[-1][1]) and len(open_[-1][1]) < full / 0.8)):  # fmt: skip
                yield _joined(open_, joiner)
                open_ = []
            open_.append((number, line))
    if open_:
        yield _joined(open_, joiner)


def _joined(lines: Sequence[tuple[int, str]], joiner: Joiner) -> Block:
    """One paragraph; ``turns`` says where a new page begins in it."""
    turns = []
    for n in range(1, len(lines)):
        for _ in range(lines[n][0] - lines[n - 1][0]):
            turns.append(len(joiner.join([x for _, x in lines[: n + 1]])) - len(lines[n][1]))
    return Block(joiner.join([x for _, x in lines]), page=lines[0][0], turns=tuple(turns))


def _lines(text: str) -> list[str]:
    text = unicodedata.normalize("NFC", text).replace("\x00", " ")
    lines = (" ".join(x.split()) for x in text.splitlines())
    return [x for x in lines if clean(x)]


def _running(pages: Sequence[Sequence[str]]) -> set[str]:
    filled = [p for p in pages if p]
    edges = Counter(x for p in filled for x in {p[0], p[-1]} if not _NUMBER.match(x))
    return {x for x, n in edges.items() if len(filled) >= 4 and n > _OFTEN * len(filled)}


def _without(page: Sequence[str], heads: set[str]) -> list[str]:
    lines = list(page)
    while lines and (_NUMBER.match(lines[-1]) or lines[-1] in heads):
        lines.pop()
    while lines and (lines[0] in heads or _NUMBER.match(lines[0])):
        lines.pop(0)
    return lines
