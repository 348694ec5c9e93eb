"""The page 기록: what an office sent up and was told, and past answers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import gradio as gr

from kb.curation import sending as desk
from kb.curation.people import Act, Person
from kb.errors import BadDay, BadInput, UnknownProvision
from kb.store import answers
from ui import subjects
from ui.days import parse_day, spanning, today
from ui.home import Home
from ui.web import asking, parts
from ui.web.render import error, notice, render
from ui.web.strings import Strings
from ui.web.who import person

LISTED = 100


def build(home: Home, s: Strings) -> None:
    """Lay out the page and wire its events."""
    parts.head(s, "records")
    parts.title(s, "records")
    with gr.Row(elem_classes=["yg-filters"]):
        region = gr.Dropdown(
            [(s("ask.anywhere"), ""), *asking.regions(home, s)],
            value=home.settings.region,
            label=s("ask.region"),
            elem_id="yg-records-region",
        )
    with gr.Tabs():
        with gr.Tab(s("records.own"), id="own"):
            own = parts.view(clicks=("seen",), elem_id="yg-own")
        with gr.Tab(s("records.past"), id="past"):
            with gr.Row(elem_classes=["yg-filters"]):
                typed = gr.Textbox(label=s("replies.search"), scale=2, elem_id="yg-past-search")
                about = gr.Textbox(
                    label=s("records.about"),
                    placeholder=s("records.about.placeholder"),
                    scale=2,
                    elem_id="yg-past-about",
                )
                subject = gr.Dropdown(
                    [(s("replies.all"), "")],
                    value="",
                    label=s("records.subject"),
                    allow_custom_value=True,
                    elem_id="yg-past-subject",
                )
                since = parts.day_field(
                    s("law.from"),
                    (today() - timedelta(days=365)).isoformat(),
                    elem_id="yg-past-since",
                )
                until = parts.day_field(s("law.to"), today().isoformat(), elem_id="yg-past-until")
                everywhere = gr.Checkbox(label=s("records.everywhere"), elem_id="yg-past-all")
            past = parts.view(elem_id="yg-past")

    def mine(where: str, request: gr.Request) -> str:
        return _own(home, s, person(request), where)

    def told(where: str, request: gr.Request, event: gr.EventData) -> str:
        who = person(request)
        if who.may(Act.SEND):
            limited = "" if who.may(Act.EVERY_REGION) else who.region
            desk.seen(home.desk, [int(parts.clicked(event)["seen"])], limited)
        return _own(home, s, who, where)

    def found(
        where: str,
        words: str,
        law: str,
        subject: str,
        a: str,
        b: str,
        every: bool,
        request: gr.Request,
    ) -> str:
        where = "" if every else where
        return _past(home, s, person(request), where, words, law, subject, a, b)

    def offered(where: str, every: bool, request: gr.Request) -> Any:
        seen = _seen(person(request), "" if every else where)
        choices = subjects.offered(home.store, seen, s.language)
        return gr.Dropdown(choices=[(s("replies.all"), ""), *choices])

    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    filters = [region, typed, about, subject, since, until, everywhere]
    gr.on(None, mine, region, own, **quiet)
    gr.on(None, found, filters, past, **quiet)
    gr.on(None, offered, [region, everywhere], subject, **quiet)
    region.change(mine, region, own, **quiet)
    own.click(told, region, own, **quiet)
    for where in (region, everywhere):
        where.change(offered, [region, everywhere], subject, **quiet)
    for field in (region, typed, about, subject, everywhere):
        field.change(found, filters, past, trigger_mode="always_last", **quiet)
    for day in (since, until):
        day.input(found, filters, past, **quiet)


def _own(home: Home, s: Strings, who: Person, region: str) -> str:
    if not who.may(Act.SEND):
        return error(s, "질문을 올리는 사람만 봅니다", "for those who send questions up")
    if not who.may(Act.EVERY_REGION):
        region = who.region
    told = {n.sending.id: n for n in reversed(home.desk.notices(region))}
    return render("own.html", s, own=home.desk.own(region), told=told)


def _past(
    home: Home,
    s: Strings,
    who: Person,
    region: str,
    words: str,
    law: str,
    subject: str,
    since: str,
    until: str,
) -> str:
    region = _seen(who, region)
    try:
        first, last = parse_day(since) if since else None, parse_day(until) if until else None
    except BadDay as e:
        return error(s, e.ko, e.en)
    try:
        citing = subjects.resting_on(home.store, law or "")
        about = subjects.named(subject or "")
    except UnknownProvision:
        return notice(s("records.unknown_law"))
    except BadInput as e:
        return error(s, e.ko, e.en)
    begin, end = spanning(first, last)
    found = answers.find(
        home.store,
        words=words or "",
        region=region,
        since=begin,
        until=end,
        citing=citing,
        about=about,
        top=LISTED,
    )
    return render("past.html", s, past=found)


def _seen(who: Person, region: str) -> str:
    """The region whose answers a person is shown: their own, unless all are theirs to see."""
    return region if who.may(Act.EVERY_REGION) else who.region or "\0"
