"""The page 평가: run the consistency evaluation, watch it, read what was kept."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import gradio as gr

from kb.errors import YugwonError
from ui import evaluations
from ui.failures import as_error
from ui.home import Home
from ui.web import parts
from ui.web.render import error, render
from ui.web.strings import Strings

log = logging.getLogger(__name__)

DEFAULT_GROUPS = 10


def build(home: Home, s: Strings) -> None:
    """Lay out the page and wire its events."""
    parts.head(s, "evaluation")
    parts.title(s, "eval")
    with gr.Row(elem_classes=["yg-filters"]):
        own = gr.File(
            label=s("eval.upload"), file_types=[".jsonl"], elem_id="yg-set", height=120, scale=2
        )
        with gr.Column(scale=1):
            groups = gr.Number(
                DEFAULT_GROUPS, label=s("eval.groups"), precision=0, minimum=0, elem_id="yg-groups"
            )
            with gr.Row(elem_classes=["yg-actions"]):
                run = gr.Button(s("eval.run"), variant="primary", elem_id="yg-run")
                stop = gr.Button(s("eval.stop"), elem_id="yg-stop")
    result = parts.view(elem_id="yg-result")
    reports = parts.view(elem_id="yg-reports")

    def start(
        file: str | None,
        count: float | None,
        progress: gr.Progress = gr.Progress(),  # noqa: B008
    ) -> tuple[str, str]:
        def tell(done: int, total: int) -> None:
            progress((done, total), desc=s("eval.running", done=done, total=total))

        try:
            wanted = evaluations.Wanted((Path(file),) if file else (), groups=int(count or 0))
            finished, folder = evaluations.consistency(home, wanted, tell)
        except Exception as e:
            known = as_error(e)
            if known is None:
                log.exception("the evaluation failed")
                known = YugwonError("평가하지 못했습니다", "the evaluation failed")
            return error(s, known.ko, known.en), _reports(home, s)
        made = render(
            "evaluation.html",
            s,
            figures=finished.result.figures,
            numbers=finished.result.numbers,
            name=folder.name,
        )
        return made, _reports(home, s)

    running = run.click(
        start,
        [own, groups],
        [result, reports],
        concurrency_limit=1,
        concurrency_id="evaluation",
        api_visibility="private",
    )
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    stop.click(None, None, None, cancels=[running], **quiet)
    gr.on(None, lambda: _reports(home, s), None, reports, **quiet)


def _reports(home: Home, s: Strings) -> str:
    return render("reports.html", s, runs=evaluations.kept(home))
