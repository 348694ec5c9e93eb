"""Bytes to text: one encoding, one Unicode form, one kind of line end.

Every span of the project counts characters of the NFC text that comes out here.
"""

from __future__ import annotations

import unicodedata

from charset_normalizer import from_bytes

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
