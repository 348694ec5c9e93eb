"""Material facts read from everyday questions, case by case."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from corpora.facts import KINDS, load
from corpora.facts.rules import (
    RuleExample,
    load_examples,
    load_guards,
    load_harmless,
    load_rules,
)
from kb.answer.facts import find, read
from kb.answer.rules import RuleBook, rule
from kb.law.values import TextState

SAID = [
    ("예비후보자가 지하철 개찰구 안에서 명함 돌려도 되나요?",
     {"actor.precandidate", "place.turnstile", "act.business_card", "act.give",
      "time.before_campaign"}, "a preliminary candidate is before the campaign period"),
    ("후보 배우자가 혼자 다니면서 명함을 나눠 줘도 되나요?",
     {"actor.spouse", "condition.alone", "act.business_card"},
     "the spouse acts, not the candidate"),
    ("선거사무장, 선거사무원이 함께 다니며 명함을 줍니다", {"actor.manager", "actor.worker"},
     "persons in a row share the particle"),
    ("예비후보자 말고 다른 사람이 어깨띠 매도 되나요", {"actor.outsider", "act.sash"},
     "somebody who is not the candidate"),
    ("선거일이 아닌 때에 전화로 지지를 호소해도 되나요", {"time.not_election_day", "act.phone"},
     "not election day is a time of its own"),
    ("선거 100일 전인데 현수막 걸어도 되나요", {"time.d120", "time.d90_before", "act.banner"},
     "a distance is the window in which it lies"),
    ("투표일 사흘 전에 현수막을 걸어도 되나요", {"time.d30", "act.banner"}, "days told in a word"),
    ("선거까지 다섯 달 남았는데 현수막을 걸어도 되나요", {"time.d180", "time.d120_before"}, "months too"),
    ("선거일 전 120일부터 현수막을 거리에 게시", {"time.d120", "place.street"},
     "a window as printed"),
    ("아파트 동대표 선거에서 허위사실을 돌렸어요", {"election.private", "act.false_fact"},
     "an election that no law here governs"),
    ("전통시장에서 지지를 호소", {"place.market", "act.appeal"}, "a market, not a mayor"),
    ("현직 시장이 당내경선에 나가도 되나요", {"actor.head", "election.primary"}, "a mayor"),
    ("마이크 없이 육성으로만 말해도 되나요", {"condition.without_loudspeaker"}, "a lack is a fact"),
    ("17살인데 선거운동해도 되나요", {"actor.minor"}, "an age"),
    ("동네 주민들한테 떡 돌려도 돼?", {"target.constituents", "act.food", "act.give"},
     "neighbours are constituents"),
    ("밤 12시에 전화로 지지 호소해도 되나", {"time.night", "act.phone"}, "a time of day"),
    ("이장이 선거운동 해도 되나", {"actor.village_head", "act.campaigning"}, "a village head"),
    ("예비후보자명함돌려도되나요", {"actor.precandidate", "act.business_card", "act.give"},
     "without spaces"),
    ("20만원짜리 선물을 경로당에 드려도 되나요",
     {"amount.20만원", "place.senior_centre", "act.gift"},
     "an amount with its unit"),
]  # fmt: skip

NOT_SAID = [
    ("예비후보자의 명함을 배우자가 돌려도 되나요?", "actor.precandidate",
     "whose card it is does not make them act"),
    ("당비를 세금에서 얼마까지인가요?", "target.acquaintances", "까지인 is no 지인"),
    ("국회의원이 선거구민 상가에 조의금을 냈어요", "place.shop", "a house of mourning is none"),
    ("투표일 사흘 전에 현수막을 걸어도 되나요", "time.election_day", "days before it"),
    ("현수막을 걸지 않고 인사만 해도 되나요", "act.post", "what is not done"),
    ("후보자가 시장에서 인사", "actor.head", "시장 with 에서 is a place"),
    ("명함을 돌렸다(대법원 2015. 4. 23. 선고 2015도2979 판결)",
     "amount.2015도", "a ruling's number"),
    ("선거 후보자가 명함을", "time.after_election", "후보 does not begin with 후"),
]  # fmt: skip


def facts_of(text: str) -> set[str]:
    return {f"{f.kind}.{f.value}" for f in read(text) if not f.negated}


@pytest.mark.parametrize(("text", "expected", "reason"), SAID)
def test_said(text: str, expected: set[str], reason: str) -> None:
    assert expected <= facts_of(text), reason


@pytest.mark.parametrize(("text", "absent", "reason"), NOT_SAID)
def test_not_said(text: str, absent: str, reason: str) -> None:
    assert absent not in facts_of(text), reason


def test_spans_stand_in_the_text() -> None:
    text = "통장이 후보자 명함을 돌려도 되나요?"
    for fact in find(text):
        if fact.start is not None:
            assert text[fact.start : fact.end].strip()


def test_inferred_fact_names_its_source() -> None:
    (fact,) = (f for f in read("예비후보자가 명함을 줍니다") if f.inferred)
    assert (fact.kind, fact.value) == ("time", "before_campaign")
    assert "제60조의2제7항" in (fact.inferred or "")


def test_headings_only_support() -> None:
    found = find("참석한 선거구민에게 음식물을 제공하는 행위", headings=("7. 의정활동보고",))
    (weak,) = (f for f in found if f.key == "activity_report")
    assert weak.weak


def test_every_value_is_named_and_reachable() -> None:
    lexicon = load()
    for value in lexicon.values:
        assert value.kind in KINDS
        assert value.ko
        assert value.en
        for key in value.excludes | value.wider:
            assert (value.kind, key) in lexicon.by_name, (value.key, key)


DAY = date(2026, 11, 24)
RULED = [
    ("예비후보자가 길에서 명함 돌려도 되나요?", "card-precandidate", "in person, no barred place"),
    ("예비후보자가 지하철 개찰구 안에서 명함 돌려도 되나요?", "card-barred-places", "the proviso"),
    ("후보 배우자가 혼자 다니면서 예비후보자 명함 나눠줘도 되죠?", "card-family",
     "the spouse need not walk with the candidate"),
    ("17살인데 선거운동해도 되나요", "minor", "under 18"),
    ("기표소에서 투표지 찍어도 되나요", "booth-photo", "a ballot in the booth"),
    ("예비후보자가 아파트 우편함에 명함을 넣어도 되나요", None, "not handed out in person"),
    ("명함 돌려도 되나요", None, "who acts is open"),
]  # fmt: skip


ACTING = [
    ("미국인 친구가 대선 때 유세를 도와줘도 되나요?", "foreigner", "the friend is meant"),
    ("대한민국 국민이 아닌 사람의 대통령선거 선거운동 가능 여부", "foreigner", "an official's way"),
    ("저는 캐나다인인데 시장 선거에 투표할 수 있어요?", "foreigner", "the speaker"),
    ("일반직 지방공무원의 선거운동 허용 여부를 질의합니다.", "official", "an official's way"),
    ("저는 통장을 맡고 있는데 특정 후보 선거운동을 해도 될까요?", "village_head", "the speaker"),
]


@pytest.mark.parametrize(("text", "actor", "reason"), ACTING)
def test_who_acts(text: str, actor: str, reason: str) -> None:
    acting = {f.key for f in find(text) if f.kind == "actor" and f.role == "subject"}
    assert actor in acting, reason
    assert "subject" not in {
        f.role for f in find("후보자의 선거운동을 도와도 되나요?") if f.key == "candidate"
    }


@pytest.mark.parametrize(("question", "expected", "reason"), RULED)
def test_statute_rule(question: str, expected: str | None, reason: str) -> None:
    covered = rule(read(question), question, DAY)
    assert (covered.rule.id if covered else None) == expected, reason


@pytest.mark.parametrize(
    ("state", "text", "covered", "reason"),
    [
        (
            TextState.HELD,
            "① 누구든지 기표소 안에서 투표지를 촬영하여서는 아니 된다.",
            True,
            "anchor",
        ),
        (TextState.HELD, "① 다른 문구", False, "the law of the day has other words"),
        (TextState.DIGEST, "① 기표소 안 촬영 금지", True, "a digest has other words by nature"),
        (TextState.NOT_HELD, "① 기표소 안에서 투표지를 촬영", False, "not the text of the day"),
    ],
)
def test_rule_stands_in_the_law_of_the_day(
    state: TextState, text: str, covered: bool, reason: str
) -> None:
    question = "기표소에서 투표지 찍어도 되나요"
    book = RuleBook(SimpleNamespace(show=lambda p, d: SimpleNamespace(state=state, text=text)))
    assert (book.rule(read(question), question, DAY) is not None) == covered, reason


TAKEN_OUT = [
    ("공무원을 그만두고 바로 선거운동을 해도 되나요?", "somebody who has left office"),
    ("선거일만 아니면 전화로 지지를 호소해도 되나요?", "not on election day"),
    ("시장이 당원들만 모인 집회에서 같은 당 후보 지지 연설을 해도 되나요?", "members alone"),
    ("공무원이 인사만 하고 지지해 달라는 말은 없는데 선거운동인가요?", "without appeal"),
    ("인터폰으로 안내만 한 것이 호별방문에 해당하는지요?", "it is asked whether it is that"),
    ("선거운동이 금지된 사람이 문자로 지지를 호소해도 되나요?", "who may not campaign"),
    ("일반 유권자가 지어낸 말로 후보를 떨어뜨리자는 글을 SNS에 올려도 되나요?", "a falsehood"),
    ("예비후보자가 학교 교실에서 명함 돌려도 되나요?", "a place that the rule does not know"),
    ("출마할 사람이 직원 결혼식에 축의금을 줘도 되나요?", "a person excepted"),
]


@pytest.mark.parametrize(("question", "reason"), TAKEN_OUT)
def test_what_takes_a_case_out_of_a_rule(question: str, reason: str) -> None:
    covered = rule(read(question), question, DAY)
    assert covered is None or covered.conclusion not in ("permitted", "prohibited"), (
        reason,
        covered.rule.id,
    )


def test_the_one_who_is_acted_upon_does_not_meet_a_rule_of_who_acts() -> None:
    question = "출마할 사람이 공무원과 악수하고 지지를 호소해도 되나요?"
    covered = rule(read(question), question, DAY)
    assert covered is None or covered.rule.id != "official"


def test_every_guard_is_of_a_conclusion_and_bars_something() -> None:
    for guard in load_guards():
        assert guard.conclusion in ("permitted", "prohibited"), guard.why
        assert guard.facts or guard.words, guard.why
    harmless = load_harmless()
    assert harmless["permitted"] < harmless["prohibited"]


def test_rule_stands_on_its_days_only() -> None:
    rules = {r.id: r for r in load_rules()}
    assert not rules["banner-120"].stands_on(date(2023, 8, 29))
    assert rules["banner-180"].stands_on(date(2023, 8, 29))
    assert not rules["banner-180"].stands_on(date(2023, 8, 30))


def test_there_are_enough_rules() -> None:
    assert len(load_rules()) >= 140


@pytest.mark.parametrize("example", load_examples(), ids=lambda e: f"{e.rule}-{e.fires}")
def test_a_rule_answers_its_question_and_not_the_one_near_it(example: RuleExample) -> None:
    covered = rule(read(example.question), example.question, example.day or DAY)
    found = covered.rule.id if covered else None
    assert (found == example.rule) is example.fires, (example.question, found)


def test_what_is_allowed_is_no_answer_to_what_the_penalty_is() -> None:
    question = "공무원이 선거운동을 하면 형량이 어떻게 되나요?"
    assert rule(read(question), question, DAY) is None


STORIES = [
    ("선거날 투표소에 갈 때 신분증은 무엇을 챙겨야 하는지 이장님이 방송하는 것을 들었습니다. 어제는 비가 와서 온 "
     "식구가 김장을 못 했고요. 오늘은 날이 개어서 배추를 다시 절이는 중입니다. 그런데 우리 조카가 옆 동네 축제에서 "
     "노래를 부르기로 했는데, 사회를 보는 면장님이 응원 한마디를 해도 될까요?", None, "told in passing"),
    ("이사한 지 한 달 된 사람입니다. 아직 동네가 낯설어서 학교가 어디인지도 남편이 찾아 줬어요. 주민등록증은 "
     "지난주에 잃어버려서 다시 신청해 놓은 상태이고 운전도 하지 않습니다. 집에 있는 것이라고는 여권뿐입니다. "
     "투표소에 갈 때 신분증은 무엇을 챙겨야 하나요?", "id-card", "asked at the end"),
]  # fmt: skip


@pytest.mark.parametrize(("story", "expected", "why"), STORIES, ids=[s[2] for s in STORIES])
def test_of_a_story_a_rule_that_tells_what_is_set_answers_what_is_asked(
    story: str, expected: str | None, why: str
) -> None:
    covered = rule(read(story), story, DAY)
    assert (covered.rule.id if covered else None) == expected, why


SAID_IN_ENGLISH = [
    ("Can a preliminary candidate hand out business cards inside the subway ticket gate?",
     {"actor.precandidate", "act.business_card", "act.give", "place.turnstile"}, "words"),
    ("May I take a photo of my ballot in the polling booth?", {"act.ballot_photo", "place.booth"},
     "a photo of a ballot"),
    ("Can a foreigner campaign in a local election?",
     {"actor.foreigner", "act.campaigning", "election.local"}, "one verb"),
    ("Can my wife hand out name cards outside the ticket gate?",
     {"actor.spouse", "place.turnstile_outside"}, "outside is another place"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected", "reason"), SAID_IN_ENGLISH)
def test_said_in_english(text: str, expected: set[str], reason: str) -> None:
    assert expected <= facts_of(text), reason


@pytest.mark.parametrize(
    ("place", "permitted"), [("on the street", True), ("inside a warehouse", False)]
)
def test_no_permission_at_an_english_place_that_was_not_read(place: str, permitted: bool) -> None:
    question = f"May a preliminary candidate hand out business cards {place}?"
    found = rule((), question, date(2026, 11, 27))
    assert (found is not None and found.conclusion == "permitted") is permitted


@pytest.mark.parametrize(
    "text",
    [row[0] for row in (*SAID, *NOT_SAID, *SAID_IN_ENGLISH)]
    + ["예비후보자가지하철개찰구안에서명함돌려도되나요", "may a mayoral candidate hand out cards?", "", "돈"],
)  # fmt: skip
def test_no_value_is_passed_over_of_which_a_form_may_stand_in_the_text(text: str) -> None:
    lexicon = load()
    likely = lexicon.likely(text)
    passed = [v for v in lexicon.values if v not in likely]
    assert not [f for v in passed for f in v.forms if f.anchor in text]
    assert len(passed) > len(likely)
