"""Fingerprints of what is held: a cache of what was made from it tells what has changed.

They are taken of the rows themselves, so that no way of changing them can be forgotten. Reading
them takes a moment: the long texts of rulings and documents, which never change under an id and
its day of coming, are left out.
"""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import JSON, Column, Table, Text, cast, select

from kb.store import schema
from kb.store.store import Store


def of_works(store: Store) -> dict[str, str]:
    """Of each instrument with the text of all its versions, by id."""
    v, a = schema.versions, schema.articles
    query = (
        select(v.c.work, *_raw(v, "work", "url"), *_raw(a, "version", "work"))
        .join(a, a.c.version == v.c.key)
        .order_by(v.c.work, v.c.key, a.c.pinpoint)
    )
    sums: dict[str, Any] = {}
    with store.reading() as c:
        for work, *row in c.execution_options(yield_per=2000).execute(query):
            if work not in sums:
                sums[work] = hashlib.blake2b(digest_size=12)
            sums[work].update(repr(row).encode())
    return {work: found.hexdigest() for work, found in sorted(sums.items())}


def of_interpretations(store: Store) -> dict[str, str]:
    """Of each interpretation, by id."""
    return _by_id(store, schema.interpretations)


def of_rulings(store: Store) -> dict[str, str]:
    """Of each ruling but its full text, by id."""
    return _by_id(store, schema.rulings, "text", "order")


def of_documents(store: Store) -> dict[str, str]:
    """Of each document that counts but its text, by id."""
    d = schema.documents
    return _by_id(store, d, "text", "pages", "notes", only=d.c.active)


def _by_id(store: Store, table: Table, *without: str, only: Any = None) -> dict[str, str]:
    query = select(table.c.id, *_raw(table, "id", *without)).order_by(table.c.id)
    if only is not None:
        query = query.where(only)
    with store.reading() as c:
        rows = c.execution_options(yield_per=2000).execute(query)
        return {
            id: hashlib.blake2b(repr(row).encode(), digest_size=12).hexdigest() for id, *row in rows
        }


def _raw(table: Table, *without: str) -> list[Any]:
    """The columns of a table but some, JSON as the text that it is kept as."""

    def raw(column: Column[Any]) -> Any:
        return cast(column, Text) if isinstance(column.type, JSON) else column

    return [raw(x) for x in table.c if x.name not in without]
