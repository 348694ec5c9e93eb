"""The page 해석: replies, cases, summaries and digests by law, kind, year, conclusion and words."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import Any

import gradio as gr

from kb.law.identifiers import InterpretationId
from kb.law.values import Interpretation
from ui.home import Home
from ui.web import parts
from ui.web.render import render
from ui.web.strings import Strings
from ui.wording import word, words

PAGE = 40
SUBJECTS = 60


@dataclass(frozen=True, slots=True)
class _Entry:
    """What the list needs of an interpretation."""

    id: str
    kind: str
    title: str
    works: frozenset[str]
    subject: str
    year: str
    day: str
    conclusion: str
    about: str
    words: str


class _Shelf:
    """Every interpretation of one corpus revision, newest first; read again when it changes."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._revision = -1
        self._entries: list[_Entry] = []

    def entries(self) -> list[_Entry]:
        revision = self._home.store.revision()
        if revision != self._revision:
            found = [_entry(i) for i in self._home.store.interpretations()]
            found.sort(key=lambda e: e.id)
            found.sort(key=lambda e: e.day, reverse=True)
            self._entries, self._revision = found, revision
        return self._entries


def _entry(i: Interpretation) -> _Entry:
    day = i.day or i.day_until
    return _Entry(
        str(i.id),
        i.kind,
        i.title or " ".join(i.text.split())[:90],
        frozenset(p.work.name for p in i.provisions),
        i.section[-1] if i.section else "",
        str(i.day.year) if i.day else "",
        str(day or ""),
        i.conclusion.value if i.conclusion else "none",
        i.document_label,
        _plain(f"{i.title} {i.text}"),
    )


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).lower().split())


def build(home: Home, s: Strings) -> None:
    """Lay out the page and wire its events."""
    shelf = _Shelf(home)
    everything = [(s("replies.all"), "")]
    parts.head(s, "replies")
    parts.title(s, "replies")
    with gr.Row(elem_classes=["yg-filters"]):
        typed = gr.Textbox(
            label=s("replies.search"),
            placeholder=s("replies.search.placeholder"),
            scale=3,
            elem_id="yg-reply-search",
        )
        law = gr.Dropdown(everything, value="", label=s("replies.law"), scale=2)
        subject = gr.Dropdown(everything, value="", label=s("replies.subject"), scale=2)
    with gr.Row(elem_classes=["yg-filters"]):
        kinds = [(word("kind", k, s.language), k) for k in ("reply", "case", "summary", "digest")]
        kind = gr.Dropdown([*everything, *kinds], value="", label=s("replies.kind"))
        year = gr.Dropdown(everything, value="", label=s("replies.year"))
        outcomes = [(word("conclusion", c, s.language), c) for c in words("conclusion")]
        conclusion = gr.Dropdown([*everything, *outcomes], value="", label=s("replies.conclusion"))
    shown = gr.State(PAGE)
    listing = parts.view(clicks=("reply", "more", "back"), elem_id="yg-replies")
    filters = [typed, law, subject, kind, year, conclusion]

    def start() -> tuple[Any, ...]:
        entries = shelf.entries()
        works = Counter(w for e in entries for w in e.works)
        subjects = Counter(e.subject for e in entries if e.subject).most_common(SUBJECTS)
        years = sorted({e.year for e in entries if e.year}, reverse=True)
        names = {w.id.name: w.name for w in home.store.works()}
        by_count = sorted(works, key=lambda w: (-works[w], w))
        return (
            gr.Dropdown(choices=[*everything, *((names.get(w, w), w) for w in by_count)]),
            gr.Dropdown(choices=[*everything, *((x, x) for x, _ in sorted(subjects))]),
            gr.Dropdown(choices=[*everything, *((y, y) for y in years)]),
            _list(shelf, s, PAGE),
        )

    def filtered(a: str, b: str, c: str, d: str, e: str, f: str) -> tuple[int, str]:
        return PAGE, _list(shelf, s, PAGE, a, b, c, d, e, f)

    def click(count: int, *rest: Any) -> tuple[int, str]:
        *given, event = rest
        data = parts.clicked(event)
        if "reply" in data:
            return count, _open(home, s, data["reply"])
        count = count + PAGE if "more" in data else count
        return count, _list(shelf, s, count, *given)

    def clicked(
        count: int, a: str, b: str, c: str, d: str, e: str, f: str, event: gr.EventData
    ) -> tuple[int, str]:
        return click(count, a, b, c, d, e, f, event)

    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    gr.on(None, start, None, [law, subject, year, listing], **quiet)
    for field in filters:
        field.change(filtered, filters, [shown, listing], **quiet)
    listing.click(clicked, [shown, *filters], [shown, listing], **quiet)


def _list(
    shelf: _Shelf,
    s: Strings,
    count: int,
    typed: str = "",
    law: str = "",
    subject: str = "",
    kind: str = "",
    year: str = "",
    conclusion: str = "",
) -> str:
    asked = [_plain(w) for w in (typed or "").split()]
    found = [
        e
        for e in shelf.entries()
        if (not law or law in e.works)
        and (not subject or e.subject == subject)
        and (not kind or e.kind == kind)
        and (not year or e.year == year)
        and (not conclusion or e.conclusion == conclusion)
        and all(w in e.words for w in asked)
    ]
    return render("replies.html", s, entries=found[:count], total=len(found))


def _open(home: Home, s: Strings, id: str) -> str:
    found = home.store.interpretation(InterpretationId.parse(id))
    if found is None:
        return render("note.html", s, text=s("error.missing"))
    return render("reply.html", s, i=found)
