"""PDF to the text of its pages, through pypdf; running heads and page numbers taken off."""

from __future__ import annotations

import io
import logging
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import pypdf
from pypdf.errors import PdfReadError, PyPdfError

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


def read(data: bytes, max_pages: int) -> Pages:
    """Lines of every page; blank pages stay, so that page numbers hold.

    Raises Refused when the file is damaged, locked, too long or holds no text (a scan).
    """
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refused("암호가 걸린 PDF입니다", "the PDF is locked by a password")
        if len(reader.pages) > max_pages:
            raise Refused(
                f"쪽이 너무 많습니다(최대 {max_pages})", f"too many pages (at most {max_pages})"
            )
        texts = [page.extract_text() for page in reader.pages]
        title = str((reader.metadata or {}).get("/Title") or "")
    except (PyPdfError, PdfReadError, ValueError, KeyError, TypeError, AttributeError) as e:
        raise Refused(f"PDF가 손상되었습니다: {e}", f"the PDF is damaged: {e}") from None
    pages = [_lines(t) for t in texts]
    if sum(len(x) for page in pages for x in page) < 20 * max(1, len(pages)) * 0.2:
        raise Refused(
            "글이 없는 PDF입니다(스캔본으로 보임)", "the PDF holds no text (it looks like a scan)"
        )
    heads = _running(pages)
    return Pages(tuple(tuple(_without(page, heads)) for page in pages), tuple(sorted(heads)), title)


def _lines(text: str) -> list[str]:
    text = unicodedata.normalize("NFC", text).replace("\x00", " ")
    return [" ".join(x.split()) for x in text.splitlines() if x.strip()]


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
