"""A run as a folder: ``run.json`` (what, when, under what, figures), ``answers.jsonl``, reports.

A run under way has ``plan.json``, ``groups.jsonl`` and ``answers.part.jsonl``; with these it goes
on after a restart. A finished one has ``run.json`` and its answers in the order of the plan.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from corpora import questions
from corpora.questions import Group
from evals import consistency, headline, running
from evals.answered import Answered
from evals.circumstances import Circumstances
from evals.consistency import Result
from evals.plan import Ask, Options, expand
from kb.errors import BadInput, DataFault

VERSION = 1
"""Of the form of a kept run."""


@dataclass(frozen=True, slots=True)
class Run:
    """A finished evaluation: what was asked, under what, and what came of it."""

    name: str
    set_name: str
    split: str
    today: date
    """The day of groups that name none."""
    options: Options
    circumstances: Circumstances
    plan: tuple[Ask, ...]
    done: dict[str, Answered]
    result: Result
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Planned:
    """A run that is to be made, or was begun: with this it can go on."""

    name: str
    set_name: str
    split: str
    today: date
    options: Options
    circumstances: Circumstances
    groups: tuple[Group, ...]

    @property
    def plan(self) -> list[Ask]:
        return expand(self.groups, self.options)

    def finished(self, done: dict[str, Answered], seconds: float = 0.0) -> Run:
        """The run, all asks of its plan answered."""
        plan = self.plan
        return Run(
            self.name,
            self.set_name,
            self.split,
            self.today,
            self.options,
            self.circumstances,
            tuple(plan),
            {ask.key: done[ask.key] for ask in plan},
            consistency.measure(self.groups, plan, done),
            seconds,
        )


def begin(planned: Planned, folder: Path) -> Path:
    """Keep what is planned, and return the file for the answers as they come."""
    folder.mkdir(parents=True, exist_ok=True)
    questions.write(planned.groups, folder / "groups.jsonl")
    _dump({**_head(planned), "state": "begun"}, folder / "plan.json")
    return folder / "answers.part.jsonl"


def begun(folder: Path) -> Planned:
    """What was planned for a run under way. Raises BadInput where there is none."""
    values = _load(folder / "plan.json")
    return Planned(*_read_head(values), tuple(questions.load(folder / "groups.jsonl")))


def keep(run: Run, folder: Path, *, slim: bool = False) -> None:
    """Keep a finished run; ``slim`` leaves out what only a reader of the report needs."""
    folder.mkdir(parents=True, exist_ok=True)
    questions.write([r.group for r in run.result.groups], folder / "groups.jsonl")
    with (folder / "answers.jsonl").open("w", encoding="utf-8") as out:
        for ask in run.plan:
            answer = run.done[ask.key]
            out.write(running.line(ask, answer.slim() if slim else answer))
    if slim:
        (folder / "headline.md").write_text(headline.table(run.result), encoding="utf-8")
    else:
        (folder / "answers.csv").write_text(table(run), encoding="utf-8-sig")
    result = run.result
    _dump(
        {
            **_head(run),
            "seconds": round(run.seconds, 1),
            "figures": {k: asdict(v) for k, v in result.figures.items()},
            "numbers": dict(result.numbers),
            "rules": {k: asdict(v) for k, v in result.rules.items()},
            "parted": dict(result.parted),
            "parted_by": {k: dict(v) for k, v in result.parted_by.items()},
            "kinds": {k: asdict(v) for k, v in result.kinds.items()},
        },
        folder / "run.json",
    )
    for left in ("answers.part.jsonl", "plan.json", "stop"):
        (folder / left).unlink(missing_ok=True)


def read(folder: Path) -> Run:
    """A kept run, its figures computed again from its answers.

    Raises BadInput when the folder holds no finished run, DataFault when a file of it is broken.
    """
    values = _load(folder / "run.json")
    groups = tuple(questions.load(folder / "groups.jsonl"))
    plan: list[Ask] = []
    done: dict[str, Answered] = {}
    try:
        for line in (folder / "answers.jsonl").read_text(encoding="utf-8").splitlines():
            found = json.loads(line)
            ask = Ask.read(found["ask"])
            plan.append(ask)
            done[ask.key] = Answered.read(found["answer"])
        head = _read_head(values)
    except (OSError, ValueError, KeyError, TypeError) as e:
        raise DataFault(
            f"평가 기록을 읽을 수 없습니다: {folder}: {e}", f"cannot read the run {folder}: {e}"
        ) from None
    name, set_name, split, today, options, circumstances = head
    return Run(
        name,
        set_name,
        split,
        today,
        options,
        circumstances,
        tuple(plan),
        done,
        consistency.measure(groups, plan, done),
        values.get("seconds", 0.0),
    )


COLUMNS = (
    "group", "kind", "split", "expected", "phrasing", "variation", "changed", "check", "value",
    "region", "as_of", "question", "stated", "right", "conclusion", "reason", "basis",
    "probability", "lead", "provisions", "same_cases", "headline", "milliseconds",
)  # fmt: skip


def table(run: Run) -> str:
    """Every answer as a row of CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for r in run.result.groups:
        expected = r.group.expected.conclusion or f"none:{r.group.expected.reason or ''}"
        for ask, a in r.asked:
            row: Sequence[object] = (
                r.group.id, r.group.kind, r.group.split, expected, ask.phrasing + 1, ask.variation,
                ask.changed, ask.check, ask.value, ask.region, ask.as_of or run.today, ask.text,
                a.stated, int(r.right(a)), a.conclusion, a.reason, a.basis, a.probability, a.lead,
                "; ".join(a.provisions), "; ".join(a.same), a.headline, a.milliseconds,
            )  # fmt: skip
            writer.writerow([_plain(cell) for cell in row])
    return out.getvalue()


def _plain(cell: object) -> object:
    """A cell that no spreadsheet takes for a formula."""
    risky = isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r", "\n")
    return f"'{cell}" if risky else ("" if cell is None else cell)


def _head(run: Run | Planned) -> dict[str, Any]:
    return {
        "version": VERSION,
        "name": run.name,
        "set": run.set_name,
        "split": run.split,
        "today": run.today.isoformat(),
        "options": run.options.plain(),
        **run.circumstances.plain(),
    }


def _read_head(values: dict[str, Any]) -> tuple[str, str, str, date, Options, Circumstances]:
    return (
        values["name"],
        values["set"],
        values["split"],
        date.fromisoformat(values["today"]),
        Options.read(values["options"]),
        Circumstances.read(values),
    )


def _dump(values: dict[str, Any], file: Path) -> None:
    text = json.dumps(values, ensure_ascii=False, indent=1, default=str)
    waiting = file.with_suffix(".part")
    waiting.write_text(text + "\n", encoding="utf-8")
    waiting.replace(file)


def _load(file: Path) -> dict[str, Any]:
    try:
        values: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise BadInput(
            f"평가 결과가 아닙니다: {file.parent}", f"not a run of an evaluation: {file.parent}"
        ) from None
    if values.get("version") != VERSION:
        raise BadInput(
            f"다른 판의 평가 결과입니다: {file.parent}",
            f"a run of another version: {file.parent}",
        )
    return values
