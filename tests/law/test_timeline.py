"""The rule of the day: which held text is that of a day, and how well that is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kb.law.effect import Effects
from kb.law.identifiers import Pinpoint, WorkId
from kb.law.supplementary import read_effects, supplements
from kb.law.timeline import at
from kb.law.values import Article, TextState, Version

WORK = WorkId("가나다법")
HELD, KNOWN, NOT, COMING, GONE, UNKNOWN = (
    TextState.HELD,
    TextState.NO_LATER_CHANGE_KNOWN,
    TextState.NOT_HELD,
    TextState.NOT_YET_IN_FORCE,
    TextState.REPEALED,
    TextState.UNKNOWN,
)

EFFECTS = read_effects(
    supplements(
        "부칙 <제1호,2018.3.1>\n이 법은 공포한 날부터 시행한다.\n"
        "부칙 <제2호,2023.8.30>\n이 법은 공포한 날부터 시행한다. 다만, 제4조제2항의 개정규정은"
        " 공포 후 6개월이 경과한 날부터 시행한다.\n"
        "부칙 <제3호,2020.12.29>\n제1조(시행일) 이 법은 공포한 날부터 시행한다.\n"
    ),
    WORK.name,
)


def version(promulgated: str, effective: str = "", **more: object) -> Version:
    p = date.fromisoformat(promulgated)
    v = Version(WORK, p, date.fromisoformat(effective) if effective else p, p.strftime("%y%m%d"))
    return replace(v, **more)  # type: ignore[arg-type]


def article(v: Version, number: str, text: str) -> Article:
    return Article(v, Pinpoint.parse(number), "제목", text, 0)


OLD = version("2020-01-14", excerpt=True)
NEW = version("2026-03-19")

CHANGED = [
    article(OLD, "1", "① 180일 <개정 2010.1.25>\n② 그대로"),
    article(NEW, "1", "① 120일 <개정 2010.1.25, 2023.8.30>\n② 그대로"),
]
TWICE = [
    article(OLD, "1", "① 하나 <개정 2010.1.25>"),
    article(NEW, "1", "① 둘 <개정 2010.1.25, 2020.12.29, 2023.8.30>"),
]
UNMARKED = [article(OLD, "1", "하나"), article(NEW, "1", "둘")]
ALONE = [
    article(NEW, "1", "① 말 <개정 2010.1.25>\n② 새 말 <개정 2020.12.29>\n③ 더 <신설 2023.8.30>")
]
DELETED = [article(NEW, "1", "삭제 <2023.8.30>")]
GROWN = [
    article(OLD, "1", "다음과 같다. <개정 2018.3.1>\n1. 하나"),
    article(NEW, "1", "다음과 같다. <개정 2018.3.1, 2020.12.29>\n1. 하나\n2. 둘"),
]
STAGGERED = [
    article(OLD, "4", "① 갑\n② 을"),
    article(NEW, "4", "① 갑갑 <개정 2023.8.30>\n② 을을 <개정 2023.8.30>"),
]

CASES = [
    (CHANGED, "1.1", "2022-03-01", KNOWN, "180일", "B's mark is after the day: A"),
    (CHANGED, "1.1", "2024-02-01", KNOWN, "120일", "all marks before the day: B already"),
    (CHANGED, "1.2", "2022-03-01", HELD, "그대로", "B reads the same at the 항 asked"),
    (CHANGED, "1", "2022-03-01", KNOWN, "180일", "the article is judged by its changed 항"),
    (CHANGED, "1.1", "2026-05-01", KNOWN, "120일", "nothing held after"),
    (CHANGED, "1.9", "2022-03-01", UNKNOWN, "", "no version has it"),
    (TWICE, "1.1", "2020-06-01", KNOWN, "하나", "before both marks"),
    (TWICE, "1.1", "2022-06-01", NOT, "", "some before, some after"),
    (TWICE, "1.1", "2024-06-01", KNOWN, "둘", "after both"),
    (UNMARKED, "1", "2022-06-01", NOT, "", "a difference that no mark explains"),
    (UNMARKED, "1", "2020-02-01", NOT, "", "even right after A"),
    (UNMARKED, "1", "2026-03-19", KNOWN, "둘", "from B's own day it is B"),
    (ALONE, "1.1", "2015-01-01", KNOWN, "말", "no A: all marks of the 항 are before"),
    (ALONE, "1.2", "2015-01-01", NOT, "", "no A: a mark after the day"),
    (ALONE, "1.3", "2015-01-01", COMING, "더", "inserted after the day"),
    (ALONE, "1", "2015-01-01", NOT, "", "the article as a whole changed since"),
    (DELETED, "1", "2024-01-01", GONE, "삭제", "deleted"),
    (DELETED, "1", "2023-08-29", NOT, "", "its words before are not held"),
    (GROWN, "1..2", "2020-06-01", COMING, "둘", "a 호 that came with the 항's mark"),
    (GROWN, "1..2", "2021-06-01", KNOWN, "둘", "and was there later"),
    (GROWN, "1..1", "2021-06-01", HELD, "하나", "its neighbour never changed"),
    (STAGGERED, "4.2", "2024-02-29", KNOWN, "② 을", "one 항 waits six months by the 부칙"),
    (STAGGERED, "4.2", "2024-03-01", KNOWN, "을을", "and then is in force"),
    (STAGGERED, "4", "2024-01-01", KNOWN, "갑갑 <개정 2023.8.30>\n② 을", "composed of both"),
]


@pytest.mark.parametrize(("held", "place", "day", "state", "words", "reason"), CASES)
def test_day(
    held: list[Article], place: str, day: str, state: TextState, words: str, reason: str
) -> None:
    versions = [a.version for a in held]
    found = at(Pinpoint.parse(place), date.fromisoformat(day), held, versions, EFFECTS)
    assert found.state is state, reason
    assert words in found.text, reason
    if not words:
        assert found.text == "", reason


def test_what_lies_between_is_said() -> None:
    found = at(Pinpoint.parse("1.1"), date(2022, 6, 1), TWICE, [OLD, NEW], EFFECTS)
    assert found.amended_on == (date(2020, 12, 29), date(2023, 8, 30))
    assert found.earlier is TWICE[0]
    assert found.later is TWICE[1]
    assert found.next_change
    assert found.next_change.promulgated == date(2023, 8, 30)


def test_a_list_of_versions_makes_it_held() -> None:
    v = version("2020-01-14", complete_until=date(2022, 1, 1))
    held = [article(v, "1", "하나"), article(NEW, "1", "둘")]
    assert at(Pinpoint.parse("1"), date(2021, 6, 1), held, [v, NEW], EFFECTS).state is HELD


def test_composed_text_says_so() -> None:
    found = at(Pinpoint.parse("4"), date(2024, 1, 1), STAGGERED, [OLD, NEW], EFFECTS)
    assert found.composed
    assert found.next_change
    assert found.next_change.effective == date(2024, 3, 1)


WAITING = [
    article(version("2021-01-05"), "9", "① 갑\n② 을\n③ 병"),
    article(version("2021-06-01"), "9", "① 갑\n② 을을 <개정 2021.6.1>\n③ 병"),
    article(version("2021-03-01", "2022-01-01"), "9", "① 갑\n② 을\n③ 병병 <개정 2021.3.1>"),
]


def test_an_act_that_waited_is_merged() -> None:
    versions = [a.version for a in WAITING]
    found = at(Pinpoint.parse("9"), date(2022, 2, 1), WAITING, versions, Effects())
    assert "을을" in found.text
    assert "병병" in found.text


def test_an_act_that_waited_and_changed_the_same_words_is_not_guessed() -> None:
    held = [*WAITING[:2], replace(WAITING[2], text="① 갑\n② 을를 <개정 2021.3.1>\n③ 병")]
    found = at(Pinpoint.parse("9"), date(2022, 2, 1), held, [a.version for a in held], Effects())
    assert found.state is NOT
    assert found.unmerged


def test_supplement_is_there_from_its_day() -> None:
    held = [Article(NEW, Pinpoint.parse("부칙@2023-08-30"), "", "이 법은 시행한다.", 0)]
    place = held[0].pinpoint
    assert at(place, date(2023, 8, 29), held, [NEW], EFFECTS).state is COMING
    assert at(place, date(2024, 1, 1), held, [NEW], EFFECTS).state is KNOWN
