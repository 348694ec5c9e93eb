"""The page 법령: an instrument on a day, an article's life, two days compared, who cites it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date
from itertools import groupby
from typing import Any

import gradio as gr

from kb.law.identifiers import InterpretationId, Pinpoint, ProvisionId, RulingId, WorkId
from kb.law.values import Article, Version
from ui.days import parse_day, today
from ui.failures import told
from ui.home import Home
from ui.web import parts
from ui.web.render import error, render
from ui.web.statute_text import lines
from ui.web.strings import Strings
from ui.web.timeline_plot import timeline
from ui.wording import word

log = logging.getLogger(__name__)

FIRST = "kr/law/공직선거법"
"""Shown first where it is held; else the first instrument."""
CITING = 40
"""Interpretations, and rulings, listed under an article."""
CUT = 3_000


def build(home: Home, s: Strings) -> None:
    """Lay out the page and wire its events."""
    parts.head(s, "law")
    parts.title(s, "law")
    place = gr.State("")
    with gr.Row(elem_classes=["yg-filters"]):
        work = gr.Dropdown([], label=s("law.instrument"), elem_id="yg-work", scale=3)
        day = parts.day_field(s("law.day"), today().isoformat(), elem_id="yg-law-day")
        filter_ = gr.Textbox(
            label=s("law.articles"), placeholder=s("law.filter"), elem_id="yg-filter", scale=2
        )
    with gr.Row(elem_classes=["yg-columns"]):
        with gr.Column(scale=1, min_width=250, elem_classes=["yg-side"]):
            listing = parts.view(clicks=("open",), elem_id="yg-articles")
        with gr.Column(scale=3, min_width=320, elem_classes=["yg-main"]), gr.Tabs():
            with gr.Tab(s("law.text"), id="text"):
                text = parts.view(elem_id="yg-law-text")
            with gr.Tab(s("law.history"), id="history"):
                figure = gr.Plot(show_label=False, elem_id="yg-timeline")
                moments = parts.view(elem_id="yg-moments")
            with gr.Tab(s("law.compare"), id="compare"):
                with gr.Row(elem_classes=["yg-filters"]):
                    since = parts.day_field(s("law.from"), "2020-01-01", elem_id="yg-from")
                    until = parts.day_field(s("law.to"), today().isoformat(), elem_id="yg-to")
                difference = parts.view(elem_id="yg-difference")
            with gr.Tab(s("law.cited"), id="cited"):
                citing = parts.view(elem_id="yg-citing")

    shown = [text, figure, moments, difference, citing]

    def start(request: gr.Request) -> tuple[Any, ...]:
        works = [(w.name, str(w.id)) for w in home.store.works()]
        works.sort(key=lambda w: (w[1] != FIRST, w[0]))
        asked = request.query_params.get("p", "")
        chosen = asked.partition("#")[0] if asked else (works[0][1] if works else None)
        if chosen not in {w for _, w in works}:
            chosen = works[0][1] if works else None
        at = request.query_params.get("day") or today().isoformat()
        pinpoint = asked.partition("#")[2] if asked.startswith(f"{chosen}#") else ""
        pinpoint = pinpoint or _first(home, chosen, at)
        return (
            gr.Dropdown(choices=works, value=chosen),
            at,
            pinpoint,
            _listing(home, s, chosen, at, "", pinpoint),
            *_views(home, s, chosen, pinpoint, at, "2020-01-01", at),
        )

    def open_(
        chosen: str, at: str, typed: str, a: str, b: str, event: gr.EventData
    ) -> tuple[Any, ...]:
        pinpoint = parts.clicked(event).get("open", "")
        listed = _listing(home, s, chosen, at, typed, pinpoint)
        return pinpoint, listed, *_views(home, s, chosen, pinpoint, at, a, b)

    def change(chosen: str, pinpoint: str, at: str, typed: str, a: str, b: str) -> tuple[Any, ...]:
        if not _holds(home, chosen, pinpoint):
            pinpoint = _first(home, chosen, at)
        listed = _listing(home, s, chosen, at, typed, pinpoint)
        return pinpoint, listed, *_views(home, s, chosen, pinpoint, at, a, b)

    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    gr.on(None, start, None, [work, day, place, listing, *shown], **quiet)
    listing.click(open_, [work, day, filter_, since, until], [place, listing, *shown], **quiet)
    everything = [work, place, day, filter_, since, until]
    work.select(change, everything, [place, listing, *shown], **quiet)
    day.input(change, everything, [place, listing, *shown], **quiet)
    filter_.change(
        lambda w, at, typed, p: _listing(home, s, w, at, typed, p),
        [work, day, filter_, place],
        listing,
        **quiet,
    )
    for field in (since, until):
        field.input(
            lambda w, p, a, b: _difference(home, s, w, p, a, b),
            [work, place, since, until],
            difference,
            **quiet,
        )


def _holds(home: Home, work: str | None, pinpoint: str) -> bool:
    if not work or not pinpoint:
        return False
    return bool(home.store.history(WorkId.parse(work), Pinpoint.parse(pinpoint)))


def _version(versions: list[Version], day: date) -> Version | None:
    """The whole text whose articles are listed for a day: the newest in force, else the next."""
    whole = [v for v in versions if not v.excerpt and not v.digest]
    now = [v for v in whole if v.effective <= day]
    return now[-1] if now else whole[0] if whole else None


def _articles(home: Home, work: str | None, at: str) -> list[Article]:
    if not work:
        return []
    versions = home.store.versions(WorkId.parse(work))
    whole = _version(versions, parse_day(at))
    if whole is not None:
        return home.store.articles(whole)
    found: dict[Pinpoint, Article] = {}
    for v in versions:
        found |= {a.pinpoint: a for a in home.store.articles(v)}
    return [found[p] for p in sorted(found)]


def _first(home: Home, work: str | None, at: str) -> str:
    return next((str(a.pinpoint) for a in _articles(home, work, at)), "")


def _listing(home: Home, s: Strings, work: str | None, at: str, typed: str, chosen: str) -> str:
    wanted = "".join(typed.split())
    items = [
        {
            "pinpoint": str(a.pinpoint),
            "label": a.pinpoint.label,
            "title": a.title,
            "gone": a.text.startswith("삭제"),
            "heading": a.headings[-1] if a.headings else "",
        }
        for a in _articles(home, work, at)
    ]
    kept = [
        i
        for i in items
        if (
            str(i["label"]).startswith(f"제{wanted}조")
            if wanted.isdigit()
            else wanted in "".join(f"{i['label']}{i['title']}".split())
        )
    ]
    groups = [(h, list(g)) for h, g in groupby(kept, key=lambda i: i["heading"])]
    return render("articles.html", s, groups=groups, chosen=chosen, empty=not items)


def _views(
    home: Home, s: Strings, work: str | None, pinpoint: str, at: str, a: str, b: str
) -> tuple[Any, ...]:
    """Text, figure, moments, difference and citing views of one article."""
    if not work or not pinpoint:
        nothing = render("note.html", s, text=s("law.empty" if not work else "law.none"))
        return nothing, None, "", "", ""
    id = ProvisionId(WorkId.parse(work), Pinpoint.parse(pinpoint))
    day = parse_day(at)

    def figure() -> Any:
        return timeline(home.lawbook.history(id), day, today(), s)

    def moments() -> str:
        return render("history.html", s, history=home.lawbook.history(id), lines=lines)

    def text() -> str:
        shown = home.lawbook.show(id, day)
        name = home.lawbook.work(id.work).name
        return render("article.html", s, shown=shown, name=name, lines=lines)

    return (
        _safe(s, text),
        _safe(s, figure, None),
        _safe(s, moments),
        _difference(home, s, work, pinpoint, a, b),
        _safe(s, lambda: _citing(home, s, id)),
    )


def _difference(home: Home, s: Strings, work: str | None, pinpoint: str, a: str, b: str) -> str:
    if not work or not pinpoint:
        return ""
    id = ProvisionId(WorkId.parse(work), Pinpoint.parse(pinpoint))
    made: str = _safe(
        s,
        lambda: render("difference.html", s, d=home.lawbook.diff(id, parse_day(a), parse_day(b))),
    )
    return made


def _citing(home: Home, s: Strings, id: ProvisionId) -> str:
    interpretations: list[str] = []
    rulings: list[str] = []
    for source in home.store.citing(id):
        (rulings if source.startswith("kr/ruling/") else interpretations).append(source)
    shown_i = []
    for source in interpretations[:CITING]:
        i = home.store.interpretation(InterpretationId.parse(source))
        if i is not None:
            about = [word("kind", i.kind, s.language), str(i.day or s("replies.undated"))]
            about += [s("card.page", n=i.page)] if i.page else []
            shown_i.append(
                {
                    "title": i.title or i.text[:80],
                    "conclusion": i.conclusion,
                    "about": " · ".join(about),
                    "text": i.text[:CUT],
                }
            )
    shown_r = []
    for source in rulings[:CITING]:
        r = home.store.ruling(RulingId.parse(source))
        if r is not None:
            shown_r.append(
                {
                    "title": f"{r.court} {r.number} {r.name}",
                    "conclusion": None,
                    "about": str(r.day or ""),
                    "text": (r.holdings or r.summary or r.text)[:CUT],
                }
            )
    groups = [
        (s("law.interpretations"), shown_i, max(0, len(interpretations) - CITING)),
        (s("law.rulings"), shown_r, max(0, len(rulings) - CITING)),
    ]
    return render("citing.html", s, groups=[g for g in groups if g[1]])


def _safe(s: Strings, make: Callable[[], Any], otherwise: Any = "") -> Any:
    """What ``make`` gives, or one line that says why it cannot be given."""
    try:
        return make()
    except Exception as e:
        known = told(e, log, "보일 수 없습니다", "cannot be shown")
        return error(s, known.ko, known.en) if otherwise == "" else otherwise
