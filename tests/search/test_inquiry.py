"""Long inquiries are taken apart, greetings go, short questions stay as they are."""

from __future__ import annotations

from itertools import pairwise

import pytest

from kb.search.collecting import bare_title, clauses, windows
from kb.search.inquiry import requests, sentences

KEPT = [
    (
        "안녕하세요. 통장이 후보자 명함을 돌려도 되나요? 감사합니다.",
        ["통장이 후보자 명함을 돌려도 되나요?"],
        "greeting and thanks",
    ),
    ("명함을 줘도 되나요", ["명함을 줘도 되나요"], "no sign at the end"),
    ("감사합니다", ["감사합니다"], "nothing but a greeting is kept, not emptied"),
]


@pytest.mark.parametrize(("text", "kept", "why"), KEPT, ids=[k[2] for k in KEPT])
def test_sentences(text: str, kept: list[str], why: str) -> None:
    assert sentences(text) == kept, why


def test_a_short_question_is_one_request() -> None:
    assert requests("현수막을 몇 장 걸 수 있나요?") == ["현수막을 몇 장 걸 수 있나요?"]


def test_a_long_inquiry_keeps_the_whole_and_each_request() -> None:
    story = "저는 작은 모임의 총무를 오래 맡아 온 사람으로 이번에도 행사를 준비하고 있습니다. " * 3
    text = f"{story}\n1. 후보자를 초대해도 되는지요?\n2. 회비로 식사를 사도 되는지요?"
    found = requests(text)
    assert len(found) == 3
    assert "초대" in found[1]
    assert "회비" in found[2]


TITLES = [
    (
        "명함 배부에 관한 질의 (공직선거법 제60조의3)",
        "명함 배부에 관한 질의",
        "the article added after answering",
    ),
    ("명함 배부 (예비후보자)", "명함 배부 (예비후보자)", "a bracket without law stays"),
    ("문자 발송[법 제59조]", "문자 발송", "square brackets"),
]


@pytest.mark.parametrize(("title", "bare", "why"), TITLES, ids=[t[2] for t in TITLES])
def test_bare_title(title: str, bare: str, why: str) -> None:
    assert bare_title(title) == bare, why


def test_clauses_carry_the_head_of_their_paragraph() -> None:
    found = clauses(
        "① 누구든지 다음 행위를 할 수 없다.\n1. 종이를 뿌리는 행위\n가. 밤에\n② 다른 항"
    )
    assert found == [
        "누구든지 다음 행위를 할 수 없다.",
        "누구든지 다음 행위를 할 수 없다.\n종이를 뿌리는 행위\n밤에",
        "다른 항",
    ]


def test_windows_cover_the_text_in_order() -> None:
    text = "가나다라. " * 400
    spans = windows(text)
    assert spans[0][0] == 0
    assert all(a[1] == b[0] for a, b in pairwise(spans))
    assert all(b - a <= 700 for a, b in spans)
