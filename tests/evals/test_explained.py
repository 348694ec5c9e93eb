"""A model that lies and never says the same twice: the answers hold, and the run says what it does."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest

from evals import circumstances, running
from evals.answered import Answered
from evals.arms import applied
from evals.plan import Options, expand
from evals.runs import Planned
from kb.answer.explain import Finished, explain
from kb.answer.record import AnswerRecord, Sentence
from tests.evals.conftest import Starter
from tests.evals.made import TODAY, group
from tests.lying_server import lying

GATE = "예비후보자가 지하철 개찰구 안에서 명함을 돌려도 되나요?"
TRUE = "TRUE"
"""Stands for words of the first source, whichever the answer begins with."""


def true(record: AnswerRecord) -> str:
    """A sentence that stands."""
    words = max(record.sources[0].quote.split("."), key=len)
    return f"“{words.strip()[:30].strip()}” [1]."


def sayings(stands: str) -> list[str]:
    """Lies about the law with what stands in the first source, in another order each time."""
    lies = (
        "사실은 개찰구 안에서도 명함을 줄 수 있습니다 [1].",
        "과태료는 77만원입니다 [1].",
        "그래서 모두 허용됩니다 [9].",
    )
    return [" ".join([stands, lies[n % 3], lies[(n + 1) % 3]][: 1 + n % 3]) for n in range(6)]


def test_a_model_that_varies_and_lies_changes_no_answer(starter_home: Starter) -> None:
    groups = (group("gate", (GATE, f"{GATE} 알려 주세요")),)
    asked = groups[0].phrasings[0].text
    said = sayings(true(running.opened(starter_home.settings).ask(asked, as_of=None, today=TODAY)))
    calls = count()
    with lying() as server:
        server.reply = lambda: said[next(calls) % len(said)]  # type: ignore[attr-defined]
        url = f"http://127.0.0.1:{server.server_address[1]}/v1"
        arms = {"llm=liar": {"llm": "liar", "llm_url": url, "llm_timeout": "10"}}
        options = Options(repetitions=3, settings=arms)
        plain = running.opened(starter_home.settings)
        told = running.opened(applied(starter_home.settings, arms["llm=liar"]))
        done = running.here({"": plain, "llm=liar": told}, expand(groups, options), TODAY)
    assert next(calls) > 5, "the model was asked"
    now = circumstances.of(starter_home.store, starter_home.settings)
    result = Planned("t", "set", "", TODAY, options, now, groups).finished(done).result
    figures = {name: f.value for name, f in result.figures.items()}
    assert figures["repetitions: records equal"] == 1.0, "the answers are the same to the letter"
    assert figures["settings: conclusions equal"] == 1.0
    assert figures["repetitions: explanations equal"] < 1.0
    assert 0.0 < figures["explanations: sentences that stand"] < 1.0
    assert result.parted == {}
    assert set(result.parted_by["repetitions"]) == {"generation"}
    wordings = {a.explanation for a in done.values() if a.explanation}
    assert len(wordings) > 1


class Model:
    """Says a text, and breaks off after it if it is told to."""

    def __init__(self, text: str, breaks: bool) -> None:
        self.text, self.breaks = text, breaks

    def stream(self, system: str, prompt: str) -> Iterator[str]:
        yield self.text
        if self.breaks:
            raise ConnectionError


@pytest.mark.parametrize(
    ("said", "breaks", "stand"),
    [
        ("", False, (0, 0)),
        (TRUE, False, (1, 1)),
        (f"{TRUE} 과태료는 77만원입니다 [1]. 모두 허용됩니다 [9].", False, (1, 3)),
        (f"과태료는 77만원입니다 [1]. {TRUE} 그리고 또", True, (1, 2)),
        ("", True, (0, 0)),
    ],
    ids=["nothing", "one that stands", "two that fall", "cut off: no sentence", "broken at once"],
)
def test_only_sentences_of_the_model_count(
    starter_home: Starter, said: str, breaks: bool, stand: tuple[int, int]
) -> None:
    """What the answer itself withholds is none of the explanation's, nor is what a stream cuts."""
    plain = running.opened(starter_home.settings).ask(GATE, as_of=None, today=TODAY)
    withholding = plain.model_copy(update={"withheld": ["no source [7] — 어떤 문장."] * 3})
    assert Answered.of(withholding).explaining == (0, 0)
    assert Answered.of(withholding).explanation == ""
    said = said.replace(TRUE, true(plain))
    *_, last = explain(withholding, Model(said, breaks))
    assert isinstance(last, Finished)
    assert Answered.of(last.record).explaining == stand
    assert last.record.withheld == withholding.withheld
    again = explain(last.record, Model(said, breaks))
    *_, twice = again
    assert isinstance(twice, Finished)
    assert Answered.of(twice.record).explaining == stand, "a second explanation replaces the first"


def test_what_is_withheld_makes_another_answer(starter_home: Starter) -> None:
    plain = running.opened(starter_home.settings).ask(GATE, as_of=None, today=TODAY)
    told = Sentence(section="explanation", text="설명", citations=[1])
    explained = plain.model_copy(update={"sentences": [*plain.sentences, told], "dropped": ["x"]})
    other = plain.model_copy(update={"withheld": ["no source [7] — 어떤 문장."]})
    digests = [Answered.of(r).digest for r in (plain, explained, other)]
    assert digests[0] == digests[1] != digests[2]
