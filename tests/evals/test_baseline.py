"""The kept run of the starter corpus: what was right there stays right (``eval gate``)."""

from __future__ import annotations

import os
from pathlib import Path

import evals
from evals import circumstances, gate, headline, running, runs
from evals.plan import expand
from tests.evals.conftest import Starter

BASELINE = Path(evals.__path__[0]) / "baselines" / "starter"


def test_the_starter_corpus_holds_its_baseline(starter_home: Starter) -> None:
    before = runs.read(BASELINE)
    groups = tuple(r.group for r in before.result.groups)
    done = running.over_processes(
        starter_home.settings,
        expand(groups, before.options),
        before.today,
        workers=os.cpu_count() or 1,
    )
    after = runs.Planned(
        "now",
        before.set_name,
        before.split,
        before.today,
        before.options,
        circumstances.of(starter_home.store, starter_home.settings),
        groups,
    ).finished(done)
    verdict = gate.judge(before, after, gate.load())
    changed = [
        f"{c.ask.group}: {c.before.stated} → {c.after.stated} ({', '.join(c.causes)})"
        for c in verdict.comparison.changed
    ]
    assert verdict.passed, "\n".join([*(h.en for h in verdict.failed), *changed])


def test_the_baseline_asks_the_questions_of_the_project() -> None:
    from corpora import questions

    own = {g.id: g for g in questions.load_all(questions.own())}
    before = {r.group.id: r.group for r in runs.read(BASELINE).result.groups}
    assert before == own, "made anew by: yugwon eval consistency --out evals/baselines/starter"


def test_the_readme_states_the_baseline() -> None:
    readme = (Path(evals.__path__[0]).parent / "README.md").read_text(encoding="utf-8")
    stated = readme.split("<!-- headline: evals/baselines/starter -->")[1]
    stated = stated.split("<!-- headline ends -->")[0].strip()
    assert stated == headline.table(runs.read(BASELINE).result).strip(), (
        "copy evals/baselines/starter/headline.md into README.md"
    )
