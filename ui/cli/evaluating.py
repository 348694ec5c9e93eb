"""``yugwon eval``: measures that headquarters itself can run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli import output
from ui.cli.asking import AsOf, Json
from ui.cli.opening import opened

if TYPE_CHECKING:
    from evals.consistency import Run

training = typer.Typer(help="학습. / Training.", rich_markup_mode=None)
evaluations = typer.Typer(help="평가. / Evaluations.", rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(evaluations, name="eval")
    app.add_typer(training, name="train")


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


@evaluations.command("retrieval")
def retrieval(
    split: Annotated[
        str, typer.Option(metavar="SPLIT", help="train, dev, test, all. / Which questions.")
    ] = "test",
    baselines: Annotated[
        bool, typer.Option(help="비교 대상도 잼. / Measure the baselines too.")
    ] = False,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """지배 조문이 앞에 오는지 잽니다. / Is the governing article among the first? Leave-one-out.

    Example: yugwon eval retrieval --split dev --baselines
    """
    from evals import retrieval as evaluation
    from kb.errors import BadInput
    from ui.days import parse_day, today

    if split not in ("train", "dev", "test", "all"):
        raise BadInput(
            f"없는 구분입니다: {split}", f"no such split: {split} (train, dev, test, all)"
        )
    with opened() as home:
        day = parse_day(as_of) if as_of else today()
        measured = evaluation.run(home.settings, split, day, baselines)
        if json:
            output.emit(
                [
                    {
                        "system": line.system,
                        **{k: v[0] for k, v in line.values.items()},
                        "p50": line.p50,
                        "p95": line.p95,
                    }
                    for line in measured
                ]
            )
        else:
            output.console().print(evaluation.table(measured), markup=False)


@training.command("embedder")
def embedder(
    out: Annotated[
        str | None, typer.Option(metavar="FOLDER", help="쓸 폴더. / Where to write it.")
    ] = None,
    data: Annotated[
        str | None, typer.Option(metavar="FOLDER", help="공개 문장쌍 폴더. / Open pairs, if any.")
    ] = None,
    epochs: Annotated[int, typer.Option(min=1, help="몇 번 돌리나. / How many rounds.")] = 6,
    json: Json = False,
) -> None:
    """빠른 임베더를 보유 자료로 학습합니다. / Train the fast embedder on what is held.

    Without --out it is written to YUGWON_HOME/embedder; name that folder in the setting
    ``embedder`` to use it.

    Example: yugwon train embedder --epochs 6
    """
    from kb.search import train
    from ui.cli.taking_in import progress_bars

    with opened() as home, progress_bars(json) as progress:
        folder = Path(out) if out else home.folder / "embedder"
        numbers = train.embedder(
            home.store,
            home.settings,
            folder,
            Path(data) if data else None,
            epochs,
            progress,
        )
        if json:
            output.emit({"folder": str(folder), **numbers})
        else:
            said = ", ".join(f"{k} {v:g}" for k, v in numbers.items())
            output.console().print(f"{folder}: {said}", markup=False)


@training.command("ranker")
def ranker(
    out: Annotated[
        str | None, typer.Option(metavar="FILE", help="쓸 파일. / Where to write it.")
    ] = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """순위 모형을 개발용 질문으로 학습합니다. / Train the ranker on the dev questions held.

    Without --out the bundled weights are replaced.

    Example: yugwon train ranker --out ranker.json
    """
    from kb.search import learn
    from kb.search import ranker as model
    from ui.cli.taking_in import progress_bars
    from ui.days import parse_day, today

    with opened() as home, progress_bars(json) as progress:
        day = parse_day(as_of) if as_of else today()
        file = Path(out) if out else model.FILE
        numbers = learn.train(home.store, home.searcher, day, file, progress=progress)
        if json:
            output.emit({"file": str(file), **numbers})
        else:
            said = ", ".join(f"{k} {v:g}" for k, v in numbers.items())
            output.console().print(f"{file}: {said}", markup=False)


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
