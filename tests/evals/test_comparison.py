"""Two runs: paired tests worked by hand, causes, thresholds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from evals import compare, gate
from evals.gate import Threshold
from evals.plan import Options
from evals.runs import Planned
from kb.errors import BadInput, DataFault
from tests.evals import made
from tests.evals.made import NOW, answer, group, run

RIGHT, WRONG = [answer()] * 2, [answer("permitted")] * 2


def test_mcnemar_of_discordant_groups() -> None:
    # Five groups lost, none won: exact two-sided binomial, 2 · (1/2)^5 = 1/16.
    groups = [group(f"g{i}") for i in range(8)]
    before = run(groups, {g.id: RIGHT for g in groups})
    after = run(groups, {g.id: WRONG if i < 5 else RIGHT for i, g in enumerate(groups)})
    paired = compare.compare(before, after).paired
    assert paired.lost == ("g0", "g1", "g2", "g3", "g4")
    assert paired.won == ()
    assert paired.mcnemar == pytest.approx(1 / 16)
    assert paired.difference == pytest.approx(-5 / 8)
    # Of the 2^5 exchanges of sign only two are as far from zero.
    assert paired.permutation == pytest.approx(2 / 32)


def test_equal_runs_have_nothing_to_tell() -> None:
    groups = [group("a"), group("b")]
    one = run(groups, {g.id: RIGHT for g in groups})
    compared = compare.compare(one, one)
    assert compared.changed == ()
    assert compared.differing == ()
    assert (compared.paired.mcnemar, compared.paired.permutation) == (1.0, 1.0)


CAUSES = [
    (replace(NOW, corpus="c2"), ("corpus",), "only the corpus is another"),
    (replace(NOW, settings={**NOW.settings, "embedder": "e5"}), ("settings",), "only a setting"),
    (replace(NOW, models={"embedder": "e2"}), ("model",), "other weights under the same name"),
    (
        replace(NOW, settings={**NOW.settings, "embedder": "e5"}, models={"embedder": "e2"}),
        ("settings",),
        "a setting that names another model is one cause",
    ),
    (
        replace(NOW, settings={**NOW.settings, "llm_kind": "ollama"}),
        ("unknown",),
        "the LLM is off: its protocol changes nothing",
    ),
    (
        replace(NOW, settings={**NOW.settings, "llm_kind": "ollama", "llm": "m"}),
        ("settings",),
        "the LLM is on",
    ),
    (replace(NOW, settings={**NOW.settings, "region": "서울특별시"}), ("settings",), "a region"),
    (replace(NOW, settings={**NOW.settings, "vector_store": "a:B"}), ("settings",), "a store"),
    (replace(NOW, settings={**NOW.settings, "max_question": "9"}), ("settings",), "a limit"),
    (replace(NOW, code="code2"), ("code",), "only the program is another"),
    (replace(NOW, lexicon="data2"), ("data",), "only glossary, facts or weights are others"),
    (replace(NOW, corpus="c2", code="code2"), ("corpus", "code"), "either may be the cause"),
    (NOW, ("unknown",), "nothing is another: the program is not deterministic"),
]


@pytest.mark.parametrize(("now", "causes", "why"), CAUSES, ids=[c[2] for c in CAUSES])
def test_cause_of_a_changed_answer(
    now: made.Circumstances, causes: tuple[str, ...], why: str
) -> None:
    groups = [group("a")]
    compared = compare.compare(run(groups, {"a": RIGHT}), run(groups, {"a": WRONG}, now))
    assert [c.causes for c in compared.changed] == [causes, causes], why


def test_which_settings_are_the_cause_is_named() -> None:
    groups = [group("a")]
    then = run(groups, {"a": RIGHT})
    changed = {**NOW.settings, "max_question": "9", "language": "en"}
    now = run(groups, {"a": WRONG}, replace(NOW, settings=changed, models={"embedder": "e2"}))
    assert compare.compare(then, now).differing == (
        ("settings", "language=ko", "language=en"),
        ("settings", "max_question=4000", "max_question=9"),
        ("model", "embedder e1", "embedder e2"),
    )


def test_what_an_earlier_version_did_not_record_is_no_difference() -> None:
    groups = [group("a")]
    plain = {k: v for k, v in NOW.plain().items() if k != "models"}
    old = made.Circumstances.read({**plain, "settings": {"embedder": "fast"}})
    compared = compare.compare(run(groups, {"a": RIGHT}, old), run(groups, {"a": WRONG}))
    assert compared.differing == ()
    assert compared.unrecorded == tuple(sorted({*NOW.settings} - {"embedder"}))
    assert {c.causes for c in compared.changed} == {("unknown",)}


def test_an_answer_on_a_document_that_is_gone_is_laid_to_the_corpus() -> None:
    groups = [group("a")]
    now = replace(NOW, corpus="c2", code="code2", documents=("doc/2",))
    before = run(groups, {"a": [answer(document="doc/1")] * 2})
    compared = compare.compare(before, run(groups, {"a": WRONG}, now))
    assert {c.causes for c in compared.changed} == {("corpus",)}


def test_a_group_asked_in_other_words_is_not_compared() -> None:
    before = run([group("a"), group("b")], {"a": RIGHT, "b": RIGHT})
    after = run([group("a", ("다", "라")), group("b")], {"a": WRONG, "b": RIGHT})
    compared = compare.compare(before, after)
    assert compared.changed == ()
    assert (compared.only_before, compared.only_after) == (("a",), ("a",))


def test_the_day_is_no_cause_for_a_group_with_its_own() -> None:
    groups = [group("a", as_of="2020-01-01"), group("b")]
    answers = {"a": WRONG, "b": WRONG}
    after = run(groups, answers, today=date(2026, 12, 1))
    compared = compare.compare(run(groups, {"a": RIGHT, "b": RIGHT}), after)
    assert {c.ask.group: c.causes for c in compared.changed} == {"a": ("unknown",), "b": ("day",)}


HELD = [
    (Threshold(figure="right answers", may_fall=0.25), True, "fell by no more"),
    (Threshold(figure="right answers", may_fall=0.2), False, "fell by more"),
    (Threshold(figure="right answers", least=0.8), False, "is under the floor"),
    (Threshold(figure="lost groups", most=0.25), True, "one of four lost"),
    (Threshold(figure="lost groups", most=0.2), False, "one of four is too many"),
]


@pytest.mark.parametrize(("threshold", "passed", "why"), HELD, ids=[h[2] for h in HELD])
def test_thresholds(threshold: Threshold, passed: bool, why: str) -> None:
    groups = [group(f"g{i}") for i in range(4)]
    before = run(groups, {g.id: RIGHT for g in groups})
    after = run(groups, {g.id: WRONG if i == 0 else RIGHT for i, g in enumerate(groups)})
    verdict = gate.judge(before, after, [threshold])
    assert verdict.passed is passed, why
    assert ("g0" in verdict.held[0].ko) is (threshold.figure == gate.LOST)


def test_a_figure_that_cannot_be_measured_any_more_has_not_held() -> None:
    groups = [group("a")]
    silent = run(groups, {"a": [answer(None)] * 2})
    threshold = Threshold(figure="right among stated, where there is one", may_fall=0.5)
    assert not gate.judge(run(groups, {"a": RIGHT}), silent, [threshold]).passed


def test_what_only_one_run_asked_is_held_against_nothing() -> None:
    before = run([group("a"), group("b")], {"a": RIGHT, "b": RIGHT})
    after = run([group("a"), group("c")], {"a": RIGHT, "c": WRONG})
    verdict = gate.judge(before, after, gate.load())
    assert verdict.passed
    assert {h.before for h in verdict.held if h.figure == "right answers"} == {1.0}


def test_a_variation_that_only_one_run_asked_is_held_against_nothing() -> None:
    options = Options(changes=True)
    text = "예비후보자가 병원 로비에서 명함을 줘도 되나요?"
    chosen = group("a", (text, f"{text} 꼭"))
    facts = (("place", "hospital", False),)
    before = made.run([chosen], {"a": [answer(facts=facts)] * 2})
    planned = Planned("now", "set", "", made.TODAY, options, NOW, (chosen,))
    done = {k.key: answer(facts=facts) for k in planned.plan}
    after = planned.finished(done)
    assert after.result.figures["changed fact: noticed"].value == 0.0
    verdict = gate.judge(before, after, gate.load())
    assert verdict.passed
    assert "changed fact: noticed" not in {h.figure for h in verdict.held}


def test_a_floor_holds_for_what_only_this_run_asked() -> None:
    options = Options(regions=("서울특별시",))
    before = run([group("a")], {"a": RIGHT})
    planned = Planned("now", "set", "", made.TODAY, options, NOW, (group("a"),))
    done = {k.key: answer(digest=k.region or "d") for k in planned.plan}
    verdict = gate.judge(before, planned.finished(done), gate.load())
    assert [h.figure for h in verdict.failed] == ["regions: records equal"]


def test_runs_of_different_parts_are_not_held_against_each_other() -> None:
    groups = [group("a")]
    dev = run(groups, {"a": RIGHT}, split="dev")
    with pytest.raises(BadInput, match="dev"):
        gate.judge(run(groups, {"a": RIGHT}), dev, gate.load())


def test_a_threshold_without_a_bound_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "gate.yaml"
    file.write_text('- {figure: "right answers"}', encoding="utf-8")
    with pytest.raises(DataFault, match=r"gate\.yaml"):
        gate.load(file)
