"""``yugwon eval gate`` and ``compare``: one run held against another, each change with its cause."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.cli import output
from ui.cli.asking import Json
from ui.cli.opening import opened

if TYPE_CHECKING:
    from evals.compare import Comparison

LISTED = 40
"""Changed answers printed one by one."""


def add(evaluations: typer.Typer) -> None:
    """Add the commands of this module."""
    evaluations.command("gate")(gate)
    evaluations.command("compare")(compare)


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
    from ui import consistency
    from ui import evaluations as kept
    from ui.cli.taking_in import progress_bars

    held = gates.load(Path(thresholds)) if thresholds else gates.load()
    with opened() as home, progress_bars(json) as progress:
        before = runs.read(kept.find(home, against))
        if run is not None:
            folder = kept.find(home, run)
            after = runs.read(folder)
        else:
            after, folder = consistency.again(
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
