"""``yugwon eval``: measures that headquarters itself can run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli import output
from ui.cli.asking import Json
from ui.cli.opening import opened

if TYPE_CHECKING:
    from evals.consistency import Run

evaluations = typer.Typer(help="평가. / Evaluations.", rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(evaluations, name="eval")


@evaluations.command("consistency")
def consistency(
    set_: Annotated[
        str | None,
        typer.Option("--set", metavar="FILE", help="질문 묶음 JSONL. / Question groups, JSONL."),
    ] = None,
    split: Annotated[
        str | None, typer.Option(metavar="SPLIT", help="train, dev, test; 없으면 전부. / or all.")
    ] = None,
    groups: Annotated[int, typer.Option(min=0, help="묶음 수, 0은 전부. / 0 for all.")] = 0,
    regions: Annotated[int, typer.Option(min=0, help="몇 지역에서 묻나. / From how many.")] = 0,
    repetitions: Annotated[int, typer.Option(min=1, help="몇 번씩 묻나. / How often.")] = 1,
    json: Json = False,
) -> None:
    """같은 사안을 다르게 물어 같은 답인지 잽니다. / Does the same case get the same answer?

    Keeps run.json, answers.jsonl and report.html under YUGWON_HOME/evaluations.

    Example: yugwon eval consistency --set my-questions.jsonl --groups 20
    """
    from kb.errors import BadInput
    from ui import evaluations as runs
    from ui.cli.taking_in import progress_bars

    if split not in (None, "train", "dev", "test"):
        raise BadInput(f"없는 구분입니다: {split}", f"no such split: {split} (train, dev, test)")
    with opened() as home, progress_bars(json) as progress:
        finished, folder = runs.consistency(
            home,
            Path(set_) if set_ else None,
            split=split,
            groups=groups,
            regions=regions,
            repetitions=repetitions,
            progress=lambda done, total: progress("평가 / groups", done, total),
        )
        if json:
            numbers = dict(finished.numbers)
            figures = {
                k: {"value": v.value, "low": v.low, "high": v.high}
                for k, v in finished.figures.items()
            }
            output.emit({"folder": str(folder), "figures": figures, "numbers": numbers})
        else:
            _print_run(finished, folder)


def _print_run(finished: Run, folder: Path) -> None:
    from rich.table import Table

    out = output.console()
    table = Table(box=None, header_style="bold")
    table.add_column("지표 / measure")
    table.add_column("값 / value", justify="right")
    for name, figure in finished.figures.items():
        table.add_row(name, str(figure))
    for name, number in finished.numbers.items():
        table.add_row(name, f"{number:g}")
    if not out.is_terminal:
        out.width = 100
    out.print(table)
    out.print(f"{folder / 'report.html'}", markup=False)
