"""``yugwon eval consistency``: does the same case, asked otherwise, get the same answer?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.cli import output
from ui.cli.asking import Json
from ui.cli.opening import opened

if TYPE_CHECKING:
    from corpora.questions import Split
    from evals.runs import Run
    from ui.consistency import Wanted

Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="FILE", help="질문 묶음 JSONL, CSV, XLSX (되풀이). / Question sets."
    ),
]
SPLITS = ("train", "dev", "test")


def add(evaluations: typer.Typer) -> None:
    """Add the command of this module."""
    evaluations.command("consistency")(consistency)


def consistency(
    set_: Set = None,
    split: Annotated[
        str | None,
        typer.Option(
            metavar="SPLIT", help="train, dev, test; 없으면 test만 빼고. / Without: all but test."
        ),
    ] = None,
    groups: Annotated[int, typer.Option(min=0, help="묶음 수, 0은 전부. / 0 for all.")] = 0,
    regions: Annotated[
        int, typer.Option(min=0, help="몇 지역에서 또 묻나. / From how many regions again.")
    ] = 0,
    repetitions: Annotated[int, typer.Option(min=1, help="몇 번씩 묻나. / How often.")] = 1,
    processes: Annotated[
        bool,
        typer.Option("--processes", help="다른 프로세스에서도 물음. / In another process too."),
    ] = False,
    day: Annotated[
        list[str] | None,
        typer.Option(metavar="DAY", help="이 날에도 물음 (되풀이). / On this day too (repeat)."),
    ] = None,
    vary: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY=VALUE,…",
            help="이 설정으로도 물음 (되풀이). / Under these settings too (repeat).",
        ),
    ] = None,
    variations: Annotated[
        bool,
        typer.Option(
            "--variations", help="답이 같아야 할 변형을 규칙으로 만들어 물음. / Vary by rule."
        ),
    ] = False,
    changes: Annotated[
        bool,
        typer.Option(
            "--changes", help="사실 하나를 규칙으로 바꾸어 물음. / Change one fact by rule."
        ),
    ] = False,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of", metavar="DAY", help="기준일 없는 묶음의 날. / Day of groups without one."
        ),
    ] = None,
    resume: Annotated[
        str | None,
        typer.Option(metavar="RUN", help="멈춘 평가를 이어서. / Go on with a stopped run."),
    ] = None,
    out: Annotated[
        str | None,
        typer.Option(metavar="FOLDER", help="줄인 결과를 여기에도 둠. / Keep a slim copy here."),
    ] = None,
    json: Json = False,
) -> None:
    """같은 사안을 다르게 물어 같은 답인지 잽니다. / Does the same case get the same answer?

    Keeps run.json, answers.jsonl, answers.csv and report.html under YUGWON_HOME/evaluations.
    Ctrl-C stops it; --resume goes on.

    Example: yugwon eval consistency --set my-questions.xlsx --variations --regions 17
    """
    from evals import runs
    from ui import evaluations as kept
    from ui.cli.taking_in import progress_bars
    from ui.consistency import begun, carry_out, plan

    wanted = _wanted(
        set_, split, groups, regions, repetitions, processes, day, vary, variations, changes, as_of
    )
    with opened() as home, progress_bars(json) as progress:

        def tell(done: int, total: int) -> None:
            progress("평가 / questions", done, total)

        planned, folder = begun(home, resume) if resume else plan(home, wanted)
        try:
            run = carry_out(home, planned, folder, progress=tell)
        except KeyboardInterrupt:
            kept.halt(folder)
            output.say(
                f"멈추었습니다. 이어서: yugwon eval consistency --resume {planned.name}",
                f"stopped; go on with: yugwon eval consistency --resume {planned.name}",
            )
            raise typer.Exit(130) from None
        if out is not None:
            runs.keep(run, Path(out), slim=True)
        if json:
            output.emit({"folder": str(folder), **_figures(run)})
        else:
            _print_run(run, folder)


def _wanted(
    set_: Sequence[str] | None,
    split: str | None,
    groups: int,
    regions: int,
    repetitions: int,
    processes: bool,
    day: Sequence[str] | None,
    vary: Sequence[str] | None,
    variations: bool,
    changes: bool,
    as_of: str | None,
) -> Wanted:
    from typing import cast

    from evals import arms
    from kb.errors import BadInput
    from ui.consistency import Wanted
    from ui.days import parse_day

    if split is not None and split not in SPLITS:
        raise BadInput(f"없는 구분입니다: {split}", f"no such split: {split} (train, dev, test)")
    return Wanted(
        files=tuple(Path(f) for f in set_ or ()),
        split=cast("Split | None", split),
        groups=groups,
        regions=regions,
        repetitions=repetitions,
        processes=processes,
        days=tuple(parse_day(d) for d in day or ()),
        settings={pairs: arms.parse(pairs) for pairs in vary or ()},
        variations=variations,
        changes=changes,
        today=parse_day(as_of) if as_of else None,
    )


def _figures(run: Run) -> dict[str, Any]:
    result = run.result
    return {
        "groups": len(result.groups),
        "asked": len(run.plan),
        "seconds": round(run.seconds, 1),
        "figures": {
            k: {"value": v.value, "low": v.low, "high": v.high, "n": v.n}
            for k, v in result.figures.items()
        },
        "numbers": dict(result.numbers),
        "rules": {k: {"value": v.value, "n": v.n} for k, v in result.rules.items()},
        "parted": dict(result.parted),
        "parted_by": {k: dict(v) for k, v in result.parted_by.items()},
        "kinds": {k: {"value": v.value, "n": v.n} for k, v in result.kinds.items()},
    }


def _print_run(run: Run, folder: Path) -> None:
    from rich.table import Table

    from evals.naming import korean

    out = output.console()
    table = Table(box=None, header_style="bold")
    table.add_column("지표 / measure")
    table.add_column("값 / value", justify="right")
    result = run.result
    for name, figure in result.figures.items():
        table.add_row(f"{korean(name)} / {name}", f"{figure} n={figure.n}")
    for name, number in result.numbers.items():
        table.add_row(f"{korean(name)} / {name}", f"{number:g}")
    for name, figure in result.rules.items():
        table.add_row(f"변형 / variation: {korean(name)} / {name}", f"{figure} n={figure.n}")
    for name, pairs in result.parted.items():
        table.add_row(f"갈린 곳 / parted: {korean(name)} / {name}", str(pairs))
    for by, counts in result.parted_by.items():
        for name, pairs in counts.items():
            row = f"갈린 곳 / parted: {korean(by)}, {korean(name)} / {by}, {name}"
            table.add_row(row, str(pairs))
    if not out.is_terminal:
        out.width = 140
    out.print(table)
    out.print(f"{len(run.plan)}번 물음 / asked, {run.seconds:.1f} s", markup=False)
    out.print(f"{folder / 'report.html'}", markup=False)
