"""What an ingest did, for the command line, the page and evaluators."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Protocol

from ingest.parsed import KIND_TOLD, STATED, Guess
from kb.law.values import Intake
from kb.store.replacing import Left


class Progress(Protocol):
    """Told how far an ingest is; the bar itself is drawn elsewhere."""

    def __call__(self, label: str, done: int, total: int | None) -> None: ...


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that could not be taken in, and why."""

    label: str
    ko: str
    en: str


UNKNOWN = "unknown"
"""Format of a file that no reader is for."""


@dataclass(slots=True)
class Tally:
    """Files of one format: how many, how many read, how many refused, and the seconds for them."""

    files: int = 0
    read: int = 0
    refused: int = 0
    seconds: float = 0.0


@dataclass(slots=True)
class Report:
    """Counts and lines of one ingest."""

    added: int = 0
    """Documents that are new."""
    known: int = 0
    """Files recognised as unchanged, which were not read again."""
    held: int = 0
    """Documents that were read but are held already under the same id."""
    gone: Left = field(default_factory=Left)
    """Documents and versions that stepped back for a newer reading of the same thing."""
    refused: list[Refusal] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list)
    """One a document, in the contract's form; filled by a dry run."""
    columns: dict[str, list[str]] = field(default_factory=dict)
    """Of each table: how its columns were understood."""
    notes: list[tuple[str, str]] = field(default_factory=list)
    """Label and what was repaired or is in doubt."""
    counts: Counter[str] = field(default_factory=Counter)
    """Documents by kind, and articles, rulings, interpretations, citations."""
    seconds: dict[str, float] = field(default_factory=dict)
    """``parse`` (waited for) and ``store``."""
    formats: dict[str, Tally] = field(default_factory=dict)
    """By the name of the format; ``unknown`` holds what no reader is for."""

    def count(self, intake: Intake) -> None:
        """Add what an intake brings to the counts and notes."""
        self.counts[intake.document.kind] += 1
        self.counts["articles"] += len(intake.articles)
        self.counts["rulings"] += len(intake.rulings)
        self.counts["citations"] += len(intake.citations)
        self.counts["citations resolved"] += sum(c.target is not None for c in intake.citations)
        for i in intake.interpretations:
            self.counts[f"{i.kind} {i.conclusion.value if i.conclusion else 'none'}"] += 1
        if intake.document.kind not in ("reply", "digest"):
            doubts = (n for n in intake.document.notes if not n.startswith(STATED))
            self.notes += [(intake.document.label, n) for n in doubts if KIND_TOLD not in n]


def line(intake: Intake, guess: Guess | None = None) -> dict[str, Any]:
    """One line of a dry run for a document that would be taken in; ``guess`` is of its kind."""
    d = intake.document
    found: dict[str, Any] = {
        "document": d.label,
        "kind": d.kind,
        "title": d.title,
        "date": d.day.isoformat() if d.day else None,
        "conclusion": None,
        "provisions": [],
        "refused": None,
    }
    if guess is not None:
        found["confidence"], found["because"] = guess.confidence, guess.because
    if d.kind in ("reply", "digest") and intake.interpretations:
        i = intake.interpretations[0]
        found["conclusion"] = i.conclusion.value if i.conclusion else None
        found["provisions"] = [str(p) for p in i.provisions]
    elif intake.rulings:
        found["provisions"] = [str(p) for p in intake.rulings[0].provisions]
    elif intake.articles:
        found["articles"] = len(intake.articles)
        found["version"] = intake.articles[0].version.key
    if d.kind == "casebook" or len(intake.interpretations) > 1:
        found["cases"] = [
            {
                "kind": i.kind,
                "text": i.answer,
                "conclusion": i.conclusion.value if i.conclusion else None,
                "page": i.page,
                "provisions": [str(p) for p in i.provisions],
                "section": list(i.section),
            }
            for i in intake.interpretations
        ]
    if d.notes:
        found["notes"] = list(d.notes)
    return found


def refused_line(refusal: Refusal) -> dict[str, Any]:
    """One line of a dry run for a file that is refused."""
    return {
        "document": refusal.label,
        "kind": None,
        "title": None,
        "date": None,
        "conclusion": None,
        "provisions": [],
        "refused": f"{refusal.ko} / {refusal.en}",
    }
