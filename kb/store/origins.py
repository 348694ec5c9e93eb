"""Where files came from that were fetched: address, moment, and hash of what was fetched."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from kb.store import schema
from kb.store.database import Database


@dataclass(frozen=True, slots=True)
class Origin:
    """One fetch of one file."""

    url: str
    """As a person gave it."""
    final: str
    """After redirects."""
    sha256: str
    """Of what was fetched: the file, the archive around it, or the state of the repository."""
    at: datetime
    """UTC, without its zone."""
    lasting: bool = True
    """Other content at the same place takes the place of this one; not so in a history."""

    def as_json(self) -> dict[str, Any]:
        """The object that ``--json`` prints."""
        return {
            "url": self.url,
            "final": self.final,
            "sha256": self.sha256,
            "at": self.at.isoformat(timespec="seconds") + "Z",
        }


def before(c: Connection, original: str, label: str, origin: Origin) -> list[str]:
    """Hashes of what lay at the same place before, and lies nowhere else."""
    if not origin.lasting:
        return []
    t = schema.origins
    here = (t.c.url == origin.url) & (t.c.label == label)
    earlier = c.execute(select(t.c.original).where(here, t.c.original != original)).scalars().all()
    elsewhere = select(t.c.original).where(t.c.original.in_(earlier), ~here)
    there = set(c.execute(elsewhere).scalars())
    return sorted(set(earlier) - there)


def record(c: Connection, original: str, label: str, origin: Origin) -> None:
    """Record the newest fetch of a file from an address."""
    t = schema.origins
    c.execute(delete(t).where(t.c.original == original, t.c.url == origin.url))
    c.execute(
        insert(t).values(
            original=original,
            url=origin.url,
            final=origin.final,
            label=label,
            sha256=origin.sha256 or original,
            at=origin.at,
        )
    )


def note(store: Database, fetched: Iterable[tuple[str, str, Origin]]) -> None:
    """Record fetches of files that are held already: hash, label and origin of each."""
    with store.writing() as c:
        for original, label, origin in fetched:
            record(c, original, label, origin)


def of(store: Database, original: str) -> list[Origin]:
    """Every address from which a file was fetched, newest first."""
    t = schema.origins
    query = select(t).where(t.c.original == original).order_by(t.c.at.desc(), t.c.url)
    with store.reading() as c:
        return [Origin(r.url, r.final, r.sha256, r.at) for r in c.execute(query)]
