"""The page 본부: documents taken in after a preview, and what is held."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import gradio as gr

from kb.errors import YugwonError
from ui import checkup, corpus
from ui.failures import as_error
from ui.home import Home
from ui.web import parts
from ui.web.render import error, notice, render
from ui.web.strings import Strings

log = logging.getLogger(__name__)

KINDS = [".md", ".csv", ".pdf", ".txt", ".json", ".jsonl", ".zip", ".docx", ".hwp", ".hwpx", ".xml"]
LISTED = 200


def build(home: Home, s: Strings) -> None:
    """Lay out the page and wire its events."""
    parts.head(s, "headquarters")
    parts.title(s, "hq")
    with gr.Tabs():
        with gr.Tab(s("hq.upload"), id="upload"):
            files = gr.File(
                label=s("hq.files"),
                file_count="multiple",
                file_types=KINDS,
                elem_id="yg-files",
                height=150,
            )
            with gr.Row(elem_classes=["yg-actions"]):
                preview = gr.Button(s("hq.preview"), elem_id="yg-preview", scale=0)
                take = gr.Button(
                    s("hq.take"), variant="primary", elem_id="yg-take", scale=0, interactive=False
                )
            outcome = parts.view(notice(s("hq.warning")), elem_id="yg-outcome")
        with gr.Tab(s("hq.held"), id="held") as held_tab:
            held = parts.view(elem_id="yg-held")
            rebuild = gr.Button(s("hq.index.rebuild"), elem_id="yg-rebuild", size="sm")
        with gr.Tab(s("hq.documents"), id="documents") as documents_tab:
            typed = gr.Textbox(label=s("hq.filter"), elem_id="yg-document-filter")
            documents = parts.view(elem_id="yg-documents")

    def look(given: list[str] | None) -> tuple[Any, Any]:
        if not given:
            return notice(s("hq.preview.none")), gr.Button(interactive=False)
        made, usable = _preview(home, s, given)
        return made, gr.Button(interactive=usable)

    def bring(
        given: list[str] | None,
        progress: gr.Progress = gr.Progress(),  # noqa: B008
    ) -> tuple[Any, ...]:
        if not given:
            return notice(s("hq.preview.none")), gr.Button(interactive=False), None, _held(home, s)
        made = _take(home, s, given, progress)
        return made, gr.Button(interactive=False), None, _held(home, s)

    def again(progress: gr.Progress = gr.Progress()) -> str:  # noqa: B008
        try:
            with home.writing("reindex"):
                _reindex(home, s, progress)
            return notice(s("hq.rebuilt")) + _held(home, s)
        except Exception as e:
            return _said(s, e) + _held(home, s)

    writer: dict[str, Any] = {
        "concurrency_limit": 1,
        "concurrency_id": "writer",
        "api_visibility": "private",
    }
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    preview.click(look, files, [outcome, take], api_visibility="private", show_progress="minimal")
    files.clear(
        lambda: (notice(s("hq.preview.none")), gr.Button(interactive=False)),
        None,
        [outcome, take],
        **quiet,
    )
    take.click(bring, files, [outcome, take, files, held], **writer)
    rebuild.click(again, None, held, **writer)
    gr.on(None, lambda: (_held(home, s), _documents(home, s, "")), None, [held, documents], **quiet)
    held_tab.select(lambda: _held(home, s), None, held, **quiet)
    documents_tab.select(lambda t: _documents(home, s, t), typed, documents, **quiet)
    typed.change(lambda t: _documents(home, s, t), typed, documents, **quiet)


def _preview(home: Home, s: Strings, files: list[str]) -> tuple[str, bool]:
    """What the files would bring, and whether anything of it can be taken in."""
    from ingest.pipeline import ingest_bytes

    lines: list[dict[str, Any]] = []
    columns: dict[str, list[str]] = {}
    try:
        for file in files:
            path = Path(file)
            report = ingest_bytes(
                home.store, home.settings, path.name, path.read_bytes(), dry_run=True
            )
            lines += report.lines
            columns |= report.columns
    except Exception as e:
        return _said(s, e), False
    refused = sum(1 for line in lines if line["refused"])
    said = s("hq.previewed", n=len(lines) - refused, refused=refused)
    table = render(
        "preview.html", s, lines=lines[:LISTED], more=max(0, len(lines) - LISTED), columns=columns
    )
    return notice(said) + table, len(lines) > refused


def _take(home: Home, s: Strings, files: list[str], progress: gr.Progress) -> str:
    from ingest.pipeline import ingest_bytes

    added = known = 0
    refused = []
    try:
        with home.writing("serve"):
            for n, file in enumerate(files):
                path = Path(file)
                progress((n, len(files)), desc=path.name)
                data = path.read_bytes()
                report = ingest_bytes(
                    home.store, home.settings, path.name, data, by=s("nav.headquarters")
                )
                added += report.added
                known += report.known + report.held
                refused += report.refused
            if added:
                _reindex(home, s, progress)
    except Exception as e:
        return _said(s, e)
    made = notice(s("hq.taken", added=added, known=known, refused=len(refused)))
    return made + "".join(
        error(s, f"{r.label}: {r.ko}", f"{r.label}: {r.en}") for r in refused[:LISTED]
    )


def _reindex(home: Home, s: Strings, progress: gr.Progress) -> None:
    from kb.search import index

    def tell(stage: str, done: int, total: int | None) -> None:
        progress((done, total), desc=s("hq.index"))

    index.build(home.store, home.settings, progress=tell, whole=True)
    if "searcher" in home.__dict__:
        home.searcher.refresh()


def _said(s: Strings, failure: Exception) -> str:
    known = as_error(failure)
    if known is None:
        log.exception("taking in failed")
        known = YugwonError("처리하지 못했습니다", "it could not be done")
    return error(s, known.ko, known.en)


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


def _documents(home: Home, s: Strings, typed: str) -> str:
    wanted = typed.split()
    found = [
        d for d in home.store.documents() if all(w in d["label"] or w in d["title"] for w in wanted)
    ]
    return render("documents.html", s, documents=found[:LISTED], total=len(found))
