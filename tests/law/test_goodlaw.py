"""What a reply is worth when its provision has changed."""

from __future__ import annotations

from datetime import date

import pytest

from kb.law.goodlaw import Reading, judge, topic, whole
from kb.law.identifiers import Pinpoint, WorkId
from kb.law.turning import touched, turning
from kb.law.validity import PartStanding
from kb.law.values import TextState
from kb.law.wording import differences

ID = WorkId("가나다법").provision("60-3.1.2")
THEN, NOW = date(2018, 4, 1), date(2026, 11, 24)
HELD, NOT, GONE = TextState.NO_LATER_CHANGE_KNOWN, TextState.NOT_HELD, TextState.REPEALED

CARD = "명함을 개찰구 안에서 주는 행위는 그러하지 아니하다. 길이 9센티미터"
CARD_MORE = "명함을 개찰구 안에서 주는 행위는 그러하지 아니하다. 길이 9센티미터. 공항을 더한다"
CARD_LESS = "명함을 주는 행위는 그러하지 아니하다. 길이 9센티미터"
PERIOD_OLD, PERIOD_NEW = (
    "선거일 전 180일부터 현수막을 걸 수 없다",
    "선거일 전 120일부터 현수막을 걸 수 없다",
)

ASKED = "개찰구 안에서 명함을 돌려도 되는지"

CASES = [
    ((HELD, CARD), (HELD, CARD + " <개정 2020.1.1>"), ASKED, [], "good", "a", "same but for marks"),
    (
        (HELD, CARD),
        (HELD, CARD_MORE),
        ASKED,
        [],
        "amended_words_stand",
        "b",
        "another word changed",
    ),
    ((HELD, CARD), (HELD, CARD_LESS), ASKED, [], "amended", "", "the word asked about is gone"),
    ((HELD, CARD), (HELD, CARD_LESS), ASKED, ["개찰구"], "amended", "", "given words, likewise"),
    ((HELD, CARD), (HELD, CARD_MORE), ASKED, ["개찰구 안"], "amended_words_stand", "b", "given"),
    (
        (HELD, PERIOD_OLD),
        (HELD, PERIOD_NEW),
        "선거일 전 180일에 현수막을 걸 수 있는지",
        [],
        "amended",
        "",
        "the reply speaks of the number that changed",
    ),
    (
        (HELD, PERIOD_OLD),
        (HELD, PERIOD_NEW),
        "현수막을 걸 수 있는지",
        [],
        "amended_words_stand",
        "b",
        "the reply turns on the means alone",
    ),
    ((NOT, ""), (HELD, CARD), ASKED, [], "amended_words_stand", "c", "then not held, words stand"),
    ((NOT, ""), (HELD, CARD_LESS), ASKED, ["개찰구"], "unknown", "", "then not held, word missing"),
    (None, (HELD, CARD), ASKED, [], "amended_words_stand", "c", "day unknown"),
    ((HELD, CARD), (GONE, "삭제"), ASKED, [], "repealed", "", "deleted since"),
    ((HELD, CARD), (NOT, ""), ASKED, [], "unknown", "", "the text of the day asked is not held"),
]


@pytest.mark.parametrize(("then", "now", "source", "words", "kind", "way", "reason"), CASES)
def test_judge(
    then: tuple[TextState, str] | None,
    now: tuple[TextState, str],
    source: str,
    words: list[str],
    kind: str,
    way: str,
    reason: str,
) -> None:
    before = Reading(then[0], then[1], THEN) if then else None
    found = judge(ID, before, Reading(now[0], now[1], NOW), source, words, (date(2020, 12, 29),))
    assert (found.kind, found.way) == (kind, way), reason
    assert found.ko
    assert found.en


def standing(effect: str, part: str) -> PartStanding:
    return PartStanding(
        "nonconforming", Pinpoint.parse("60-3.1.2"), part, "2000헌가1", "",
        date(2022, 7, 21), date(2023, 7, 31), effect,
    )  # fmt: skip


DECISIONS = [
    ("without_effect", "‘명함 배부’에 관한 부분", "unconstitutional", False, "rests on the part"),
    ("without_effect", "‘어깨띠 착용’에 관한 부분", "good", True, "rests on another part"),
    ("applies_until_deadline", "‘명함 배부’에 관한 부분", "nonconforming", True, "still applied"),
    ("cured_by_amendment", "‘명함 배부’에 관한 부분", "good", True, "mended"),
    ("void", "", "unconstitutional", False, "the whole place fell"),
]


@pytest.mark.parametrize(("effect", "part", "kind", "lends", "reason"), DECISIONS)
def test_decisions(effect: str, part: str, kind: str, lends: bool, reason: str) -> None:
    now = Reading(HELD, CARD, NOW)
    found = judge(ID, Reading(HELD, CARD, THEN), now, ASKED, [], (), [standing(effect, part)])
    assert (found.kind, found.lends) == (kind, lends), reason


def test_the_worst_provision_decides() -> None:
    now = Reading(HELD, CARD, NOW)
    good = judge(ID, Reading(HELD, CARD, THEN), now, ASKED, [], ())
    gone = judge(ID, Reading(HELD, CARD, THEN), Reading(GONE, "", NOW), ASKED, [], ())
    found = whole([good, gone], THEN)
    assert (found.kind, found.lends, found.way) == ("repealed", False, "")
    assert whole([good], THEN).way == "a"
    assert not whole([], THEN).lends


def test_undated_is_said() -> None:
    now = Reading(HELD, CARD, NOW)
    found = whole([judge(ID, None, now, ASKED, [], ())], None, undated=True)
    assert found.reason_ko.startswith("답변일 미상")


def test_words() -> None:
    assert turning(ASKED, CARD) == ["개찰구", "안에서", "명함을"]
    changed = differences(PERIOD_OLD, PERIOD_NEW)
    assert touched(changed, "180일 전에 걸었다") == ["180일"]
    assert touched(changed, "현수막을 걸었다") == []


@pytest.mark.parametrize(
    ("label", "expected"),
    [("제1조", "제1조는"), ("제1항", "제1항은"), ("제60조의2", "제60조의2는")],
)
def test_topic(label: str, expected: str) -> None:
    assert topic(label) == expected
