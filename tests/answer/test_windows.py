"""The period of the day asked about: facts of time for the statute's rules."""

from __future__ import annotations

from datetime import date

import pytest

import corpora.calendar
from kb.answer import facts, when, windows

CALENDAR = corpora.calendar.load()
TODAY = date(2026, 11, 27)
BANNER = "후보자가 되려는 사람의 이름이 든 현수막을 걸어도 되나요?"


def read(text: str, day: date | None) -> list[str]:
    asked = when.read(text, as_of=day, today=TODAY, elections=CALENDAR.elections)
    return [f.value for f in windows.of_day(asked, CALENDAR, facts.read(text), "ko")]


@pytest.mark.parametrize(
    ("text", "day", "found", "why"),
    [
        (BANNER, date(2026, 2, 16), ["d120", "d90_before"], "107 days before the local election"),
        (BANNER, date(2026, 5, 25), ["campaign"], "nine days before: the campaign"),
        (BANNER, date(2026, 6, 3), ["election_day"], "election day"),
        (BANNER, date(2026, 7, 1), [], "no regular election within 180 days"),
        (BANNER, None, [], "today: people ask ahead"),
        (
            "선거운동기간 전에 " + BANNER,
            date(2026, 2, 16),
            [],
            "the question tells a time of its own",
        ),
        ("국회의원선거에 나가려는데 " + BANNER, date(2026, 2, 16), [], "another election is named"),
        ("제3회 조합장선거 때 현수막을 걸어도 되나요?", None, [], "an entrusted election is named"),
        ("조합장선거에 나가려는데 현수막을 걸어도 되나요?", date(2026, 2, 16), [], "none of these"),
    ],
)
def test_the_period_of_the_day(text: str, day: date | None, found: list[str], why: str) -> None:
    assert read(text, day) == found, why


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("선거일 전 100일에 현수막을 걸어도 되나요?", {"d120", "d90_before"}),
        ("총선 한 달 남았는데 영상을 올려도 되나요?", {"d30"}),
        ("선거일 전 120일부터 현수막을 걸 수 없나요?", {"d120"}),
        ("선거일 전 30일에 영상을 올려도 되나요?", {"d30"}),
    ],
)
def test_a_distance_is_the_window_that_it_lies_in(text: str, found: set[str]) -> None:
    told = {f.value for f in facts.read(text) if f.kind == "time"}
    assert found <= told
    assert not any(k.endswith("_before") for k in told - found)
