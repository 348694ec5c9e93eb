"""Amendment marks as consolidated texts print them."""

from __future__ import annotations

from datetime import date

import pytest

from kb.law import marks

CASES = [
    ("본문 <개정 2005.8.4, 2023.8.30>", [("amended", 2)], "several days in one mark"),
    ("본문 <신설 2004.3.12>", [("inserted", 1)], "inserted"),
    ("삭제 <2012.2.29>", [("deleted", 1)], "deleted"),
    ("3. 삭제<2012.2.29>", [("deleted", 1)], "deleted, without a space"),
    ("[전문개정 2010.1.25]", [("rewritten", 1)], "whole article"),
    ("[본조신설 2004.3.12]", [("inserted", 1)], "article inserted"),
    ("[제목개정 2011.7.28]", [("title", 1)], "heading alone"),
    ("[시행일 : 2020.1.1] 제5조제1항", [("effective", 1)], "day of effect"),
    ("[제5조에서 이동 <2020.1.1>]", [("moved", 1)], "moved"),
    ("<개정 2010.1,25>", [("amended", 1)], "a comma for a stop, as once printed"),
    ("금액이 <표>와 같다", [], "no mark"),
    ("<개정 2023.13.40>", [("amended", 0)], "a day that is none is left out"),
]


@pytest.mark.parametrize(("text", "expected", "reason"), CASES)
def test_find(text: str, expected: list[tuple[str, int]], reason: str) -> None:
    assert [(m.kind, len(m.days)) for m in marks.find(text)] == expected, reason


@pytest.mark.parametrize(
    ("a", "b", "expected", "reason"),
    [
        ("3. 삭제 <2012.2.29>", "3. 삭제<2012.2.29>", True, "spacing"),
        ("① 말 <개정 2010.1.25>", "① 말 <개정 2010.1.25, 2020.3.25>", True, "marks alone differ"),
        ("선거일 전 180일", "선거일 전 120일", False, "words differ"),
    ],
)
def test_same(a: str, b: str, expected: bool, reason: str) -> None:
    assert marks.same(a, b) is expected, reason


def test_deleted_and_moved() -> None:
    assert marks.is_deleted("② 삭제 <2004.3.12>")
    assert not marks.is_deleted("② 삭제된 것은 따른다")
    note = "[제5조에서 이동, 종전 제6조는 제7조로 이동 <2020.1.1>]"
    assert marks.moves(note) == [("from", "제5조"), ("to", "제7조")]
    assert marks.find("[시행일: 2026.10.23] 제57조의8제2항")[0].days == (date(2026, 10, 23),)
