"""Cuts a text into plain and marked pieces by stored offsets, never by searching for words."""

from __future__ import annotations

from dataclasses import dataclass

AROUND = 1_200
"""Characters shown before and behind the quoted span of a long text."""
LONG = 6_000


@dataclass(frozen=True, slots=True)
class Marked:
    """A text in three pieces, and whether its ends were cut off."""

    before: str
    quote: str
    after: str
    cut_before: bool
    cut_after: bool


def mark(text: str, start: int, end: int, *, whole: bool = False) -> Marked:
    """Split ``text`` around ``[start, end)``; a long one is cut to its surroundings.

    An empty or impossible span marks nothing: a wrong highlight is worse than none.
    """
    if not 0 <= start < end <= len(text):
        start = end = 0
    first, last = 0, len(text)
    if len(text) > LONG and not whole:
        first, last = max(0, start - AROUND), min(len(text), end + AROUND)
    return Marked(text[first:start], text[start:end], text[end:last], first > 0, last < len(text))
