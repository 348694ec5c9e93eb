"""The same-case test: same, or similar with the fact that differs."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import pytest

from corpora.questions.samecase import load
from kb.answer.caseview import facts_of_case, worded_views
from kb.answer.samecase import (
    asking,
    case_view,
    compare,
    compare_views,
    measure,
    question_view,
    view,
)
from kb.law.identifiers import InterpretationId
from kb.law.values import Conclusion, Interpretation
from kb.search.types import SourceHit

CASE = "예비후보자가 지하철 개찰구 안에서 명함을 나누어 주는 행위"
DIFFERS = [
    (CASE, "예비후보자가 개찰구 안에서 명함 돌려도 되나요?", None, "the same in other words"),
    (CASE, "선거사무원이 개찰구 안에서 명함 돌려도 되나요?", "주체", "another actor"),
    (CASE, "예비후보자가 전통시장에서 명함 돌려도 되나요?", "장소", "another place"),
    (CASE, "예비후보자가 개찰구 안에서 현수막을 걸어도 되나요?", "행위", "another means"),
    (CASE, "선거운동기간 중에 예비후보자가 개찰구 안에서 명함을 줘도 되나요?", "시기",
     "another period"),
    ("선거사무원이 예비후보자와 동행하지 않고 명함을 배부하는 행위",
     "선거사무원이 예비후보자와 함께 다니며 명함을 돌려도 되나요?", "조건", "with and without"),
    ("후보자가 되려는 사람이 선거구민에게 식사를 제공하는 행위",
     "조합장 선거 후보자가 조합원에게 식사를 제공해도 되나요?", "선거", "another instrument"),
]  # fmt: skip


@pytest.mark.parametrize(("case", "question", "dimension", "reason"), DIFFERS)
def test_what_differs_is_named(
    case: str, question: str, dimension: str | None, reason: str
) -> None:
    compared = compare_views(view(question), view(case))
    named = [d.split(" ", 1)[0].rstrip("이가") for d in compared.differs]
    if dimension is None:
        assert compared.likeness == "same", reason
        assert not named, reason
    else:
        assert compared.likeness != "same", reason
        assert dimension in named, (reason, compared.differs)


def test_a_manner_of_the_case_that_the_question_lacks_makes_it_another_case() -> None:
    case = (
        "선거사무소 개소식을 지역별·대상별로 일시를 달리하여 여러 차례 개최하면서 다수의 "
        "선거구민을 초청하여 다과를 제공하는 행위"
    )
    asked = view("선거사무소 개소식에서 떡 돌려도 돼?")
    assert compare_views(asked, view(case)).likeness != "same"


def test_a_question_that_tells_little_of_a_case_is_wider_than_it() -> None:
    text = (
        "명함을 거리·사무소·식당 등에 살포·비치하거나 호별로 투입하거나 자동차에 삽입하거나 "
        "아파트 세대별 우편함에 넣어 두거나 출입문 틈새 사이로 투입하는 행위"
    )
    case = Interpretation(InterpretationId("시험", "8"), "case", "", "", text, None)
    asked = "예비후보자가 거리에서 명함을 주어도 되나요?"
    assert measure(asking(asked), asked, case).nearest.wider
    whole = (
        "명함을 거리와 식당에 뿌리거나 두고 자동차나 아파트 우편함, 출입문 틈새에 넣어도 되나요?"
    )
    assert not measure(asking(whole), whole, case).nearest.wider


def test_a_case_of_an_election_with_rules_of_its_own_speaks_for_it_alone() -> None:
    case = view("교육감선거 후보자가 정당의 로고를 사용하여 선거운동을 하는 행위")
    asked = compare_views(question_view("후보자가 정당 로고를 써서 선거운동을 해도 되나요?"), case)
    assert asked.likeness != "same"
    assert any(d.startswith("선거") for d in asked.differs)


def test_inside_a_place_is_no_denial_of_it() -> None:
    case = view("예비후보자가 지하철역 개찰구 안 등 금지장소에서 명함을 주는 행위")
    asked = compare_views(question_view("예비후보자가 개찰구 안에서 명함 줘도 되나요?"), case)
    assert not asked.differs


@pytest.mark.parametrize(
    ("asked", "clash"),
    [
        ("18세 미만인 학생이 선거운동을 하는 행위", True),
        ("아직 18세가 되지 않은 학생이 선거운동을 해도 되나요?", True),
        ("18세인 학생이 선거운동을 해도 되나요?", False),
        ("학생이 선거운동을 해도 되나요?", False),
    ],
)
def test_a_minor_is_no_student_of_18(asked: str, clash: bool) -> None:
    compared = compare_views(view(asked), view("18세인 학생이 선거운동을 하는 행위"))
    assert any(d.startswith("주체") for d in compared.differs) is clash
    assert not (clash and compared.likeness == "same")


@pytest.mark.parametrize(("name", "same"), [("새날당", True), ("푸른당", False)])
def test_whether_a_name_may_be_used_is_decided_name_by_name(name: str, same: bool) -> None:
    source = Interpretation(
        InterpretationId("중앙선거관리위원회", "3"),
        "reply",
        "정당명칭의 사용 가능 여부",
        "“새날당”을 정당명칭으로 사용 가능한지 질의합니다",
        "사용할 수 없을 것입니다.",
        Conclusion.PROHIBITED,
    )
    compared = compare((), f"“{name}”을 정당명칭으로 사용 가능한지 질의합니다", source)
    assert (compared.likeness == "same") is same
    assert any("새날당" in d for d in compared.differs) is not same


def test_what_follows_the_case_without_a_mark_is_a_note() -> None:
    text = (
        "선거사무원이 단독으로 명함을 배부하는 행위 예비후보자와 함께 다니는 때에는 배부할 수 있음"
    )
    assert "함께" not in facts_of_case(text)
    whole = "선거사무원이 명함을 배부하는 행위 또는 예비후보자와 함께 다니며 인사하는 행위"
    assert facts_of_case(whole) == whole


def test_to_vote_is_not_to_campaign() -> None:
    compared = compare_views(view("18세면 투표되나요"), view("18세인 학생이 선거운동을 하는 행위"))
    assert compared.likeness != "same"


def test_an_exception_to_a_case_that_the_question_meets_withholds_its_conclusion() -> None:
    case = "의정보고회에 참석한 선거구민에게 음식물을 제공하는 행위"
    asked = "의정보고회에 참석한 선거구민에게 음식물로 음료를 제공하는 행위"
    source = Interpretation(
        id=InterpretationId("중앙선거관리위원회", "2"),
        kind="case",
        title="",
        question="",
        answer=f"{case}\n➩ 다만, 1천원 이하의 음료를 제공하는 것은 무방",
        conclusion=Conclusion.PROHIBITED,
    )
    bare = replace(source, answer=case)
    hit = cast(SourceHit, None)
    assert compare((), case, bare, hit).likeness == "same"
    assert compare((), asked, source, hit).likeness != "same"
    assert compare((), case, source, hit).likeness == "same"


def test_a_wider_case_speaks_for_the_narrower_question() -> None:
    case = "후보자가 되려는 사람이 경로당에 과일을 제공하는 행위"
    narrower = compare_views(view("예비후보자가 경로당에 과일을 드려도 되나요?"), view(case))
    assert not narrower.differs


def test_candidate_before_the_campaign_is_a_preliminary_candidate_too() -> None:
    case = "후보자가 선거운동기간 전에 개찰구 안에서 명함을 배부하는 행위"
    compared = compare_views(view("예비후보자가 개찰구 안에서 명함을 돌려도 되나요?"), view(case))
    (line,) = (x for x in compared.lines if x.kind == "actor")
    assert line.agrees == "same"
    assert "제60조의2제7항" in line.because


def test_asking_for_votes_is_not_a_customary_greeting() -> None:
    case = "명절에 의례적인 인사말을 문자메시지로 전송하는 행위"
    asked = "명절에 인사말과 함께 지지를 호소하는 문자메시지를 전송해도 되나요?"
    assert compare_views(view(asked), view(case)).likeness != "same"


def test_notes_to_a_case_are_not_its_facts() -> None:
    text = "예비후보자가 시장에서 명함을 배부하는 행위\n→ 다만, 종교시설 안에서는 위법"
    assert "종교시설" not in facts_of_case(text)


def test_reply_is_compared_by_its_question_without_the_article_in_its_title() -> None:
    reply = Interpretation(
        id=InterpretationId("중앙선거관리위원회", "1"),
        kind="reply",
        title="현수막 게시에 관한 질의회답 (공직선거법 제90조)",
        question="현수막을 걸어도 됩니까?",
        answer="무방할 것입니다.",
        conclusion=Conclusion.PERMITTED,
    )
    assert "제90조" not in case_view(reply).text
    assert "무방" not in case_view(reply).text


SIGNBOARD = Interpretation(
    InterpretationId("시험", "9"), "case", "", "",
    "의례적인 행사의 안내를 위하여 관례상 첩부하는 입간판을 회관 입구에 세워 두는 행위",
    Conclusion.PERMITTED,
)  # fmt: skip
WORDED = (
    "마을 잔치 한다고 알리는 표지를 마을 회관 앞에 놔둬도 되나요",
    "잔치 알림 표지를 회관 문 앞에 늘 하던 대로 두려고 합니다",
    "입간판 설치 가능 여부",
)


def test_a_case_is_the_same_by_the_words_in_which_others_ask_it() -> None:
    asked = "마을 잔치 알리는 표지를 회관 앞에 두어도 돼요?"
    bare = compare((), asked, SIGNBOARD)
    worded = compare((), asked, replace(SIGNBOARD, wordings=WORDED))
    assert bare.likeness != "same"
    assert worded.likeness == "same"
    assert worded.probability > bare.probability
    inside = compare((), "마을 잔치 회관에서 후보자가 명함을 돌려도 돼요?",
                     replace(SIGNBOARD, wordings=WORDED))  # fmt: skip
    assert inside.likeness != "same"


def test_of_many_wordings_those_nearest_to_the_question_are_compared() -> None:
    many = replace(SIGNBOARD, wordings=(*(f"{n}번 게시판의 글자 크기" for n in range(9)), *WORDED))
    chosen = worded_views(many, question_view("잔치 알림 표지를 회관 앞에 두려고 합니다"))
    assert [v.text for v in chosen] == [WORDED[1], WORDED[0]]


def test_same_twice_gives_the_same_bytes() -> None:
    one = compare_views(view("예비후보자가 개찰구 안에서 명함 돌려도 되나요?"), view(CASE))
    assert one == compare_views(view("예비후보자가 개찰구 안에서 명함 돌려도 되나요?"), view(CASE))


def test_pairs_keep_their_splits_apart() -> None:
    seen: dict[tuple[str, str], str] = {}
    for split in ("train", "dev", "test"):
        pairs = load(split)  # type: ignore[arg-type]
        assert len({p.id for p in pairs}) == len(pairs)
        for pair in pairs:
            assert pair.split == split
            assert seen.setdefault((pair.case.file, pair.case.print), split) == split


@pytest.mark.parametrize(
    ("english", "held", "likeness", "why"),
    [
        (
            "Is it all right to hold a concert? (음악회를 개최하는 행위)",
            "음악회를 개최하는 행위",
            "similar",
            "a deed alone, as the glossary has it",
        ),
        ("음악회를 개최하는 행위", "음악회를 개최하는 행위", "same", "the same in Korean"),
        (
            "May a preliminary candidate hand out cards inside a ticket gate? "
            "(예비후보자 명함 개찰구 안)",
            CASE,
            "same",
            "actor, place and act agree",
        ),
    ],
)
def test_an_english_question_needs_facts_that_agree(
    english: str, held: str, likeness: str, why: str
) -> None:
    source = Interpretation(
        InterpretationId("nec", "1"), "case", "", "", held, Conclusion.PROHIBITED
    )
    assert compare((), english, source, None).likeness == likeness, why
