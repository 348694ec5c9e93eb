"""What a document brings, written into the tables and taken out again (수록·삭제).

Each function works within a transaction that the store has begun, so that all of a document is
there or nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from kb.law.values import Intake, Interpretation, Ruling
from kb.store import listings, origins, replacing, rows, schema
from kb.store.origins import Origin
from kb.store.replacing import Left


@dataclass(frozen=True, slots=True)
class Finished:
    """A file wholly taken in, or refused with a reason."""

    original: str
    reader: str
    label: str
    documents: int
    refused: str | None = None
    origin: Origin | None = None
    """Where it was fetched from."""


def write(c: Connection, intake: Intake, by: str, gone: Left) -> bool:
    """Write a document with all it brings. False if it is held already.

    Args:
        by: who brought it.
        gone: what stepped back for it is added.
    """
    d = intake.document
    row = rows.document_row(d) | {"brought_by": by, "brought_at": rows.now(), "active": True}
    if not _insert_new(c, schema.documents, [row]) and not _back(c, row):
        return False
    keys = replacing.make_way(c, intake, gone)
    _insert_new(
        c,
        schema.works,
        [{"id": str(w.id), "name": w.name, "kind": w.kind} for w in intake.works],
    )
    versions = {a.version.key: a.version for a in intake.articles}
    _insert_new(c, schema.versions, [rows.version_row(v) for v in versions.values()])
    _insert_new(
        c,
        schema.articles,
        [rows.article_row(a) for a in intake.articles if a.version.key in keys],
    )
    _insert_new(c, schema.listed, listings.rows_of(intake))
    listings.apply(c, [str(w.id) for w in intake.works])
    _insert_new(c, schema.rulings, [rows.ruling_row(x) for x in intake.rulings])
    _insert_new(
        c, schema.interpretations, [rows.interpretation_row(x) for x in intake.interpretations]
    )
    citing: Sequence[Ruling | Interpretation] = (*intake.rulings, *intake.interpretations)
    _insert_new(
        c,
        schema.links,
        [
            {"source": str(x.id), "target": str(p.at(None)), "rank": i, "document": d.id}
            for x in citing
            for i, p in enumerate(x.provisions)
        ],
    )
    _insert_new(
        c,
        schema.citations,
        [
            {
                "document": d.id,
                "start": x.start,
                "end": x.end,
                "target": x.target,
                "reason": x.reason,
                "until": x.until,
            }
            for x in intake.citations
        ],
    )
    return True


def _insert_new(c: Connection, table: Any, values: list[dict[str, Any]]) -> bool:
    if not values:
        return False
    dialect: Any = postgresql if c.dialect.name == "postgresql" else sqlite
    result = c.execute(dialect.insert(table).on_conflict_do_nothing(), values)
    return bool(result.rowcount)


def _back(c: Connection, row: dict[str, Any]) -> bool:
    """Let a document that had stepped back count again. False if it counts already.

    One that counts already belongs from now on to the file that brought it last.
    """
    t, i = schema.documents, schema.interpretations
    here = t.c.id == row["id"]
    if c.execute(update(t).where(here, t.c.active.is_(False)).values(**row)).rowcount:
        return True
    moved = {"original": row["original"], "label": row["label"]}
    if c.execute(update(t).where(here, t.c.original != row["original"]).values(**moved)).rowcount:
        label = {"document_label": row["label"]}
        c.execute(update(i).where(i.c.document == row["id"], i.c.kind == "reply").values(**label))
    return False


def finish(c: Connection, f: Finished) -> list[str]:
    """Record a file; the documents that step back because it lies where another one lay."""
    t = schema.intakes
    c.execute(delete(t).where(t.c.original == f.original))  # what an older reader made of it
    c.execute(
        insert(t).values(
            original=f.original,
            reader=f.reader,
            label=f.label,
            refused=f.refused,
            documents=f.documents,
            at=rows.now(),
        )
    )
    if f.origin is None:
        return []
    earlier = origins.before(c, f.original, f.label, f.origin)
    origins.record(c, f.original, f.label, f.origin)
    return [d for original in earlier for d in replacing.retire(c, original)]


def remove(c: Connection, document: str) -> bool:
    """Take a document and all it brought out of the corpus. False if it is not held."""
    t = schema.versions
    keys = c.execute(select(t.c.key).where(t.c.document == document)).scalars().all()
    c.execute(delete(schema.articles).where(schema.articles.c.version.in_(keys)))
    listed = schema.listed.c
    works = c.execute(select(listed.work).where(listed.document == document)).scalars().all()
    for table in (
        schema.versions,
        schema.links,
        schema.citations,
        schema.rulings,
        schema.interpretations,
        schema.listed,
    ):
        c.execute(delete(table).where(table.c.document == document))
    listings.apply(c, works)
    d = schema.documents
    original = c.execute(select(d.c.original).where(d.c.id == document)).scalar()
    gone = c.execute(delete(d).where(d.c.id == document)).rowcount
    if gone:
        c.execute(delete(schema.intakes).where(schema.intakes.c.original == original))
    return bool(gone)
