"""English questions in the Korean words that carry their facts."""

from __future__ import annotations

import pytest

from corpora import english as data
from kb.answer.english import korean
from kb.answer.facts import read

RENDERED = [
    ("Can a preliminary candidate hand out business cards inside the subway ticket gate?",
     "예비후보자가 나눠 주는 명함 지하철 개찰구 안", "in the order of the question, the longest first"),
    ("May the candidate's wife give out cards without the candidate?",
     "후보자의 배우자가 나눠 주는 명함, 후보자 없이", "whose wife, and who is not there"),
    ("Is it okay for a village head to campaign for a candidate?",
     "통장·이장이 선거운동 후보자를 위하여", "for … to is the one who acts, for alone is not"),
    ("I am a public official. May I attend a rally?",
     "공무원이 참석하는 집회", "who the asker is"),
    ("Could we send residents text messages?", "보내는 선거구민에게 문자메시지", "to whom"),
    ("Distributing leaflets, distributed leaflets", "나눠 주는 인쇄물", "inflection, once"),
    ("I'm 17. Can I campaign?", "17세가 선거운동", "an age"),
    ("What a lovely morning", "", "nothing that the data knows"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "ko", "why"), RENDERED)
def test_rendering(text: str, ko: str, why: str) -> None:
    assert korean(text) == ko, why


FACTS = [
    ("Can a campaign worker who is not accompanying the candidate hand out cards?",
     {"actor.worker", "condition.alone"}, {"condition.accompanied"}),
    ("May a lawmaker officiate at a constituent's wedding?",
     {"actor.assembly_member", "act.congratulation"}, set()),
    ("Can I send bulk text messages to residents before the campaign period?",
     {"act.auto_text", "time.before_campaign", "target.constituents"}, set()),
    ("Can a candidate speak on the street without a loudspeaker?",
     {"actor.candidate", "condition.without_loudspeaker"}, {"condition.with_loudspeaker"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said", "not_said"), FACTS)
def test_facts_of_the_rendering(text: str, said: set[str], not_said: set[str]) -> None:
    found = {f"{f.kind}.{f.value}" for f in read(korean(text)) if not f.negated}
    assert said <= found
    assert not not_said & found


def test_no_phrase_means_two_things() -> None:
    assert len(data.load()) > 1800
