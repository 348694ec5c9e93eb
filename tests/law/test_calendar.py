"""The calendar of elections: days, periods, names."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

import corpora.calendar
import corpora.offices
from kb.errors import DataFault
from kb.law.calendar import first_wednesday, regular_day

CALENDAR = corpora.calendar.load()
TODAY = date(2026, 11, 25)

NAMED = [
    ("2022년 지방선거 때 현수막", "local-8", "year and kind"),
    ("제7회 전국동시지방선거", "local-7", "ordinal"),
    ("21대 대선", "presidential-21", "short name"),
    ("지난 총선에서", "assembly-22", "last"),
    ("다음 대통령선거", "presidential-22", "next"),
    ("이번 지방선거", "local-10", "this one is the coming one"),
    ("23년 조합장 선거", "cooperative-3", "two digits of a year"),
    ("아파트 동대표 선거", None, "not an election of the calendar"),
    ("99대 대선", None, "no such election"),
]


@pytest.mark.parametrize(("text", "expected", "reason"), NAMED)
def test_named(text: str, expected: str | None, reason: str) -> None:
    found = CALENDAR.named(text, TODAY)
    assert (found.id if found else None) == expected, reason


def test_this_election_is_the_one_just_held() -> None:
    found = CALENDAR.named("이번 지방선거", date(2026, 6, 20))
    assert found is not None
    assert found.id == "local-9"


PERIODS = [
    ("local-8", "2022-01-01", "installations-180", True, "180 days before the law of 2023-08-30"),
    ("local-9", "2026-01-31", "installations-120", False, "120 days since: begins 2026-02-03"),
    ("local-9", "2026-02-03", "installations-120", True, "first day"),
    ("local-9", "2026-02-03", "preliminary-120", True, "governors register 120 days before"),
    ("local-9", "2026-02-20", "preliminary-90", True, "선거기간개시일 전 90일"),
    ("local-9", "2026-02-19", "preliminary-90", False, "the day before"),
    ("local-9", "2026-03-22", "preliminary-60", True, "counties"),
    ("local-9", "2026-05-21", "campaign", True, "campaign begins"),
    ("local-9", "2026-06-03", "campaign", False, "and is over on election day"),
    ("local-9", "2026-05-28", "polls", True, "six days before"),
    ("local-9", "2026-05-30", "early-voting", True, "second day of early voting"),
    ("presidential-21", "2025-05-12", "campaign-presidential", True, "23 days with election day"),
    ("presidential-21", "2025-05-11", "campaign-presidential", False, "the day before"),
    ("assembly-22", "2024-01-28", "deepfake", False, "not yet law"),
    ("assembly-22", "2024-01-29", "deepfake", True, "law from this day, period running"),
    ("local-7", "2018-05-31", "campaign", True, "campaign of 2018"),
    ("cooperative-3", "2023-02-23", "entrusted-period", True, "14 days"),
]


@pytest.mark.parametrize(("election", "day", "rule", "holds", "reason"), PERIODS)
def test_periods(election: str, day: str, rule: str, holds: bool, reason: str) -> None:
    found = CALENDAR.election(election)
    assert found is not None
    ids = [p.rule.id for p in CALENDAR.periods_on(found, date.fromisoformat(day))]
    assert (rule in ids) is holds, reason


def test_how_far_off() -> None:
    election = CALENDAR.election("local-9")
    assert election is not None
    first = CALENDAR.said(date(2026, 4, 30), election)[0][0]
    assert first == "2026. 4. 30.은 제9회 전국동시지방선거 선거일 2026. 6. 3.의 전 34일입니다"


def test_next_changes() -> None:
    election = CALENDAR.election("local-9")
    assert election is not None
    turns = CALENDAR.next_changes(election, date(2026, 4, 30))
    days = {(t.period.rule.id, t.begins): t.day for t in turns}
    assert days["party-meetings", True] == date(2026, 5, 4)
    assert days["registration", True] == date(2026, 5, 14)
    assert days["registration", False] == date(2026, 5, 16)
    assert all(date(2026, 4, 30) < t.day <= date(2026, 5, 30) for t in turns)


def test_computed_days_follow_the_rule() -> None:
    for e in CALENDAR.elections:
        if e.term_end:
            assert e.day == regular_day(e.kind, e.term_end, e.holidays), e.id
        elif e.computed:
            month = 4 if e.kind == "by_election" else 3
            assert e.day == first_wednesday(date(e.day.year, month, 1)), e.id


REGULAR = [
    ("presidential", "2022-05-09", ["2022-03-01"], "2022-03-09", "the day before was a holiday"),
    ("presidential", "2013-02-24", [], "2012-12-19", "the first Wednesday"),
    ("assembly", "2024-05-29", [], "2024-04-10", "the assembly"),
    ("local", "2022-06-30", [], "2022-06-01", "local"),
]


@pytest.mark.parametrize(("kind", "end", "holidays", "expected", "reason"), REGULAR)
def test_rule_gives_past_days(
    kind: str, end: str, holidays: list[str], expected: str, reason: str
) -> None:
    off = [date.fromisoformat(d) for d in holidays]
    assert regular_day(kind, date.fromisoformat(end), off).isoformat() == expected, reason


def _last(weekday: int, year: int, month: int) -> date:
    day = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return day - timedelta(days=(day.weekday() - weekday) % 7)


def _by_rule(day: date) -> date:
    """The day of by-elections in the month of a day, by the rule of its time (제35조, 제203조)."""
    if day < date(2005, 8, 4):
        return _last(5, day.year, day.month)  # the last Saturday
    if day.year == 2008 and day.month == 6:
        return first_wednesday(
            date(2008, 4, 9) + timedelta(days=50)
        )  # year of an assembly election
    if day < date(2016, 1, 1):
        return _last(2, day.year, day.month)  # the last Wednesday of April, July or October
    if day.year == 2017:
        return date(2017, 4, 12)  # 제35조 as it stood in 2017 is not held
    first = first_wednesday(date(day.year, day.month, 1))
    off = {date(day.year, 10, 3), date(day.year, 10, 9)}
    while off & {first - timedelta(days=1), first, first + timedelta(days=1)}:
        first += timedelta(days=7)
    return first


def test_by_elections_past_fall_on_the_day_that_their_rule_gave() -> None:
    for e in CALENDAR.elections:
        if e.kind == "by_election":
            assert e.day == _by_rule(e.day), e.id


def test_next_and_last() -> None:
    following = CALENDAR.next_election(TODAY, "local")
    before = CALENDAR.last_election(TODAY, "local")
    assert following is not None
    assert before is not None
    assert (before.id, following.id) == ("local-9", "local-10")


def test_data_in_order() -> None:
    days = [e.day for e in CALENDAR.elections]
    assert days == sorted(days)
    regular = [e for e in CALENDAR.elections if e.kind not in ("by_election", "entrusted")]
    assert all(e.day.weekday() == 2 or e.cause for e in regular)


@pytest.mark.parametrize(
    ("elections", "reason"),
    [
        ([{"id": "a"}], "fields missing"),
        (
            [{"id": "a", "kind": "x", "name": "가", "name_en": "a", "day": date(2020, 1, 1)}],
            "unknown kind",
        ),
    ],
)
def test_broken_data_is_refused(elections: list[object], reason: str) -> None:
    with pytest.raises(DataFault):
        corpora.calendar.read({"elections": elections}, {"periods": []})


def test_offices_are_dated() -> None:
    offices = corpora.offices.load()
    now = offices.find("강원도", date(2026, 1, 1))
    then = offices.find("강원특별자치도", date(2020, 1, 1))
    assert now is not None
    assert then is not None
    assert (now.region, then.region) == ("강원특별자치도", "강원도")
    assert offices.find("없는도", TODAY) is None
    for day in (date(2013, 1, 1), date(2024, 6, 1), TODAY):
        regions = [o.region for o in offices.on(day)]
        assert len(regions) == len(set(regions))
    gone = [o for o in offices.all if o.until]
    for o in gone:
        assert o.until is not None
        assert offices.find(o.region, o.until + timedelta(days=1)) is not None
