"""Whole answers over stand-ins: the model cards, each as a row."""

from __future__ import annotations

from datetime import date

import pytest
from standins import TODAY, Compared, Stand, Worth, article, reply, version

from kb.answer.check import problems
from kb.answer.record import FactComparison
from kb.errors import BadInput
from kb.law.identifiers import RulingId
from kb.law.values import Conclusion, Ruling

CARDS = article(
    "60-3",
    "예비후보자 등의 선거운동",
    "① 예비후보자는 다음 각호의 방법으로 선거운동을 할 수 있다. <개정 2020.12.29>\n"
    "1. 선거사무소를 설치하는 행위\n"
    "2. 명함을 직접 주는 행위. 다만, 역의 개찰구 안에서 주는 행위는 그러하지 아니하다.",
)
SCOPE = article("2", "적용범위", "이 법은 대통령선거ㆍ국회의원선거ㆍ지방의회의원선거에 적용한다.")
GONE = article("82-6", "", "삭제 <2023.8.30>")
GATE = reply(
    "1",
    "예비후보자가 개찰구 안에서 명함을 줄 수 있는지",
    "귀문의 경우 역의 개찰구 안에서 명함을 주는 것은 법 제60조의3에 위반될 것입니다.",
    Conclusion.PROHIBITED,
    "60-3.1.2",
)
QUESTION = "예비후보자가 지하철 개찰구 안에서 명함 돌려도 되나요?"


def stand(**more: object) -> Stand:
    given: dict[str, object] = {
        "articles": [SCOPE, CARDS, GONE],
        "replies": [GATE],
        "compared": {"1": Compared("same", 0.97)},
    }
    return Stand(**(given | more))  # type: ignore[arg-type]


def test_same_case_lends_its_conclusion_with_its_words() -> None:
    record = stand().answerer().ask(QUESTION, today=TODAY)
    assert (record.conclusion, record.basis, record.abstained) == ("prohibited", "reply", False)
    assert "2024. 3. 4." in record.headline
    assert "개찰구 안에서" in record.headline
    assert record.provisions[0] == "kr/law/공직선거법#60-3.1.2"
    assert record.cases[0].text == GATE.text
    assert record.withheld == []


def test_every_sentence_stands_in_its_sources() -> None:
    record = stand().answerer().ask(QUESTION, today=TODAY)
    known = f"{QUESTION} {TODAY}"
    assert [p for s in record.sentences for p in problems(s, record.sources, known)] == []
    for source in record.sources:
        assert source.text[source.start : source.end] == source.quote
    assert [s.n for s in record.sources] == list(range(1, len(record.sources) + 1))


def test_nothing_is_borrowed_when_a_fact_differs() -> None:
    line = FactComparison(kind="actor", question="배우자", case="선거사무원", agrees="differs")
    record = (
        stand(compared={"1": Compared("similar", 0.6, ["주체"], [line])})
        .answerer()
        .ask("예비후보자의 배우자가 명함 돌려도 되나요?", today=TODAY)
    )
    assert record.conclusion is None
    assert record.headline.startswith("같은 사례는 없어")
    told = [s.text for s in record.sentences if s.section == "differences"]
    assert any("주체" in t and "빌리지 않았습니다" in t for t in told)


def test_nothing_is_borrowed_from_a_reply_that_is_no_longer_good_law() -> None:
    worth = Worth("amended", False, "걸리는 문구가 개정되었습니다", "its words were amended")
    record = stand(worth={str(GATE.id): worth}).answerer().ask(QUESTION, today=TODAY)
    assert record.conclusion is None
    assert any("걸리는 문구가 개정" in s.text for s in record.sentences)


def test_a_conflict_is_shown_and_not_resolved() -> None:
    other = reply(
        "2",
        "예비후보자가 개찰구 안에서 명함을 줄 수 있는지",
        "귀문의 경우 개찰구 안에서도 명함을 줄 수 있을 것입니다.",
        Conclusion.PERMITTED,
        "60-3.1.2",
        day=date(2020, 1, 2),
    )
    both = {"1": Compared("same", 0.97), "2": Compared("same", 0.96)}
    record = stand(replies=[GATE, other], compared=both).answerer().ask(QUESTION, today=TODAY)
    assert (record.conclusion, record.reason, record.abstained) == (None, "conflict", False)
    assert sum(s.section == "differences" for s in record.sentences) == 2


def test_the_later_reply_is_followed_when_it_says_that_it_changes_the_earlier() -> None:
    later = reply(
        "2",
        "예비후보자가 개찰구 안에서 명함을 줄 수 있는지",
        "개찰구 안에서도 줄 수 있을 것입니다. 이와 다른 종전의 해석은 이를 변경합니다.",
        Conclusion.PERMITTED,
        "60-3.1.2",
        day=date(2025, 1, 2),
    )
    both = {"1": Compared("same", 0.97), "2": Compared("same", 0.96)}
    record = stand(replies=[GATE, later], compared=both).answerer().ask(QUESTION, today=TODAY)
    assert (record.conclusion, record.reason) == ("permitted", None)
    assert any("바꾼다고 스스로" in s.text for s in record.sentences)


def test_an_open_fact_on_which_cases_turn_is_asked_back() -> None:
    other = reply(
        "2", "명함을 언제 주는지", "그때는 줄 수 있을 것입니다.", Conclusion.PERMITTED, "60-3"
    )
    lines = {
        n: [
            FactComparison(kind="actor", question="예비후보자", case="예비후보자", agrees="same"),
            FactComparison(kind="act", question="명함", case="명함", agrees="same"),
            FactComparison(kind="time", question=None, case=c, agrees="open"),
        ]
        for n, c in (("1", "선거기간 전"), ("2", "선거기간 중"))
    }
    compared = {n: Compared("similar", 0.7, [], x) for n, x in lines.items()}
    record = (
        stand(replies=[GATE, other], compared=compared)
        .answerer()
        .ask("명함 돌려도 되나요?", today=TODAY)
    )
    assert (record.reason, record.conclusion, record.abstained) == ("open_fact", None, False)
    assert {(b.label, b.conclusion) for b in record.branches} == {
        ("선거기간 전", "prohibited"),
        ("선거기간 중", "permitted"),
    }
    assert record.ask_back


def test_a_digest_is_never_quoted() -> None:
    digest = reply(
        "1",
        "개찰구",
        "개찰구 안에서는 명함을 줄 수 없습니다.",
        Conclusion.PROHIBITED,
        "60-3",
        digest=True,
    )
    record = stand(replies=[digest]).answerer().ask(QUESTION, today=TODAY)
    assert record.headline.startswith("요지에 따르면")
    said = [s.text for s in record.sentences if s.citations == [1]]
    assert said
    assert not any("“" in t for t in said)


def test_then_and_now_are_told_apart() -> None:
    old = article(
        "60-3",
        "예비후보자 등의 선거운동",
        "① 명함을 직접 주는 행위를 할 수 있다.",
        of=version(date(2010, 1, 1)),
    )
    made = stand(articles=[SCOPE, old, CARDS, GONE])
    record = made.answerer().ask(QUESTION, as_of=date(2025, 1, 1), today=TODAY)
    assert any("다릅니다" in s.text and s.section == "day" for s in record.sentences)


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("우리 아파트 동대표 선거에서 허위사실 돌렸어요. 공직선거법 위반이죠?", "out_of_subject"),
        ("다음 대선 누가 이길까?", "opinion"),
        ("김철수 후보 전화번호 알려줘", "personal_data"),
        ("제82조의6 실명확인은 어떻게 하나요?", "false_premise"),
        ("제999조가 뭐야?", "false_premise"),
    ],
)
def test_what_is_not_answered_says_why(question: str, reason: str) -> None:
    record = stand().answerer().ask(question, today=TODAY)
    assert (record.reason, record.conclusion) == (reason, None)
    assert record.abstained is (reason != "false_premise")
    assert record.headline


NEARER = [(0.99, 0.95, "1"), (0.99, 0.985, "2")]


@pytest.mark.parametrize(("own", "newer", "leads"), NEARER)
def test_near_certainty_hundredths_decide_which_case_leads(
    own: float, newer: float, leads: str
) -> None:
    other = reply("2", "예비후보자가 역에서 명함을 줄 수 있는지", "역 안에서는 할 수 없을 것입니다.",
                  Conclusion.PROHIBITED, "60-3.1.2", day=date(2025, 1, 2))  # fmt: skip
    both = {"1": Compared("same", own), "2": Compared("same", newer)}
    record = stand(replies=[GATE, other], compared=both).answerer().ask(QUESTION, today=TODAY)
    first = min((s for s in record.sources if s.kind == "reply"), key=lambda s: s.n)
    assert first.id.endswith(f"/{leads}"), "by odds the second is far from the first, then near"


def test_a_less_sure_contrary_reply_does_not_contend() -> None:
    other = reply("2", "예비후보자가 개찰구 안에서 명함을 줄 수 있는지", "줄 수 있을 것입니다.",
                  Conclusion.PERMITTED, "60-3.1.2", day=date(2020, 1, 2))  # fmt: skip
    both = {"1": Compared("same", 0.99), "2": Compared("same", 0.93)}
    record = stand(replies=[GATE, other], compared=both).answerer().ask(QUESTION, today=TODAY)
    assert (record.conclusion, record.reason) == ("prohibited", None)


def test_a_question_that_a_same_case_decides_is_within_the_subject() -> None:
    asked = "통장에게 제주를 드리는 행위의 가부"
    assert stand(subject=0.0, compared={}).answerer().ask(asked, today=TODAY).reason == (
        "out_of_subject"
    )
    assert stand(subject=0.0).answerer().ask(asked, today=TODAY).conclusion == "prohibited"


def test_what_the_lending_case_puts_otherwise_is_told() -> None:
    line = FactComparison(
        kind="actor", question="후보자가 되려는 사람", case="교수", agrees="differs"
    )
    record = (
        stand(compared={"1": Compared("same", 0.95, [], [line])})
        .answerer()
        .ask(QUESTION, today=TODAY)
    )
    assert record.conclusion == "prohibited"
    (told,) = [s.text for s in record.sentences if s.section == "differences"]
    assert "주체가 달리 적혀 있습니다" in told
    assert "질문: 후보자가 되려는 사람, 사례: 교수" in told


@pytest.mark.parametrize(
    ("said", "probability", "reason"),
    [
        ("노조가 후보자를 초청하여 토론회를 여는 행위", 0.95, None),
        ("노조가 후보자를 초청하여 토론회를 여는 행위", 0.85, "out_of_subject"),
        ("단체가 후보자를 초청하여 토론회를 여는 행위", 0.95, "out_of_subject"),
    ],
)
def test_a_body_of_its_own_elections_may_act_in_public_ones(
    said: str, probability: float, reason: str | None
) -> None:
    held = reply("3", said, "할 수 있을 것입니다.", Conclusion.PERMITTED, "60-3.1.2")
    made = stand(replies=[held], compared={"3": Compared("same", probability)})
    record = made.answerer().ask("노조가 후보들을 불러 토론회를 열어도 되나요?", today=TODAY)
    assert record.reason == reason
    assert (record.conclusion == "permitted") is (reason is None)
    assert bool(record.cases) is (reason is None), "nothing is compared where nothing applies"


def test_a_question_outside_the_corpus_is_declined() -> None:
    record = (
        stand(subject=0.02, compared={}).answerer().ask("양도소득세 계산해 주세요", today=TODAY)
    )
    assert (record.reason, record.abstained) == ("out_of_subject", True)


def test_named_provision_is_shown() -> None:
    record = stand(compared={}).answerer().ask("제60조의3이 뭐야?", today=TODAY)
    assert (record.conclusion, record.basis) == ("explains", "statute")
    assert record.provisions[0].startswith("kr/law/공직선거법#60-3")


def test_same_question_same_record() -> None:
    answerer = stand().answerer()
    one = answerer.ask(QUESTION, today=TODAY, region="서울")
    two = answerer.ask(QUESTION, today=TODAY, region="부산")
    assert one.id == two.id
    same = {"milliseconds": 0, "region": ""}
    assert one.model_copy(update=same) == two.model_copy(update=same)


@pytest.mark.parametrize("question", ["", "  \n\t", "😀😀", "\x00\x01", "가" * 4001])
def test_what_cannot_be_read_is_one_clear_line(question: str) -> None:
    with pytest.raises(BadInput) as e:
        stand().answerer().ask(question, today=TODAY)
    assert "\n" not in e.value.ko


def test_personal_data_of_the_asker_are_not_kept() -> None:
    made = stand()
    record = made.answerer().ask(
        "저는 홍길순이라고 합니다. 010-1234-5678. 명함 돌려도 되나요?", today=TODAY, keep=True
    )
    assert "홍길순" not in record.model_dump_json()
    assert "010-1234" not in record.model_dump_json()
    assert made.saved == [record.id]


@pytest.mark.parametrize(("certainty", "named"), [(0.9, True), (0.1, False)])
def test_a_far_provision_is_not_called_the_nearest(certainty: float, named: bool) -> None:
    given = stand(compared={"1": Compared("similar", 0.3)}, certainty=certainty)
    record = given.answerer().ask(QUESTION, today=TODAY)
    assert record.conclusion is None
    assert ("가장 가까운 조항" in record.headline) is named
    sections = {s.section for s in record.sentences}
    assert ("basis" in sections) is named
    told = [s.text for s in record.sentences if s.section == "notes"]
    assert any("살펴볼 만한 조항" in t for t in told) is not named


def test_a_same_case_that_lends_nothing_is_not_called_absent() -> None:
    silent = reply("1", GATE.question, "귀문은 관할 위원회에 물으시기 바랍니다.", None, "60-3.1.2")
    record = stand(replies=[silent]).answerer().ask(QUESTION, today=TODAY)
    assert record.conclusion is None
    assert "같은 사례가 있으나" in record.headline
    assert record.cases[0].likeness == "same"


@pytest.mark.parametrize(("similarity", "shown"), [(0.2, False), (0.5, True)])
def test_a_ruling_on_another_matter_is_not_shown(similarity: float, shown: bool) -> None:
    ruling = Ruling(
        RulingId("대법원", "2001도1"), "대법원", date(2001, 1, 5), "2001도1", "선거법위반",
        holdings="호별방문의 뜻", summary="집집이 찾아가는 것을 말한다.", document="doc/r",
    )  # fmt: skip
    given = stand(held_rulings=[ruling], similarity=similarity)
    record = given.answerer().ask(QUESTION, today=TODAY)
    assert any(s.kind == "ruling" for s in record.sources) is shown
    assert [c.likeness for c in record.cases if c.kind == "ruling"] == [
        "similar" if shown else "different"
    ]
