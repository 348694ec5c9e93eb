"""What is gathered from the whole corpus once for a revision, and kept beside the home.

Whether a later ruling departs from an earlier one, which replies say the same, what governs a
section of a casebook: each takes a look at every ruling or interpretation held. The outcome is
kept in a file that is named by the corpus's revision and hash, so that a command does not look again.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from kb.law.identifiers import ProvisionId
from kb.store import worth
from kb.store.store import Store

FORMAT = 1
"""Of the files kept; a file of another format is not read."""


class Gathered:
    """Tables over one revision of a store; ``folder`` keeps them, None keeps none."""

    def __init__(self, store: Store, folder: Path | None = None) -> None:
        self._store = store
        self._folder = folder

    @cached_property
    def departures(self) -> dict[str, tuple[str, date, str]]:
        """Case numbers departed from: the later number, its day, its sentence."""
        rows = self._kept(
            "departures",
            lambda: [
                [number, by, day.isoformat(), sentence]
                for number, (by, day, sentence) in worth.departures(self._store).items()
            ],
        )
        return {number: (by, date.fromisoformat(day), said) for number, by, day, said in rows}

    @cached_property
    def repetitions(self) -> dict[str, list[tuple[date, str]]]:
        """Answers given more than once, squeezed: the days and ids of those who say so."""
        rows = self._kept(
            "repetitions",
            lambda: [
                [answer, [[day.isoformat(), id] for day, id in days]]
                for answer, days in worth.repetitions(self._store).items()
            ],
        )
        return {
            answer: [(date.fromisoformat(day), id) for day, id in days] for answer, days in rows
        }

    @cached_property
    def sections(self) -> dict[worth.Section, tuple[ProvisionId, ...]]:
        """What governs each section of a casebook."""
        rows = self._kept(
            "sections",
            lambda: [
                [document, list(path), [str(id) for id in ids]]
                for (document, path), ids in worth.governing(self._store).items()
            ],
        )
        return {
            (document, tuple(path)): tuple(ProvisionId.parse(id) for id in ids)
            for document, path, ids in rows
        }

    def _kept(self, name: str, make: Callable[[], list[Any]]) -> list[Any]:
        if self._folder is None:
            return make()
        corpus = f"{self._store.revision()}-{self._store.digest()}"
        path = self._folder / f"{name}-{FORMAT}-{corpus}.json"
        try:
            found: list[Any] = json.loads(path.read_text(encoding="utf-8"))
            return found
        except (OSError, ValueError):
            rows = make()
        self._write(path, name, rows)
        return rows

    def _write(self, path: Path, name: str, rows: list[Any]) -> None:
        """Put the file in place whole, and drop those of earlier revisions; a cache may fail."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(
                "w", encoding="utf-8", dir=path.parent, suffix=".new", delete=False
            ) as f:
                json.dump(rows, f, ensure_ascii=False)
            os.replace(f.name, path)
            for old in path.parent.glob(f"{name}-*.json"):
                if old != path:
                    old.unlink(missing_ok=True)
        except OSError:
            return
