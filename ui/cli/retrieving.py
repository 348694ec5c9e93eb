"""``yugwon eval retrieval``: does the governing article come first?"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from ui.cli import output
from ui.cli.asking import AsOf, Json
from ui.cli.opening import opened


def add(evaluations: typer.Typer) -> None:
    """Add the command."""
    evaluations.command("retrieval")(retrieval)


def retrieval(
    set_: Annotated[
        str,
        typer.Option("--set", metavar="SET", help="replies, everyday, casebook. / What is asked."),
    ] = "replies",
    split: Annotated[
        str, typer.Option(metavar="SPLIT", help="train, dev, test, all. / Which questions.")
    ] = "test",
    baselines: Annotated[
        bool, typer.Option(help="비교 대상도 잼. / Measure the baselines too.")
    ] = False,
    e5: Annotated[
        bool,
        typer.Option("--e5", help="--baselines에 multilingual-e5-small도. / That embedder too."),
    ] = False,
    minilm: Annotated[
        bool,
        typer.Option(
            "--minilm", help="--baselines에 all-MiniLM-L6-v2도. / That embedder too, if installed."
        ),
    ] = False,
    qrels: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="정답을 TREC qrels로 씀. / Write the gold as qrels."),
    ] = None,
    run: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="순위를 TREC run으로 씀. / Write the rankings as a TREC run."
        ),
    ] = None,
    report: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="HTML 보고서. / Report with figures, plots, misses."),
    ] = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """지배 조문이 앞에 오는지 잽니다. / Is the governing article among the first? Leave-one-out.

    With --baselines the run of each further system stands beside FILE (run-kiwi-bm25.txt).

    Example: yugwon eval retrieval --split dev --baselines --report retrieval.html
    """
    from evals import retrieval as evaluation
    from ui.cli.taking_in import progress_bars
    from ui.days import parse_day, today

    files = _places({"qrels": qrels, "run": run, "report": report})
    day = parse_day(as_of) if as_of else today()
    with opened() as home, progress_bars(json) as progress:
        models = evaluation.embedders(home.settings, e5, minilm)
        measured = evaluation.run(
            home.store, home.searcher, split, day, baselines, models, set_, progress=progress
        )
        language = home.settings.language
    if json:
        output.emit(measured.as_rows())
    else:
        output.console().print(evaluation.table(measured), markup=False)
    for file in evaluation.keep(measured, **files, language=language):
        if not json:
            output.console().print(str(file), markup=False)


def _places(given: Mapping[str, str | None]) -> dict[str, Path]:
    """The files to write, looked at before anything is measured. Raises BadInput."""
    from kb.errors import BadInput

    files = {option: Path(name) for option, name in given.items() if name is not None}
    for option, file in files.items():
        if file.is_dir():
            raise BadInput(
                f"--{option}: 파일이 아니라 폴더입니다: {file}",
                f"--{option}: a folder, not a file: {file}",
            )
    if len({file.absolute() for file in files.values()}) < len(files):
        raise BadInput(
            "--qrels, --run, --report는 서로 다른 파일이어야 합니다",
            "--qrels, --run and --report need a file each",
        )
    for file in files.values():
        file.parent.mkdir(parents=True, exist_ok=True)
    return files
