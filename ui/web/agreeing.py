"""The page 평가, tab 회답의 일치: compare held replies, read the pairs side by side, send them up."""

from __future__ import annotations

from typing import Any

import gradio as gr

from kb.curation.people import Act
from ui import agreement
from ui.agreeing import Agreeing
from ui.home import Home
from ui.web import parts
from ui.web.render import notice, render
from ui.web.strings import Strings
from ui.web.unmeasured import failed
from ui.web.who import person

SHOWN = 30
"""Pairs shown; the report has more."""
LOOK = 1.0
"""Seconds between two looks at a running comparison."""


def build(home: Home, s: Strings) -> None:
    """Lay out the tab and wire its events."""
    comparing = comparing_of(home)
    with gr.Row(elem_classes=["yg-actions"]):
        run = gr.Button(s("agree.run"), variant="primary", elem_id="yg-agree", scale=0)
        stop = gr.Button(s("eval.stop"), elem_id="yg-agree-stop", scale=0)
    said = parts.view(notice(s("agree.lead")), elem_id="yg-agree-said")
    pairs = parts.view(elem_id="yg-pairs", clicks=["send"])
    timer = gr.Timer(LOOK, active=False)

    def shown() -> tuple[Any, ...]:
        state = comparing.state
        return _said(s, comparing), _pairs(home, s), gr.Timer(active=state.running)

    def start(request: gr.Request) -> tuple[Any, ...]:
        try:
            person(request).must(Act.EVALUATE)
            comparing.start()
        except Exception as e:
            return failed(s, e), gr.skip(), gr.skip()
        return shown()

    def halt(request: gr.Request) -> None:
        if person(request).may(Act.EVALUATE):
            comparing.stop()

    def look() -> tuple[Any, ...]:
        if comparing.state.running:
            return _said(s, comparing), gr.skip(), gr.skip()
        return shown()

    def send(request: gr.Request, event: gr.EventData) -> str:
        try:
            who = person(request)
            who.must(Act.EVALUATE)
            pair = agreement.pair(home, parts.clicked(event).get("send", ""))
            matter = agreement.send_up(home, pair, who.region)
        except Exception as e:
            return failed(s, e)
        return notice(s("agree.sent", id=matter))

    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    outputs = [said, pairs, timer]
    run.click(start, None, outputs, **quiet)
    stop.click(halt, None, None, **quiet)
    timer.tick(look, None, outputs, **quiet)
    pairs.click(send, None, said, **quiet)
    gr.on(None, shown, None, outputs, **quiet)


def comparing_of(home: Home) -> Agreeing:
    """The comparison of a home: one, whatever the number of pages and languages."""
    made: Agreeing = home.__dict__.setdefault("agreeing", Agreeing(home))
    return made


def _said(s: Strings, comparing: Agreeing) -> str:
    state = comparing.state
    if state.running:
        share = state.done / state.total if state.total else 0.0
        return render("agreeing.html", s, state=state, share=share)
    if state.error is not None:
        return failed(s, state.error)
    return notice(s("agree.lead"))


def _pairs(home: Home, s: Strings) -> str:
    kept = agreement.compared(home)
    if not kept:
        return ""
    found = agreement.pairs(kept[0])
    return render("pairs.html", s, name=kept[0].name, pairs=found[:SHOWN], total=len(found))
