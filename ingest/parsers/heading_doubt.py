"""Where the heading above a case may not be its own (두 단 쪽의 제목 순서).

On two-column pages that lost their order, 할 수 있는 사례 and 할 수 없는 사례 stand apart from
their cases. A heading is trusted when its cases follow it and nothing contradicts it; a case
whose heading is in doubt gets no conclusion. Better none than a wrong one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.parsers.case_words import says_opposite, turns_wrongly
from ingest.parsers.casebook import MAY, Kind, Line

_BETWEEN = (Kind.FOLLOW, Kind.TEXT, Kind.PAGE)
_TORN = re.compile(r"(?:[는의를을]|및|또는)$")
"""How a sentence never ends, only a piece of one."""


def judge(lines: Sequence[Line]) -> tuple[list[Line], Counter[str]]:
    """The lines with doubtful cases marked, and how many for which reason."""
    judged = list(lines)
    reasons: Counter[str] = Counter()

    def doubt(i: int, reason: str) -> None:
        if judged[i].kind is Kind.CASE and not judged[i].doubt:
            judged[i] = replace(judged[i], doubt=True)
            reasons[reason] += 1

    unders = [i for i, x in enumerate(judged) if x.kind is Kind.UNDER]
    for i in unders:
        if not _has_cases(judged, i):
            for k in _around(judged, i):
                doubt(k, "사례가 뒤따르지 않는 제목")
    for first, second in pairwise(unders):
        same = judged[first].conclusion == judged[second].conclusion
        if same and not _divided(judged, first, second):
            for k in range(first + 1, _end(judged, second)):
                doubt(k, "같은 제목이 잇달아 나옴")
    for i in unders:
        end = _end(judged, i)
        if any(x.kind is Kind.TEXT and x.text.startswith("|") for x in judged[i:end]):
            for k in range(i + 1, end):
                doubt(k, "표와 섞인 쪽")
    for i, line in enumerate(judged):
        if line.kind is Kind.CASE and _TORN.search(line.text):
            for k in _behind(judged, i):
                doubt(k, "말이 끊긴 사례의 뒤")
    under = None
    for i, line in enumerate(judged):
        if line.kind is Kind.UNDER:
            under = line.conclusion
        elif line.kind in (Kind.HEADING, Kind.SUMMARY):
            under = None
        elif line.kind is Kind.CASE and under and _contradicts(judged, i, under is MAY):
            doubt(i, "사례의 말이 제목과 어긋남")
    return judged, reasons


def notes(reasons: Counter[str]) -> list[str]:
    """What was doubted, for the report."""
    return [f"결론을 두지 않은 사례({reason}) {n}건" for reason, n in sorted(reasons.items())]


def _has_cases(lines: Sequence[Line], at: int) -> bool:
    """Whether a case follows a heading before anything else of structure does.

    사례 예시 directly behind it is a mere swap of two lines of one heading.
    """
    for line in lines[at + 1 :]:
        if line.kind is Kind.CASE:
            return True
        if line.kind is Kind.BOX and line.text.replace(" ", "") == "사례예시":
            if _earlier_cases(lines, at):
                return False
            continue
        if line.kind not in _BETWEEN:
            return False
    return False


def _earlier_cases(lines: Sequence[Line], at: int) -> bool:
    """Whether cases under another heading of the same section stand before this one."""
    seen_case = False
    for line in reversed(lines[:at]):
        if line.kind in (Kind.HEADING, Kind.SUMMARY):
            return False
        seen_case = seen_case or line.kind is Kind.CASE
        if line.kind is Kind.UNDER:
            return seen_case
    return False


def _around(lines: Sequence[Line], at: int) -> list[int]:
    """Cases before an empty heading back to the page's begin, and those after it to the next."""
    before = []
    for k in range(at - 1, -1, -1):
        if lines[k].kind in (Kind.PAGE, Kind.SUMMARY, Kind.HEADING):
            break
        before.append(k)
    after, seen = [], False
    for k in range(at + 1, len(lines)):
        if lines[k].kind in (Kind.SUMMARY, Kind.HEADING):
            break
        if lines[k].kind is Kind.UNDER and seen:
            break
        seen = seen or lines[k].kind is Kind.CASE
        after.append(k)
    return [*before, *after]


def _behind(lines: Sequence[Line], at: int) -> list[int]:
    """Cases behind one whose sentence breaks off, to the end of its page or of its heading.

    The rest of that sentence stands elsewhere, so what comes next may belong elsewhere too.
    """
    behind = []
    for k in range(at + 1, len(lines)):
        if lines[k].kind in (Kind.PAGE, Kind.UNDER, Kind.HEADING, Kind.SUMMARY):
            break
        behind.append(k)
    return behind


def _divided(lines: Sequence[Line], first: int, second: int) -> bool:
    """Whether something of structure stands between two headings."""
    return any(x.kind in (Kind.HEADING, Kind.SUMMARY, Kind.BOX) for x in lines[first + 1 : second])


def _end(lines: Sequence[Line], at: int) -> int:
    """Where the cases of a heading end."""
    for k in range(at + 1, len(lines)):
        if lines[k].kind in (Kind.UNDER, Kind.HEADING, Kind.SUMMARY, Kind.BOX):
            return k
    return len(lines)


def _contradicts(lines: Sequence[Line], at: int, may: bool) -> bool:
    """Whether the case or the line turning it (다만 …) says the opposite of the heading."""
    if says_opposite(lines[at].text, may):
        return True
    for line in lines[at + 1 :]:
        if line.kind is not Kind.FOLLOW:
            return False
        if turns_wrongly(line.text, may):
            return True
    return False
