"""Case numbers (사건번호) as printed: single, joined (병합), shortened lists, branch courts.

``2009고합539, 548(병합), 553(병합)`` · ``2021헌가5·6`` · ``(창원)2011노5``.
"""

from __future__ import annotations

import re

from kb.law.identifiers import MIDDLE_DOTS

_NUMBER = re.compile(
    rf"""(?P<year>(?:19|20)?\d{{2}}) \s? (?P<kind>[가-힣]{{1,4}}) \s? (?P<n>\d+(?:-\d+)?)
       | [,{MIDDLE_DOTS}]\s*(?P<more>\d+(?:-\d+)?)(?![\d.년월일가-힣])
    """,
    re.VERBOSE,
)


def expand(printed: str) -> tuple[str, ...]:
    """Every number of a printed list, each whole.

    >>> expand("2009고합539, 548(병합), 2010고합1")
    ('2009고합539', '2009고합548', '2010고합1')
    >>> expand("2021헌가5·6")
    ('2021헌가5', '2021헌가6')
    """
    found: dict[str, None] = {}
    series = ""
    for m in _NUMBER.finditer(printed):
        if m["more"]:
            if series:
                found.setdefault(series + m["more"])
        else:
            series = m["year"] + m["kind"]
            found.setdefault(series + m["n"])
    return tuple(found)


def court_name(printed: str) -> str:
    """A court's name with its abbreviations written out: 수원지법 → 수원지방법원.

    >>> court_name(" 대전지법 서산지원"), court_name("헌재")
    ('대전지방법원 서산지원', '헌법재판소')
    """
    name = " ".join(printed.split())
    name = re.sub(r"지법(?=\s|$|\()", "지방법원", name)
    name = re.sub(r"고법(?=\s|$|\()", "고등법원", name)
    return {"헌재": "헌법재판소", "대법": "대법원"}.get(name, name)
