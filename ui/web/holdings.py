"""The tab 자료 of headquarters: what is held, narrowed and looked into; what is missing; corrections."""

from __future__ import annotations

from typing import Any

import gradio as gr

from kb.curation.people import Act
from kb.store import corrections, gaps, origins
from ui import corpus, correcting
from ui.corpus import Narrowed
from ui.curated import show
from ui.home import Home
from ui.web import following, parts, uploading
from ui.web.render import notice, render
from ui.web.strings import Strings
from ui.web.who import person
from ui.wording import word, words

PAGE = 60
PLACES = 60
SHOWN = 12_000
"""Letters of a document shown at once."""
FIELDS = ("day", "conclusion", "office", "number", "title")


def build(home: Home, s: Strings) -> None:
    """Lay out the tab and wire its events."""
    everything = [(s("replies.all"), "")]
    with gr.Row(elem_classes=["yg-filters"]):
        typed = gr.Textbox(label=s("hq.filter"), scale=2, elem_id="yg-document-filter")
        within = gr.Textbox(label=s("held.within"), scale=2, elem_id="yg-within")
        law = gr.Dropdown(everything, value="", label=s("replies.law"), scale=2)
    with gr.Row(elem_classes=["yg-filters"]):
        kinds = [(word("kind", k, s.language), k) for k in words("kind") if k != "provision"]
        kind = gr.Dropdown(
            [*everything, *kinds], value="", label=s("hq.kind"), elem_id="yg-held-kind"
        )
        year = gr.Dropdown(everything, value="", label=s("replies.year"))
        office = gr.Textbox(label=s("hq.correct.office"), elem_id="yg-held-office")
    filters = [typed, within, law, kind, year, office]
    count = gr.State(PAGE)
    opened = gr.State("")
    outcome = parts.view(elem_id="yg-held-outcome")
    listing = parts.view(clicks=("doc", "more", "back"), elem_id="yg-documents")
    with gr.Accordion(s("held.correct"), open=False, visible=False) as form:
        subject = gr.Textbox(label=s("held.subject"), interactive=False, elem_id="yg-subject")
        with gr.Row():
            field = gr.Dropdown(
                [(s(f"held.field.{f}"), f) for f in FIELDS],
                value="day",
                label=s("held.field"),
                elem_id="yg-field",
            )
            value = gr.Textbox(label=s("held.value"), elem_id="yg-value")
        with gr.Row():
            reason = gr.Textbox(label=s("held.because"), scale=3, elem_id="yg-because")
            name = gr.Textbox(label=s("hq.by"), elem_id="yg-corrector")
        correct = gr.Button(s("held.correct.do"), elem_id="yg-correct-held", scale=0)
    following.build(home, s)
    with gr.Accordion(s("held.gaps"), open=False):
        look = gr.Button(s("held.gaps.look"), elem_id="yg-gaps-look", size="sm", scale=0)
        missing = parts.view(elem_id="yg-gaps")

    def start() -> tuple[Any, ...]:
        found = corpus.documents(home.store, Narrowed())
        names = {w.id.name: w.name for w in home.store.works()}
        laws = sorted({n for d in found for n in d["laws"] if n in names})
        years = sorted({str(d["day"].year) for d in found if d["day"]}, reverse=True)
        return (
            gr.Dropdown(choices=[*everything, *((names[n], n) for n in laws)]),
            gr.Dropdown(choices=[*everything, *((y, y) for y in years)]),
            _list(s, home, PAGE),
        )

    def narrowed(*given: str) -> tuple[Any, ...]:
        return PAGE, "", "", gr.Accordion(visible=False), _list(s, home, PAGE, *given)

    def click(
        n: int, a: str, b: str, c: str, d: str, e: str, f: str, event: gr.EventData
    ) -> tuple[Any, ...]:
        data = parts.clicked(event)
        if "doc" in data:
            id, at, part = data["doc"], int(data.get("at", 0)), data.get("part", "")
            seen, about = _open(s, home, id, at, part)
            return n, id, about, gr.Accordion(visible=bool(about)), seen
        n = n + PAGE if "more" in data else n
        return n, "", "", gr.Accordion(visible=False), _list(s, home, n, a, b, c, d, e, f)

    def corrected(
        id: str, about: str, what: str, new: str, why: str, who: str, request: gr.Request
    ) -> tuple[Any, ...]:
        try:
            by = person(request)
            by.must(Act.TAKE_IN)
            with home.writing("serve"):
                made = correcting.correct(home, about, {what: new}, because=why, by=by.name or who)
                if made:
                    show(home)
        except Exception as e:
            return uploading.failed(s, e), gr.skip(), gr.skip(), gr.skip()
        said = s("held.corrected") if made else s("held.corrected.not")
        return notice(said), _open(s, home, id, 0, about)[0], "", ""

    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    writer = {"concurrency_limit": 1, "concurrency_id": "writer", "api_visibility": "private"}
    gr.on(None, start, None, [law, year, listing], **quiet)
    for box in filters:
        box.change(narrowed, filters, [count, opened, subject, form, listing], **quiet)
    listing.click(click, [count, *filters], [count, opened, subject, form, listing], **quiet)
    correct.click(
        corrected,
        [opened, subject, field, value, reason, name],
        [outcome, listing, value, reason],
        **writer,
    )
    look.click(lambda a: _gaps(s, home, a), law, missing, **quiet)


def _list(
    s: Strings,
    home: Home,
    count: int,
    typed: str = "",
    within: str = "",
    law: str = "",
    kind: str = "",
    year: str = "",
    office: str = "",
) -> str:
    by = Narrowed(kind or "", law or "", year or "", office or "", typed or "")
    if (within or "").strip():
        found = list(corpus.places(home.store, within, by, PLACES))
        return render("places.html", s, places=found, most=PLACES)
    documents = corpus.documents(home.store, by)
    return render("documents.html", s, documents=documents[:count], total=len(documents))


def _open(s: Strings, home: Home, id: str, at: int, part: str) -> tuple[str, str]:
    """A document beside its structure, and what a correction would be of."""
    document = home.store.document(id)
    listed = next((d for d in home.store.documents() if d["id"] == id), None)
    if document is None or listed is None:
        return render("note.html", s, text=s("error.missing")), ""
    structure = corpus.structure(home.store, id)
    chosen = next((p for p in structure if part and p.id == part), None)
    at = chosen.start if chosen else max(0, min(at, len(document.text)))
    first = max(0, at - 400)
    last = min(len(document.text), first + SHOWN)
    mark = (chosen.start, min(chosen.end, last)) if chosen else (at, at)
    subjects = [x for _, x in corrections.subjects(home.store, id)]
    about = chosen.id if chosen and chosen.id in subjects else ""
    if not about and document.kind != "statute" and listed["active"]:
        about = subjects[1] if len(subjects) == 2 else id
    shown = render(
        "document.html",
        s,
        d=document,
        listed=listed,
        structure=structure,
        chosen=part,
        first=first,
        last=last,
        before=document.text[first : mark[0]],
        marked=document.text[mark[0] : mark[1]],
        after=document.text[mark[1] : last],
        fetched=origins.of(home.store, document.original),
        history=[x for x in corrections.history(home.store) if x.subject in subjects],
        page=document.page_at(at),
    )
    return shown, about


def _gaps(s: Strings, home: Home, law: str) -> str:
    from kb.law.identifiers import WorkId

    work = WorkId(law) if law else None
    instruments, articles = gaps.wanted(home.store, work)
    return render(
        "gaps.html",
        s,
        instruments=instruments,
        articles=articles,
        versions=gaps.versions(home.store, work),
        days=gaps.days(home.store, work) if work else [],
        law=law,
        most=PAGE,
    )
