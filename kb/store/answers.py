"""Answers that were given: kept as they were, found again by region, day and words."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from corpora.facts import load
from kb.store import schema
from kb.store.database import Database

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
    """What an answer is searched by: first line, conclusion, what it rests on and is about."""
    sources = [s["id"] for s in record.get("sources", ())]
    same = [c["id"] for c in record.get("cases", ()) if c.get("likeness") == "same"]
    cites = dict.fromkeys(x for id in [*sources, *same] for x in (id, _bare(id)))
    return {
        **{name: record.get(name) for name in KEPT_OF_RECORD},
        "cites": f" {' '.join(cites)} ",
        "subjects": f" {' '.join(_subjects(record))} ",
    }


def _bare(id: str) -> str:
    """The id of a provision without its version; any other as it is.

    >>> _bare("kr/law/가@2026-10-02#60-3.1"), _bare("kr/law/가#부칙@2026-04-22.1")
    ('kr/law/가#60-3.1', 'kr/law/가#부칙@2026-04-22.1')
    """
    work, mark, pinpoint = id.partition("#")
    return work.split("@")[0] + mark + pinpoint


def _subjects(record: Mapping[str, Any]) -> list[str]:
    """The facts read from the question but those denied, and the wider ones that contain them."""
    lexicon = load()
    found: dict[str, None] = {}
    for fact in record.get("reading", {}).get("facts", ()):
        value = lexicon.by_name.get((fact["kind"], fact["value"]))
        if value is not None and not fact.get("negated"):
            for key in (value.key, *sorted(value.wider)):
                found[f"{value.kind}.{key}"] = None
    return list(found)


def complete(c: Connection) -> int:
    """Fill in what answers are searched by that an earlier version kept otherwise; returns how many."""
    t = schema.answers
    done = 0
    rows = c.execute(select(t.c.id).where(t.c.subjects.is_(None))).scalars().all()
    for id in rows:
        record = c.execute(select(t.c.record).where(t.c.id == id)).scalar_one()
        done += c.execute(update(t).where(t.c.id == id).values(**about(record))).rowcount
    return done


def subjects(store: Database, region: str = "", newest: int = 2000) -> Counter[str]:
    """What the newest answers given, in a region or in all, are about, and how many of them."""
    t, a = schema.answers, schema.askings
    query = select(t.c.subjects).join(a, a.c.answer == t.c.id)
    if region:
        query = query.where(a.c.region == region)
    with store.reading() as c:
        rows = c.execute(query.order_by(a.c.id.desc()).limit(newest)).scalars()
        return Counter(key for row in rows for key in (row or "").split())


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


def kept(store: Database, id: str) -> Kept | None:
    """A kept answer by id."""
    t, a = schema.answers, schema.askings
    with store.reading() as c:
        found = c.execute(select(t.c.record, t.c.at).where(t.c.id == id)).first()
        if found is None:
            return None
        rows = c.execute(select(a).where(a.c.answer == id).order_by(a.c.id)).mappings()
        return Kept(dict(found.record), found.at, tuple(dict(r) for r in rows))


def find(
    store: Database,
    *,
    words: str = "",
    region: str = "",
    person: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    citing: str = "",
    about: Sequence[str] = (),
    top: int = 100,
) -> list[Past]:
    """Past answers, newest first, each once for an office and person that was given it.

    Args:
        words: each must stand in question or first line, blanks aside.
        since, until: moments (UTC) between which they were given, the second not included.
        citing: id of a source that they rest on, or of the instrument or provision that it is in.
        about: facts of the question, or such as contain them (``act.business_card``); all of them.
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
        query = query.where(a.c.at >= since)
    if until:
        query = query.where(a.c.at < until)
    if citing:
        query = query.where(or_(*(t.c.cites.contains(x, autoescape=True) for x in _within(citing))))
    for subject in about:
        query = query.where(t.c.subjects.contains(f" {subject} ", autoescape=True))
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


def _within(id: str) -> tuple[str, ...]:
    """How ids begin of what an id names: an instrument's provisions, those within a provision.

    >>> _within("kr/law/가#9"), _within("kr/law/가")  # 제9조 is not 제90조, 가 not 가시행령
    ((' kr/law/가#9 ', ' kr/law/가#9.'), (' kr/law/가#',))
    """
    if id.startswith("kr/law/") and "#" not in id:
        return (f" {id}#",)
    return (f" {id} ", f" {id}.")


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).lower().split())
