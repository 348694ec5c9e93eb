"""What a person corrected on a held document (바로잡음): kept with its reason, for good.

A correction is written on the rows again whenever the document is taken in again, so that it
survives a newer reader and a corrected file. Nothing of the history is ever changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Table, insert, select, update

from kb.store import schema
from kb.store.database import Database

FIELDS = ("title", "day", "office", "number", "conclusion", "kind")
"""What can be corrected. ``kind`` is only recorded: the file is read anew as what it is."""
_COLUMNS: dict[str, dict[str, str]] = {
    "documents": {"title": "title", "day": "day"},
    "interpretations": {
        "title": "title",
        "day": "day",
        "office": "office",
        "number": "number",
        "conclusion": "conclusion",
    },
    "rulings": {"title": "name", "day": "day", "office": "court", "number": "number"},
}
_TABLES: dict[str, Table] = {
    "documents": schema.documents,
    "interpretations": schema.interpretations,
    "rulings": schema.rulings,
}


@dataclass(frozen=True, slots=True)
class Correction:
    """One field corrected once."""

    id: int
    subject: str
    """Id of an interpretation, ruling or document."""
    field: str
    before: str | None
    after: str | None
    because: str
    by: str
    at: datetime

    def as_json(self) -> dict[str, Any]:
        """The object that ``--json`` prints."""
        return {
            "id": self.id,
            "subject": self.subject,
            "field": self.field,
            "before": self.before,
            "after": self.after,
            "because": self.because,
            "by": self.by,
            "at": self.at.isoformat(timespec="seconds") + "Z",
        }


def subjects(store: Database, document: str) -> list[tuple[str, str]]:
    """Table and id of the document, and of the interpretations and rulings that it brought."""
    found = [("documents", document)]
    with store.reading() as c:
        for name in ("interpretations", "rulings"):
            t = _TABLES[name]
            query = select(t.c.id).where(t.c.document == document).order_by(t.c.id)
            found += [(name, id) for id in c.execute(query).scalars()]
    return found


def table_of(store: Database, subject: str) -> str | None:
    """In which table an id is held; None if it is not."""
    with store.reading() as c:
        for name, t in _TABLES.items():
            if c.execute(select(t.c.id).where(t.c.id == subject)).first():
                return name
    return None


def fields_of(table: str) -> tuple[str, ...]:
    """What can be corrected on a row of a table."""
    return tuple(f for f in FIELDS if f in _COLUMNS[table])


def current(c: Connection, table: str, subject: str) -> dict[str, str | None]:
    """The fields of a row as they are, days as text."""
    t = _TABLES[table]
    row = c.execute(select(t).where(t.c.id == subject)).mappings().one()
    found = {field: row[column] for field, column in _COLUMNS[table].items()}
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in found.items()}


def record(
    c: Connection,
    subject: str,
    field: str,
    before: str | None,
    after: str | None,
    *,
    because: str,
    by: str,
    at: datetime,
) -> None:
    """Keep a correction; :func:`apply` writes it on the rows."""
    c.execute(
        insert(schema.corrections).values(
            subject=subject, field=field, before=before, after=after,
            because=because, by=by, at=at,
        )
    )  # fmt: skip


def apply(c: Connection) -> None:
    """Write the newest correction of each field on what is held."""
    t = schema.corrections
    newest: dict[tuple[str, str], str | None] = {}
    for r in c.execute(select(t.c.subject, t.c.field, t.c.after).order_by(t.c.id)):
        newest[r.subject, r.field] = r.after
    for (subject, field), value in newest.items():
        for name, columns in _COLUMNS.items():
            if field in columns:
                _write(c, name, subject, field, value)


def _write(c: Connection, name: str, subject: str, field: str, text: str | None) -> None:
    t, d = _TABLES[name], schema.documents
    value = date.fromisoformat(text) if field == "day" and text else text
    values: dict[str, Any] = {_COLUMNS[name][field]: value}
    if name == "interpretations" and field == "day" and value:
        values |= {"day_from": None, "day_until": None}
    if field == "conclusion" and value != "conditional":
        values["conditions"] = []
    if name == "documents":
        c.execute(update(d).where(d.c.id == subject).values(**values))
        if field == "day":  # what a document says is of its day
            for table in (schema.interpretations, schema.rulings):
                c.execute(update(table).where(table.c.document == subject).values(day=value))
        return
    held = c.execute(select(t.c.document).where(t.c.id == subject)).scalar()
    if held is None:
        return
    c.execute(update(t).where(t.c.id == subject).values(**values))
    alone = c.execute(select(t.c.id).where(t.c.document == held)).all()
    if len(alone) == 1 and field in _COLUMNS["documents"]:
        c.execute(update(d).where(d.c.id == held).values(**{field: value}))


def history(store: Database, subject: str | None = None) -> list[Correction]:
    """Every correction, or those of one subject, oldest first."""
    t = schema.corrections
    query = select(t).order_by(t.c.id)
    if subject is not None:
        query = query.where(t.c.subject == subject)
    with store.reading() as c:
        return [Correction(**r) for r in c.execute(query).mappings()]
