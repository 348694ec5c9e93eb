"""``yugwon eval consistency``, ``gate``, ``compare`` and ``questions``: is the promise kept?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.cli import output
from ui.cli.asking import Json
from ui.cli.opening import opened

if TYPE_CHECKING:
    from corpora.questions import Split
    from evals.compare import Comparison
    from evals.runs import Run
    from ui.evaluations import Wanted

LISTED = 40
"""Changed answers printed one by one."""
Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="FILE", help="질문 묶음 JSONL, CSV, XLSX (되풀이). / Question sets."
    ),
]
SPLITS = ("train", "dev", "test")


def add(evaluations: typer.Typer) -> None:
    """Add the commands of this module."""
    evaluations.command("consistency")(consistency)
    evaluations.command("gate")(gate)
    evaluations.command("compare")(compare)
    evaluations.command("questions")(questions)


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

    wanted = _wanted(
        set_, split, groups, regions, repetitions, processes, day, vary, variations, changes, as_of
    )
    with opened() as home, progress_bars(json) as progress:

        def tell(done: int, total: int) -> None:
            progress("평가 / questions", done, total)

        planned, folder = kept.begun(home, resume) if resume else kept.plan(home, wanted)
        try:
            run = kept.carry_out(home, planned, folder, progress=tell)
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


def gate(
    against: Annotated[
        str,
        typer.Option(
            metavar="RUN",
            help="견줄 실행: 이름, 폴더, starter(들어 있는 기준). / The run to hold against.",
        ),
    ],
    run: Annotated[
        str | None,
        typer.Option(
            metavar="RUN", help="판정할 실행; 없으면 새로 물음. / The run judged; else asked anew."
        ),
    ] = None,
    thresholds: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="기준 YAML. / Thresholds; default corpora/questions."),
    ] = None,
    json: Json = False,
) -> None:
    """기준 아래로 떨어졌으면 이유를 들어 1로 끝납니다. / Exit 1 with reasons when a figure fell.

    Asks the questions of the kept run again, with its options and on its day.

    Example: yugwon eval gate --against starter
    """
    from evals import gate as gates
    from evals import report, runs
    from ui import evaluations as kept
    from ui.cli.taking_in import progress_bars

    held = gates.load(Path(thresholds)) if thresholds else gates.load()
    with opened() as home, progress_bars(json) as progress:
        before = runs.read(kept.find(home, against))
        if run is not None:
            folder = kept.find(home, run)
            after = runs.read(folder)
        else:
            after, folder = kept.again(
                home, before, lambda done, total: progress("평가 / questions", done, total)
            )
        verdict = gates.judge(before, after, held)
        report.write_html(after, folder / "report.html", verdict.comparison)
    if json:
        output.emit(
            {
                "passed": verdict.passed,
                "reasons": [{"ko": h.ko, "en": h.en} for h in verdict.failed],
                "held": [_held(h) for h in verdict.held],
                "folder": str(folder),
                **_compared(verdict.comparison),
            }
        )
    else:
        print_verdict(verdict)
        output.console().print(f"{folder / 'report.html'}", markup=False)
    if not verdict.passed:
        raise typer.Exit(1)


def compare(
    before: Annotated[str, typer.Argument(metavar="BEFORE", show_default=False)],
    after: Annotated[str, typer.Argument(metavar="AFTER", show_default=False)],
    report_: Annotated[
        str | None,
        typer.Option("--report", metavar="FILE", help="HTML 보고서. / Report to write."),
    ] = None,
    json: Json = False,
) -> None:
    """두 실행을 나란히, 달라진 답마다 까닭과 함께. / Two runs, each changed answer with its cause.

    Example: yugwon eval compare starter 20261127-101500-consistency
    """
    from evals import compare as comparing
    from evals import report, runs
    from ui import evaluations as kept

    with opened() as home:
        one, other = (runs.read(kept.find(home, name)) for name in (before, after))
    compared = comparing.compare(one, other)
    if report_ is not None:
        report.write_html(other, Path(report_), compared)
    if json:
        output.emit(_compared(compared))
    else:
        _print_compared(compared)


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
    from ui.days import parse_day
    from ui.evaluations import Wanted

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


def _held(held: Any) -> dict[str, Any]:
    made = asdict(held)
    return {k: (None if v != v else v) for k, v in made.items() if k not in ("ko", "en")}


def _compared(compared: Comparison) -> dict[str, Any]:
    return {
        "differing": [list(d) for d in compared.differing],
        "unrecorded": list(compared.unrecorded),
        "paired": asdict(compared.paired),
        "changed": [
            {
                "group": c.ask.group,
                "question": c.ask.text,
                "variation": c.ask.variation,
                "before": c.before.stated,
                "after": c.after.stated,
                "was_right": c.was_right,
                "is_right": c.is_right,
                "causes": list(c.causes),
            }
            for c in compared.changed
        ],
        "only_before": list(compared.only_before),
        "only_after": list(compared.only_after),
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


def print_verdict(verdict: Any) -> None:
    """What the gate prints: each threshold, what differs, the changed answers, the outcome."""
    from rich.text import Text

    out = output.console()
    for held in verdict.held:
        if held.ko:
            mark, colour = ("✓", "green") if held.passed else ("✗", "red")
            out.print(Text.assemble((mark, colour), f" {held.ko} / {held.en}"))
    _print_compared(verdict.comparison)
    out.print(
        "통과 / passed"
        if verdict.passed
        else f"떨어짐: {len(verdict.failed)}가지 / failed: {len(verdict.failed)} thresholds"
    )


def _print_compared(compared: Comparison) -> None:
    from evals.naming import korean

    out = output.console()
    for cause, was, is_ in compared.differing:
        out.print(f"  {korean(cause)} / {cause}: {was} → {is_}", markup=False)
    if compared.unrecorded:
        some = ", ".join(compared.unrecorded)
        out.print(f"  한쪽만 적은 설정 / recorded by one run alone: {some}", markup=False)
    paired = compared.paired
    out.print(
        f"  묶음 / groups {paired.groups}, 좋아짐 / won {len(paired.won)}, 틀어짐 / lost "
        f"{len(paired.lost)}; McNemar p={paired.mcnemar:.4f}; 옳은 답 / right answers "
        f"{paired.difference:+.3f}, permutation p={paired.permutation:.4f}",
        markup=False,
    )
    for c in compared.changed[:LISTED]:
        causes = ", ".join(f"{korean(k)} / {k}" for k in c.causes)
        rule = f" [{c.ask.variation}]" if c.ask.variation else ""
        mark = {True: "✓", False: "✗", None: "·"}[c.is_right]
        out.print(
            f"  {mark} {c.ask.group}{rule}: {c.before.stated} → {c.after.stated} ({causes}): "
            f"{c.ask.text}",
            markup=False,
        )
    if len(compared.changed) > LISTED:
        out.print(f"  … {len(compared.changed) - LISTED}건 더 / more", markup=False)
