"""The page 본부: documents taken in after a preview, and what is held."""

from __future__ import annotations

import logging
from typing import Any

import gradio as gr

from ui import checkup, corpus
from ui.curated import show
from ui.home import Home
from ui.web import holdings, parts, queue, uploading
from ui.web.render import notice, render
from ui.web.strings import Strings

log = logging.getLogger(__name__)


def build(home: Home, s: Strings) -> None:
    """Lay out the page and wire its events."""
    parts.head(s, "headquarters")
    parts.title(s, "hq")
    with gr.Tabs():
        with gr.Tab(s("queue.tab"), id="queue"):
            queue.build(home, s)
        with gr.Tab(s("hq.upload"), id="upload"):
            upload = uploading.build(s)
        with gr.Tab(s("hq.held"), id="held") as held_tab:
            held = parts.view(elem_id="yg-held")
            rebuild = gr.Button(s("hq.index.rebuild"), elem_id="yg-rebuild", size="sm")
        with gr.Tab(s("hq.documents"), id="documents"):
            holdings.build(home, s)

    def again(progress: gr.Progress = gr.Progress()) -> str:  # noqa: B008
        try:
            with home.writing("reindex"):
                _reindex(home, s, progress, whole=True)
            return notice(s("hq.rebuilt")) + _held(home, s)
        except Exception as e:
            return uploading.failed(s, e) + _held(home, s)

    writer: dict[str, Any] = {
        "concurrency_limit": 1,
        "concurrency_id": "writer",
        "api_visibility": "private",
    }
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    uploading.wire(home, s, upload, lambda progress: _reindex(home, s, progress), writer)
    upload.outcome.change(lambda: _held(home, s), None, held, **quiet)
    rebuild.click(again, None, held, **writer)
    gr.on(None, lambda: _held(home, s), None, held, **quiet)
    held_tab.select(lambda: _held(home, s), None, held, **quiet)


def _reindex(home: Home, s: Strings, progress: gr.Progress, *, whole: bool = False) -> None:
    """Bring the index up to date; what is taken in only adds to it, ``whole`` makes it anew."""

    def tell(stage: str, done: int, total: int | None) -> None:
        progress((done, total), desc=s("hq.index"))

    show(home, tell, whole)


def _held(home: Home, s: Strings) -> str:
    state = checkup.index_state(home)
    return render(
        "held.html",
        s,
        kinds=corpus.held(home.store),
        revision=home.store.revision(),
        digest=home.store.digest(),
        index_ok=state.state == "ok",
        vectors=[c.ko if s.language == "ko" else c.en for c in checkup.vectors_state(home)],
    )
