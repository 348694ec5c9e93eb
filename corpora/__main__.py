"""Loads and checks every data file of the project: ``python -m corpora``.

Prints one line for each fault, with its file; ends with 1 if there is any.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from functools import partial

from corpora import facts, questions
from corpora.facts.reserving import load_reservations
from corpora.facts.rules import load_guards, load_rules
from corpora.questions import cases, contrasts, english, index, samecase, varying
from kb.errors import YugwonError

LOADERS = (
    "corpora.instruments",
    "corpora.glossary",
    "corpora.english",
    "corpora.facts",
    "corpora.calendar",
    "corpora.offices",
    "corpora.starter",
)


def main() -> int:
    """Load all, and return the number of files or corpora at fault, 1 at most."""
    checks: list[tuple[str, Callable[[], object]]] = [
        (name, importlib.import_module(name).load) for name in LOADERS
    ]
    checks += [("corpora.facts forms", facts.check), ("corpora.facts.rules", load_rules)]
    checks.append(("corpora.facts.rules guards", load_guards))
    checks.append(("corpora.facts.reservations", load_reservations))
    checks += [
        (f"corpora.questions.samecase {split}", partial(samecase.load, split))
        for split in ("train", "dev", "test")
    ]
    checks += [
        (f"corpora.questions.index {split}", partial(index.load, split)) for split in index.splits()
    ]
    checks += [
        (f"corpora.questions.english {split}", partial(english.load, split))
        for split in english.SPLITS
    ]
    checks.append(("corpora.questions.index summaries", index.summaries))
    checks.append(("corpora.questions.cases", cases.check))
    checks.append(("corpora.questions.contrasts", contrasts.check))
    checks.append(("corpora.questions.variations", varying.load))
    checks += [
        (f"corpora.questions {file.name}", partial(questions.load, file))
        for file in sorted(questions.FOLDER.glob("*.jsonl"))
    ]
    faults = 0
    for name, load in checks:
        try:
            load()
        except YugwonError as e:
            faults += 1
            print(f"{name}: {e}", file=sys.stderr)
    print(f"{len(checks)} corpora loaded, {faults} at fault")
    return min(faults, 1)


if __name__ == "__main__":
    sys.exit(main())
