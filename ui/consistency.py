"""Consistency runs over a home: planned, carried out, gone on with, asked again (일관성 평가)."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kb.errors import BadInput
from ui.days import today
from ui.evaluations import STOP, Progress, alone, find, new_folder

if TYPE_CHECKING:
    from corpora.questions import Group, Split
    from evals.runs import Planned, Run
    from ui.home import Home

HERE = 24
"""Asks that are not worth a process of their own."""
Stop = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an evaluation is to ask."""

    files: tuple[Path, ...] = ()
    """Question sets; none: those of the project."""
    split: Split | None = None
    """None: train and dev; ``test`` is asked for by name."""
    groups: int = 0
    """How many groups; 0: all."""
    regions: int = 0
    """From how many regions each question is asked again."""
    repetitions: int = 1
    processes: bool = False
    days: tuple[date, ...] = ()
    settings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    variations: bool = False
    changes: bool = False
    today: date | None = None
    """The day of groups that name none; None: the day it is."""


def plan(home: Home, wanted: Wanted) -> tuple[Planned, Path]:
    """What is to be asked, kept in a new folder of the home.

    Raises DataFault when a question set breaks its schema, BadInput when nothing is left to ask or
    other settings cannot be had, BadSettings for a value that one cannot have.
    """
    from corpora import offices
    from evals import arms, circumstances, runs
    from evals.plan import Options

    day = wanted.today or today()
    for changed in wanted.settings.values():
        arms.checked(home.settings, changed)
    chosen, name = question_set(wanted.files, wanted.split)
    chosen = chosen[: wanted.groups] if wanted.groups else chosen
    names = tuple(o.region for o in offices.load().on(day))[: wanted.regions]
    folder = new_folder(home, "consistency")
    planned = runs.Planned(
        folder.name,
        name,
        wanted.split or "",
        day,
        Options(
            names,
            wanted.repetitions,
            wanted.processes,
            wanted.days,
            wanted.settings or None,
            wanted.variations,
            wanted.changes,
        ),
        circumstances.of(home.store, home.settings, wanted.settings),
        tuple(chosen),
    )
    runs.begin(planned, folder)
    return planned, folder


def question_set(files: Sequence[Path], split: Split | None) -> tuple[list[Group], str]:
    """The groups of some files, JSONL, CSV or XLSX (none: the project's), and the set's name."""
    from corpora import questions
    from corpora.questions import tables

    if not files:
        return questions.load_all(questions.own(), split=split), "yugwon"
    found: list[Group] = []
    for file in files:
        groups, faults = tables.read(file)
        questions.refuse(file.name, faults)
        found += groups
    name = " + ".join(f.name for f in files)
    return questions.of_split(found, split, name), name


def carry_out(
    home: Home,
    planned: Planned,
    folder: Path,
    *,
    progress: Progress | None = None,
    stop: Stop | None = None,
    beside: bool = False,
) -> Run:
    """Ask all that is planned and not yet answered, and keep the run with its report.

    Args:
        stop: asked now and then whether to stop; so is the file :data:`STOP` of the folder.
        beside: this process serves people: what takes long is left to others.

    Raises Stopped, HomeUnusable when another process is at this run.
    """
    from evals import running

    halted = folder / STOP

    def ended() -> bool:
        return halted.exists() or (stop is not None and stop())

    with alone(folder):
        halted.unlink(missing_ok=True)
        began = time.perf_counter()
        lines = running.Lines.open(folder / "answers.part.jsonl")
        asks = planned.plan
        arms = planned.options.settings or {}
        explained = home.settings.llm != "off"
        if len(asks) <= HERE and not (planned.options.processes or arms or explained):
            running.here(home.answerer, asks, planned.today, lines, progress, ended)
            beside = False
        else:
            home.searcher.refresh()  # the index is built once, not by each process
            running.over_processes(
                home.settings,
                asks,
                planned.today,
                workers=home.settings.workers or _cores(),
                arms=arms,
                lines=lines,
                progress=progress,
                stop=ended,
            )
        run = (running.apart if beside else _call)(
            _finish, planned, folder, time.perf_counter() - began
        )
    (folder / "lock").unlink(missing_ok=True)
    return run


def _call(work: Callable[..., Run], *given: Any) -> Run:
    return work(*given)


def _finish(planned: Planned, folder: Path, seconds: float) -> Run:
    """Measure the answers of a run, and keep it with its report."""
    from evals import report, running, runs

    lines = running.Lines.open(folder / "answers.part.jsonl")
    run = planned.finished(lines.done, seconds)
    report.write_html(run, folder / "report.html")
    runs.keep(run, folder)
    return run


def begun(home: Home, name: str) -> tuple[Planned, Path]:
    """What was planned for a run that was stopped or killed, and its folder.

    Raises BadInput when there is none of that name, or what it asks is another by now.
    """
    from evals import circumstances, runs

    folder = find(home, name)
    planned = runs.begun(folder)
    now = circumstances.of(home.store, home.settings, planned.options.settings)
    if now != planned.circumstances:
        raise BadInput(
            "그 사이에 자료나 설정이나 프로그램이 바뀌어 이어서 할 수 없습니다. 새로 실행하십시오",
            "corpus, settings or program have changed since; start a new run",
        )
    return planned, folder


def again(home: Home, before: Run, progress: Progress | None = None) -> tuple[Run, Path]:
    """The questions of a kept run asked again, with its options and on its day.

    Raises BadInput, BadSettings when its other settings cannot be had here.
    """
    from evals import arms, circumstances, runs

    for changed in (before.options.settings or {}).values():
        arms.checked(home.settings, changed)
    folder = new_folder(home, "gate")
    planned = runs.Planned(
        folder.name,
        before.set_name,
        before.split,
        before.today,
        before.options,
        circumstances.of(home.store, home.settings, before.options.settings),
        tuple(r.group for r in before.result.groups),
    )
    runs.begin(planned, folder)
    return carry_out(home, planned, folder, progress=progress), folder


def _cores() -> int:
    import os

    return os.cpu_count() or 1
