"""Whether words found answer what is asked."""

from __future__ import annotations

import re

import pytest
from standins import LAW, TODAY, article
from standins import Shown as Held

from kb.answer import excerpt, premise
from kb.answer.asking import Asks
from kb.answer.draft import Shown
from kb.answer.grounding import covered, leading
from kb.answer.quote import Span, provision
from kb.answer.record import AnswerRecord, Case, FactComparison
from kb.answer.sentences import sentences
from kb.law.identifiers import Pinpoint
from kb.law.values import TextState


def shown(title: str, text: str) -> Shown:
    a = article("135", title, text)
    law = Held(LAW.provision("135"), TODAY, TextState.HELD, text, a.version)
    return Shown(
        LAW.provision("135"), title, law, text, a.version, Span(0, len(text), Pinpoint.parse("135"))
    )


PAY = shown("선거사무관계자에 대한 수당", "선거사무원: 6만원 이내")
TASK = shown("선거사무원의 수당 등", "선거사무원은 수당을 받을 수 있다.")


@pytest.mark.parametrize(
    ("question", "asked", "found", "why"),
    [
        ("선거사무원 수당은 얼마예요", Asks.HOW_MUCH, PAY, "nouns and a sum of money"),
        ("선거사무원은 몇 명까지 둘 수 있나요", Asks.HOW_MUCH, None, "no number of persons"),
        ("후원회 잔여재산은 어떻게 처리하나요", Asks.HOW, None, "none of its nouns"),
        ("선거사무원 수당은 무엇인가요", Asks.WHAT, TASK, "the title stands in the question"),
    ],
)
def test_leading(question: str, asked: Asks, found: Shown | None, why: str) -> None:
    assert leading([TASK, PAY], asked, question) is found, why


def test_a_compound_is_more_than_its_parts() -> None:
    assert covered(["개표", "수개표"], "개표참관인이 될 수 없다") == 0.5
    assert covered(["개표"], "개표참관인이 될 수 없다") == 1.0


def test_sentences_do_not_end_inside_brackets_or_dates() -> None:
    text = "가나(이하 같다. 그러하다)를 말한다. 다만, 2022. 7. 15. 전에는 그러하지 아니하다."
    assert [text[s:e] for s, e in sentences(text)] == [
        "가나(이하 같다. 그러하다)를 말한다.",
        "다만, 2022. 7. 15. 전에는 그러하지 아니하다.",
    ]


def test_the_place_that_speaks_of_the_question_is_quoted() -> None:
    text = (
        "① 다음 각 호의 방법으로 할 수 있다. <개정 2020.12.29>\n"
        "1. 사무소를 설치하는 행위\n"
        "2. 명함을 주는 행위. 다만, 역에서 주는 행위는 그러하지 아니하다. <개정 2020.12.29>"
    )
    span = provision(text, Pinpoint.parse("60-3"), "역에서 명함 줘도 되나요")
    assert str(span.pinpoint) == "60-3.1.2"
    assert span.of(text) == "명함을 주는 행위. 다만, 역에서 주는 행위는 그러하지 아니하다."


@pytest.mark.parametrize(
    ("question", "wrong"),
    [
        ("선거권은 19세부터잖아요", "19세"),
        ("선거권은 19살부터라던데 맞나요", "19살"),
        ("선거권은 18세부터 맞죠?", ""),
        ("19세인데 투표할 수 있나요?", ""),  # told, not taken for granted
        ("벌금 100만원 맞죠?", ""),  # no figure of this unit in the words quoted
    ],
)
def test_figures_taken_for_granted(question: str, wrong: str) -> None:
    text = "18세 이상의 국민은 선거권이 있다."
    assert premise.figure(question, text, text) == wrong


@pytest.mark.parametrize(
    ("likeness", "reason", "abstained", "shown", "why"),
    [
        ("same", None, False, True, "the case that lends its conclusion"),
        ("similar", None, False, True, "what differs is seen beside the question"),
        ("different", None, False, False, "another matter explains nothing"),
        ("similar", "false_premise", False, False, "the premise is answered by the text"),
        ("similar", "out_of_subject", True, False, "nothing is compared where nothing applies"),
    ],
)
def test_case_set_beside_the_question(
    likeness: str, reason: str | None, abstained: bool, shown: bool, why: str
) -> None:
    line = FactComparison(kind="place", question="역", case="역", agrees="same")
    case = Case.model_construct(likeness=likeness, comparison=[line])
    record = AnswerRecord.model_construct(cases=[case], reason=reason, abstained=abstained)
    assert (record.compared is case) == shown, why


LIST = (
    "① 등록을 신청하는 자는 다음 각 호의 기탁금을 납부하여야 한다.\n"
    "1. 대통령선거는 3억원\n2. 시ㆍ도지사선거는 5천만원\n② 납부한 기탁금의 반환은 따로 정한다."
)
MONEY = re.compile(r"\d+(?:천만|억)원")


@pytest.mark.parametrize(
    ("question", "quoted", "why"),
    [
        ("기탁금 얼마인가요", LIST[2 : LIST.index("\n②")], "no entry is singled out: the list"),
        ("대통령선거 기탁금은 얼마인가요", "대통령선거는 3억원", "one is"),
    ],
)
def test_the_whole_list_where_no_entry_is_asked_for(question: str, quoted: str, why: str) -> None:
    span = provision(LIST, Pinpoint.parse("56"), question, speaks=MONEY)
    assert span.of(LIST) == quoted, why


def test_a_reference_is_no_answer() -> None:
    refers = shown("선거사무원 수당", "선거사무원 수당은 규칙으로 정한다")
    assert leading([refers], Asks.WHAT, "선거사무원 수당은 무엇인가요") is None


def test_the_words_on_which_a_rule_turns_are_in_the_first_line() -> None:
    text = (
        "기부한 자는 "
        + "이것저것을 면제하되, " * 12
        + "개인은 10만원까지 110분의 100을 공제하고, "
        + "그 밖의 이것저것은 따로 정하며, " * 9
    )
    question = "이것저것을 얼마나 면제하나요?"
    assert "110분의 100" not in excerpt.short(text, question)
    words = excerpt.short(text, question, anchor="110분의 100")
    assert words.startswith("개인은")
    assert words in text
    assert len(words) <= excerpt.SHORT
