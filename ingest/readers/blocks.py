"""What every reader gives: blocks of text and tables in reading order, with pages and offsets.

A paragraph stays one line of text, a table keeps its rows and cells; in the text of the document
a table stands as lines ``| a | b |``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kb.errors import Refused

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ue000-\uf8ff\ufffe\uffff\ud800-\udfff]")
_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200b\u3000]+")

Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a table."""

    text: str
    rows: Rows = ()
    """Cells of a table by row; empty for a paragraph."""
    page: int | None = None
    """The page on which it begins, where the format has pages."""
    turns: tuple[int, ...] = ()
    """Offsets in ``text`` at which a further page begins."""


@dataclass(frozen=True, slots=True)
class Content:
    """The blocks of one file, laid out as one text."""

    blocks: tuple[Block, ...]
    starts: tuple[int, ...]
    """Where each block begins in ``text``."""
    text: str
    pages: tuple[int, ...]
    """Offset at which each page begins; empty where the format has no pages."""
    title: str = ""
    notes: tuple[str, ...] = ()
    raw: tuple[tuple[str, ...], ...] = ()
    """Lines as the file breaks them, page by page; one page where the format has none."""
    heads: tuple[str, ...] = ()
    """Running heads that were taken off."""

    @property
    def lines(self) -> list[str]:
        """The text line by line."""
        return self.text.split("\n")

    @property
    def printed(self) -> list[str]:
        """The lines as the file breaks them."""
        return [x for page in self.raw for x in page]


def paragraph(text: str, page: int | None = None) -> Block | None:
    """A paragraph of cleaned text; None where nothing is left of it."""
    cleaned = clean(text)
    return Block(cleaned, page=page) if cleaned else None


def table(rows: Iterable[Sequence[str]], page: int | None = None) -> Block | None:
    """A table of cleaned cells; rows and columns with nothing in them are left out.

    >>> table([["조", "내용"], ["", ""], ["제1조", "목적\\n둘째 줄"]]).text
    '| 조 | 내용 |\\n| 제1조 | 목적 둘째 줄 |'
    """
    cleaned = [tuple(clean(c) for c in row) for row in rows]
    cleaned = [row for row in cleaned if any(row)]
    width = max((len(r) for r in cleaned), default=0)
    filled = [i for i in range(width) if any(i < len(r) and r[i] for r in cleaned)]
    kept = tuple(tuple(r[i] if i < len(r) else "" for i in filled) for r in cleaned)
    if not kept:
        return None
    text = "\n".join("| " + " | ".join(c.replace("\n", " ") for c in row) + " |" for row in kept)
    return Block(text, kept, page)


_FILLED_IN = re.compile(
    r"""\(?(?: untitled | unnamed | no\s?title | 제목\s?없음 | 무제 | 빈\s?문서
        | (?: 문서 | document | presentation | 프레젠테이션 )\s?\d*
        | microsoft\s(?:word|powerpoint|excel)\s-.* | .*\.(?:hwpx?|docx?|pdf|xlsx?|pptx?|txt|html?) )\)?""",
    re.VERBOSE | re.IGNORECASE,
)
"""Titles of which no person thought."""


def clean(text: str) -> str:
    """NFC text without control and private-use characters; its lines trimmed, empty ones gone."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _CONTROL.sub("", text.replace("\x0b", "\n").replace("\x0c", "\n"))
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def content(
    blocks: Iterable[Block | None],
    title: str = "",
    notes: Iterable[str] = (),
    pages: Sequence[Sequence[str]] = (),
    heads: Sequence[str] = (),
) -> Content:
    """Lay out the blocks.

    Args:
        blocks: in reading order; None is left out.
        title: as the file states it.
        notes: what was repaired or left out.
        pages: lines of each page, where the format has pages.
        heads: running heads that were taken off.

    Raises Refused when no text is in them.
    """
    kept = tuple(b for b in blocks if b is not None and b.text)
    if not kept:
        raise Refused(
            "글이 없는 문서입니다(비어 있거나 그림·도형·숨은 설명만 있음)",
            "the document holds no text (it is empty or holds pictures, shapes or hidden comments "
            "only)",
        )
    text, starts = "", []
    begins: list[tuple[int, int]] = []
    for block in kept:
        if text:
            text += "\n"
        starts.append(len(text))
        if block.page is not None:
            begins.append((block.page, len(text)))
            begins += [(block.page + n, len(text) + at) for n, at in enumerate(block.turns, 1)]
        text += block.text
    return Content(
        kept,
        tuple(starts),
        text,
        _pages(begins, len(pages), len(text)) if pages else (),
        _stated(clean(title).replace("\n", " ")),
        tuple(notes),
        tuple(map(tuple, pages)) or (tuple(text.split("\n")),),
        tuple(heads),
    )


def _stated(title: str) -> str:
    """The title in a file's properties; none where a program or a file's name filled it in.

    >>> _stated("untitled"), _stated("Microsoft Word - 회답.docx"), _stated("질의 회답")
    ('', '', '질의 회답')
    """
    return "" if _FILLED_IN.fullmatch(title) else title


def _pages(begins: Sequence[tuple[int, int]], count: int, length: int) -> tuple[int, ...]:
    """Offset of each page; a blank page begins where the next one does."""
    first: dict[int, int] = {}
    for page, offset in begins:
        first.setdefault(page, offset)
    offsets = []
    following = length
    for page in range(count, 0, -1):
        following = min(following, first.get(page, following))
        offsets.append(following)
    return (0, *reversed(offsets[:-1]))


class Writer:
    """Collects blocks while a reader walks through a document."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.aside: list[Block] = []
        """Running heads and feet: no part of the text, but all there is of some documents."""
        self._open: list[str] = []
        self._after: list[Block] = []

    def say(self, text: str) -> None:
        """Text of the open paragraph."""
        self._open.append(text)

    def note(self, text: str) -> None:
        """A footnote: a block of its own behind the paragraph that it belongs to."""
        made = paragraph(text.replace("\n", " "))
        if made:
            self._after.append(Block(f"각주: {made.text}"))

    def table(self, rows: Iterable[Sequence[str]]) -> None:
        """A table, behind what the open paragraph has said so far."""
        self.close()
        made = table(rows)
        if made:
            self.blocks.append(made)

    def extend(self, blocks: Iterable[Block]) -> None:
        """Blocks of a box that stands in the open paragraph."""
        self.close()
        self.blocks += blocks

    def close(self) -> None:
        """End the paragraph."""
        made = paragraph("".join(self._open))
        self._open = []
        if made:
            self.blocks.append(made)
        self.blocks += self._after
        self._after = []
