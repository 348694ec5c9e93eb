"""Registered sources (출처): where what is held comes from, and how far it was followed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from kb.errors import BadInput
from kb.store import schema
from kb.store.store import Store


@dataclass(frozen=True, slots=True)
class Source:
    """One source: a folder, a git repository, a URL, or queries to the Open API of law.go.kr."""

    id: str
    kind: str
    """``folder``, ``git``, ``url`` or ``lawgokr``"""
    place: str
    """Path or address; for law.go.kr its name."""
    options: dict[str, Any] = field(default_factory=dict)
    """``only``: an instrument; ``take``, ``since``, ``body``: what is asked of law.go.kr."""
    added_by: str = ""
    added_at: datetime | None = None
    state: dict[str, Any] = field(default_factory=dict)
    """How far it was followed: ``heads`` of a repository."""
    synced_at: datetime | None = None
    outcome: str = ""
    """What the last sync said when it failed; empty when it went well."""

    def as_json(self) -> dict[str, Any]:
        """The object that ``--json`` prints."""
        return {
            "id": self.id,
            "kind": self.kind,
            "place": self.place,
            "options": self.options,
            "added_at": _said(self.added_at),
            "synced_at": _said(self.synced_at),
            "outcome": self.outcome,
        }


def _said(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") + "Z" if at else None


def listed(store: Store) -> list[Source]:
    """All sources, oldest first."""
    t = schema.sources
    with store.reading() as c:
        found = c.execute(select(t).order_by(t.c.added_at, t.c.id)).mappings()
        return [Source(**r) for r in found]


def find(store: Store, name: str) -> Source:
    """A source by its id or place. Raises BadInput when there is none."""
    known = listed(store)
    for source in known:
        if name in (source.id, source.place):
            return source
    ids = ", ".join(s.id for s in known) or "-"
    raise BadInput(
        f"등록한 출처가 아닙니다: {name} (등록한 출처: {ids})",
        f"no such source: {name} (registered: {ids})",
    )


def add(store: Store, source: Source, at: datetime) -> None:
    """Register a source. Raises BadInput when its id or place is registered already."""
    for known in listed(store):
        if known.id == source.id or (known.kind, known.place) == (source.kind, source.place):
            raise BadInput(
                f"이미 등록한 출처입니다: {known.id} ({known.place})",
                f"registered already: {known.id} ({known.place})",
            )
    with store.writing() as c:
        c.execute(
            insert(schema.sources).values(
                id=source.id,
                kind=source.kind,
                place=source.place,
                options=source.options,
                added_by=source.added_by,
                added_at=at,
                state={},
                outcome="",
            )
        )


def remove(store: Store, id: str) -> None:
    """Forget a source; what it brought stays."""
    with store.writing() as c:
        c.execute(delete(schema.sources).where(schema.sources.c.id == id))


def followed(
    store: Store, id: str, at: datetime, outcome: str, state: Mapping[str, Any] | None = None
) -> None:
    """Record how a sync of a source ended; ``state`` only when it went well."""
    values: dict[str, Any] = {"synced_at": at, "outcome": outcome}
    if state is not None:
        values["state"] = dict(state)
    with store.writing() as c:
        c.execute(update(schema.sources).where(schema.sources.c.id == id).values(**values))


def brought(c: Connection, place: str) -> dict[str, str]:
    """Address and newest hash of the files that were fetched from somewhere under a place."""
    t = schema.origins
    query = (
        select(t.c.url, t.c.original)
        .where((t.c.url == place) | t.c.url.startswith(place.rstrip("/") + "/", autoescape=True))
        .order_by(t.c.at)
    )
    return {r.url: r.original for r in c.execute(query)}
