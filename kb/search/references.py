"""Which articles the text of an article names (조문 사이의 인용), quickly and by article.

The citation finder of :mod:`kb.law.citations` reads any text with care; this reads a whole law in
a moment, for the ranker's links between rule and penalty, statute and 규칙.
"""

from __future__ import annotations

import re

_REFERENCE = re.compile(
    r"""(?:(?P<law>이\ 법|이\ 규칙|같은\ 법|법|영|「(?P<named>[^」]{1,40})」)\s?)?
        제(?P<article>\d+)조(?:의(?P<branch>\d+))?""",
    re.VERBOSE,
)
_PARENT = re.compile(r"「([^」]{1,40})」")


def parent(work: str, first: str) -> str:
    """The statute that 법 means in a 규칙: the one that its first article names."""
    found = _PARENT.search(first)
    if work.endswith(("법", "법률", "헌법")) or not found:
        return work
    return _named(found[1])


def cites(id: str, work: str, statute: str, text: str) -> tuple[str, ...]:
    """The articles that the text of an article names.

    >>> cites("kr/law/나#3", "kr/law/나", "kr/law/가", "법 제7조의2와 제1조, 「다」 제9조에 따른다")
    ('kr/law/가#7-2', 'kr/law/나#1', 'kr/law/다#9')
    """
    out: dict[str, None] = {}
    for m in _REFERENCE.finditer(text):
        if m["law"] == "같은 법":
            continue
        target = _named(m["named"]) if m["named"] else statute if m["law"] == "법" else work
        number = m["article"] + (f"-{m['branch']}" if m["branch"] else "")
        if f"{target}#{number}" != id:
            out[f"{target}#{number}"] = None
    return tuple(out)


def _named(title: str) -> str:
    return "kr/law/" + re.sub(r"[\sㆍ·]", "", title)
