"""The part 안건 of the page 본부: what was sent up, drafted, published."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import gradio as gr

from kb.curation import Matter, State, drafting
from kb.curation import sending as desk
from kb.curation.people import Act, Person
from kb.curation.values import WAITING
from kb.law.identifiers import InterpretationId
from ui import curated, queue
from ui.days import today
from ui.failures import told
from ui.home import Home
from ui.web import parts
from ui.web.render import error, notice, render
from ui.web.strings import Strings
from ui.web.who import person
from ui.wording import word, words

log = logging.getLogger(__name__)

FIELDS = 8
"""Components of the editor that opening a matter fills."""


def build(home: Home, s: Strings) -> None:
    """Lay out the part and wire its events."""
    chosen = gr.State(0)
    states = [(s("queue.waiting"), "waiting"), (s("replies.all"), "")]
    states += [(word("matter", v, s.language), v) for v in words("matter")]
    with gr.Row(elem_classes=["yg-filters"]):
        state = gr.Dropdown(states, value="waiting", label=s("queue.state"), elem_id="yg-state")
        typed = gr.Textbox(label=s("replies.search"), elem_id="yg-queue-search", scale=2)
        by = gr.Textbox(
            label=s("queue.by"),
            placeholder=s("queue.by.placeholder"),
            elem_id="yg-by",
            max_length=80,
        )
    with gr.Row(elem_classes=["yg-columns"]):
        with gr.Column(scale=2, min_width=280):
            listing = parts.view(clicks=("matter",), elem_id="yg-matters")
        with gr.Column(scale=3, min_width=320):
            outcome = parts.view(elem_id="yg-queue-outcome")
            detail = parts.view(
                notice(s("queue.choose")), clicks=("part", "into"), elem_id="yg-matter"
            )
            with gr.Column(visible=False, elem_classes=["yg-editor"]) as editor:
                question = gr.Textbox(
                    label=s("queue.question"), lines=2, elem_id="yg-draft-question"
                )
                title = gr.Textbox(label=s("queue.title"), elem_id="yg-draft-title")
                answer = gr.Textbox(
                    label=s("queue.answer"),
                    placeholder=s("queue.answer.placeholder"),
                    lines=8,
                    elem_id="yg-draft",
                )
                check = parts.view(elem_id="yg-draft-check")
                beside = parts.view(elem_id="yg-draft-held")
                outcomes = [(s("queue.read"), "read")]
                outcomes += [(word("conclusion", v, s.language), v) for v in words("conclusion")]
                conclusion = gr.Dropdown(outcomes, value="read", label=s("queue.conclusion"))
                supersedes = gr.CheckboxGroup(
                    [], label=s("queue.supersedes"), visible=False, elem_id="yg-supersedes"
                )
                override = gr.Textbox(label=s("queue.override"), elem_id="yg-override")
                with gr.Row(elem_classes=["yg-actions"]):
                    save = gr.Button(s("queue.save"), elem_id="yg-save", scale=0)
                    publish = gr.Button(
                        s("queue.publish"), variant="primary", elem_id="yg-publish", scale=0
                    )
                with gr.Accordion(s("queue.end"), open=False):
                    because = gr.Textbox(label=s("queue.because"), elem_id="yg-because")
                    with gr.Row(elem_classes=["yg-actions"]):
                        withdraw = gr.Button(s("queue.withdraw"), elem_id="yg-withdraw", scale=0)
                        close = gr.Button(s("queue.close"), elem_id="yg-close", scale=0)

    fields = [question, title, answer, conclusion, check, beside, supersedes, override]
    everything: list[Any] = [outcome, listing, detail, chosen, editor, *fields]
    seen = [state, typed]

    def opened(id: int, news: str, a: str, b: str) -> tuple[Any, ...]:
        return news, _list(home, s, a, b, id), *_open(home, s, id)

    def click(a: str, b: str, request: gr.Request, event: gr.EventData) -> tuple[Any, ...]:
        person(request).must(Act.CURATE)
        return opened(int(parts.clicked(event)["matter"]), "", a, b)

    def arrange(
        id: int, name: str, a: str, b: str, request: gr.Request, event: gr.EventData
    ) -> tuple[Any, ...]:
        data = parts.clicked(event)

        def done(who: Person) -> str:
            who.must(Act.CURATE)
            by = drafting.named(who.name or name)
            if "part" in data:
                made = desk.move(home.desk, int(data["part"]), None, by=by)
                return s("queue.parted", id=made.id)
            desk.join(home.desk, id, int(data["into"]), by=by)
            return s("queue.joined", id=data["into"])

        news = _tried(s, request, done)
        to = int(data["into"]) if "into" in data and "yg-error" not in news else id
        return opened(to, news, a, b)

    def saved(
        id: int, q: str, t: str, text: str, what: str, old: list[str], why: str,
        name: str, a: str, b: str, request: gr.Request,
    ) -> tuple[Any, ...]:  # fmt: skip
        def done(who: Person) -> str:
            who.must(Act.CURATE)
            draft = drafting.save(
                home.desk, id, text, by=who.name or name, question=q, title=t,
                conclusion=what, override=why,
                supersedes=[InterpretationId.parse(x) for x in old],
            )  # fmt: skip
            return s("queue.saved", n=draft.number)

        news = _tried(s, request, done)
        if "yg-error" in news:  # what was typed stays
            return (news, *[gr.skip()] * (len(everything) - 1))
        return opened(id, news, a, b)

    def published(id: int, name: str, a: str, b: str, request: gr.Request) -> tuple[Any, ...]:
        day = today()

        def done(who: Person) -> str:
            who.must(Act.PUBLISH)
            made = curated.publish(home, id, by=who.name or name, day=day)
            curated.follow_later(home, id, made.interpretation, day)
            return s("queue.published", id=made.interpretation)

        return opened(id, _tried(s, request, done), a, b)

    def ended(id: int, why: str, name: str, a: str, b: str, request: gr.Request) -> tuple[Any, ...]:
        def done(who: Person) -> str:
            who.must(Act.PUBLISH)
            made = curated.withdraw(home, id, why, by=who.name or name)
            curated.follow_later(home, id, made.interpretation, today())
            return s("queue.withdrawn", id=made.interpretation)

        return opened(id, _tried(s, request, done), a, b)

    def closed(
        id: int, why: str, name: str, a: str, b: str, request: gr.Request
    ) -> tuple[Any, ...]:
        def done(who: Person) -> str:
            who.must(Act.CURATE)
            desk.close(home.desk, id, why, by=drafting.named(who.name or name))
            return s("queue.closed")

        return opened(id, _tried(s, request, done), a, b)

    def listed(id: int, a: str, b: str, request: gr.Request) -> str:
        return _listed(home, s, request, a, b, id)

    def checked(id: int, q: str, text: str, what: str, request: gr.Request) -> str:
        person(request).must(Act.CURATE)
        found = drafting.examine(
            home.desk, q, text, day=today(), conclusion=what, own=_own(home, id), held=False
        )
        return _checked(s, found, text)

    def weighed(
        id: int, q: str, text: str, what: str, old: list[str], request: gr.Request
    ) -> tuple[str, str, Any]:
        person(request).must(Act.CURATE)
        found = drafting.examine(
            home.desk, q, text, day=today(), conclusion=what, own=_own(home, id)
        )
        return _checked(s, found, text), _beside(s, found), _choices(s, found, old)

    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    gr.on(None, listed, [chosen, *seen], listing, **quiet)
    for filter in seen:
        filter.change(listed, [chosen, *seen], listing, **quiet)
    listing.click(click, seen, everything, **quiet)
    detail.click(arrange, [chosen, by, *seen], everything, **quiet)
    # Not ``input``, which a pasted text does not cause.
    answer.change(
        checked, [chosen, question, answer, conclusion], check, trigger_mode="always_last", **quiet
    )
    for event in (answer.blur, question.blur, conclusion.input):
        event(
            weighed,
            [chosen, question, answer, conclusion, supersedes],
            [check, beside, supersedes],
            trigger_mode="always_last",
            **quiet,
        )
    writer = quiet | {"concurrency_limit": 1, "concurrency_id": "desk"}
    given = [question, title, answer, conclusion, supersedes, override]
    save.click(saved, [chosen, *given, by, *seen], everything, **writer)
    publish.click(published, [chosen, by, *seen], everything, **writer)
    withdraw.click(ended, [chosen, because, by, *seen], everything, **writer)
    close.click(closed, [chosen, because, by, *seen], everything, **writer)


def _tried(s: Strings, request: gr.Request, done: Callable[[Person], str]) -> str:
    """News of what was done, or why it was not."""
    try:
        return notice(done(person(request)))
    except Exception as e:
        known = told(e, log, "처리하지 못했습니다", "it could not be done")
        return error(s, known.ko, known.en)


def _listed(
    home: Home, s: Strings, request: gr.Request, state: str, typed: str, chosen: int
) -> str:
    if not person(request).may(Act.CURATE):
        return error(s, "본부 담당자만 봅니다", "for headquarters only")
    return _list(home, s, state, typed, chosen)


def _list(home: Home, s: Strings, state: str, typed: str, chosen: int) -> str:
    states = WAITING if state == "waiting" else [State(state)] if state else tuple(State)
    wanted = (typed or "").split()
    found = [
        m
        for m in home.desk.matters(states)
        if all(any(w in q for q in (m.question, *(x.question for x in m.sendings))) for w in wanted)
    ]
    return render("matters.html", s, matters=found, chosen=chosen)


def _own(home: Home, id: int) -> list[InterpretationId]:
    return [p.interpretation for p in home.desk.matter(id).publications] if id else []


def _open(home: Home, s: Strings, id: int) -> tuple[Any, ...]:
    """Detail, chosen matter, editor and its fields."""
    if not id:
        return notice(s("queue.choose")), 0, gr.Column(visible=False), *[gr.skip()] * FIELDS
    matter = home.desk.matter(id)
    draft = matter.draft
    found = drafting.examined(home.desk, matter, today()) or drafting.examine(
        home.desk, matter.question, "", day=today(), own=_own(home, id)
    )
    text = draft.answer if draft else ""
    return (
        _detail(home, s, matter),
        id,
        gr.Column(visible=matter.state is not State.CLOSED),
        draft.question if draft else matter.question,
        draft.title if draft else "",
        text,
        (draft.conclusion.value if draft.conclusion else "none") if draft else "read",
        _checked(s, found, text),
        _beside(s, found),
        _choices(s, found, [str(i) for i in draft.supersedes] if draft else []),
        draft.override if draft else "",
    )


def _detail(home: Home, s: Strings, matter: Matter) -> str:
    differing = [d for p in matter.publications for d in home.desk.differing(p.interpretation)]
    return render("matter.html", s, m=matter, near=queue.near(home, matter), differing=differing)


def _checked(s: Strings, found: drafting.Examined, text: str) -> str:
    return render("drafted.html", s, e=found, written=bool(text.strip()))


def _beside(s: Strings, found: drafting.Examined) -> str:
    return render("beside.html", s, e=found) if found.held else ""


def _choices(s: Strings, found: drafting.Examined, chosen: list[str]) -> Any:
    """Held interpretations that the draft may supersede: those that say otherwise, and chosen."""
    offered = {str(h.id): h for h in found.held if h.relation != "near"}
    choices = [
        (f"{h.title} ({word('conclusion', h.conclusion, s.language)}, {h.day or '—'})", id)
        for id, h in offered.items()
    ]
    choices += [(id, id) for id in chosen if id not in offered]
    return gr.CheckboxGroup(choices=choices, value=chosen, visible=bool(choices))
