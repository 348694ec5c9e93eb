"""What is gathered from the whole corpus: each ruling and interpretation is looked through once.

Whether a later ruling departs from an earlier one, which replies say the same, what governs a
section of a casebook: each takes a look at every ruling or interpretation held. What was seen in
each is kept in a file beside the home, by the document that brought it and the moment of its coming,
so that a new one costs a look at itself alone.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Table, func, select

from kb.law.identifiers import ProvisionId
from kb.store import schema, worth
from kb.store.store import PIECE, Store

FORMAT = 2
"""Of the files kept; grows when what is seen in a source changes."""
Seen = Mapping[str, Any]
"""What was seen in each source, by its id."""


class Gathered:
    """Tables over one revision of a store; ``folder`` keeps what was seen, None keeps nothing."""

    def __init__(self, store: Store, folder: Path | None = None) -> None:
        self._store = store
        self._folder = folder

    @cached_property
    def departures(self) -> dict[str, tuple[str, date, str]]:
        """Case numbers departed from: the later number, its day, its sentence."""
        t = schema.rulings
        seen = self._seen(t, self._rulings)
        query = select(t.c.id, t.c.number, t.c.day).where(t.c.day.is_not(None))
        with self._store.reading() as c:
            found = c.execute(query.order_by(t.c.day, t.c.id)).all()
        return worth.departures((r.number, r.day, seen.get(r.id, ())) for r in found)

    @cached_property
    def repetitions(self) -> dict[str, list[tuple[date, str]]]:
        """Answers given more than once (:func:`worth.saying`): days and ids of those who say so."""
        t = schema.interpretations
        latest = func.coalesce(t.c.day, t.c.day_until)
        query = select(t.c.id, latest.label("latest"))
        query = query.where(latest.is_not(None), t.c.standing == "published")
        with self._store.reading() as c:
            found = c.execute(query.order_by(t.c.id)).all()
        out: dict[str, list[tuple[date, str]]] = {}
        for r in found:
            if r.id in self._replies and (said := self._replies[r.id][0]):
                out.setdefault(said, []).append((r.latest, r.id))
        return {k: sorted(v) for k, v in out.items() if len(v) > 1}

    @cached_property
    def sections(self) -> dict[worth.Section, tuple[ProvisionId, ...]]:
        """What governs each section of a casebook."""
        return worth.governing(row[1:] for _, row in sorted(self._replies.items()))

    @cached_property
    def _replies(self) -> Seen:
        """Of each interpretation: what its answer says, its document, headings and articles."""
        return self._seen(schema.interpretations, self._interpretations)

    def _rulings(self, ids: list[str]) -> Iterator[tuple[str, list[Any]]]:
        t = schema.rulings
        for r in self._rows(t, ids, "id", "text"):
            yield r.id, [list(x) for x in worth.departed_in(r.text)]

    def _interpretations(self, ids: list[str]) -> Iterator[tuple[str, list[Any]]]:
        t = schema.interpretations
        for r in self._rows(t, ids, "id", "document", "answer", "section", "provisions"):
            cited = r.provisions[:2] if r.section else ()
            articles = [str(ProvisionId.parse(p).at(None).article) for p in cited]
            yield r.id, [worth.saying(r.answer), r.document, r.section, articles]

    def _rows(self, table: Table, ids: list[str], *names: str) -> Iterator[Any]:
        with self._store.reading() as c:
            for start in range(0, len(ids), PIECE):
                query = select(*(table.c[n] for n in names))
                piece = query.where(table.c.id.in_(ids[start : start + PIECE]))
                yield from c.execution_options(yield_per=100).execute(piece)

    def _seen(
        self, table: Table, look: Callable[[list[str]], Iterable[tuple[str, list[Any]]]]
    ) -> Seen:
        """What was seen in each source of a table; those that came since are looked at now."""
        d = schema.documents
        query = select(table.c.id, d.c.id.label("document"), d.c.brought_at)
        with self._store.reading() as c:
            rows = c.execute(query.join(d, d.c.id == table.c.document)).all()
        states = {r.id: f"{r.document} {r.brought_at}" for r in rows}
        kept = self._kept(table.name)
        seen = {id: kept[id][1] for id, s in states.items() if id in kept and kept[id][0] == s}
        fresh = [id for id in states if id not in seen]
        seen.update(look(fresh))
        if fresh or len(kept) != len(states):
            self._keep(table.name, {id: [states[id], v] for id, v in seen.items()})
        return seen

    def _file(self, name: str) -> Path | None:
        return self._folder / f"{name}-{FORMAT}.json" if self._folder else None

    def _kept(self, name: str) -> dict[str, list[Any]]:
        file = self._file(name)
        try:
            found = json.loads(file.read_text(encoding="utf-8")) if file else {}
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def _keep(self, name: str, seen: Mapping[str, list[Any]]) -> None:
        """Put the file in place whole, and drop those of earlier formats; a cache may fail."""
        file = self._file(name)
        if file is None:
            return
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(
                "w", encoding="utf-8", dir=file.parent, suffix=".new", delete=False
            ) as f:
                json.dump(seen, f, ensure_ascii=False)
            os.replace(f.name, file)
            for old in file.parent.glob("*.json"):
                if not old.name.endswith(f"-{FORMAT}.json"):
                    old.unlink(missing_ok=True)
        except OSError:
            return
