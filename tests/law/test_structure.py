"""The outline of an article: 항·호·목 with spans."""

from __future__ import annotations

import pytest

from kb.law.identifiers import Pinpoint
from kb.law.structure import parse

PLAIN = "모든 일은 그때 한다. <개정 2010.1.25>"
ITEMS = "다음 각 호는 예외로 한다.\n1. 하나\n1의2. 하나 반\n가. 작은 것\n가의2. 더 작은 것\n2. 둘"
PARAGRAPHS = (
    "① 첫째 항 <개정 2020.1.1>\n1. 하나\n이어지는 말\n2. 삭제 <2012.2.29>\n② 둘째 항\n"
    "[본조신설 2010.1.25]"
)
TOGETHER = "① 첫째\n②내지④ 삭제 <2005.8.4>\n⑤ 다섯째\n1. 내지 3. 삭제 <2004.3.12>\n4. 넷"

CASES = [
    (PLAIN, "1", PLAIN, "an article without 항 is one piece"),
    (PLAIN, "1.1", PLAIN, "and is its own first 항"),
    (PLAIN, "1.2", None, "but it has no second"),
    (ITEMS, "1..1", "1. 하나", "호 without 항"),
    (ITEMS, "1.1.1", "1. 하나", "the same cited with 제1항"),
    (
        ITEMS,
        "1..1-2",
        "1의2. 하나 반\n가. 작은 것\n가의2. 더 작은 것",
        "branch number, with its 목",
    ),
    (ITEMS, "1..1-2.가", "가. 작은 것", "목"),
    (ITEMS, "1..1-2.가-2", "가의2. 더 작은 것", "branch of a 목"),
    (ITEMS, "1..3", None, "no such 호"),
    (PARAGRAPHS, "1.1.1", "1. 하나\n이어지는 말", "a line without number continues the 호"),
    (PARAGRAPHS, "1.1.2", "2. 삭제 <2012.2.29>", "a deleted 호 is a place"),
    (PARAGRAPHS, "1.2", "② 둘째 항", "a note on the article belongs to no 항"),
    (TOGETHER, "1.3", "②내지④ 삭제 <2005.8.4>", "항 deleted together are found by each number"),
    (TOGETHER, "1.5.2", "1. 내지 3. 삭제 <2004.3.12>", "likewise 호"),
    ("① 2018. 6. 13. 실시한다\n2018. 6. 13.까지", "1.1.2018", None, "a date is no 호"),
]


@pytest.mark.parametrize(("text", "place", "expected", "reason"), CASES)
def test_places(text: str, place: str, expected: str | None, reason: str) -> None:
    assert parse(text).text(Pinpoint.parse(place)) == expected, reason


def test_spans_are_exact() -> None:
    outline = parse(PARAGRAPHS)
    for node in outline.places():
        span = outline.span(node.pinpoint(Pinpoint.parse("7")))
        assert span == (node.start, node.end)
        assert PARAGRAPHS[node.start : node.end] == PARAGRAPHS[node.start : node.end].strip()


def test_number_must_go_on() -> None:
    outline = parse("① 가\n1. 하나\n2. 둘\n1. 인용된 것\n② 나")
    assert [str(n) for n in outline.places()] == [".", ".1", ".1.1", ".1.2", ".2"]


def test_own_words_end_before_the_first_place_inside() -> None:
    outline = parse(ITEMS)
    assert outline.own(outline.root) == "다음 각 호는 예외로 한다."
