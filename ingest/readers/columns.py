"""Two-column pages whose file writes line by line across both columns, put in reading order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

_LINES = 8
"""So many lines must stand beside each other before a page counts as two columns."""
_CROSSINGS = 0.6
"""Share of these lines after which the file goes on with the line beside it."""
_PROSE = 12
"""Letters of the middle line of each column; a table of figures has fewer."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text where the page puts it."""

    x: float
    y: float
    text: str


def in_order(pieces: Sequence[Piece], left: float, right: float) -> list[str] | None:
    """Lines of a page column by column; None where the file's own order is right.

    Args:
        pieces: in the order of the file.
        left: of the page.
        right: of the page.
    """
    lines = _lines(pieces)
    middle = left + 0.42 * (right - left)
    sides = [x.x > middle for x in lines]
    at: dict[int, set[bool]] = {}
    for line, side in zip(lines, sides, strict=True):
        at.setdefault(round(line.y / 3), set()).add(side)
    beside = sum(len(s) == 2 for s in at.values())
    if beside < _LINES or beside < 0.5 * len(at):
        return None
    starts = Counter(round(x.x / 6) for x, side in zip(lines, sides, strict=True) if side)
    if starts.most_common(1)[0][1] < 0.6 * beside:  # the second column has no straight edge
        return None
    pairs = zip(lines, lines[1:], sides, sides[1:], strict=False)
    crossings = sum(not s and t and abs(a.y - b.y) < 4 for a, b, s, t in pairs)
    if crossings < _CROSSINGS * beside:
        return None
    for wanted in (False, True):
        lengths = sorted(
            len(x.text) for x, side in zip(lines, sides, strict=True) if side is wanted
        )
        if lengths[len(lengths) // 2] < _PROSE:
            return None
    return _by_column(lines, sides, at)


def _by_column(
    lines: Sequence[Piece], sides: Sequence[bool], at: dict[int, set[bool]]
) -> list[str]:
    """Lines above and below the columns keep their place, the columns follow one another."""
    both = [y for y, s in at.items() if len(s) == 2]
    top, bottom = max(both), min(both)
    key = [round(x.y / 3) for x in lines]
    rows = list(zip(lines, sides, key, strict=True))
    head = [x.text for x, _, k in rows if k > top]
    foot = [x.text for x, _, k in rows if k < bottom]
    first = [x.text for x, side, k in rows if bottom <= k <= top and not side]
    second = [x.text for x, side, k in rows if bottom <= k <= top and side]
    return [*head, *first, *second, *foot]


def _lines(pieces: Sequence[Piece]) -> list[Piece]:
    """Runs that the file writes one after the other on one line and side, joined."""
    found: list[Piece] = []
    for p in pieces:
        if not p.text.strip():
            if found and p.text:
                found[-1] = Piece(found[-1].x, found[-1].y, found[-1].text + " ")
            continue
        if found and abs(found[-1].y - p.y) < 2 and abs(found[-1].x - p.x) < 1:
            found[-1] = Piece(found[-1].x, p.y, found[-1].text + p.text)
        else:
            found.append(p)
    return [Piece(p.x, p.y, " ".join(p.text.split())) for p in found]
