"""False premises about named provisions, and premises that are right."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from standins import LAW, TODAY, Stand, article, cite, version

from kb.answer import premise
from kb.law.values import Citation

NEW = version(date(2026, 1, 1))
STAND = Stand(
    articles=[
        article("60-3", "예비후보자 등의 선거운동", "① 명함을 직접 주는 행위"),
        article("82", "방송", "① 방송에 관한 것"),
        article("82-6", "", "삭제 <2023.8.30>"),
        article("90-2", "새 조문", "① 새로 정한 것", of=NEW),
    ]
)


@pytest.mark.parametrize(
    ("question", "day", "kind"),
    [
        ("제60조의3에 따라 명함을 줄 수 있나요?", TODAY, None),
        ("제82조의6 실명확인은?", TODAY, "deleted"),
        ("제82조의9 실명확인은?", TODAY, "missing"),
        ("제999조 위반인가요?", TODAY, "missing"),
        ("제90조의2에 따르면?", date(2025, 6, 1), "future"),
        ("명함을 줄 수 있나요?", TODAY, None),
    ],
)
def test_premise(question: str, day: date, kind: str | None) -> None:
    found = premise.check(question, cite(question), day, STAND, STAND)
    assert (found.kind if found else None) == kind


def test_the_day_of_deletion_is_read_from_the_text() -> None:
    found = premise.check("제82조의6", cite("제82조의6"), TODAY, STAND, STAND)
    assert found is not None
    assert found.on == date(2023, 8, 30)


def test_a_missing_branch_shows_the_main_article() -> None:
    found = premise.check("제82조의9", cite("제82조의9"), TODAY, STAND, STAND)
    assert found is not None
    assert found.provisions == (LAW.provision("82"),)


def test_an_instrument_that_is_not_known() -> None:
    c = Citation(0, 10, "선거축제촉진법 제3조", None, "unknown_work")
    found = premise.check("선거축제촉진법 제3조", [c], TODAY, STAND, STAND)
    assert found is not None
    assert found.kind == "missing_work"


def test_an_old_law_named_with_its_version_is_no_false_premise() -> None:
    c = Citation(
        0, 10, "구 공직선거법", str(LAW.provision("82-6")), version_until=date(2014, 1, 17)
    )
    assert premise.check("구 공직선거법", [c], TODAY, STAND, STAND) is None


PART = Stand(
    articles=[
        article(
            "93",
            "문서의 배부",
            "① 선거일 전 120일부터 배부할 수 없다.\n② 선거일 전 90일부터 광고할 수 없다.",
            of=replace(version(), excerpt=True),
        )
    ]
)
"""An instrument of which only one article is held."""


def test_a_wrong_figure_is_mended_by_the_first_place_that_has_one() -> None:
    record = PART.answerer().ask("제93조 광고 금지는 선거일 전 180일부터 맞죠?", today=TODAY)
    assert record.reason == "false_premise"
    assert record.sources[0].quote == "선거일 전 120일부터 배부할 수 없다."
    assert "제93조제1항" in record.sources[0].pinpoint


def test_an_article_that_is_not_held_is_not_answered_by_another() -> None:
    record = PART.answerer().ask("제97조는 무엇을 정하고 있나요?", today=TODAY)
    assert (record.conclusion, record.reason, record.abstained) == (None, "no_basis", True)
    assert "제97조" in record.headline
    assert record.provisions == []
    assert record.sources == []


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        (
            "제93조에 문서를 다섯 개까지 배부할 수 있다고 되어 있던데 언제 배부하나요?",
            "false_premise",
        ),
        ("제93조에 90일 전부터 광고할 수 없다고 되어 있던데 맞나요?", None),
        ("제93조 문서를 다섯 개 배부해도 되나요?", None),
        ("문서를 다섯 개까지 배부할 수 있다고 되어 있던데 언제 배부하나요?", None),
    ],
)
def test_what_a_named_article_does_not_say_is_mended(question: str, reason: str | None) -> None:
    record = PART.answerer().ask(question, today=TODAY)
    assert (record.reason == "false_premise") is (reason == "false_premise")
    assert ("다섯 개" in record.headline) is (reason == "false_premise")


def test_of_so_much_a_year_the_amount_is_what_is_claimed() -> None:
    asked = "제31조에 회사는 1년에 500만원까지 낼 수 있다고 되어 있던데 자회사도 따로인가요?"
    assert premise.figure(asked, "법인은 기부할 수 없다", "", named=True) == "500만원"
    assert premise.figure(asked, "연간 500만원", "", named=True) == "1년"
    assert premise.figure(asked, "1년에 500만원", "", named=True) == ""


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("3개월 동안", {("3", "개월")}), ("제3장에", set()), ("두 번째 공보", set()),
        ("세 명을 둔다", {("3", "명")}), ("1,000만원", {("1000만", "원")}), ("그렇네 명함", set()),
    ],
)  # fmt: skip
def test_figures_are_read_in_digits_and_words(text: str, held: set[tuple[str, str]]) -> None:
    assert premise._figures(text) == held
