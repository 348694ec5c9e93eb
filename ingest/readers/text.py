"""Bytes to text: one encoding, one Unicode form, one kind of line end.

Every span of the project counts characters of the NFC text that comes out here.
"""

from __future__ import annotations

import re
import unicodedata

from charset_normalizer import from_bytes

from ingest.readers.blocks import Block, Content, content, paragraph, table
from ingest.readers.limits import Limits
from kb.errors import Refused

_BINARY_SHARE = 0.02
"""Control characters beyond this share mean that the bytes are no text."""


def decode(data: bytes) -> str:
    """Text of a file: UTF-8 (with or without mark), UTF-16 with mark, CP949 or what fits best.

    Raises Refused when the bytes are empty or no text.
    """
    if not data.strip():
        raise Refused("빈 파일입니다", "the file is empty")
    text = _characters(data)
    control = sum(1 for c in text[:20_000] if c < " " and c not in "\t\n\r\f\v")
    if control > _BINARY_SHARE * min(len(text), 20_000):
        raise Refused("글이 아닌 파일입니다", "the file is not text")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return unicodedata.normalize("NFC", text.removeprefix("\ufeff"))


def _characters(data: bytes) -> str:
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for codec in ("utf-16",) if marked else ("utf-8-sig", "cp949"):
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            continue
    best = from_bytes(data[:200_000]).best()
    if best is None:
        raise Refused("글자 부호화를 알 수 없습니다", "the character encoding is unknown")
    return data.decode(best.encoding, errors="replace")


_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*(?P<name>[\w-]{3,20})""", re.IGNORECASE)
_KOREAN = {"euc-kr": "cp949", "ks_c_5601-1987": "cp949", "ksc5601": "cp949"}


def decode_html(data: bytes) -> str:
    """Text of a web page: by what it says of itself, else as any text. Raises Refused."""
    m = _CHARSET.search(data[:4096])
    if m:
        name = m["name"].decode("ascii").lower()
        try:
            text = data.decode(_KOREAN.get(name, name))
        except (LookupError, UnicodeDecodeError, ValueError):
            return decode(data)
        return unicodedata.normalize("NFC", text.removeprefix("\ufeff").replace("\x00", ""))
    return decode(data)


_MARKUP = re.compile(r"^\s{0,3}(?:#{1,6}\s+|>\s?)|\*\*|^\s*```.*$")
_RULE = re.compile(r"^\s*\|?[\s:|-]{3,}\|?\s*$")


def read(data: bytes, limits: Limits) -> Content:
    """Plain text or Markdown as paragraphs and tables. Raises Refused when it is no text."""
    blocks: list[Block | None] = []
    rows: list[list[str]] = []
    for line in [*decode(data).split("\n"), ""]:
        bare = line.strip()
        if bare.startswith("|") and bare.endswith("|") and len(bare) > 2:
            if not _RULE.match(bare):
                rows.append(bare[1:-1].split("|"))
            continue
        if rows:
            blocks.append(table(rows))
            rows = []
        blocks.append(paragraph(_MARKUP.sub("", line)))
    return content(blocks)
