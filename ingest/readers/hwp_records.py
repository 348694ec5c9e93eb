"""The records of HWP 5 streams as a tree (한글문서파일형식 5.0, 4장).

A record is a head of 32 bits (tag, level, size) and its payload; a record of a deeper level
belongs to the one before it.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from kb.errors import Refused

PARA_HEADER = 0x42
PARA_TEXT = 0x43
CTRL_HEADER = 0x47
LIST_HEADER = 0x48
TABLE = 0x4D
EQEDIT = 0x58
FORM_OBJECT = 0x5B

_DEEPEST = 60
_LONG = 0xFFF


@dataclass(slots=True)
class Record:
    """One record with those that belong to it."""

    tag: int
    payload: bytes
    below: list[Record] = field(default_factory=list)

    def number(self, offset: int, size: int = 2) -> int:
        """An unsigned number in its payload; 0 beyond its end."""
        return int.from_bytes(self.payload[offset : offset + size], "little")


def tree(stream: bytes) -> list[Record]:
    """Records of the lowest level of a stream. Raises Refused when it is cut short or too deep."""
    top: list[Record] = []
    above: list[Record] = []
    at = 0
    while at + 4 <= len(stream):
        (head,) = struct.unpack_from("<I", stream, at)
        at += 4
        tag, level, size = head & 0x3FF, (head >> 10) & 0x3FF, head >> 20
        if size == _LONG and at + 4 <= len(stream):
            (size,) = struct.unpack_from("<I", stream, at)
            at += 4
        if at + size > len(stream):
            raise Refused("한글 문서가 중간에 잘렸습니다", "the HWP document is cut short")
        if level > _DEEPEST:
            raise Refused("구조가 너무 깊습니다", "the file is nested too deeply")
        record = Record(tag, stream[at : at + size])
        at += size
        del above[level:]
        (above[-1].below if above else top).append(record)
        above.append(record)
    return top
