"""Runs evaluations over a home and keeps their reports, for command line and page."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ui.days import KOREA, today
from ui.failures import as_error

if TYPE_CHECKING:
    from evals.consistency import Run
    from ui.home import Home

FOLDER = "evaluations"


@dataclass(frozen=True, slots=True)
class Kept:
    """A run that was kept: its folder's name, what it says of itself, whether it has a report."""

    name: str
    head: dict[str, Any]
    report: Path | None


def own_set() -> Path:
    """The question set that comes with the project."""
    from corpora import questions

    return Path(questions.__file__).with_name("consistency.jsonl")


def consistency(
    home: Home,
    file: Path | None = None,
    *,
    split: str | None = None,
    groups: int = 0,
    regions: int = 0,
    repetitions: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Run, Path]:
    """Run the consistency evaluation and keep it; returns the run and its folder.

    Args:
        groups: how many groups to ask; 0 for all.
        regions: from how many regions each question is asked again.
        repetitions: how often each question is asked.

    Raises DataFault when the question set breaks its schema.
    """
    from corpora import offices, questions
    from evals import consistency as evaluation
    from evals import report

    source = file or own_set()
    chosen = questions.load(source, splits=[split] if split else None)  # type: ignore[list-item]
    chosen = chosen[:groups] if groups else chosen
    names = [o.region for o in offices.load().on(today())][:regions]
    finished = evaluation.run(
        home.answerer,  # type: ignore[arg-type]
        chosen,
        today=today(),
        regions=names,
        repetitions=repetitions,
        set_name=source.name,
        corpus=f"{home.store.revision()}/{home.store.digest()}",
        settings={"embedder": home.settings.embedder, "deep_embedder": home.settings.deep_embedder},
        progress=progress,
    )
    folder = _folder(home, "consistency")
    evaluation.write(finished, folder)
    report.write_html(finished, folder / "report.html")
    return finished, folder


def _folder(home: Home, kind: str) -> Path:
    moment = datetime.now(KOREA).strftime("%Y%m%d-%H%M%S")
    folder = home.folder / FOLDER / f"{moment}-{kind}"
    try:
        folder.mkdir(parents=True)
    except OSError as e:
        raise as_error(e) or e from None
    return folder


def kept(home: Home) -> list[Kept]:
    """The runs that were kept, newest first."""
    found = []
    for folder in sorted((home.folder / FOLDER).glob("*-*"), reverse=True):
        try:
            head = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        report = folder / "report.html"
        found.append(Kept(folder.name, head, report if report.is_file() else None))
    return found


def report_of(home: Home, name: str) -> Path | None:
    """The report of a kept run by the name of its folder."""
    return next((k.report for k in kept(home) if k.name == name), None)
