"""The sources that are followed, on the page: when each was last, and bringing in what is new."""

from __future__ import annotations

from typing import Any

import gradio as gr

from kb.curation.people import Act
from kb.store import sources
from ui import logged
from ui.curated import show
from ui.days import today
from ui.home import Home
from ui.web import parts, uploading
from ui.web.render import render
from ui.web.strings import Strings
from ui.web.who import person

LISTED = 40


def build(home: Home, s: Strings) -> None:
    """Lay out the part and wire its events."""
    with gr.Accordion(s("sources.title"), open=False):
        listing = parts.view(elem_id="yg-sources")
        bring = gr.Button(s("sources.sync"), elem_id="yg-sync", size="sm", scale=0)
        outcome = parts.view(elem_id="yg-synced")

    def sync(
        request: gr.Request,
        progress: gr.Progress = gr.Progress(),  # noqa: B008
    ) -> tuple[str, str]:
        try:
            person(request).must(Act.TAKE_IN)
            said = _sync(home, s, progress, person(request).name)
        except Exception as e:
            said = uploading.failed(s, e)
        return said, _list(home, s)

    gr.on(
        None, lambda: _list(home, s), None, listing, show_progress="hidden",
        api_visibility="private",
    )  # fmt: skip
    writer: dict[str, Any] = {
        "concurrency_limit": 1,
        "concurrency_id": "writer",
        "api_visibility": "private",
    }
    bring.click(sync, None, [outcome, listing], **writer)


def _list(home: Home, s: Strings) -> str:
    return render("sources.html", s, sources=sources.listed(home.store))


def _sync(home: Home, s: Strings, progress: gr.Progress, by_name: str) -> str:
    from ingest import sync
    from ingest.following import Following

    def tell(label: str, done: int, total: int | None) -> None:
        progress((done, total), desc=label)

    with home.writing("serve"):
        by = Following(home.store, home.settings, today(), progress=tell)
        followed = sources.listed(home.store)
        done = sync.sync(followed, by)
        if done.changed:
            names = [x.id for x in followed]
            logged.note(home, "corpus.sync", "corpus", by_name, sources=names)
            show(home, tell)
    return render("synced.html", s, done=done, news=done.news, most=LISTED)
