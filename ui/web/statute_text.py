"""A provision's canonical text as indented lines, its amendment marks apart from its words."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ITEM = re.compile(r"^\d+(?:의\d+)?\. ")
_SUBITEM = re.compile(r"^[가-하거너더러머버서어저처커터퍼허](?:의\d+)?\. ")
_MARK = re.compile(
    r"""
      < (?:개정|신설|전문개정|제목개정|삭제) [^<>]* >
    | \[ (?:본조신설|전문개정|제목개정|시행일|종전) [^\[\]]* \]
    | (?<=삭제\ ) < [^<>]* >
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line: how deep it stands (항 0, 호 1, 목 2), and its pieces."""

    level: int
    pieces: tuple[tuple[str, bool], ...]
    """Text, and whether it is an amendment mark."""


def lines(text: str) -> list[Line]:
    """The lines of a text.

    >>> [(x.level, x.pieces) for x in lines("① 말 <개정 2020.12.29>\\n1. 일")]
    [(0, (('① 말 ', False), ('<개정 2020.12.29>', True))), (1, (('1. 일', False),))]
    """
    return [Line(_level(line), _pieces(line)) for line in text.split("\n") if line.strip()]


def _level(line: str) -> int:
    return 1 if _ITEM.match(line) else 2 if _SUBITEM.match(line) else 0


def _pieces(line: str) -> tuple[tuple[str, bool], ...]:
    pieces = []
    last = 0
    for m in _MARK.finditer(line):
        if m.start() > last:
            pieces.append((line[last : m.start()], False))
        pieces.append((m.group(), True))
        last = m.end()
    if last < len(line):
        pieces.append((line[last:], False))
    return tuple(pieces)
