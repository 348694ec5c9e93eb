"""What a 주문 strikes down."""

from __future__ import annotations

from datetime import date

import pytest

from kb.law.identifiers import WorkId
from kb.law.orders import order_in, read_order
from kb.law.validity import Decision, standing_on

LAW = WorkId("가나다법")


def known(name: str) -> WorkId | None:
    return LAW if name.replace(" ", "") == "가나다법" else None


CASES = [
    (
        "가나다법(2010. 1. 25. 법률 제99호로 개정된 것) 제90조 제1항 제1호 중 ‘깃발 게시’에 "
        "관한 부분, 같은 항 제2호 중 ‘표지 착용’에 관한 부분은 모두 헌법에 합치되지 아니한다. "
        "위 조항들은 2023. 7. 31.을 시한으로 입법자가 개정할 때까지 계속 적용된다.",
        [
            ("90.1.1", "nonconforming", "‘깃발 게시’에 관한 부분", date(2023, 7, 31)),
            ("90.1.2", "nonconforming", "‘표지 착용’에 관한 부분", date(2023, 7, 31)),
        ],
        "parts with a deadline",
    ),
    (
        "1. 가나다법 제8조 제2항은 헌법에 위반된다. 2. 가나다법 제9조는 헌법에 위반되지 아니한다.",
        [("8.2", "unconstitutional", "", None)],
        "what does not fall is not read",
    ),
    (
        "1. 가나다법 제7조에 대한 심판청구를 각하한다. 2. 가나다법 제251조 중 "
        "‘하고자 하는 자’에 관한 부분은 헌법에 위반된다.",
        [("251", "unconstitutional", "‘하고자 하는 자’에 관한 부분", None)],
        "a part refused belongs to no verdict",
    ),
    (
        "가나다법 제93조 제1항 본문 중 ‘벽보’에 관한 부분 및 제255조 제2항 제5호 중 "
        "‘제93조 제1항 본문의 벽보’에 관한 부분은 헌법에 위반된다.",
        [
            ("93.1", "unconstitutional", "본문 중 ‘벽보’에 관한 부분", None),
            ("255.2.5", "unconstitutional", "‘제93조 제1항 본문의 벽보’에 관한 부분", None),
        ],
        "본문; references within quotation marks are none",
    ),
    ("라마바법 제1조는 헌법에 위반된다.", [], "an unknown instrument"),
    ("이 사건 심판청구를 기각한다.", [], "nothing struck"),
]


@pytest.mark.parametrize(("order", "expected", "reason"), CASES)
def test_order(order: str, expected: list[tuple[str, str, str, date | None]], reason: str) -> None:
    found = [(str(s.place.pinpoint), s.kind, s.part, s.deadline) for s in read_order(order, known)]
    assert found == expected, reason


def test_former_text_and_suspension() -> None:
    order = (
        "구 가나다법(2014. 6. 11. 법률 제1호로 제정되고, 2024. 1. 30. 법률 제2호로 개정되기 "
        "전의 것) "
        "제28조는 헌법에 합치되지 아니한다. 법원은 위 조항의 적용을 중지하여야 한다."
    )
    (struck,) = read_order(order, known)
    assert struck.until == date(2024, 1, 30)
    assert struck.suspended


DAYS = [
    (date(2022, 7, 20), [], "not yet decided"),
    (date(2022, 10, 1), ["applies_until_deadline"], "continues until the deadline"),
    (date(2023, 7, 31), ["applies_until_deadline"], "on the deadline itself"),
    (date(2023, 8, 15), ["without_effect"], "past it"),
]


@pytest.mark.parametrize(("day", "expected", "reason"), DAYS)
def test_effect_on_day(day: date, expected: list[str], reason: str) -> None:
    struck = read_order(CASES[0][0], known)[:1]
    decision = Decision("kr/ruling/헌법재판소/2000헌가1", "2000헌가1", date(2022, 7, 21), struck)
    found = standing_on(LAW.provision("90"), day, [decision])
    assert [s.effect_on_day for s in found] == expected, reason
    assert all("헌법불합치" in s.ko and s.en for s in found)
    assert standing_on(LAW.provision("90.2"), day, [decision]) == ()


def test_order_in_whole_text() -> None:
    assert order_in("【당사자】 갑\n【주 문】\n그렇다.\n【이 유】\n1. 사건") == "그렇다."


def test_a_confirmation_has_the_deadline_of_the_decision_before() -> None:
    held = read_order(CASES[0][0], known)
    order = (
        "가나다법(2010. 1. 25. 법률 제99호로 개정된 것) 제90조 제1항 제1호 중 ‘깃발 게시’에 관한 "
        "부분은 헌법에 합치되지 아니함을 확인한다."
    )
    confirmed = read_order(order, known)
    assert confirmed[0].confirms
    decisions = [
        Decision("kr/ruling/헌법재판소/2017헌가1", "2017헌가1", date(2022, 7, 21), held),
        Decision("kr/ruling/헌법재판소/2021헌바3", "2021헌바3", date(2022, 11, 24), confirmed),
    ]
    place = LAW.provision("90.1.1")
    for day, effect in (
        (date(2023, 7, 31), "applies_until_deadline"),
        (date(2023, 8, 15), "without_effect"),
    ):
        standing = standing_on(place, day, decisions)
        assert [s.effect_on_day for s in standing] == [effect, effect]
        assert {s.deadline for s in standing} == {date(2023, 7, 31)}
