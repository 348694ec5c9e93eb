"""The page 평가: run the consistency evaluation, watch it, read what was kept, compare two runs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, cast

import gradio as gr

from kb.curation.people import Act, Person
from ui import consistency, evaluations, question_sets
from ui.days import parse_day
from ui.evaluating import Watch, watch_of
from ui.home import Home
from ui.web import agreeing, parts, question_editor
from ui.web.render import error, notice, render
from ui.web.strings import Strings
from ui.web.unmeasured import failed
from ui.web.who import person

DEFAULT_GROUPS = 10
OWN = ""
"""Choice of the set that comes with the project."""
SHOWN = 12
"""Runs listed."""
LOOK = 1.0
"""Seconds between two looks at a running evaluation."""


def build(home: Home, s: Strings) -> None:
    """Lay out the page and wire its events."""
    watch = watch_of(home)
    parts.head(s, "evaluation")
    parts.title(s, "eval")
    with gr.Tabs():
        with gr.Tab(s("eval.tab.run"), id="run"):
            chosen = _settings(home, s)
            with gr.Row(elem_classes=["yg-actions"]):
                run = gr.Button(s("eval.run"), variant="primary", elem_id="yg-run", scale=0)
                stop = gr.Button(s("eval.stop"), elem_id="yg-stop", scale=0)
            result = parts.view(elem_id="yg-result")
            reports = parts.view(elem_id="yg-reports", clicks=["resume"])
            parts.view(elem_id="yg-reading")
            compared = _comparing(home, s)
        with gr.Tab(s("eval.tab.sets"), id="sets"):
            question_editor.build(home, s, chosen[0])
        with gr.Tab(s("eval.tab.agree"), id="agree"):
            agreeing.build(home, s)
    timer = gr.Timer(LOOK, active=False)

    def shown() -> tuple[Any, ...]:
        state = watch.state
        timed = gr.Timer(active=state.running)
        return progress(s, watch), _reports(home, s), timed, *_choices(home)

    def start(
        own: str,
        split: str,
        groups: float | None,
        regions: float | None,
        repetitions: float | None,
        days: str,
        settings: str,
        more: list[str],
        file: str | None,
        request: gr.Request,
    ) -> tuple[Any, ...]:
        try:
            who = person(request)
            who.must(Act.EVALUATE)
            numbers = (groups, regions, repetitions)
            watch.start(
                _wanted(home, own, split, numbers, (days, settings), more, file, varied(who))
            )
        except Exception as e:
            return failed(s, e), gr.skip(), gr.skip(), gr.skip(), gr.skip()
        return shown()

    def go_on(request: gr.Request, event: gr.EventData) -> tuple[Any, ...]:
        try:
            person(request).must(Act.EVALUATE)
            watch.resume(parts.clicked(event).get("resume", ""))
        except Exception as e:
            return failed(s, e), gr.skip(), gr.skip(), gr.skip(), gr.skip()
        return shown()

    def halt(request: gr.Request) -> None:
        if person(request).may(Act.EVALUATE):
            watch.stop()

    def look() -> tuple[Any, ...]:
        if watch.state.running:
            return progress(s, watch), gr.skip(), gr.skip(), gr.skip(), gr.skip()
        return shown()

    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    outputs = [result, reports, timer, *compared]
    run.click(start, chosen, outputs, **quiet)
    reports.click(go_on, None, outputs, **quiet)
    stop.click(halt, None, None, **quiet)
    timer.tick(look, None, outputs, **quiet)
    gr.on(None, shown, None, outputs, **quiet)


def _settings(home: Home, s: Strings) -> list[Any]:
    with gr.Row(elem_classes=["yg-filters"]):
        own = gr.Dropdown(_sets(home, s), value=OWN, label=s("eval.set"), elem_id="yg-own-set")
        split = gr.Dropdown(
            [(s("eval.split.both"), ""), "train", "dev", "test"],
            value="",
            label=s("eval.split"),
            elem_id="yg-split",
        )
        groups = gr.Number(
            DEFAULT_GROUPS, label=s("eval.groups"), precision=0, minimum=0, elem_id="yg-groups"
        )
        regions = gr.Number(
            0, label=s("eval.regions"), precision=0, minimum=0, elem_id="yg-regions"
        )
        repetitions = gr.Number(
            1, label=s("eval.repetitions"), precision=0, minimum=1, elem_id="yg-repetitions"
        )
    with gr.Row(elem_classes=["yg-filters"]):
        days = gr.Textbox(
            label=s("eval.days"), placeholder="2022-05-01, 2024-03-01", elem_id="yg-days"
        )
        settings = gr.Textbox(
            label=s("eval.settings"),
            placeholder="embedder=deep; llm=gemma3,llm_kind=ollama",
            info=s("eval.settings.info", some=_offered(home)),
            elem_id="yg-settings",
        )
    with gr.Row(elem_classes=["yg-filters"]):
        more = gr.CheckboxGroup(
            [(s(f"eval.more.{key}"), key) for key in ("variations", "changes", "processes")],
            label=s("eval.more"),
            elem_id="yg-more",
            scale=2,
        )
        file = gr.File(
            label=s("eval.upload"),
            file_types=[".jsonl", ".csv", ".xlsx"],
            elem_id="yg-set",
            height=150,
        )
    return [own, split, groups, regions, repetitions, days, settings, more, file]


def _offered(home: Home) -> str:
    """The settings that may be varied here, each with values that it may have."""
    from evals import arms

    found = arms.offered(home.settings)
    return ", ".join(f"{k} ({', '.join(v)} …)" if v else k for k, v in found.items())


def _sets(home: Home, s: Strings) -> list[tuple[str, str]]:
    return [(s("eval.own"), OWN), *((name, name) for name in question_sets.names(home))]


def varied(who: Person) -> tuple[str, ...]:
    """The settings that a person may vary here; where questions are sent, an administrator."""
    from evals import arms

    return (*arms.VARIED, *(arms.ADDRESSES if who.may(Act.ACCOUNTS) else ()))


def _wanted(
    home: Home,
    own: str,
    split: str,
    numbers: tuple[float | None, float | None, float | None],
    said: tuple[str, str],
    more: list[str],
    file: str | None,
    allowed: Sequence[str],
) -> consistency.Wanted:
    """What the form says. Raises BadDay, BadInput."""
    from evals import arms

    groups, regions, repetitions = numbers
    days, settings = said
    said_arms = [a.strip() for a in (settings or "").split(";") if a.strip()]
    files: tuple[Path, ...] = ()
    if file:
        files = (Path(file),)
    elif own:
        files = (question_sets.file_of(home, own),)
    return consistency.Wanted(
        files=files,
        split=cast(Literal["train", "dev", "test"] | None, split or None),
        groups=int(groups or 0),
        regions=int(regions or 0),
        repetitions=int(repetitions or 1),
        days=tuple(parse_day(d.strip()) for d in (days or "").split(",") if d.strip()),
        settings={a: arms.parse(a, allowed) for a in said_arms},
        variations="variations" in more,
        changes="changes" in more,
        processes="processes" in more,
    )


def _comparing(home: Home, s: Strings) -> list[Any]:
    with gr.Accordion(s("eval.compare"), open=False, elem_id="yg-comparing"):
        with gr.Row(elem_classes=["yg-filters"]):
            before = gr.Dropdown(
                _names(home), label=s("eval.before"), elem_id="yg-before", value=None
            )
            after = gr.Dropdown(_names(home), label=s("eval.after"), elem_id="yg-after", value=None)
            press = gr.Button(s("eval.compare.run"), elem_id="yg-compare")
        verdict = parts.view(elem_id="yg-verdict")

    def judge(one: str | None, other: str | None, request: gr.Request) -> str:
        try:
            person(request).must(Act.EVALUATE)
            if not one or not other:
                return notice(s("eval.compare.two"))
            return _verdict(home, s, one, other)
        except Exception as e:
            return failed(s, e)

    press.click(judge, [before, after], verdict, show_progress="minimal", api_visibility="private")
    return [before, after]


def _names(home: Home) -> list[str]:
    return [*(k.name for k in evaluations.kept(home)), evaluations.BASELINE]


def _choices(home: Home) -> tuple[Any, Any]:
    names = _names(home)
    return gr.Dropdown(choices=names), gr.Dropdown(choices=names)


def _verdict(home: Home, s: Strings, before: str, after: str) -> str:
    from evals import gate, runs

    one, other = (runs.read(evaluations.find(home, name)) for name in (before, after))
    verdict = gate.judge(one, other, gate.load())
    return _render("verdict.html", s, verdict=verdict, compared=verdict.comparison)


def progress(s: Strings, watch: Watch) -> str:
    """How far the evaluation is, or what came of it."""
    state = watch.state
    if state.running:
        share = state.done / state.total if state.total else 0.0
        return render("evaluating.html", s, state=state, share=share)
    if state.error is not None:
        return error(s, state.error.ko, state.error.en)
    if state.run is not None:
        return _render("evaluation.html", s, result=state.run.result, name=state.name)
    return ""


def _reports(home: Home, s: Strings) -> str:
    running = watch_of(home).state
    under_way = [
        k
        for k in evaluations.kept(home, finished=False)
        if not (running.running and k.name == running.name)
    ]
    return render("reports.html", s, runs=evaluations.kept(home)[:SHOWN], unfinished=under_way)


def _render(template: str, s: Strings, **values: Any) -> str:
    """A template with the names of figures and of answers as the reports have them."""
    from evals.naming import korean, stated

    return render(template, s, korean=korean, stated=stated, **values)
