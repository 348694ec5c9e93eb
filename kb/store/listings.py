"""What lists of versions (연혁 목록) tell: how far each held text is complete, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection, select, update

from kb.law.identifiers import WorkId
from kb.law.values import Intake, Listed, complete_until
from kb.store import rows, schema


def rows_of(intake: Intake) -> list[dict[str, Any]]:
    """The rows of the list that an intake brings."""
    if intake.listing is None:
        return []
    return [
        {
            "document": intake.document.id,
            "work": str(x.work),
            "effective": x.effective,
            "promulgated": x.promulgated,
            "number": x.number,
            "asked": intake.listing.asked,
        }
        for x in intake.listing.versions
    ]


def newest(c: Connection, work: str) -> tuple[list[Listed], date | None]:
    """The versions of the newest list of an instrument, by day of effect, and its own day.

    The lists whose day is not known count as one.
    """
    t = schema.listed
    query = select(t).where(t.c.work == work).order_by(t.c.effective, t.c.promulgated, t.c.number)
    found = list(c.execute(query))
    days = [r.asked for r in found if r.asked is not None]
    asked = max(days, default=None)
    listed = [
        Listed(WorkId.parse(r.work), r.promulgated, r.effective, r.number)
        for r in found
        if r.asked == asked
    ]
    return list(dict.fromkeys(listed)), asked


def apply(c: Connection, works: Iterable[str]) -> None:
    """Say of each held version of some instruments how far its text is complete."""
    t = schema.versions
    for work in sorted(set(works)):
        listed, asked = newest(c, work)
        for r in c.execute(select(t).where(t.c.work == work)).mappings().all():
            version = rows.version(r)
            until = None if version.digest else complete_until(version, listed, asked)
            if until != version.complete_until:
                c.execute(update(t).where(t.c.key == version.key).values(complete_until=until))


def missing(c: Connection, work: str) -> list[Listed]:
    """Listed versions whose text is not held, by day of effect."""
    listed, _ = newest(c, work)
    t = schema.versions
    query = select(t).where(t.c.work == work, t.c.excerpt.is_(False), t.c.digest.is_(False))
    held = [rows.version(r) for r in c.execute(query).mappings()]
    return [x for x in listed if not any(x.names(v) for v in held)]
