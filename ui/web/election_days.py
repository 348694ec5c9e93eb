"""The page 달력: an election's periods on a day, what begins or ends soon, and all of it as a figure."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date
from typing import Any

import gradio as gr

from kb.errors import YugwonError
from kb.law.calendar import Calendar, Election
from ui.days import parse_day, today
from ui.failures import told
from ui.home import Home
from ui.web import parts
from ui.web.periods_plot import periods_figure
from ui.web.render import error, render
from ui.web.strings import Strings

AHEAD = 30
"""Days ahead for which beginnings and ends are listed."""

log = logging.getLogger(__name__)


def build(home: Home, s: Strings) -> None:
    """Lay out the page and wire its events."""
    parts.head(s, "calendar")
    parts.title(s, "calendar")
    with gr.Row(elem_classes=["yg-filters"]):
        election = gr.Dropdown([], label=s("calendar.election"), elem_id="yg-election", scale=3)
        day = parts.day_field(s("calendar.day"), today().isoformat(), elem_id="yg-calendar-day")
    listing = parts.view(elem_id="yg-periods", elem_classes=["yg-root"])
    figure = gr.Plot(show_label=False, elem_id="yg-periods-figure")

    def start(request: gr.Request) -> tuple[Any, ...]:
        held, at = _held(), request.query_params.get("day") or today().isoformat()
        chosen = request.query_params.get("election") or _nearest(held, at)
        choices = [(_label(e, s), e.id) for e in reversed(held.elections)]
        if chosen not in {id for _, id in choices}:
            chosen = _nearest(held, at)
        return gr.Dropdown(choices=choices, value=chosen), at, *_views(home, s, chosen, at)

    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    gr.on(None, start, None, [election, day, listing, figure], **quiet)
    for event in (election.select, day.input):
        event(lambda e, d: _views(home, s, e, d), [election, day], [listing, figure], **quiet)


def _held() -> Calendar:
    from corpora import calendar

    return calendar.load()


def _label(e: Election, s: Strings) -> str:
    return f"{e.name if s.language == 'ko' else e.name_en} ({e.day})"


def _nearest(held: Calendar, at: str) -> str | None:
    """The next election on or after a day, else the last one."""
    try:
        on = parse_day(at)
    except YugwonError:
        on = today()
    found = held.next_election(on) or held.last_election(on)
    return found.id if found else None


def _views(home: Home, s: Strings, chosen: str | None, at: str) -> tuple[str, Any]:
    return _safe(s, lambda: _of(s, chosen, parse_day(at)))


def _of(s: Strings, chosen: str | None, on: date) -> tuple[str, Any]:
    held = _held()
    election = held.election(chosen or "")
    if election is None:
        return error(s, "선거를 고르십시오", "choose an election"), None
    law_day = min(on, election.day)
    listed = render(
        "periods.html",
        s,
        election=election,
        day=on,
        before=election.days_before(on),
        now=held.periods_on(election, on),
        turns=held.next_changes(election, on, AHEAD),
        later=[p for p in held.periods(election, law_day) if p.start > on],
        ahead=AHEAD,
    )
    return listed, periods_figure(held.periods(election, law_day), election, on, s)


def _safe(s: Strings, make: Callable[[], tuple[str, Any]]) -> tuple[str, Any]:
    try:
        return make()
    except Exception as e:
        known = told(e, log, "달력을 보이지 못했습니다", "the calendar could not be shown")
        return error(s, known.ko, known.en), None
