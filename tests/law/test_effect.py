"""The day on which an act takes effect, read from its 부칙."""

from __future__ import annotations

from datetime import date

import pytest

from kb.law import effect, supplementary
from kb.law.identifiers import Pinpoint

P = date(2026, 4, 22)

DAYS = [
    ("공포한 날부터 시행한다", P, "at once"),
    ("공포 후 6개월이 경과한 날부터", date(2026, 10, 23), "the day of promulgation is left out"),
    ("공포 후 10일이 경과한 날부터", date(2026, 5, 3), "days likewise"),
    ("공포 후 1년이 경과한 날부터", date(2027, 4, 23), "a year"),
    ("공포 후 1년 6개월이 경과한 날부터", date(2027, 10, 23), "year and months"),
    ("2026년 7월 1일부터 시행한다", date(2026, 7, 1), "a day named"),
    ("공포한 날부터 30일이 경과한 날", date(2026, 5, 23), "counted from promulgation"),
    ("따로 법률로 정하는 날부터", None, "not told"),
]


@pytest.mark.parametrize(("text", "expected", "reason"), DAYS)
def test_day(text: str, expected: date | None, reason: str) -> None:
    assert supplementary.read_day(text, P) == expected, reason


def test_month_without_that_day() -> None:
    assert effect.after_promulgation(date(2023, 8, 30), months=6) == date(2024, 3, 1)


PRINTED = """
부칙 <제101호,2020.12.29>
제1조(시행일) 이 법은 공포한 날에 맞추어 공포한 날부터 시행한다. 다만, \
제8조의7제2항, 제14조 및 별표 1의 \
개정규정은 2021년 7월 1일부터, 제57조의8제2항ㆍ제5항 및 제20조부터 제22조까지의 개정규정은 \
공포 후 6개월이 경과한 날부터 시행한다.
제2조(적용례) 처음 하는 것부터 적용한다.
부칙(다른 법) <제102호,2020.12.29>
제1조(시행일) 이 법은 2021년 1월 1일부터 시행한다. 다만, 제8조의 개정규정은 공포한 날부터 시행한다.
제2조(다른 법률의 개정) ① 가나다법 일부를 다음과 같이 개정한다.
제261조제11항제2호 중 "갑"을 "을"로 한다.
부칙 <제103호,2022.1.18>
제1조(시행일) 이 법은 다음 각 호의 구분에 따른 날부터 시행한다.
1. 제3조의 개정규정: 공포한 날
2. 제4조제1항의 개정규정: 2022년 4월 1일
"""

PLACES = [
    ("5", date(2020, 12, 29), date(2020, 12, 29), "the act's own day"),
    ("8-7.2", date(2020, 12, 29), date(2021, 7, 1), "an exception"),
    ("8-7.2.1", date(2020, 12, 29), date(2021, 7, 1), "holds for what is inside"),
    ("8-7.1", date(2020, 12, 29), date(2020, 12, 29), "and not for its neighbour"),
    ("별표.1", date(2020, 12, 29), date(2021, 7, 1), "an annex"),
    ("57-8.5", date(2020, 12, 29), date(2021, 6, 30), "제2항ㆍ제5항"),
    ("21.3", date(2020, 12, 29), date(2021, 6, 30), "a range of articles"),
    ("261.11.2", date(2020, 12, 29), date(2021, 1, 1), "another act of that day names the place"),
    ("8", date(2020, 12, 29), date(2020, 12, 29), "its exceptions speak of its own articles"),
    ("3", date(2022, 1, 18), date(2022, 1, 18), "각 호의 구분에 따른 날"),
    ("4.1", date(2022, 1, 18), date(2022, 4, 1), "its second 호"),
    ("3", date(2019, 1, 1), None, "no such act held"),
]


@pytest.mark.parametrize(("place", "act", "expected", "reason"), PLACES)
def test_place(place: str, act: date, expected: date | None, reason: str) -> None:
    effects = supplementary.read_effects(supplementary.supplements(PRINTED), "가나다법")
    assert effects.on(act, Pinpoint.parse(place)) == expected, reason
