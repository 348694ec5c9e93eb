"""Measures what is read from a reply (회답): its conclusion and the provisions that it cites.

Run ``python -m evals.reply_bench``. The labels (``evals/gold/replies.jsonl``) hold no text, only the
sha256 of the table, the row, the conclusion and the provisions that the answer or its 관련법 column
cites; the texts are read from the development data beside the project.

Each batch was labelled before it was seen what the reader makes of it, and the reader mended after
it. The conclusions so found right, before mending: 0.72, 0.76, 0.84, 0.86, 0.76, 0.82, 0.86, 0.90
(50 replies each, the last five mostly from the web site), 0.78 (the 60 of ``test``, with the other
batches mended), 0.64 (the last 11). What the command prints now is therefore no measure of unseen
replies. Provisions of ``test``, unmended: precision 1.000, recall 0.990. A logistic regression over
words and endings beside the rules brought nothing on ``test`` (0.78) and is not used.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from corpora import instruments
from evals.agreement import Figure, mean_figure
from evals.citation_bench import rows, texts
from evals.labelled import command
from kb.law import citations, conclusions
from kb.law.identifiers import WorkId

_DEFAULT = WorkId("공직선거법")
_UNSEEN = (
    "The reader was widened after these replies were seen, so the figures above are not those of "
    "unseen replies. Conclusions of the 60 of test, read once before that: 0.783 (47 of 60)."
)


@dataclass(frozen=True, slots=True)
class Label:
    """What a person read in a reply."""

    sha256: str
    row: int
    conclusion: str | None
    provisions: frozenset[str] | None
    """None where they were not labelled."""
    split: str


@dataclass(slots=True)
class Reading:
    """What the reader made of the labelled replies of one split."""

    right: list[float] = field(default_factory=list)
    by_table: dict[str, list[float]] = field(default_factory=dict)
    confused: Counter[tuple[str, str]] = field(default_factory=Counter)
    differing: list[str] = field(default_factory=list)
    replies: int = 0
    hits: int = 0
    found: int = 0
    labelled: int = 0

    @property
    def precision(self) -> float:
        """Share of the provisions found that are labelled."""
        return self.hits / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Share of the provisions labelled that are found."""
        return self.hits / self.labelled if self.labelled else 0.0


def labels() -> list[Label]:
    """Every label of the gold file."""
    return [
        Label(
            row["sha256"],
            row["row"],
            row["conclusion"],
            frozenset(row["provisions"]) if "provisions" in row else None,
            row["split"],
        )
        for row in rows("replies.jsonl")
    ]


def read(wanted: Iterable[Label], shared: Path) -> Reading:
    """Read the labelled replies again and compare."""
    chosen = list(wanted)
    names = instruments.load()
    tables = {
        digest: list(csv.DictReader(StringIO(text)))
        for digest, text in texts(shared, {label.sha256 for label in chosen}).items()
    }
    result = Reading()
    for label in chosen:
        reply = tables[label.sha256][label.row]
        answer, column = reply["답변내용"], reply.get("관련법") or ""
        place = f"{label.sha256[:6]}:{label.row}"
        got = conclusions.read(answer, reply["질의내용"]).conclusion
        agrees = (str(got) if got else None) == label.conclusion
        result.right.append(float(agrees))
        result.by_table.setdefault(label.sha256[:6], []).append(float(agrees))
        if not agrees:
            pair = (label.conclusion or "none", str(got) if got else "none")
            result.confused[pair] += 1
            result.differing.append(f"{place} {pair[0]} read as {pair[1]}")
        if label.provisions is None:
            continue
        found = {str(p) for p in citations.relied_on(answer, column, names, _DEFAULT)}
        result.replies += 1
        result.hits += len(found & label.provisions)
        result.found += len(found)
        result.labelled += len(label.provisions)
        if found != label.provisions:
            extra, missing = found - label.provisions, label.provisions - found
            result.differing.append(f"{place} extra {sorted(extra)} missing {sorted(missing)}")
    return result


def report(shared: Path, splits: Sequence[str] = ("dev", "test"), errors: bool = False) -> str:
    """The figures as text."""
    lines: list[str] = []
    for split in splits:
        reading = read((label for label in labels() if label.split == split), shared)
        lines.append(f"conclusions, {split}: {_figure(mean_figure(reading.right))}")
        lines.extend(
            f"    table {table}: {_figure(mean_figure(right))}"
            for table, right in sorted(reading.by_table.items())
        )
        lines.extend(
            f"    {want} read as {got}: {n}" for (want, got), n in sorted(reading.confused.items())
        )
        lines.append(
            f"provisions, {split}: precision {reading.precision:.3f}, recall {reading.recall:.3f} "
            f"({reading.labelled} labelled in {reading.replies} replies)"
        )
        if errors:
            lines.extend(f"  ! {line}" for line in reading.differing)
    lines.append(_UNSEEN)
    return "\n".join(lines)


def _figure(figure: Figure) -> str:
    return f"{figure} of {figure.n}"


def main(arguments: list[str] | None = None) -> int:
    """Print the figures; 1 if the development data are not there."""
    return command(__doc__, report, arguments)


if __name__ == "__main__":
    sys.exit(main())
