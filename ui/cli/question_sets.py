"""``yugwon eval questions``: a question set, checked line by line and written in another form."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from ui.cli import output
from ui.cli.asking import Json


def add(evaluations: typer.Typer) -> None:
    """Add the command of this module."""
    evaluations.command("questions")(questions)


def questions(
    file: Annotated[str, typer.Argument(metavar="FILE", show_default=False)],
    to: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="JSONL이나 CSV로 씀. / Write as JSONL or CSV."),
    ] = None,
    json: Json = False,
) -> None:
    """질문 묶음(JSONL, CSV, XLSX)을 검사하고 바꿉니다. / Check and convert a question set.

    Prints every fault with its line; exit 1 if there is any.

    Example: yugwon eval questions my-questions.xlsx --to my-questions.jsonl
    """
    from collections import Counter

    from corpora import questions as sets
    from corpora.questions import tables
    from kb.errors import BadInput

    if to is not None and Path(to).suffix.lower() not in (".jsonl", ".csv"):
        raise BadInput(f"JSONL이나 CSV로 씁니다: {to}", f"written as JSONL or CSV: {to}")
    groups, faults = tables.read(Path(file))
    counts = Counter((g.split, g.kind) for g in groups)
    if json:
        output.emit(
            {
                "groups": len(groups),
                "phrasings": sum(len(g.phrasings) for g in groups),
                "splits": dict(Counter(g.split for g in groups)),
                "kinds": dict(Counter(g.kind for g in groups)),
                "faults": [asdict(f) for f in faults],
            }
        )
    else:
        out = output.console()
        for fault in faults:
            out.print(f"{fault.line}행: {fault.ko} / line {fault.line}: {fault.en}", markup=False)
        phrasings = sum(len(g.phrasings) for g in groups)
        out.print(f"묶음 {len(groups)}개, 표현 {phrasings}개 / groups, phrasings", markup=False)
        for (split, kind), n in sorted(counts.items()):
            out.print(f"  {split:6} {kind:18} {n}", markup=False)
    if faults:
        raise typer.Exit(1)
    if to is not None:
        write = tables.write_csv if Path(to).suffix.lower() == ".csv" else sets.write
        write(groups, Path(to))
