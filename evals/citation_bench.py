"""Measures the citation finder against hand-made labels.

Run ``python -m evals.citation_bench``. The labels (``evals/gold``) hold no text, only the
sha256 of the file, offsets and targets; the texts are read from the development data beside
the project. Each file is read whole, so that definitions and antecedents before a window count.

``span``: found with exactly the marked start and end. ``target``: span and target both right
(where the mark has no target, the finder must have given none).
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from corpora import instruments
from evals.labelled import command
from kb.law.citations import find
from kb.law.values import Citation

_ROW_END = re.compile(r",https://www\.nec\.go\.kr/[^\n]*\n")
_FOLDERS = ("precedents", "constitution-election", "casebooks", "replies")


@dataclass(frozen=True, slots=True)
class Mark:
    """A citation marked by hand."""

    start: int
    end: int
    target: str | None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """An excerpt read by a person, with every citation in it."""

    sha256: str
    source: str
    start: int
    end: int
    split: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one source and split."""

    marked: int = 0
    found: int = 0
    spans: int = 0
    targets: int = 0
    wrong: int = 0
    """Found with a target that is not the marked one: a wrong source."""

    def __add__(self, other: Score) -> Score:
        return Score(
            self.marked + other.marked,
            self.found + other.found,
            self.spans + other.spans,
            self.targets + other.targets,
            self.wrong + other.wrong,
        )

    def line(self, name: str) -> str:
        """One row of the table."""
        precision = [n / self.found if self.found else 0.0 for n in (self.spans, self.targets)]
        recall = [n / self.marked if self.marked else 0.0 for n in (self.spans, self.targets)]
        return (
            f"{name:22} {self.marked:5} {self.found:5}   {precision[0]:.3f} {recall[0]:.3f}   "
            f"{precision[1]:.3f} {recall[1]:.3f}   {self.wrong:3}"
        )


def windows() -> list[Window]:
    """The excerpts marked by hand."""
    return [
        Window(
            row["sha256"],
            row["source"],
            row["start"],
            row["end"],
            row["split"],
            tuple(Mark(*mark) for mark in row["marks"]),
        )
        for row in rows("citations.jsonl")
    ]


def texts(shared: Path, wanted: set[str]) -> dict[str, str]:
    """The wanted files of the development data by sha256, in NFC with line feeds only."""
    found: dict[str, str] = {}
    for folder in _FOLDERS:
        for path in sorted((shared / folder).glob("*.*")):
            raw = path.read_bytes()
            digest = hashlib.sha256(raw).hexdigest()
            if digest in wanted:
                found[digest] = _normal(raw)
    return found


def measure(window: Window, found: Iterable[Citation]) -> Score:
    """Compare what was found inside a window with the marks."""
    inside = [c for c in found if window.start <= c.start and c.end <= window.end]
    # A citation cut by the edge of the excerpt was not marked.
    edge = max((m.end for m in window.marks), default=window.start)
    inside = [c for c in inside if not (c.start >= edge and c.end > window.end - 8)]
    marks = {(m.start, m.end): m for m in window.marks}
    spans = [c for c in inside if (c.start, c.end) in marks]
    targets = [
        c
        for c in spans
        if c.target == marks[c.start, c.end].target and c.until == marks[c.start, c.end].until
    ]
    wrong = [
        c
        for c in inside
        if c.target is not None
        and not any(
            m.start < c.end and c.start < m.end and m.target == c.target for m in window.marks
        )
    ]
    return Score(len(marks), len(inside), len(spans), len(targets), len(wrong))


def report(shared: Path, splits: Iterable[str] = ("dev", "test"), errors: bool = False) -> str:
    """The tables as text."""
    marked = windows()
    held = texts(shared, {w.sha256 for w in marked})
    names = instruments.load()
    found = {
        digest: [
            replace(c, start=c.start + start, end=c.end + start)
            for start, piece in _documents(text)
            for c in find(piece, names)
        ]
        for digest, text in held.items()
    }
    lines: list[str] = []
    for split in splits:
        lines.append(f"citations, {split:11} marked found   span P  R      target P  R    wrong")
        total = Score()
        for source in sorted({w.source for w in marked}):
            score = Score()
            for window in marked:
                if window.source == source and window.split == split:
                    score += measure(window, found[window.sha256])
                    if errors:
                        lines.extend(_errors(window, found[window.sha256], held[window.sha256]))
            total += score
            lines.append(score.line(source))
        lines.append(total.line("all"))
    return "\n".join(lines)


def _documents(text: str) -> Iterator[tuple[int, str]]:
    """The rows of a table of replies apart, as they are taken in; any other text whole."""
    start = 0
    for match in _ROW_END.finditer(text):
        yield start, text[start : match.end()]
        start = match.end()
    yield start, text[start:]


def _errors(window: Window, found: list[Citation], text: str) -> Iterator[str]:
    marks = {(m.start, m.end): m for m in window.marks}
    inside = {(c.start, c.end): c for c in found if window.start <= c.start and c.end <= window.end}
    for span in sorted(marks.keys() | inside.keys()):
        mark, citation = marks.get(span), inside.get(span)
        if (mark is None) != (citation is None) or (
            mark and citation and (mark.target, mark.until) != (citation.target, citation.until)
        ):
            yield (
                f"  ! {window.source} {text[slice(*span)]!r} marked={mark and mark.target} "
                f"found={citation and (citation.target, citation.until, citation.reason)}"
            )


def rows(name: str) -> list[dict[str, Any]]:
    """The lines of a file of labels."""
    content = files("evals").joinpath("gold", name).read_text("utf-8")
    return [json.loads(line) for line in content.splitlines() if line]


def _normal(raw: bytes) -> str:
    return unicodedata.normalize("NFC", raw.decode("utf-8-sig")).replace("\r\n", "\n")


def main(arguments: list[str] | None = None) -> int:
    """Print the figures; 1 if the development data are not there."""
    return command(__doc__, report, arguments)


if __name__ == "__main__":
    sys.exit(main())
