"""How much a reader may take, and the refusals that many readers share."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from kb.errors import Refused

_ROOM = 1 << 20
"""What a small file may always unpack to, however high its ratio."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one file, from the settings of the same names."""

    pages: int = 5_000
    ratio: int = 200
    bytes: int = 200_000_000

    def room(self, packed: int) -> int:
        """How many bytes a file of this size may unpack to."""
        return min(packed * self.ratio + _ROOM, self.bytes * 4)


@contextmanager
def damaged(ko: str, en: str) -> Iterator[None]:
    """Turn whatever a format's library raises on a broken file into a refusal.

    Args:
        ko: what the file is, in Korean.
        en: the same in English.
    """
    try:
        yield
    except (Refused, MemoryError, RecursionError):
        raise
    except Exception as e:
        why = (str(e).splitlines() or [""])[0][:120] or type(e).__name__
        raise Refused(
            f"{ko} 파일이 손상되었습니다: {why}", f"the {en} file is damaged: {why}"
        ) from None


def unpack(data: bytes, most: int) -> bytes:
    """Raw deflate data unpacked. Raises Refused when it is broken or gives more than ``most``."""
    unpacker = zlib.decompressobj(-15)
    try:
        found = unpacker.decompress(data, most + 1)
    except zlib.error as e:
        raise Refused(
            f"압축이 손상되었습니다: {e}", f"its compressed data is damaged: {e}"
        ) from None
    if len(found) > most:
        raise too_much()
    return found


def too_much() -> Refused:
    """What unpacks to more than is allowed."""
    return Refused("압축을 풀면 허용된 크기를 넘습니다", "it unpacks to more than is allowed")


def locked(ko: str, en: str) -> Refused:
    """What a password protects."""
    return Refused(f"암호가 걸린 {ko}입니다", f"the {en} is locked by a password")
