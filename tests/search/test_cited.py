"""Citations in a question, bolder than those in a document, and where that must stop."""

from __future__ import annotations

import pytest

from kb.search import cited

LAW = "kr/law/공직선거법"


@pytest.mark.parametrize(
    ("question", "expected", "reason"),
    [
        ("93조 위반인가요", [(0, 3, f"{LAW}#93")], "people leave 제 out"),
        (
            "60조의3 1항 2호가 뭐죠",
            [(0, 11, f"{LAW}#60-3.1.2")],
            "down to the item, spaces and all",
        ),
        ("제93조 위반인가요", [(0, 4, f"{LAW}#93")], "once, not twice"),
        ("정치자금법 6조", [(0, 8, "kr/law/정치자금법#6")], "bound to the instrument named"),
        ("예산이 3조원이라던데", [], "money"),
        ("2조 5천억을 썼다는데", [], "money, with a space"),
        ("2인 1조로 다녀도 되나요", [], "a pair of people, not an article"),
        ("2024년 4월 선거", [], "no article at all"),
    ],
)
def test_citations_of_a_question(
    question: str, expected: list[tuple[int, int, str]], reason: str
) -> None:
    assert [(c.start, c.end, c.target) for c in cited.find(question)] == expected, reason
    assert all(c.text == question[c.start : c.end] for c in cited.find(question)), reason
