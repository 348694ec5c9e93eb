"""A run: what it asks, that it goes on where it ended, and that it is the same over processes."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from evals import circumstances, running, runs
from evals.answered import Answered
from evals.plan import Options, expand
from evals.runs import Planned
from kb.answer.record import AnswerRecord, Reading
from kb.errors import BadInput
from tests.evals.conftest import Starter
from tests.evals.made import NOW, TODAY, group


class Counting:
    """Answers 금지, and counts how often it was asked; fails after some answers."""

    def __init__(self, fails_after: int = 10**6) -> None:
        self.asked: list[tuple[str, str]] = []
        self.fails_after = fails_after

    def ask(self, text: str, *, as_of: date | None, today: date, **given: Any) -> AnswerRecord:
        if len(self.asked) == self.fails_after:
            raise KeyboardInterrupt
        self.asked.append((text, given["region"]))
        return AnswerRecord(
            id="x", schema=1, as_of=as_of or today, corpus="1/x", headline="할 수 없습니다.",
            reading=Reading(question=text, standalone=text, day=today, day_said="today"),
            conclusion="prohibited", abstained=False, reason=None, milliseconds=1.0,
        )  # fmt: skip


def planned(options: Options = Options(), **more: Any) -> Planned:  # noqa: B008
    groups = (group("a"), group("b", as_of="2020-04-01"))
    return Planned("t", "set", "", TODAY, options, NOW, groups)


def test_what_a_plan_asks() -> None:
    options = Options(
        regions=("서울특별시", "제주특별자치도"),
        repetitions=3,
        processes=True,
        days=(date(2022, 1, 1),),
        settings={"reranker=off": {"reranker": "off"}},
    )
    asks = planned(options).plan
    per = {c: sum(a.check == c for a in asks) for c in {a.check for a in asks}}
    # Two groups of two phrasings; the group with a day of its own is not asked on other days.
    assert per == {"": 4, "region": 8, "repetition": 16, "process": 4, "day": 2, "setting": 4}
    assert len({a.key for a in asks}) == len(asks)
    # Repetitions are asked under each settings; each against the first under the same.
    again = [(a.arm, a.settings) for a in asks if a.check == "repetition" and a.group == "a"]
    assert again == [("", ""), ("", ""), ("reranker=off", "reranker=off"), ("reranker=off",
        "reranker=off")] * 2  # fmt: skip


def test_a_killed_run_goes_on_where_it_ended(tmp_path: Path) -> None:
    plan = planned().plan
    file = tmp_path / "answers.part.jsonl"
    first = Counting(fails_after=2)
    with pytest.raises(KeyboardInterrupt):
        running.here(first, plan, TODAY, running.Lines.open(file))
    with file.open("ab") as torn:
        torn.write(b'{"ask": {"group": "b", "phr')
    second = Counting()
    done = running.here(second, plan, TODAY, running.Lines.open(file))
    assert [text for text, _ in first.asked + second.asked] == [a.text for a in plan]
    assert set(done) == {a.key for a in plan}


def test_a_cancelled_run_says_so(tmp_path: Path) -> None:
    lines = running.Lines.open(tmp_path / "answers.part.jsonl")
    with pytest.raises(running.Stopped, match="1 of 4"):
        running.here(Counting(), planned().plan, TODAY, lines, stop=lambda: len(lines.done) == 1)


def test_an_error_is_an_answer_of_its_own() -> None:
    class Refusing:
        def ask(self, text: str, **_: Any) -> AnswerRecord:
            raise BadInput("안 됩니다", "no")

    plan = planned().plan
    done = running.here(Refusing(), plan, TODAY)
    answers = list(done.values())
    assert all(a.error and a.stated == "none:error" for a in answers)


def test_a_run_is_kept_and_read_again(tmp_path: Path) -> None:
    made = planned(Options(regions=("서울특별시",)))
    runs.begin(made, tmp_path)
    assert runs.begun(tmp_path) == made
    run = made.finished(running.here(Counting(), made.plan, TODAY))
    runs.keep(run, tmp_path)
    again = runs.read(tmp_path)
    assert (again.plan, again.done) == (run.plan, run.done)
    assert again.result.figures == run.result.figures
    assert sorted(f.name for f in tmp_path.iterdir()) == [
        "answers.csv",
        "answers.jsonl",
        "groups.jsonl",
        "run.json",
    ]
    assert len((tmp_path / "answers.csv").read_text(encoding="utf-8-sig").splitlines()) == 9


def test_an_answer_survives_its_line() -> None:
    record = Counting().ask("왜요?", as_of=None, today=TODAY, region="")
    made = Answered.of(record)
    assert Answered.read(made.plain()) == made


def test_processes_answer_as_this_one_does(starter_home: Starter, tmp_path: Path) -> None:
    arms = {"reranker=off": {"reranker": "off"}}
    options = Options(processes=True, regions=("부산광역시",), settings=arms)
    groups = (
        group("gate", ("예비후보자가 지하철 개찰구 안에서 명함을 돌려도 되나요?",)),
        group("tax", ("양도소득세가 얼마인가요?",), None, reason="out_of_subject"),
    )
    asks = expand(groups, options)
    lines = running.Lines.open(tmp_path / "answers.part.jsonl")
    seen: list[tuple[int, int]] = []
    done = running.over_processes(
        starter_home.settings,
        asks,
        TODAY,
        workers=2,
        arms=arms,
        lines=lines,
        progress=lambda n, of: seen.append((n, of)),
    )
    opened = running.opened(starter_home.settings)
    here = running.here({"": opened, "reranker=off": opened}, asks, TODAY)
    assert {k: a.digest for k, a in done.items()} == {k: a.digest for k, a in here.items()}
    assert seen[-1] == (len(asks), len(asks))
    now = circumstances.of(starter_home.store, starter_home.settings)
    run = Planned("t", "set", "", TODAY, options, now, groups).finished(done)
    assert run.result.figures["processes: records equal"].value == 1.0
    assert run.result.figures["regions: records equal"].value == 1.0
    assert run.result.figures["settings: conclusions equal"].value == 1.0


def test_another_language_is_asked_for_whatever_the_question() -> None:
    said: list[object] = []

    class Hearing:
        def ask(self, text: str, **given: Any) -> AnswerRecord:
            said.append(given["language"])
            raise BadInput("가", "a")

    ask = expand((group("a", ["가"]),), Options())[0]
    for language in ("en", "ko", None):
        running._ask(running.spoken(Hearing(), language), ask, TODAY)
    assert said == ["en", "ko", "ko"], "without the setting the question's own"
