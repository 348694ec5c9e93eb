"""Days as documents print them: 2025. 8. 6. · 2025년 8월 6일 · ’25. 8. 6. · 2025-08-06."""

from __future__ import annotations

import re
from datetime import date

DAY = r"""(?:(?P<y>(?:19|20)\d{2})|['’‘](?P<yy>\d{2}))\s*[.\-/년]\s*(?P<m>\d{1,2})\s*[.\-/월]
          \s*(?P<d>\d{1,2})\s*(?:[.일]|(?!\d))"""
"""Verbose pattern of a day, with groups y or yy, m and d."""
_DAY = re.compile(DAY, re.VERBOSE)


def of(m: re.Match[str]) -> date | None:
    """The day of a match, None where the calendar has none."""
    year = int(m["y"]) if m["y"] else 2000 + int(m["yy"])
    try:
        return date(year, int(m["m"]), int(m["d"]))
    except ValueError:
        return None


def first(text: str) -> date | None:
    """The first day printed in a text.

    >>> first("배포 ’25. 3. 4.(화)"), first("제3. 4.")
    (datetime.date(2025, 3, 4), None)
    """
    return next((d for m in _DAY.finditer(text) if (d := of(m))), None)
