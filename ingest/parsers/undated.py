"""The interval in which an undated reply must have been given (답변일 미상), from its own words.

No date is invented. What a text names gives a lower bound: a telephone call or petition with its
day, an act with its day of promulgation, the n-th election (which nobody names before the one
before it is over), a year. The upper bound is the latest day of the collection.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from ingest.readers.front_matter import read_day

_DAY = re.compile(r"(?P<y>(?:19|20)\d{2})\s*[.\-년]\s*(?P<m>\d{1,2})\s*[.\-월]\s*(?P<d>\d{1,2})")
_GIVEN = re.compile(
    r"""\(?\s*(?P<day>(?:19|20)\d{2}\s*\.\s*\d{1,2}\s*\.\s*\d{1,2}\s*\.?)
        [^()\n]{0,40}? (?:위원장|위원회|선관위)\s*(?:회답|회신|답변)\s*\)?
    """,
    re.VERBOSE,
)
_ASKED = re.compile(r"\(\s*\d{4}\s*\.\s*\d{1,2}\s*\.\s*\d{1,2}\s*\.?[^()\n]{0,60}질의\s*\)\s*$")
_PAST = re.compile(
    r"통화|질의|민원|접수|제기|회신|신고|게시|등록하신|제정|개정|시행|공포|선고|확인"
)
_ELECTION = re.compile(
    r"제\s?(?P<n>\d{1,2})\s?[회대]\s*(?P<kind>국회의원|대통령|전국동시지방선거|지방선거)"
    r"|(?P<year>20\d{2})년?\s*[^\s]{0,8}(?:지방선거|국회의원선거|총선|대선|대통령선거)"
)
_PRECEDING: dict[tuple[str, int], date] = {
    ("국회의원", 19): date(2008, 4, 9),
    ("국회의원", 20): date(2012, 4, 11),
    ("국회의원", 21): date(2016, 4, 13),
    ("국회의원", 22): date(2020, 4, 15),
    ("국회의원", 23): date(2024, 4, 10),
    ("대통령", 19): date(2012, 12, 19),
    ("대통령", 20): date(2017, 5, 9),
    ("대통령", 21): date(2022, 3, 9),
    ("지방선거", 6): date(2010, 6, 2),
    ("지방선거", 7): date(2014, 6, 4),
    ("지방선거", 8): date(2018, 6, 13),
    ("지방선거", 9): date(2022, 6, 1),
}
"""Day of the election before the one named (공직선거법 제34조, 제35조)."""
_AHEAD = timedelta(days=366)
"""How far ahead a reply names a day without saying more."""


def stated_day(question: str, answer: str) -> date | None:
    """The day in the answer's own closing: (2025. 8. 6. 중앙선거관리위원회위원장 회답).

    A reply may end by quoting another; the closing is its own where the question closes in the
    same manner.

    >>> stated_day("… (2025. 7. 9. 가 질의)", "… (2025. 8. 6. 중앙선거관리위원회위원장 회답)")
    datetime.date(2025, 8, 6)
    """
    found = list(_GIVEN.finditer(answer))
    if not found or answer[found[-1].end() :].strip() or not _ASKED.search(question):
        return None
    return read_day(found[-1]["day"])


def past_days(text: str) -> list[date]:
    """Days that the text speaks of as gone by: of a call, a petition, an act, a ruling."""
    found = []
    for m in _DAY.finditer(text):
        around = text[max(0, m.start() - 12) : m.end() + 14]
        day = _date(m)
        if day and _PAST.search(around):
            found.append(day)
    return found


def interval(text: str, latest: date | None) -> tuple[date | None, date | None]:
    """The interval of an undated reply; ``latest`` is the latest day of its collection."""
    bounds = [d for d in past_days(text) if latest is None or d <= latest]
    bounds += [d - _AHEAD for m in _DAY.finditer(text) if (d := _date(m))]
    for m in _ELECTION.finditer(text):
        if m["year"]:
            bounds.append(date(int(m["year"]) - 4, 1, 1))
        else:
            kind = m["kind"].replace("전국동시", "")
            before = _PRECEDING.get((kind, int(m["n"])))
            bounds += [before] if before else []
    bounds = [b for b in bounds if latest is None or b <= latest]
    return (max(bounds) if bounds else None), latest


def latest_day(texts: Iterable[str], days: Iterable[date | None]) -> date | None:
    """The latest day that a collection knows of, at the end of its month.

    Days given in a column or at an answer's end, and days of calls and petitions.
    """
    known = [d for d in days if d]
    known += [d for t in texts for d in called_days(t)]
    if not known:
        return None
    last = max(known)
    following = date(last.year + last.month // 12, last.month % 12 + 1, 1)
    return following - timedelta(days=1)


def called_days(text: str) -> list[date]:
    """Days of calls and petitions that a text speaks of: soon after them it was answered."""
    return [d for m in _DAY.finditer(text) if (d := _called(text, m))]


def _called(text: str, m: re.Match[str]) -> date | None:
    """A day of a call or petition: the surest sign that it had come."""
    around = text[max(0, m.start() - 10) : m.end() + 20]
    return _date(m) if re.search(r"통화|민원|접수", around) else None


def _date(m: re.Match[str]) -> date | None:
    try:
        return date(int(m["y"]), int(m["m"]), int(m["d"]))
    except ValueError:
        return None
