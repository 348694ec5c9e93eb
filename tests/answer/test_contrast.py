"""Opposites between question and case: denied words and pairs of poles."""

from __future__ import annotations

import pytest

from corpora.facts.contrasts import load_opposites
from kb.answer.caseview import view
from kb.answer.contrast import denied, limits, opposed, poles
from kb.answer.pairing import Near, features

DENIED = [
    ("등록하지 않은 사람이 명함을 주는 행위", {"등록"}, "the verb is denied"),
    ("등록을 마친 사람이 명함을 주는 행위", set(), "done"),
    ("음식은 없이 관람만", {"음식"}, "without"),
    ("당원이 아닌 사람과 당원", set(), "said and denied: both"),
]


@pytest.mark.parametrize(("text", "found", "why"), DENIED, ids=[r[2] for r in DENIED])
def test_denied_words(text: str, found: set[str], why: str) -> None:
    assert denied(text, ["등록", "음식", "당원", "명함", "관람"]) == found, why


OPPOSED = [
    ("행사장 밖에서 틀어도 되나요", "행사장 안에서 상영하는 행위", "안", "inside and outside"),
    ("선거일 당일에 문자를 보내도 되나요", "평소 문자를 보내는 행위", "평소", "the day itself"),
    ("후보자가 직접 전화해도 되나요", "후보자가 직접 전화하는 행위", "", "the same pole"),
    (
        "고등학교 학생회가 토론회를 여는 행위",
        "대학교 학생회가 토론회를 여는 행위",
        "학교",
        "a school and a university",
    ),
    (
        "보도 위 육교에 현수막을 거는 행위",
        "도로 위에 설치된 육교에 현수막을 거는 행위",
        "도로",
        "over the pavement and over the road",
    ),
    (
        "선거운동 정보가 아닌 말을 녹음해 들려주는 행위",
        "녹음된 선거운동 정보를 들려주는 행위",
        "정보",
        "the campaign and something else",
    ),
    ("명함에 자신의 직책을 쓰는 행위", "명함에 다른 사람의 성명을 쓰는 행위", "이름", "whose name"),
]


@pytest.mark.parametrize(("question", "case", "label", "why"), OPPOSED, ids=[r[3] for r in OPPOSED])
def test_opposites(question: str, case: str, label: str, why: str) -> None:
    assert bool(opposed(poles(question), poles(case))) is bool(label), why


LIMITS = [
    ("선거대책기구에 상근하는 사람이 명함을 주는 행위", 0, "nothing denied"),
    ("선거대책기구에 상근하지 않는 사람이 명함을 줘도 되나요", 1, "who is not there"),
    ("말로 부탁하고 명함 없이 다녀도 되나요", 1, "without"),
    ("당원만 부르고 주민은 빼고 해도 되나요", 2, "only, and all but"),
]


@pytest.mark.parametrize(("text", "count", "why"), LIMITS, ids=[r[2] for r in LIMITS])
def test_how_often_a_text_denies_or_narrows(text: str, count: int, why: str) -> None:
    assert limits(text) == count


def test_what_one_side_alone_denies_is_a_feature_of_the_pair() -> None:
    case = view("선거대책기구에 상근하는 사람이 명함을 주는 행위")
    asked = view("선거대책기구에 상근하지 않는 사람이 명함을 줘도 되나요")
    said = features(asked, case, (), Near())
    assert (said["limits_more"], said["limits_less"]) == (1.0, 0.0)
    turned = features(case, asked, (), Near())
    assert (turned["limits_more"], turned["limits_less"]) == (0.0, 1.0)
    strange = features(view("명함 없이 확성기 없이 다녀도 되나요"), case, (), Near())
    assert strange["denied_strange"] > 0.0 == said["denied_strange"]


def test_every_pole_has_forms_of_its_own() -> None:
    for one, other in load_opposites():
        assert one.ko != other.ko
        assert one.pattern.pattern != other.pattern.pattern
