"""Conclusions of replies, in sentences of our own made after the authority's manner."""

from __future__ import annotations

import time

import pytest

from kb.law.conclusions import read

ACT = "귀문의 경우 정당이 현수막을 거는 것은 「공직선거법」"


@pytest.mark.parametrize(
    ("answer", "expected", "why"),
    [
        ("소관 부처에 문의하시기 바랍니다.", None, "referred elsewhere"),
        ("전화로 답변을 갈음합니다.", None, "answered by telephone"),
        ("우리 위원회의 소관사항이 아니므로 답변드릴 수 없음을 양해 바랍니다.", None, "not theirs"),
        ("이전 질의에 대한 답변을 참고하시기 바랍니다.", None, "an earlier reply"),
        ("(2017. 11. 10. 위원장 회답)", None, "only signed"),
        (f"{ACT}상 무방할 것임.", "permitted", "무방"),
        (f"{ACT}에 위반되지 아니할 것입니다.", "permitted", "not a breach"),
        (f"{ACT}에 위반된다고 보기 어렵습니다.", "permitted", "hard to call a breach"),
        (f"{ACT}상 제한되지 아니합니다.", "permitted", "not restricted"),
        (f"{ACT}상 금지된다고 볼 수 없을 것임.", "permitted", "double negation"),
        ("귀문의 경우 후원회를 둘 수 있을 것임.", "permitted", "may"),
        (
            f"{ACT}상 가능할 것임. 다만, 허위사실이나 비방에 이르지 아니하여야 할 것임.",
            "permitted",
            "a general caution is no condition",
        ),
        (
            f"{ACT}상 가능할 것임. 다만, 같은 법 제9조에 위반되지 않도록 유의하여야 할 것임.",
            "permitted",
            "to keep other rules is no condition",
        ),
        (f"{ACT} 제90조에 위반될 것임.", "prohibited", "a breach"),
        ("귀문의 경우 겸직할 수 없을 것입니다.", "prohibited", "may not"),
        (
            f"{ACT} 제93조를 보면 행위시기에 따라 제93조 또는 제254조에 위반될 것임.",
            "prohibited",
            "the time decides only which article",
        ),
        (
            "정당이 인사말을 하는 것은 무방할 것이나, 귀문과 같이 물품을 주는 것은 "
            "「공직선거법」 제113조에 위반될 것임.",
            "prohibited",
            "the act asked about is the second",
        ),
        (
            f"{ACT}상 가능할 것임. 다만, 선거일 전 120일부터는 제90조에 위반될 것임.",
            "conditional",
            "an exception of time",
        ),
        (f"{ACT}상 가능할 것이나, 직명을 밝히는 경우에는 위반될 것임.", "conditional", "of manner"),
        (
            f"{ACT}상 가능할 것임. 다만, 직명이나 성명을 밝혀서는 아니 될 것임.",
            "conditional",
            "a duty about the same act",
        ),
        ("귀문의 경우 당헌으로 정한 경선이라면 후원회를 둘 수 있음.", "conditional", "if it is so"),
        (f"{ACT} 제254조에 행위양태에 따라 위반될 수 있을 것임.", "conditional", "manner decides"),
        (
            "1. 문 1에 대하여 귀문의 경우 가능할 것임. 2. 문 2에 대하여 귀문의 경우 "
            "「공직선거법」 제90조에 위반될 것임.",
            "conditional",
            "two questions with different answers",
        ),
        (
            "1. 문 1에 대하여 귀문의 경우 가능할 것임. 2. 문 2에 대하여 귀문의 경우 무방할 것임.",
            "permitted",
            "two questions with the same answer",
        ),
        (
            "가. 운용선례 인사장을 돌리는 것은 법 제254조에 위반됨(2001. 1. 1. 회답). "
            "나. 변 경 법 제254조에 위반되지 아니함. (2016. 12. 2. 중앙선거관리위원회)",
            "permitted",
            "what is changed counts, not what was",
        ),
        (
            "귀문의 경우 그 사람은 입후보가 제한되는 직의 어느 하나에 해당하는 자가 아님.",
            "permitted",
            "not one of those who are barred",
        ),
        (f"{ACT}상 금지하는 명문의 규정은 없습니다.", "permitted", "no rule forbids it"),
        (
            "귀문의 이름은 이미 쓰이는 이름과 뚜렷이 구별되지 않는 경우에 해당한다고 할 것임.",
            "prohibited",
            "the ground of refusal is given",
        ),
        ("학교에서 그런 모임을 여는 것은 위법합니다.", "prohibited", "unlawful"),
        (
            "그런 말은 선거운동으로서 금지됩니다. 교원은 지위를 이용한 것에 해당 할 수 있습니다.",
            "prohibited",
            "that it may fall under a rule is no permission",
        ),
        ("부모님의 동의는 필요하지 않습니다.", "explains", "short, and yet an answer"),
        ("귀문의 사람은 피선거권이 없을 것입니다.", "prohibited", "a right is denied"),
        (
            "귀문의 경우 기탁금 반환 대상에 해당하지 아니합니다.",
            "prohibited",
            "what is denied is a benefit, so the denial is no permission",
        ),
        (
            "귀문의 경우 조례에 근거한 것으로 볼 수 없을 것입니다.",
            "prohibited",
            "the ground on which it could rest is missing",
        ),
        (
            "귀문의 경우 후보자와 예비후보자만이 가능할 것입니다.",
            "conditional",
            "only for some persons",
        ),
        (
            f"{ACT}상 가능할 것임. 다만, 선거가 임박한 때에는 자제되어야 할 것임.",
            "conditional",
            "to be refrained from at a time",
        ),
        (
            "귀문의 경우 현장 투표는 가능할 것입니다(다만, 우편으로는 할 수 없습니다).",
            "conditional",
            "a proviso in brackets",
        ),
        (
            f"{ACT}상 무방할 것임. 다만, 그 법에서 제한·금지하는 행위를 하여서는 아니 될 것임.",
            "permitted",
            "to keep the rest of the law is no condition",
        ),
        (
            "질의하신 행위가 제88조에 위반되는지 여부는 여러 사정을 종합하여 판단하여야 할 것임.",
            "explains",
            "how it is to be weighed",
        ),
        (
            "검사 결과 이상이 없었으며 기록은 봉인하여 관할 위원회가 보관하고 있음을 알려드립니다.",
            "explains",
            "practice",
        ),
        (
            "보내 주신 의견은 앞으로 선거 관리에 참고하도록 하겠습니다.",
            None,
            "thanks for a suggestion",
        ),
        (
            "귀문의 내용만으로는 위반 여부를 판단하기 어렵습니다. 증거 자료를 첨부하여 "
            "관할 위원회에 신고하여 주시기 바랍니다.",
            None,
            "facts unclear, to be reported",
        ),
        (
            "귀문의 사안은 고발하여 수사 중에 있음을 알려드립니다.",
            None,
            "what became of the case is no answer",
        ),
        (
            "전화답변(2020. 4. 3.)으로 갈음합니다. 참고로 전화번호를 모으는 방법은 공직선거법상 "
            "제한하는 규정이 없음을 양해하여 주시기 바랍니다.",
            None,
            "answered by telephone",
        ),
        (
            "답변드리기 어려움을 양해하여 주시기 바랍니다. 아울러 조정위원회의 도움을 받아 보시기를 "
            "권하며 담당 부서로 연락하실 것을 안내드립니다.",
            None,
            "after a refusal only law counts",
        ),
        (
            "선거인명부는 투표가 끝난 뒤 봉인하여 보관하며 개표록과 함께 관리됩니다.",
            "explains",
            "how things are done",
        ),
        (
            "후원금은 연간 2천만원을 한도로 하며 하나의 후원회에는 그 4분의 1이 한도입니다.",
            "explains",
            "what the rule is",
        ),
        (
            "위반행위는 관할 위원회에 신고할 수 있음을 알려드립니다. 조사는 규칙에 따릅니다.",
            "explains",
            "that one can report is no permission",
        ),
    ],
)
def test_conclusions(answer: str, expected: str | None, why: str) -> None:
    got = read(answer).conclusion
    assert (got.value if got else None) == expected, why


MAY = "귀문의 경우 정당은 제67조에 따라 현수막을 걸 수 있습니다."


@pytest.mark.parametrize(
    ("question", "expected", "why"),
    [
        ("현수막을 걸어도 되나요?", "permitted", "asked whether"),
        ("현수막 게시", "permitted", "a title asks whether"),
        (
            "【문】 현수막에 관하여 질의하오니 회신하여 주시기 바랍니다. (2020. 1. 1. 대표자 질의)",
            "permitted",
            "a letter asks whether",
        ),
        ("학교 앞에 현수막을 걸 생각입니다.", "permitted", "what one means to do"),
        ("현수막은 언제든지 걸 수 있는 것인가요?", "permitted", "언제든지 does not ask when"),
        ("현수막은 어떻게 걸고 언제 떼야 하나요?", "explains", "asked how and when"),
        (
            "거리마다 현수막이 걸려 신호등이 가려집니다. 보기에도 좋지 않으니 모두 떼어 주시고 "
            "앞으로는 이런 일이 없도록 잘 살펴 주시기를 부탁드립니다.",
            "explains",
            "a complaint of others",
        ),
    ],
)
def test_what_may_be_done_is_a_judgement_only_to_who_asks_whether(
    question: str, expected: str, why: str
) -> None:
    assert str(read(MAY, question).conclusion) == expected, why


def test_a_rule_told_to_a_suggestion_is_no_prohibition() -> None:
    answer = "소중한 의견에 감사드립니다. 제안하신 방법은 현행 제151조에 따라 작성이 불가합니다."
    assert str(read(answer, "용지를 둘로 나누면 안 되나요?").conclusion) == "explains"


def test_conditions_are_sentences_of_the_answer() -> None:
    answer = f"{ACT}상 가능할 것임. 다만, 선거일 전 120일부터는 제90조에 위반될 것임."
    assert read(answer).conditions == ("다만, 선거일 전 120일부터는 제90조에 위반될 것임.",)


def test_parts_carry_their_numbers() -> None:
    answer = (
        "【답】 1. 문 1·2에 대하여\n귀문의 경우 무방할 것임.\n2. 문 3에 대하여\n"
        "우리 위원회의 소관사항이 아님."
    )
    assert [(p.number, p.conclusion and p.conclusion.value) for p in read(answer).parts] == [
        ("1, 2", "permitted"),
        ("3", None),
    ]


def test_a_reply_that_only_agrees_is_read_from_the_question() -> None:
    question = "의견을 묻습니다. <갑 설> 무방할 것임. <을 설> 제93조에 위반될 것임."
    assert str(read("귀견 갑설과 같습니다.", question).conclusion) == "permitted"
    assert str(read("귀견 을설과 같습니다.", question).conclusion) == "prohibited"


def test_what_is_attached_is_not_the_answer() -> None:
    answer = (
        "귀문의 경우 「정당법」에 따라 가능할 것입니다.[덧붙임 : 관계법조문]"
        "「공직선거법」제90조(시설물설치) ① 누구든지 게시할 수 없다."
    )
    assert str(read(answer).conclusion) == "permitted"


def test_an_attachment_named_in_a_sentence_does_not_end_the_answer() -> None:
    answer = "자세한 것은 누리집에 올린 보도자료[덧붙임 1]와 영상을 참조해 주시기 바랍니다."
    assert read(answer).conclusion is None


@pytest.mark.parametrize("unit", [" ", "\n", "문 1에 대하여 ", "다. ", "가나 ", "(", "1", "답변 "])
def test_the_time_is_linear(unit: str) -> None:
    started = time.process_time()  # of this process alone, however busy the machine is
    read(unit * (60_000 // len(unit)), "의견 " * 1000)
    assert time.process_time() - started < 8
