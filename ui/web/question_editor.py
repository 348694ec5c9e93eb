"""The editor of question sets on the page 평가: import, edit as a table, check, save, download."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr

from kb.curation.people import Act
from ui import question_sets
from ui.home import Home
from ui.web import parts
from ui.web.render import notice, render
from ui.web.strings import Strings
from ui.web.unmeasured import failed
from ui.web.who import person

BUILT_IN = "yugwon"
WIDTHS = [150, 70, 130, 420, 90, 100, 90, 110, 120, 420, 160, 160]
"""Of the columns, in pixels; the table scrolls sideways."""
HEADER = 1
"""Lines of a table above its first row."""
FAULTS = 50
"""Faults listed."""


def build(home: Home, s: Strings, chosen: gr.Dropdown) -> None:
    """Lay out the editor; ``chosen`` is the list of sets from which a run takes its own."""
    with gr.Row(elem_classes=["yg-filters"]):
        file = gr.File(
            label=s("eval.import"),
            file_types=[".jsonl", ".csv", ".xlsx"],
            elem_id="yg-import",
            height=150,
        )
        kept = gr.Dropdown(
            [BUILT_IN, *question_sets.names(home)],
            value=None,
            label=s("eval.kept"),
            elem_id="yg-kept",
        )
        name = gr.Textbox(label=s("eval.name"), elem_id="yg-set-name", max_lines=1)
    said = parts.view(notice(s("eval.sets.lead")), elem_id="yg-set-said")
    table = gr.Dataframe(
        headers=question_sets.header(),
        value=[[""] * len(question_sets.header())],
        type="array",
        interactive=True,
        wrap=True,
        show_row_numbers=True,
        show_label=False,
        max_height=560,
        column_widths=WIDTHS,
        elem_id="yg-set-table",
    )
    with gr.Row(elem_classes=["yg-actions"]):
        examine = gr.Button(s("eval.check"), elem_id="yg-set-check", scale=0)
        save = gr.Button(s("eval.save"), variant="primary", elem_id="yg-set-save", scale=0)
        download = gr.DownloadButton(
            s("eval.download"), elem_id="yg-set-download", scale=0, interactive=False
        )

    def bring(path: str | None) -> tuple[Any, ...]:
        if not path:
            return gr.skip(), gr.skip(), gr.skip()
        return _opened(s, Path(path), Path(path).stem)

    def reopen(which: str | None) -> tuple[Any, ...]:
        if not which:
            return gr.skip(), gr.skip(), gr.skip()
        if which == BUILT_IN:
            rows = question_sets.built_in()
            return _faults(s, [], len({r[0] for r in rows})), rows, ""
        try:
            return _opened(s, question_sets.file_of(home, which), which)
        except Exception as e:
            return failed(s, e), gr.skip(), gr.skip()

    def test(rows: list[list[Any]]) -> str:
        try:
            groups, faults = question_sets.check(rows)
        except Exception as e:
            return failed(s, e)
        return _faults(s, faults, len(groups), HEADER)

    def keep(called: str, rows: list[list[Any]], request: gr.Request) -> tuple[Any, ...]:
        try:
            person(request).must(Act.EVALUATE)
            groups, faults = question_sets.check(rows)
            if faults:
                said = _faults(s, faults, len(groups), HEADER)
                return said, gr.skip(), gr.skip(), gr.skip()
            written = question_sets.save(home, called, rows)
        except Exception as e:
            return failed(s, e), gr.skip(), gr.skip(), gr.skip()
        names = question_sets.names(home)
        own = [(s("eval.own"), ""), *((n, n) for n in names)]
        return (
            notice(s("eval.saved", name=written.stem, n=len(groups))),
            gr.Dropdown(choices=[BUILT_IN, *names]),
            gr.Dropdown(choices=own),
            gr.DownloadButton(value=str(written), interactive=True),
        )

    quiet: dict[str, Any] = {"show_progress": "minimal", "api_visibility": "private"}
    file.upload(bring, file, [said, table, name], **quiet)
    kept.input(reopen, kept, [said, table, name], **quiet)
    examine.click(test, table, said, **quiet)
    save.click(keep, [name, table], [said, kept, chosen, download], **quiet)


def _opened(s: Strings, file: Path, name: str) -> tuple[Any, ...]:
    try:
        rows, faults = question_sets.read(file)
    except Exception as e:
        return failed(s, e), gr.skip(), gr.skip()
    above = 0 if file.suffix.lower() == ".jsonl" else HEADER
    return _faults(s, faults, len({r[0] for r in rows}), above), rows, name


def _faults(s: Strings, faults: list[Any], groups: int, above: int = 0) -> str:
    """``above``: lines of the file above the first row of the table, whose rows count from one."""
    shown = faults[:FAULTS]
    return render("faults.html", s, faults=shown, n=len(faults), groups=groups, above=above)
