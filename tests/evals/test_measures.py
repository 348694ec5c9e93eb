"""Figures of whole runs, the steps at which answers part, variations, citations: worked by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from evals import changing, citing, stages, variation
from evals.answered import Answered
from evals.checked import notices
from evals.consistency import selected
from evals.groups import GroupResult
from evals.plan import Ask
from kb.answer.record import AnswerRecord, Reading, Sentence, Source
from tests.evals.made import answer, group, run

CASE = ("kr/reply/x/1", "same", 0.9, "prohibited", "사례")
NEAR = ("kr/reply/x/1", "similar", 0.3, "prohibited", "사례")
LENT = answer(basis="case", lead="kr/reply/x/1", cases=(CASE,))
NONE = answer(None)
LAW = answer(basis="statute", lead="kr/law/공직선거법@2026-01-01#60",
             provisions=("kr/law/공직선거법#60",))  # fmt: skip
PARTINGS = [
    (LENT, LENT, None, "the same"),
    (LENT, NONE, "retrieval", "the case was not found for the other"),
    (LENT, answer(None, cases=(NEAR,)), "same-case test", "found, and not held to be the same"),
    (LENT, answer(None, cases=(CASE,)), "composition", "found, the same, and not concluded"),
    (LAW, NONE, "retrieval", "the provision was not found for the other"),
    (LAW, answer(None, provisions=("kr/law/공직선거법#60.1",), facts=(("actor", "spouse", False),)),
     "reading", "found, but the facts were read differently"),
    (answer(explained=("a",)), answer(explained=("b",)), "generation",
     "one conclusion, explained on other sources"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other", "stage", "why"), PARTINGS, ids=[p[3] for p in PARTINGS])
def test_where_answers_part(one: Answered, other: Answered, stage: str | None, why: str) -> None:
    assert stages.parting(one, other) == stage, why
    assert stages.parting(other, one) == stage, "the order does not matter"


FOUND = answer(provisions=("kr/law/공직선거법#60",))
UNLIKE = [
    (FOUND, FOUND, None, "the same record"),
    (FOUND, replace(FOUND, digest="e"), "composition", "found alike, told otherwise"),
    (FOUND, replace(FOUND, digest="e", provisions=()), "retrieval", "found otherwise"),
    (FOUND, replace(FOUND, digest="e", facts=(("actor", "spouse", False),)), "reading",
     "read otherwise"),
    (LENT, replace(LENT, digest="e", cases=(NEAR,)), "same-case test", "compared otherwise"),
    (FOUND, replace(FOUND, explanation="other words"), "generation", "only the model's words"),
    (FOUND, answer(None, digest="e"), "composition", "another conclusion"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other", "stage", "why"), UNLIKE, ids=[u[3] for u in UNLIKE])
def test_where_two_records_of_the_same_words_part(
    one: Answered, other: Answered, stage: str | None, why: str
) -> None:
    assert stages.unlike(one, other) == stage, why


def test_figures_of_a_small_run() -> None:
    groups = [
        group("right"),
        group("split"),
        group("silent"),
        group("tax", conclusion=None, reason="out_of_subject", kind="unanswerable"),
    ]
    outside = answer(None, reason="out_of_subject")
    result = run(
        groups,
        {
            "right": [answer()] * 2,
            "split": [answer(), answer("permitted")],
            "silent": [NONE] * 2,
            "tax": [outside, NONE],
        },
    ).result
    values = {name: f.value for name, f in result.figures.items()}
    assert values["agreed, stated and right"] == 1 / 4
    assert values["unanimous groups"] == 2 / 4
    assert values["right answers"] == pytest.approx((1 + 0.5 + 0 + 0.5) / 4)
    assert values["coverage: conclusion stated, where there is one"] == pytest.approx(2 / 3)
    assert values["right among stated, where there is one"] == pytest.approx((1 + 0.5) / 2)
    assert values["no conclusion, where there is none"] == 1.0
    assert values["right reason for none, where there is none"] == 0.5
    assert result.kinds["unanswerable"].value == 0.0


def test_saying_nothing_does_not_lower_the_risk_at_full_coverage() -> None:
    groups = [group("a"), group("b")]
    result = run(groups, {"a": [answer(probability=0.9)] * 2, "b": [NONE] * 2}).result
    assert selected(result.groups) == ([0.9, 0.9, -1.0, -1.0], [True, True, False, False])
    # Risks at the four coverages: 0, 0, 1/3, 2/4.
    assert result.figures["AURC"].value == pytest.approx((1 / 3 + 1 / 2) / 4)


def test_the_governing_provision_may_be_finer_or_wider() -> None:
    r = GroupResult(group("a", provisions=["kr/law/공직선거법#60.1"]), ())
    assert r.governed(["kr/law/공직선거법#60.1.2"])
    assert r.governed(["kr/law/공직선거법@2026-01-01#60"])
    assert not r.governed(["kr/law/공직선거법#60-3.1", "kr/law/공직선거법#60.2"])


def test_a_change_is_noticed_by_the_facts_and_by_what_is_lent() -> None:
    turnstile, street = (("place", "turnstile", False),), (("place", "street", False),)
    before = answer(lead="c", cases=(("c", "same", 0.9, "prohibited", ""),), facts=turnstile)
    lent_again = answer(lead="c", cases=before.cases, facts=street)
    assert not notices(before, answer("permitted", facts=turnstile)), "the facts were not read"
    assert not notices(before, lent_again), "the same case lends again"
    assert notices(before, answer("permitted", facts=street))
    assert notices(before, answer(None, facts=street))


KEPT = [
    ("예비후보자가 명함을 돌려도 되나요?", "particles left out", "예비후보자 명함 돌려도 되나요?"),
    ("예비후보자가 명함을 돌려도 되나요?", "formal ending", "예비후보자가 명함을 돌려도 됩니까?"),
    ("예비후보자가 명함을 돌려도 되나요?", "casual ending", "예비후보자가 명함을 돌려도 되나?"),
    ("예비후보자가 명함을 돌려도 되나요?", "spaces left out", "예비후보자가명함을돌려도되나요?"),
    ("예비후보자가 명함을 돌려도 되나요?", "misspelt", "예비후보자가 명함을 돌려도 돼나요?"),
    ("예비후보자가 명함을 돌려도 되나요?", "mistyped", "예비후보자가 명함을 돌려더 되나요?"),
    ("예비후보자가 명함을 돌려도 되나요?", "word order", "명함을 예비후보자가 돌려도 되나요?"),
    ("예비후보자가 명함을 돌려도 되나요?", "synonym", "예비후보가 명함을 돌려도 되나요?"),
    ("현수막을 걸 수 있습니까?", "synonym", "플래카드를 걸 수 있습니까?"),
    ("사전투표를 하나요?", "spaces misplaced", "사전 투표를 하나요?"),
    ("사전투표를 하나요?", "punctuation", "사전투표를 하나요"),
]


@pytest.mark.parametrize(
    ("text", "rule", "expected"), KEPT, ids=[f"{k[1]}-{i}" for i, k in enumerate(KEPT)]
)
def test_variations_that_keep_the_case(text: str, rule: str, expected: str) -> None:
    assert {v.rule: v.text for v in variation.kept(text, "plain")}[rule] == expected


def test_a_question_grows_tenfold() -> None:
    text = "예비후보자의 배우자가 예비후보자 없이 혼자 다니며 명함을 건네도 되나요?"
    kept = variation.kept(text, "plain")
    assert len(kept) >= 10
    assert kept == variation.kept(text, "plain"), "the same at every run"
    assert not any(v.changes for v in kept)


def test_changes_name_their_fact() -> None:
    made = changing.changed("예비후보자가 병원 로비에서 명함을 줘도 되나요?", "plain")
    assert {(v.changes, v.text) for v in made} == {
        ("actor", "통장이 병원 로비에서 명함을 줘도 되나요?"),
        ("place", "예비후보자가 길거리에서 명함을 줘도 되나요?"),
    }


OTHERS = [
    ("노조가 거리에서 서명을 받아도 됩니까?", "plain",
     {"actor": "통장이 거리에서 서명을 받아도 됩니까?", "place": "노조가 병원 안에서 서명을 받아도 됩니까?"},
     "what the lexicon reads, the particle fitted"),
    ("선거운동기간에 마이크를 써도 되나요?", "plain",
     {"period": "선거일 당일에 마이크를 써도 되나요?"}, "the time"),
    ("신고하지 않은 사람도 어깨띠를 매나요?", "plain",
     {"negation": "신고한 사람도 어깨띠를 매나요?"}, "a denial taken back"),
    ("선거사무소 개소식에 떡을 내도 되나요?", "plain", {}, "a place spoken of is not where it is done"),
    ("May a teacher hand out cards in a church?", "english",
     {"actor": "May a village head hand out cards in a church?",
      "place": "May a teacher hand out cards in the street?"}, "English"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "register", "made", "why"), OTHERS, ids=[o[3] for o in OTHERS])
def test_any_question_can_be_changed(
    text: str, register: str, made: dict[str, str], why: str
) -> None:
    assert {v.changes: v.text for v in changing.changed(text, register)} == made, why


CONDITION = "다만 선거사무소를 찾아온 사람에게 다과를 내는 것은 그러하지 아니하다"
LAWTEXT = "누구든지 선거일 전 120일부터 선거일까지 현수막을 설치할 수 없다"
BEARS = [
    ("제90조제1항: “누구든지 선거일 전 120일부터” [1]", "제90조제1항", LAWTEXT, True, "quotes it"),
    ("제90조제1항이 정합니다 [1]", "제90조제1항", LAWTEXT, True, "names it"),
    ("제90조제1항제2호가 정합니다 [1]", "제90조제1항", LAWTEXT, False, "names another place"),
    ("할 수 없습니다 [1]", "제90조제1항", LAWTEXT, False, "neither"),
    (f"조건: {CONDITION} [1]", "제90조제1항", LAWTEXT, True, "quotes the text around"),
]


@pytest.mark.parametrize(
    ("said", "pinpoint", "quote", "bears", "why"), BEARS, ids=[b[4] for b in BEARS]
)
def test_whether_a_source_bears_a_sentence(
    said: str, pinpoint: str, quote: str, bears: bool, why: str
) -> None:
    source = Source(
        n=1, id="kr/law/공직선거법@2026-01-01#90.1", kind="provision", title="공직선거법",
        pinpoint=pinpoint, page=None, quote=quote, start=0, end=len(quote),
        text=f"{quote}. {CONDITION}",
        in_force=True, standing="",
    )  # fmt: skip
    sentence = Sentence(section="basis", text=said, citations=[1])
    assert citing.bears_out(sentence, source) is bears, why


def test_an_ask_survives_its_line() -> None:
    ask = Ask("g", 0, "왜요?", "plain", None, variation="synonym", check="region", value="서울")
    assert Ask.read(ask.plain()) == ask


LAW_OF_THE_DAY = [
    ("2020-12-29", "", True, "a version in effect by then"),
    ("2026-03-19", "", True, "a later one, nothing amended"),
    ("2026-03-19", " <개정 2020.12.29>", True, "a later one, last amended before the day"),
    ("2026-03-19", " <개정 2020.12.29, 2023.8.30>", False, "words of a later amendment"),
]


@pytest.mark.parametrize(
    ("version", "mark", "good", "why"), LAW_OF_THE_DAY, ids=[x[3] for x in LAW_OF_THE_DAY]
)
def test_words_of_the_day(version: str, mark: str, good: bool, why: str) -> None:
    text = f"① 이 항은 그대로다 <개정 2025.1.7>\n② 현수막을 설치할 수 없다{mark}"
    source = Source(
        n=1, id=f"kr/law/공직선거법@{version}#90.2", kind="provision", title="", standing="",
        pinpoint="제90조제2항", page=None, quote="현수막", start=text.index("현수막"),
        end=text.index("현수막") + 3, text=text, in_force=True,
    )  # fmt: skip
    sentence = Sentence(section="basis", text="제90조제2항 [1]", citations=[1])
    day = date(2022, 1, 2)
    record = AnswerRecord(
        id="x", schema=1, as_of=day, corpus="1/x", headline="", conclusion=None, abstained=True,
        reading=Reading(question="?", standalone="?", day=day, day_said="given"),
        reason="no_basis", sentences=[sentence], sources=[source], milliseconds=1.0,
    )  # fmt: skip
    assert citing.measure(record).of_the_day == (int(good), 1), why
