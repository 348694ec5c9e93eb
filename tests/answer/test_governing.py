"""Which provision governs, its penalty beside it, and when search is too unsure to speak."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from standins import LAW, TODAY, Compared, Stand, article, reply

from kb.answer import excerpt
from kb.answer.governing import Governing, _by_instrument, anchored
from kb.answer.record import FactComparison
from kb.answer.sentences import clause
from kb.law.identifiers import ProvisionId, WorkId
from kb.law.values import Conclusion

PAY = article(
    "135", "선거사무관계자에 대한 수당", "① 선거사무원의 수당은 하루 6만원 이내로 지급할 수 있다."
)
GIFTS = article("113", "기부행위제한", "① 후보자는 선거구민에게 기부행위를 할 수 없다.")
PENAL = article(
    "257", "기부행위의 금지 위반죄", "① 제113조를 위반한 자는 5년 이하의 징역에 처한다."
)
FUND = article(
    "56", "기탁금", "① 후보자는 다음 각 호의 금액을 낸다.\n1. 시장: 1천만원\n2. 군수: 900만원"
)
MEMBER = WorkId.of("공공단체등 위탁선거에 관한 법률").provision("28")


@pytest.mark.parametrize(
    ("question", "last"),
    [
        ("선거운동 기간은 며칠인가요", MEMBER),
        ("조합장 선거의 선거운동 기간은 며칠인가요", LAW.provision("33")),
    ],
)
def test_law_of_another_vote_governs_only_questions_about_it(
    question: str, last: ProvisionId
) -> None:
    general, special = _by_instrument([MEMBER, LAW.provision("33")], question)
    assert [*general, *special][-1] == last


@pytest.mark.parametrize(("certainty", "told"), [(0.9, True), (0.35, False)])
def test_a_provision_is_said_to_govern_only_where_search_is_sure(
    certainty: float, told: bool
) -> None:
    stand = Stand(articles=[PAY], certainty=certainty)
    record = stand.answerer().ask("선거사무원 수당은 하루 얼마인가요?", today=TODAY)
    assert (record.conclusion == "explains") is told


def test_what_is_prohibited_is_told_with_its_penalty() -> None:
    stand = Stand(
        articles=[GIFTS, PENAL],
        replies=[
            reply(
                "7", "선거구민에게 선물", "법 제113조에 위반됩니다.", Conclusion.PROHIBITED, "113.1"
            )
        ],
        compared={"7": Compared("same", 0.97)},
        punished_by={"113": "257.1"},
    )
    record = stand.answerer().ask("후보자가 선거구민에게 선물해도 되나요?", today=TODAY)
    assert record.conclusion == "prohibited"
    assert any(s.text.startswith("위반하면: 공직선거법 제257조") for s in record.sentences)


def test_the_penalty_of_a_named_rule_comes_before_the_rule() -> None:
    nearer = [
        article(str(n), "처벌", f"제{n}조를 어기면 처벌은 어떻게 되나") for n in range(200, 212)
    ]
    stand = Stand(articles=[*nearer, GIFTS, PENAL], punished_by={"113": "257.1"})
    record = stand.answerer().ask("제113조를 어기면 처벌은 어떻게 되나요?", today=TODAY)
    assert [p.partition("#")[2] for p in record.provisions[:2]] == ["257.1", "113.1"]


def test_a_summary_of_rules_judges_no_act() -> None:
    told = reply(
        "8", "선물의 제공", "후보자는 기부행위를 할 수 없음", Conclusion.PROHIBITED, "113.1",
        kind="summary",
    )  # fmt: skip
    stand = Stand(articles=[GIFTS], replies=[told], compared={"8": Compared("same", 0.97)})
    assert stand.answerer().ask("후보자가 선물해도 되나요?", today=TODAY).conclusion is None
    case = replace(told, kind="case")
    judged = replace(stand, replies=[case]).answerer().ask("후보자가 선물해도 되나요?", today=TODAY)
    assert judged.conclusion == "prohibited"


def _beside(place: str) -> Compared:
    lines = [
        FactComparison(kind="act", question="선물", case="선물", agrees="same"),
        FactComparison(kind="place", question="", case=place, agrees="open"),
    ]
    return Compared("similar", 0.9, (), lines)


@pytest.mark.parametrize(
    ("question", "asked_back"),
    [("후보자가 선물해도 되나요?", True), ("후보자는 언제부터 선물을 못 하나요?", False)],
)
def test_a_fact_is_asked_back_where_an_act_is_to_be_judged(question: str, asked_back: bool) -> None:
    stand = Stand(
        articles=[GIFTS],
        replies=[
            reply("1", "선거구 안 선물", "위반됩니다.", Conclusion.PROHIBITED, "113.1"),
            reply("2", "선거구 밖 선물", "가능합니다.", Conclusion.PERMITTED, "113.1"),
        ],
        compared={"1": _beside("선거구 안"), "2": _beside("선거구 밖")},
    )
    record = stand.answerer().ask(question, today=TODAY)
    assert (record.reason == "open_fact") is asked_back, record.headline


@dataclass(frozen=True)
class Ruled:
    provision: ProvisionId
    anchor: str
    conclusion: Conclusion = Conclusion.EXPLAINS
    conditions: tuple[str, ...] = ()
    conditions_en: tuple[str, ...] = ()
    en: str = ""


@pytest.mark.parametrize(
    ("place", "anchor", "quoted"),
    [
        ("56.1", "1천만원", FUND.text.removeprefix("① ")),
        ("56.1", "후보자는", FUND.text.removeprefix("① ")),
        ("56.1.1", "1천만원", "시장: 1천만원"),
    ],
)
def test_a_rule_of_a_whole_list_quotes_the_list(place: str, anchor: str, quoted: str) -> None:
    shown = Governing(Stand(articles=[FUND])).show(LAW.provision("56"), TODAY)
    assert shown is not None
    rule = Ruled(LAW.provision(place), anchor)
    assert anchored(shown, rule).words == quoted


LISTED = "1. 대통령선거\n3억원\n2. 시장선거\n1천만원"


@pytest.mark.parametrize(
    ("above", "read_out"),
    [
        (
            "후보자는 등록을 신청하는 때에 다음 각 호의 금액을 낸다. " + "<개정 2020.1.14> " * 8,
            LISTED,
        ),
        ("4분의 1 이상의 투표로 확정된다. 다만, 다음 각 호는 그러하지 아니하다." + " " * 150, ""),
    ],
)
def test_the_first_line_reads_a_list_out_whole(above: str, read_out: str) -> None:
    words = excerpt.short(f"{above}\n{LISTED}", "얼마인가요")
    assert (words == LISTED) is bool(read_out)


def test_a_stretch_begins_with_its_sentence_or_line_where_it_can() -> None:
    text = "가. 명함을 주는 때, 그 밖의 곳에서 명함을 줄 때, 길이를 재어 정하는 바에 따라 한다"
    start, end = clause(text, 0, len(text), "명함", 32)
    assert text[start:end].startswith("가. 명함을")


def test_an_english_question_is_told_in_english_what_the_korean_statute_says() -> None:
    said = "Candidates may not give things of value to constituents."
    rule = Ruled(LAW.provision("113.1"), "기부행위", Conclusion.PROHIBITED, en=said)
    stand = Stand(articles=[GIFTS], found_rule=rule)
    record = stand.answerer().ask("May a candidate give presents to voters?", today=TODAY)
    assert record.headline.startswith(f"Prohibited. {said} The statute says so: ")


def test_a_rule_that_only_explains_does_not_say_whether_something_may_be_done() -> None:
    rule = Ruled(LAW.provision("113.1"), "기부행위", Conclusion.EXPLAINS)
    stand = Stand(articles=[GIFTS], found_rule=rule)
    judged = stand.answerer().ask("후보자가 축의금을 내도 되나요?", today=TODAY)
    assert (judged.conclusion, judged.provisions[0]) == (None, "kr/law/공직선거법#113.1")
    told = stand.answerer().ask("기부행위를 할 수 없는 사람은 누구인가요?", today=TODAY)
    assert told.conclusion == "explains"


def test_the_conditions_of_a_rule_may_name_another_place() -> None:
    said = "친족의 경조사는 제외됩니다 (제112조제2항제2호가목)"
    rule = Ruled(
        LAW.provision("113.1"), "기부행위", Conclusion.PROHIBITED, (said,), ("not for relatives",)
    )
    stand = Stand(articles=[GIFTS], found_rule=rule)
    record = stand.answerer().ask("후보자가 축의금을 내도 되나요?", today=TODAY)
    assert any(said in s.text for s in record.sentences), record.withheld
