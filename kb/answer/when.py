"""The day of a question (기준일): given, named in the question, or today; and why.

Read: dates (2022-03-01, 2022년 3월 1일, 3월 1일), elections (2018년 지방선거 때, 지난 총선, 제20대 대선)
with an offset (투표일 이틀 전), days relative to today (지난주, 어제). Not read: days of acts and
rulings (2020. 12. 29. 개정), days of birth, and statutory periods (선거일 전 120일부터).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from kb.law.calendar import Election


@dataclass(frozen=True, slots=True)
class DayRead:
    """The day, the words it was read from, and the election it belongs to."""

    day: date
    said: str
    """``given``, ``today``, or the words of the question."""
    election: Election | None = None
    other: str = ""
    """Words of the question that name another day than the one given."""
    other_day: date | None = None


_NOT_ASKED = (
    r"(?!\s*\.?\s*(?:(?:법률|규칙|대통령령)?\s*(?:제\d+호)?\s*(?:일부|전부)?\s*(?:로\s*)?(?:개정|공포|시행|신설|제정|선고|결정|회답|생\b|생인|"
    r"생이|출생|태어)))"
)
_DATE = re.compile(
    rf"""
    (?<![\d.])(?:
      (?P<y1>(?:19|20)\d\d)\s*[-./]\s*(?P<m1>\d{{1,2}})\s*[-./]\s*(?P<d1>\d{{1,2}})\.?
    | (?P<y2>(?:19|20)\d\d)\s*년\s*(?P<m2>\d{{1,2}})\s*월(?:\s*(?P<d2>\d{{1,2}})\s*일|(?!\s*\d))
    | (?P<m3>\d{{1,2}})\s*월\s*(?P<d3>\d{{1,2}})\s*일
    )(?!\d){_NOT_ASKED}
    """,
    re.VERBOSE,
)
_KINDS: tuple[tuple[str, str], ...] = (
    (
        "지방",
        r"(?:전국\s*동시\s*)?지방\s*선거|지선|(?:시장|군수|구청장|도지사|교육감|시의원|도의원|구의원)\s*선거|local elections?",
    ),
    (
        "국회의원",
        r"총선(?:거)?|국회의원\s*(?:총)?\s*선거|(?:general|parliamentary|national assembly) elections?",
    ),
    ("대통령", r"대선|대통령\s*선거|presidential elections?"),
    ("조합장", r"(?:전국\s*동시\s*)?조합장\s*선거"),
)
_ELECTION = re.compile(
    rf"""
    (?:
      (?P<year>(?:19|20)\d\d|\d\d)\s*년?\s*(?:에\s*(?:치러진|있었던|열린|실시된|한)\s*|도\s*)?
    | 제?\s*(?P<ordinal>\d{{1,2}})\s*(?:회|대|th)\s*
    | (?P<which>지난(?:번)?|저번|이번|다음|오는|작년|재작년|내년|올해|last|next|this)\s*(?:번\s*)?
    )
    (?:전국\s*동시\s*)?
    (?P<kind>{"|".join(p for _, p in _KINDS)})
    """,
    re.VERBOSE | re.I,
)
_BEFORE = re.compile(
    r"""
    (?:투표|선거)\s*(?:일|날)?\s*(?:로부터|보다|을|를)?\s*
    (?P<n>하루|이틀|사흘|나흘|닷새|엿새|이레|열흘|보름|일주일|한\s*달|전날|\d{1,3}\s*(?:일|주|달|개월))\s*
    (?P<dir>전|앞두고|남)?(?!\s*(?:부터|까지|이내|간|의))
    """,
    re.VERBOSE,
)
_NUMBERS = {
    "하루": 1, "전날": 1, "이틀": 2, "사흘": 3, "나흘": 4, "닷새": 5, "엿새": 6, "이레": 7,
    "일주일": 7, "열흘": 10, "보름": 15, "한달": 30,
}  # fmt: skip
_RELATIVE: tuple[tuple[re.Pattern[str], int], ...] = tuple(
    (re.compile(p, re.I), n)
    for p, n in (
        (r"그저께|그제|엊그제", -2),
        (r"어제|어저께|\byesterday\b", -1),
        (r"내일\b|내일(?=은|부터|\s)|\btomorrow\b", 1),
        (r"지난\s*주|저번\s*주|\blast week\b", -7),
        (r"다음\s*주|\bnext week\b", 7),
        (r"지난\s*달|저번\s*달|\blast month\b", -30),
        (r"다음\s*달|\bnext month\b", 30),
        (r"작년|지난\s*해|\blast year\b", -365),
    )
)
_YEAR = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)\s*년\s*(?:도)?\s*(?:당시|때|에는|에도|에|기준|초|말)(?!\s*(?:개정|신설|시행|선고))"
    r"|\b(?:in|back in)\s+(?P<year2>(?:19|20)\d\d)\b"
)
_ON_DAY = re.compile(
    r"(?:선거|투표)\s*(?:일|날)?\s*당일|선거일에|투표일에|투표날|선거날|election day", re.I
)
_BEFORE_CAMPAIGN = re.compile(
    r"선거\s*(?:운동)?\s*기간\s*(?:개시일?\s*)?(?:시작)?\s*(?:되기)?\s*전|예비후보|"
    r"before the (?:official )?campaign|preliminary candidate",
    re.I,
)
_IN_CAMPAIGN = re.compile(r"선거\s*(?:운동)?\s*기간\s*(?:중|에|동안|안)|선거운동\s*기간(?!\s*전)")
_EARLY = re.compile(r"사전\s*투표|early voting", re.I)
STATUTORY = frozenset(f"{n}일" for n in (10, 20, 30, 60, 90, 120, 180, 240))
"""Distances to an election that the statutes set (선거일 전 60일): a period unless an election is named."""
CAMPAIGN_DAYS = {"대통령": 23}
"""선거기간: 대통령선거 23일, 그 밖의 선거 14일 (공직선거법 제33조제1항)."""
EARLY_VOTING = 5
"""사전투표는 선거일 전 5일부터 2일간 (공직선거법 제148조제1항)."""


def campaign_days(election: Election) -> int:
    """Length of the campaign (선거기간) of an election in days."""
    return next((n for k, n in CAMPAIGN_DAYS.items() if k in election.name), 14)


def read(text: str, *, as_of: date | None, today: date, elections: Sequence[Election]) -> DayRead:
    """The day of a question. A day given wins; one named differently in it is kept as ``other``."""
    named = _named(text, today, elections)
    if as_of is not None:
        found = DayRead(as_of, "given", named.election if named else None)
        if named and named.day != as_of:
            found = replace(found, other=named.said, other_day=named.day)
        return found
    return named or DayRead(today, "today", _election(text, today, elections)[0])


def _named(text: str, today: date, elections: Sequence[Election]) -> DayRead | None:
    election, words = _election(text, today, elections)
    if m := _DATE.search(text):
        day = _date(m, election, today)
        if day:
            return DayRead(day, m[0].strip(), election)
    before = _BEFORE.search(text)
    if before and (election or before["n"] not in STATUTORY):
        base = election or _next(elections, today)
        if base and (n := _days(before["n"])) and (before["dir"] or before["n"] == "전날"):
            return DayRead(base.day - timedelta(n), before[0].strip(), base)
    if election and words:
        return DayRead(_within(text, election), words, election)
    for pattern, n in _RELATIVE:
        if m := pattern.search(text):
            return DayRead(today + timedelta(n), m[0], None)
    if m := _YEAR.search(text):
        day = date(int(m["year"] or m["year2"]), 7, 1)
        return DayRead(min(day, today), m[0].strip(), None)
    return None


def _within(text: str, election: Election) -> date:
    start = election.day - timedelta(campaign_days(election) - 1)
    if _ON_DAY.search(text):
        return election.day
    if _BEFORE_CAMPAIGN.search(text):
        return start - timedelta(30)
    if _EARLY.search(text):
        return election.day - timedelta(EARLY_VOTING)
    if _IN_CAMPAIGN.search(text):
        return start
    return election.day


def _election(text: str, today: date, elections: Sequence[Election]) -> tuple[Election | None, str]:
    m = _ELECTION.search(text)
    if not m:
        return None, ""
    kind = next(k for k, p in _KINDS if re.fullmatch(p, m["kind"], re.I))
    same = sorted((e for e in elections if kind in e.name), key=lambda e: (e.day, e.name))
    regular = [e for e in same if not re.search("재|보궐", e.name)] or same
    words = m[0].strip()
    if m["ordinal"]:
        numbered = [e for e in same if re.search(rf"제\s*{m['ordinal']}\s*(?:회|대)", e.name)]
        return (numbered[0] if numbered else None), words
    if m["year"]:
        year = int(m["year"]) + (2000 if len(m["year"]) == 2 else 0)
    elif m["which"] in ("작년", "재작년", "내년", "올해"):
        year = today.year + {"작년": -1, "재작년": -2, "내년": 1, "올해": 0}[m["which"]]
    else:
        past = [e for e in regular if e.day < today]
        coming = [e for e in regular if e.day >= today]
        if m["which"].lower() in ("지난", "지난번", "저번", "last"):
            return (past[-1] if past else None), words
        return (coming[0] if coming else None), ""
    in_year = [e for e in regular if e.day.year == year]
    return (in_year[0] if in_year else None), words


def _next(elections: Sequence[Election], today: date) -> Election | None:
    """The next election; an entrusted one (위탁선거) is meant only where it is named."""
    coming = (e for e in elections if e.day >= today and e.kind != "entrusted")
    return min(coming, key=lambda e: (e.day, e.name), default=None)


def _days(words: str) -> int:
    words = re.sub(r"\s", "", words)
    if words in _NUMBERS:
        return _NUMBERS[words]
    n = int(re.match(r"\d+", words)[0]) if words[0].isdigit() else 0  # type: ignore[index]
    return n * (7 if words.endswith("주") else 30 if words.endswith(("달", "개월")) else 1)


def _date(m: re.Match[str], election: Election | None, today: date) -> date | None:
    if m["y1"]:
        year, month, day = int(m["y1"]), int(m["m1"]), int(m["d1"])
    elif m["y2"]:
        year, month, day = int(m["y2"]), int(m["m2"]), int(m["d2"] or 1)
    else:
        year = election.day.year if election else today.year
        month, day = int(m["m3"]), int(m["d3"])
    try:
        return date(year, month, day)
    except ValueError:
        return None
