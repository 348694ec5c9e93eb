"""Answers that were given: kept as they were, found again by region, day and words."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from kb.store import schema
from kb.store.store import Store

KEPT_OF_RECORD = ("headline", "conclusion", "reason")


@dataclass(frozen=True, slots=True)
class Past:
    """An answer as lists show it."""

    id: str
    at: datetime
    region: str
    person: str
    question: str
    as_of: date
    headline: str
    conclusion: str | None
    reason: str | None


def about(record: Mapping[str, Any]) -> dict[str, Any]:
    """What an answer is searched by: first line, conclusion, and the ids of what it rests on."""
    sources = [s["id"] for s in record.get("sources", ())]
    same = [c["id"] for c in record.get("cases", ()) if c.get("likeness") == "same"]
    cites = dict.fromkeys([*sources, *same, *record.get("provisions", ())])
    return {
        **{name: record.get(name) for name in KEPT_OF_RECORD},
        "cites": f" {' '.join(cites)} ",
    }


def keep(
    c: Connection,
    id: str,
    region: str,
    question: str,
    as_of: date,
    record: Any,
    asked: Mapping[str, Any] | None,
    person: str,
    at: datetime,
) -> None:
    """Keep a record under its id, and that it was given; a later one only replaces its content."""
    t = schema.answers
    content: dict[str, Any] = {"record": record, **about(record)}
    whole = {"id": id, "at": at, "region": region, "question": question, "as_of": as_of, **content}
    # two offices may ask the same at once: the second to write finds the first one's row
    dialect: Any = postgresql if c.dialect.name == "postgresql" else sqlite
    new = c.execute(dialect.insert(t).values(**whole).on_conflict_do_nothing()).rowcount
    if not new:
        first = c.execute(select(t.c.region).where(t.c.id == id)).scalar_one()
        content["record"] = {**record, "region": first}
        c.execute(update(t).where(t.c.id == id).values(**content))
    if asked is not None:
        c.execute(
            insert(schema.askings).values(
                answer=id, region=region, person=person, at=at, asked=dict(asked)
            )
        )


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it was given, with who was given it, oldest first."""

    record: dict[str, Any]
    at: datetime
    askings: tuple[dict[str, Any], ...]

    @property
    def asked(self) -> dict[str, Any]:
        """How it was asked the first time: ``as_of``, ``history``, ``chosen``."""
        return dict(self.askings[0]["asked"]) if self.askings else {}

    def given_to(self, region: str) -> bool:
        """Whether an office of the region was given it."""
        return any(a["region"] == region for a in self.askings)


def kept(store: Store, id: str) -> Kept | None:
    """A kept answer by id."""
    t, a = schema.answers, schema.askings
    with store.reading() as c:
        found = c.execute(select(t.c.record, t.c.at).where(t.c.id == id)).first()
        if found is None:
            return None
        rows = c.execute(select(a).where(a.c.answer == id).order_by(a.c.id)).mappings()
        return Kept(dict(found.record), found.at, tuple(dict(r) for r in rows))


def find(
    store: Store,
    *,
    words: str = "",
    region: str = "",
    person: str = "",
    since: date | None = None,
    until: date | None = None,
    citing: str = "",
    top: int = 100,
) -> list[Past]:
    """Past answers, newest first, each once for an office and person that was given it.

    Args:
        words: each must stand in question or first line, blanks aside.
        since, until: days on which they were given (UTC), both included.
        citing: id of a source, or the beginning of a provision's, that they rest on.
    """
    t, a = schema.answers, schema.askings
    query = (
        select(
            t.c.id, a.c.at, a.c.region, a.c.person, t.c.question, t.c.as_of,
            t.c.headline, t.c.conclusion, t.c.reason,
        )
        .join(a, a.c.answer == t.c.id)
        .order_by(a.c.at.desc(), a.c.id.desc())
    )  # fmt: skip
    if region:
        query = query.where(a.c.region == region)
    if person:
        query = query.where(a.c.person == person)
    if since:
        query = query.where(a.c.at >= datetime(since.year, since.month, since.day))
    if until:
        query = query.where(a.c.at <= datetime(until.year, until.month, until.day, 23, 59, 59))
    if citing:
        query = query.where(t.c.cites.contains(f" {citing}", autoescape=True))
    wanted = [_plain(w) for w in words.split()]
    found: dict[tuple[str, str, str], Past] = {}
    with store.reading() as c:
        for r in c.execution_options(yield_per=500).execute(query):
            past = Past(r.id, r.at, r.region, r.person, r.question, r.as_of,
                        r.headline or "", r.conclusion, r.reason)  # fmt: skip
            text = _plain(f"{past.question} {past.headline}")
            if all(w in text for w in wanted):
                found.setdefault((past.id, past.region, past.person), past)
            if len(found) == top:
                break
    return list(found.values())


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).lower().split())
