"""The month of issue that a casebook's cover states: an interval, the day is not known."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from corpora import calendar

_MONTH = re.compile(
    r"""(?P<y>20\d{2}) \s*[.년]\s* (?P<m>\d{1,2}) \s*(?:\.|월) (?!\s*\d{1,2}\s*[.일]) """,
    re.VERBOSE,
)
_YEAR = re.compile(r"(?P<y>20\d{2})\s*(?:년|년도|\.)")


def issued(cover: str) -> tuple[date | None, date | None]:
    """First and last day of the month (or year) of issue; no day of an election is taken for it.

    >>> issued("2026. 6. 3. 실시 … 사례예시집 2026. 1.")
    (datetime.date(2026, 1, 1), datetime.date(2026, 1, 31))
    """
    months = [(int(m["y"]), int(m["m"])) for m in _MONTH.finditer(cover) if 1 <= int(m["m"]) <= 12]
    if months:
        year, month = months[0]
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    years = [int(m["y"]) for m in _YEAR.finditer(cover)]
    if years:
        return date(years[0], 1, 1), date(years[0], 12, 31)
    return None, None


_ELECTION = re.compile(
    r"제\s?(?P<n>\d{1,2})\s?[회대]\s?(?P<name>대통령선거|국회의원선거|전국동시지방선거)"
)
_KINDS = {"대통령선거": "presidential", "국회의원선거": "assembly", "전국동시지방선거": "local"}


def by_election(front: str) -> tuple[date | None, date | None]:
    """The days between the election that a cover names and the one of its kind before it.

    >>> by_election("제21대 대통령선거 재외선거 위반사례예시집")
    (datetime.date(2022, 3, 10), datetime.date(2025, 6, 3))
    """
    named = _ELECTION.search(front)
    if named is None:
        return None, None
    kind, ordinal = _KINDS[named["name"]], int(named["n"])
    days = {e.ordinal: e.day for e in calendar.load().elections if e.kind == kind}
    if ordinal not in days or ordinal - 1 not in days:
        return None, None
    return days[ordinal - 1] + timedelta(days=1), days[ordinal]


_DAY = re.compile(r"(?P<y>20\d{2})\s*\.\s*\d{1,2}\s*\.\s*\d{1,2}\s*\.(?!\s*(?:선고|결정|자|\d))")


def by_text(text: str) -> tuple[date | None, date | None]:
    """The latest year of the days that a guide itself names, where its cover states none."""
    years = [int(m["y"]) for m in _DAY.finditer(text)]
    if not years:
        return None, None
    return date(max(years), 1, 1), date(max(years), 12, 31)
