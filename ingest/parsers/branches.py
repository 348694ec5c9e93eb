"""Headings and items that lost their branch number (가지번호): 제60조의3 printed as 제60조.

Some conversions drop 의N, so that 제60조 stands three times in a row. Order restores the number:
the second 제60조 is 제60조의2. Where the act has a gap (제60조의2 deleted and gone), the titles in
cross-references (``제60조의3(예비후보자 등의 선거운동)``) say which one it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.law.identifiers import Number

_REFERENCE = re.compile(
    r"""제(?P<main>\d+)조의(?P<branch>\d+)            # 제60조의3
        (?:\((?P<title>[^()]{1,60})\))?             # (예비후보자 등의 선거운동)
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Restored:
    """One number of a heading after repair."""

    number: Number
    repaired: bool
    sure: bool = True
    """False where nothing but order speaks for it."""


def restore(headings: Sequence[tuple[Number, str]], text: str) -> list[Restored]:
    """Numbers of headings (number, title) in order, with lost branches restored.

    Args:
        headings: as printed, in the order of the instrument.
        text: of the whole instrument, for its cross-references.

    >>> [str(r.number) for r in restore([(Number(60), "가"), (Number(60), "나")], "")]
    ['60', '60-2']
    """
    printed = {n for n, _ in headings}
    by_title: dict[tuple[int, str], set[int]] = {}
    mentioned: dict[int, set[int]] = {}
    for m in _REFERENCE.finditer(text):
        main, branch = int(m["main"]), int(m["branch"])
        mentioned.setdefault(main, set()).add(branch)
        if m["title"]:
            by_title.setdefault((main, _key(m["title"])), set()).add(branch)
    result: list[Restored] = []
    taken: set[Number] = set()
    for number, title in headings:
        if number not in taken:
            taken.add(number)
            result.append(Restored(number, repaired=False))
            continue
        last = max(
            (n.branches[0] if n.branches else 1 for n in taken if n.main == number.main), default=1
        )
        titled = (
            {b for b in by_title.get((number.main, _key(title)), set()) if b > last}
            if title
            else set()
        )
        branch = min(titled) if titled else last + 1
        while Number(number.main, (branch,)) in printed:
            branch += 1
        found = Number(number.main, (branch,))
        taken.add(found)
        sure = bool(titled) or branch in mentioned.get(number.main, set())
        result.append(Restored(found, repaired=True, sure=sure))
    return result


_ITEM = re.compile(r"^(?P<main>\d+)(?:의(?P<branch>\d+))?\. ")


def restore_items(lines: Sequence[str]) -> tuple[list[str], int]:
    """Lines of an article with items (호) whose branch was lost: 1. 1. 2. becomes 1. 1의2. 2.

    Returns the lines and how many were mended. A new 항 starts the count anew; a list that
    simply starts over at 1 after a higher number is left alone.
    """
    result: list[str] = []
    mended = 0
    last: tuple[int, int] | None = None
    for line in lines:
        if line[:1] and "①" <= line[0] <= "⑳":
            last = None
        m = _ITEM.match(line)
        if m:
            here = (int(m["main"]), int(m["branch"] or 1))
            again = last is not None and here[0] == last[0] and not m["branch"]
            if last is not None and again:
                here = (here[0], last[1] + 1)
                line = f"{here[0]}의{here[1]}. " + line[m.end() :]
                mended += 1
            last = here
        result.append(line)
    return result, mended


def _key(title: str) -> str:
    return re.sub(r"[\s·ㆍ․‧•]", "", title)
