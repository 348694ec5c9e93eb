"""Documents taken in through the page: previewed, corrected where the guess is wrong, taken in."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from ingest.given import KINDS, Given
from ingest.report import Report
from ui import logged
from ui.failures import told
from ui.home import Home
from ui.web import parts
from ui.web.render import error, notice, render
from ui.web.strings import Strings
from ui.web.who import current
from ui.wording import word

log = logging.getLogger(__name__)

LISTED = 200


@dataclass(frozen=True, slots=True)
class Upload:
    """The components of the upload."""

    files: gr.File
    corrections: tuple[gr.Dropdown, gr.HTML, gr.Textbox, gr.Textbox, gr.Textbox]
    preview: gr.Button
    take: gr.Button
    outcome: gr.HTML


def build(s: Strings) -> Upload:
    """Lay out the upload."""
    files = gr.File(
        label=s("hq.files"),
        file_count="multiple",
        elem_id="yg-files",
        height=150,
    )
    with gr.Accordion(s("hq.correct"), open=False, elem_id="yg-correct"):
        gr.Markdown(s("hq.correct.how"))
        with gr.Row():
            kind = gr.Dropdown(
                [(s("hq.correct.guessed"), "")] + [(word("kind", k, s.language), k) for k in KINDS],
                value="",
                label=s("hq.kind"),
                elem_id="yg-given-kind",
            )
            day = parts.day_field(s("hq.date"), "", elem_id="yg-given-day")
        with gr.Row():
            office = gr.Textbox(label=s("hq.correct.office"), elem_id="yg-given-office")
            number = gr.Textbox(label=s("hq.correct.number"), elem_id="yg-given-number")
        columns = gr.Textbox(
            label=s("hq.correct.columns"),
            placeholder="answer=회신 결과, question=문의",
            elem_id="yg-given-columns",
        )
    with gr.Row(elem_classes=["yg-actions"]):
        preview = gr.Button(s("hq.preview"), elem_id="yg-preview", scale=0)
        take = gr.Button(
            s("hq.take"), variant="primary", elem_id="yg-take", scale=0, interactive=False
        )
    outcome = parts.view(notice(s("hq.warning")), elem_id="yg-outcome")
    return Upload(files, (kind, day, office, number, columns), preview, take, outcome)


def wire(
    home: Home,
    s: Strings,
    upload: Upload,
    reindex: Callable[[gr.Progress], None],
    writer: dict[str, Any],
) -> None:
    """Wire its events.

    Args:
        reindex: makes what was taken in findable.
        writer: settings of events that write.
    """

    def look(files: list[str] | None, *said: str | None) -> tuple[Any, Any]:
        if not files:
            return notice(s("hq.preview.none")), gr.Button(interactive=False)
        made, usable = _preview(home, s, files, said)
        return made, gr.Button(interactive=usable)

    def bring(
        files: list[str] | None,
        kind: str | None,
        day: str | None,
        office: str | None,
        number: str | None,
        columns: str | None,
        progress: gr.Progress = gr.Progress(),  # noqa: B008
    ) -> tuple[Any, ...]:
        if not files:
            return notice(s("hq.preview.none")), gr.Button(interactive=False), None
        said = (kind, day, office, number, columns)
        made = _take(home, s, files, said, reindex, progress)
        return made, gr.Button(interactive=False), None

    given = [upload.files, *upload.corrections]
    shown = [upload.outcome, upload.take]
    upload.preview.click(look, given, shown, api_visibility="private", show_progress="minimal")
    upload.files.clear(
        lambda: (notice(s("hq.preview.none")), gr.Button(interactive=False)),
        None,
        shown,
        show_progress="hidden",
        api_visibility="private",
    )
    for field in upload.corrections:
        # What was previewed is no longer what would be taken in.
        field.input(
            lambda: gr.Button(interactive=False),
            None,
            upload.take,
            show_progress="hidden",
            api_visibility="private",
        )
    upload.take.click(bring, given, [*shown, upload.files], **writer)


def _given(said: tuple[str | None, ...]) -> Given:
    """Raises BadInput for what cannot be used."""
    kind, day, office, number, columns = said
    pairs = [c.strip() for c in re.split(r"[,\n]", columns or "") if c.strip()]
    return Given.of(kind, day, office, number, pairs)


def _reported(home: Home, files: list[str], given: Given, **how: Any) -> Report:
    from ingest.pipeline import ingest_uploads

    brought = [(Path(f).name, Path(f).read_bytes) for f in files]
    return ingest_uploads(home.store, home.settings, brought, said=given, **how)


def _preview(
    home: Home, s: Strings, files: list[str], said: tuple[str | None, ...]
) -> tuple[str, bool]:
    """What the files would bring, and whether anything of it can be taken in."""
    try:
        report = _reported(home, files, _given(said), dry_run=True)
    except Exception as e:
        return failed(s, e), False
    lines = report.lines
    refused = sum(1 for line in lines if line["refused"])
    head = s("hq.previewed", n=len(lines) - refused, refused=refused)
    table = render(
        "preview.html",
        s,
        lines=lines[:LISTED],
        more=max(0, len(lines) - LISTED),
        columns=report.columns,
    )
    return notice(head) + table, len(lines) > refused


def _take(
    home: Home,
    s: Strings,
    files: list[str],
    said: tuple[str | None, ...],
    reindex: Callable[[gr.Progress], None],
    progress: gr.Progress,
) -> str:
    def tell(label: str, done: int, total: int | None) -> None:
        progress((done, total), desc=label)

    name = current().name
    try:
        given = _given(said)
        with home.writing("serve"):
            who = name or s("nav.headquarters")
            report = _reported(home, files, given, by=who, progress=tell)
            logged.note(
                home, "corpus.take_in", "corpus", name,
                files=len(files), added=report.added, refused=len(report.refused),
            )  # fmt: skip
            if report.added:
                reindex(progress)
    except Exception as e:
        return failed(s, e)
    known, refused = report.known + report.held, report.refused
    made = notice(s("hq.taken", added=report.added, known=known, refused=len(refused)))
    return made + "".join(
        error(s, f"{r.label}: {r.ko}", f"{r.label}: {r.en}") for r in refused[:LISTED]
    )


def failed(s: Strings, failure: Exception) -> str:
    """What is shown where something went wrong."""
    known = told(failure, log, "처리하지 못했습니다", "it could not be done")
    return error(s, known.ko, known.en)
