"""Builds broken on purpose: the gate must catch each, and say by which figure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import numpy as np
import pytest

import corpora.calendar
import kb.answer.facts as facts_module
from corpora import questions
from corpora.questions import Group
from evals import circumstances, gate, running
from evals.plan import Options
from evals.runs import Planned, Run
from kb.answer import samecase
from kb.answer.answerer import Answerer
from kb.answer.reader import open_reader
from kb.answer.record import AnswerRecord
from kb.answer.rules import RuleBook
from kb.search import cited, ranker
from kb.settings import Settings
from kb.store.lawbook import LawBook
from tests.evals.conftest import Starter
from ui.cli.comparing import print_verdict

TODAY = date(2026, 11, 27)
NEEDED = ("card-gate", "speech-2018", "door-to-door", "apartment")
"""Groups of which some build must break one; the others make the figures of more than these."""
OTHERS = (
    "card-spouse",
    "ballot-photo",
    "online-realname",
    "cite-93",
    "deposit",
    "early-voting-days",
    "office-opening-ricecake",
)

Build = Callable[[Starter, pytest.MonkeyPatch], running.Asks]


def chosen() -> tuple[Group, ...]:
    by_id = {g.id: g for g in questions.load_all(questions.own())}
    return tuple(by_id[id] for id in NEEDED + OTHERS)


def answerer(home: Starter, **parts: Any) -> Answerer:
    """An intact answerer, but for the parts given."""
    law = parts.pop("law", None) or LawBook(home.store)
    given: dict[str, Any] = {
        "store": home.store,
        "searcher": home.searcher,
        "law": law,
        "comparing": Comparing(),
        "ruled": RuleBook(law),
        "calendar": corpora.calendar.load(),
        "cite": cited.find,
        "settings": home.settings,
    }
    return Answerer(**{**given, **parts})


class Comparing:
    """Facts and the same-case test as they are."""

    def facts(self, question: str) -> Any:
        return facts_module.read(question)

    def compare_all(self, found: Any, question: str, sources: Any) -> Any:
        return samecase.compare_all(found, question, sources, open_reader(Settings().models).read)


def evaluate(
    home: Starter, asks: running.Asks, groups: tuple[Group, ...], *, changes: bool = False
) -> Run:
    planned = Planned(
        "test",
        "own",
        "",
        TODAY,
        Options(changes=changes),
        circumstances.of(home.store, home.settings),
        groups,
    )
    return planned.finished(running.here(asks, planned.plan, TODAY))


@pytest.fixture(scope="module")
def intact(starter_home: Starter) -> Run:
    """The intact build on the groups that it answers rightly."""
    asks = Remembering(answerer(starter_home))
    everything = evaluate(starter_home, asks, chosen(), changes=True)
    right = tuple(r.group for r in everything.result.groups if r.agreed_stated_right)
    return evaluate(starter_home, Altered(lambda r: {}), right, changes=True)


def groups_of(run: Run) -> tuple[Group, ...]:
    return tuple(r.group for r in run.result.groups)


RECORDS: dict[tuple[str, Any], AnswerRecord] = {}


class Remembering:
    """Keeps the intact answers, of which the builds that break composition are made."""

    def __init__(self, asks: running.Asks) -> None:
        self.asks = asks

    def ask(self, text: str, *, as_of: date | None, **given: Any) -> AnswerRecord:
        record = self.asks.ask(text, as_of=as_of, **given)
        RECORDS[text, as_of] = record
        return record


class Altered:
    """The intact answers, each altered in one way."""

    def __init__(self, alter: Callable[[AnswerRecord], dict[str, Any]]) -> None:
        self.alter = alter

    def ask(self, text: str, *, as_of: date | None, **_: Any) -> AnswerRecord:
        record = RECORDS[text, as_of]
        return record.model_copy(update=self.alter(record), deep=True)


# -- the builds -----------------------------------------------------------------------------


def shuffled_ranker(home: Starter, patch: pytest.MonkeyPatch) -> running.Asks:
    """Scores that have nothing to do with the question."""
    real = ranker.load(ranker.FILE)

    class Shuffled:
        def score(self, columns: dict[str, Any]) -> Any:
            n = len(next(iter(columns.values())))
            return np.random.default_rng(n).random(n)

        def __getattr__(self, name: str) -> Any:
            return getattr(real, name)

    patch.setattr(ranker, "in_use", lambda deep: Shuffled())
    return answerer(home)


def no_day_filter(home: Starter, patch: pytest.MonkeyPatch) -> running.Asks:
    """Every question gets the law of today."""

    class Today(LawBook):
        def show(self, id: Any, day: date) -> Any:
            return super().show(id, TODAY)

        def good_law(self, source: Any, day: date, *more: Any, **given: Any) -> Any:
            return super().good_law(source, TODAY, *more, **given)

    class Ruled(RuleBook):
        def rule(self, facts: Any, question: str, day: date) -> Any:
            return super().rule(facts, question, TODAY)

    law = Today(home.store)
    return answerer(home, law=law, ruled=Ruled(law))


def no_synonym(home: Starter, patch: pytest.MonkeyPatch) -> running.Asks:
    """집집마다 is no longer known to mean 호별방문."""
    real = facts_module.find
    patch.setattr(
        facts_module,
        "find",
        lambda text, headings=(): real(text.replace("집집마다", "○○○○"), headings=headings),
    )
    return answerer(home)


def no_place(home: Starter, patch: pytest.MonkeyPatch) -> running.Asks:
    """The place (장소) is not read from questions and cases any more."""
    real = facts_module.find

    def find(text: str, headings: Any = ()) -> Any:
        return tuple(f for f in real(text, headings=headings) if f.kind != "place")

    patch.setattr(facts_module, "find", find)
    return answerer(home)


def next_citation(home: Starter, patch: pytest.MonkeyPatch) -> running.Asks:
    """Every citation points to the source after its own."""

    def alter(record: AnswerRecord) -> dict[str, Any]:
        most = max((s.n for s in record.sources), default=1)
        return {
            "sentences": [
                s.model_copy(update={"citations": [n % most + 1 for n in s.citations]})
                for s in record.sentences
            ]
        }

    return Altered(alter)


def always_abstaining(home: Starter, patch: pytest.MonkeyPatch) -> running.Asks:
    """Agrees with itself, and says nothing."""
    return Altered(lambda r: {"conclusion": None, "abstained": True, "reason": "no_basis"})


def always_prohibited(home: Starter, patch: pytest.MonkeyPatch) -> running.Asks:
    """금지, whatever is asked."""
    return Altered(lambda r: {"conclusion": "prohibited", "abstained": False, "reason": None})


BUILDS: list[tuple[Build, str]] = [
    (shuffled_ranker, "provisions, rank-biased overlap"),
    (no_day_filter, "law of the day: dated groups right"),
    (no_synonym, "agreed, stated and right"),
    (no_place, "changed fact: noticed"),
    (next_citation, "citation precision"),
    (always_abstaining, "coverage: conclusion stated, where there is one"),
    (always_prohibited, "no conclusion, where there is none"),
]


@pytest.fixture
def fresh() -> Iterator[None]:
    """What was read of questions and cases is forgotten before and after a broken build."""

    def forget() -> None:
        facts_module.find_cached.cache_clear()
        samecase.view.cache_clear()

    forget()
    yield
    forget()


def test_the_intact_build_passes(starter_home: Starter, intact: Run) -> None:
    assert intact.result.figures["agreed, stated and right"].value == 1.0
    assert set(NEEDED) <= {g.id for g in groups_of(intact)}
    assert len(intact.result.groups) >= 8
    same = evaluate(starter_home, Altered(lambda r: {}), groups_of(intact), changes=True)
    assert gate.judge(intact, same, gate.load()).failed == ()


@pytest.mark.parametrize(("build", "figure"), BUILDS, ids=[b.__name__ for b, _ in BUILDS])
def test_a_broken_build_is_caught(
    build: Build,
    figure: str,
    starter_home: Starter,
    intact: Run,
    monkeypatch: pytest.MonkeyPatch,
    fresh: None,
) -> None:
    asks = build(starter_home, monkeypatch)
    broken = evaluate(starter_home, asks, groups_of(intact), changes=build is no_place)
    verdict = gate.judge(intact, broken, gate.load())
    failed = [h.figure for h in verdict.failed]
    print(f"== {build.__name__}: {build.__doc__}")
    print_verdict(verdict)
    assert figure in failed
    assert not verdict.passed
