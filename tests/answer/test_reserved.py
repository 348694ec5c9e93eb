"""What keeps the conclusion of a case from being lent: facts added, and grounds not named."""

from __future__ import annotations

import pytest

from kb.answer.facts import find
from kb.answer.reserved import added, ground
from kb.law.values import Conclusion

ADDED = [
    ("자원봉사자가 의정보고서를 집집마다 찾아다니며 나눠줘도 되나요?",
     "자원봉사자가 공개된 장소에서 의정보고서를 배부하는 행위", Conclusion.PERMITTED,
     ("act", "home_visit"), "door to door is ruled by itself"),
    ("선거사무소 방문자에게 술과 식사를 대접해도 되나요?",
     "선거사무소를 방문하는 자에게 다과류의 음식물을 제공하는 행위", Conclusion.PERMITTED,
     ("act", "liquor"), "food of the case is no liquor"),
    ("17살인데 SNS에 지지 글을 올려도 되나요?",
     "일반 유권자가 SNS에 지지하는 글을 올리는 행위", Conclusion.PERMITTED,
     ("actor", "minor"), "who may not campaign"),
    ("후보자가 정가를 받고 책을 팔아도 되나요?",
     "후보자가 책을 무료로 주거나 파는 행위", Conclusion.PROHIBITED,
     ("condition", "full_price"), "what the prohibition rests on is gone"),
    ("자원봉사자가 의정보고서를 나눠줘도 되나요?",
     "자원봉사자가 공개된 장소에서 의정보고서를 배부하는 행위", Conclusion.PERMITTED,
     None, "nothing is added"),
    ("집집마다 찾아가 명함을 줘도 되나요?",
     "호별로 방문하여 명함을 배부하는 행위", Conclusion.PERMITTED, None, "the case says it too"),
    ("집집마다 찾아가 명함을 줘도 되나요?",
     "명함을 살포하는 행위", Conclusion.CONDITIONAL, None, "only a plain conclusion is reserved"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "case", "concluded", "expected", "why"), ADDED)
def test_added(
    question: str, case: str, concluded: Conclusion, expected: tuple[str, str] | None, why: str
) -> None:
    assert added(find(question), find(case), concluded) == expected, why


GROUNDS = [
    ("예비후보자가 명함을 돌려도 되나요?",
     "예비후보자로 등록하지 않은 사람이 명함을 배부하는 행위", ("condition", "not_registered")),
    ("등록하지 않고 명함을 돌려도 되나요?",
     "예비후보자로 등록하지 않은 사람이 명함을 배부하는 행위", None),
    ("출판기념회에서 책을 무료로 줘도 되나요?", "출판기념회에서 책을 무료로 주는 행위", None),
    ("페이스북에 지지글 올려도 되나요?", "공무원이 페이스북에 지지글을 올리는 행위",
     ("actor", "official")),
    ("공무원이 페이스북에 지지글 올려도 되나요?", "공무원이 페이스북에 지지글을 올리는 행위", None),
]  # fmt: skip


@pytest.mark.parametrize(("question", "case", "expected"), GROUNDS)
def test_ground(question: str, case: str, expected: tuple[str, str] | None) -> None:
    assert ground(find(question), find(case), Conclusion.PROHIBITED) == expected
    assert ground(find(question), find(case), Conclusion.PERMITTED) is None
