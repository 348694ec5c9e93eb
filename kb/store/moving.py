"""Moves everything held from one database into another, whole or not at all (이전).

Row by row from one snapshot of the source, in one transaction of the target; before that ends,
every table is counted and hashed on both sides. What breaks off has moved nothing, and is simply
done again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Table, func, select

from kb.errors import BadInput, HomeUnusable
from kb.store.backup import ROWS, Tell, line, snapshot, tables
from kb.store.restoring import continue_numbers
from kb.store.store import Store

Moved = dict[str, tuple[int, str]]
"""Rows and sha256 of each table."""


def move(source: Store, target: Store, tell: Tell | None = None) -> Moved:
    """Copy every table into an empty database; returns what was moved, verified on both sides.

    Raises BadInput when the target holds something, HomeUnusable when what arrived is not what
    was sent (nothing is kept then).
    """
    every = tables()
    moved: Moved = {}
    with snapshot(source.engine) as out, target.engine.begin() as into:
        _empty(into, every)
        for n, table in enumerate(every, 1):
            moved[table.name] = _copy(out, into, table)
            if tell:
                tell(table.name, n, len(every))
        for table in every:
            arrived = _sum(into, table)
            if arrived != moved[table.name]:
                raise HomeUnusable(
                    f"옮긴 내용이 다릅니다: {table.name}: {arrived[0]}줄 / {moved[table.name][0]}줄",
                    f"what arrived differs: {table.name}: {arrived[0]} of "
                    f"{moved[table.name][0]} rows",
                )
        if into.dialect.name == "postgresql":
            continue_numbers(into, every)
    return moved


def _empty(c: Connection, every: list[Table]) -> None:
    """The target as its migrations made it, without the rows they put there themselves."""
    held = {t.name: c.execute(select(func.count()).select_from(t)).scalar() or 0 for t in every}
    of_migrations = {"log_head"}
    full = sorted(t for t, n in held.items() if n and t not in of_migrations)
    if full:
        raise BadInput(
            f"옮겨 갈 데이터베이스가 비어 있지 않습니다: {', '.join(full[:5])}",
            f"the database to move into is not empty: {', '.join(full[:5])}",
        )
    for table in every:
        if table.name in of_migrations:
            c.execute(table.delete())


def _copy(out: Connection, into: Connection, table: Table) -> tuple[int, str]:
    digest, count = hashlib.sha256(), 0
    batch: list[dict[str, Any]] = []
    for row in _rows(out, table):
        digest.update(line(row))
        batch.append(row)
        count += 1
        if len(batch) == ROWS:
            into.execute(table.insert(), batch)
            batch = []
    if batch:
        into.execute(table.insert(), batch)
    return count, digest.hexdigest()


def _sum(c: Connection, table: Table) -> tuple[int, str]:
    digest, count = hashlib.sha256(), 0
    for row in _rows(c, table):
        digest.update(line(row))
        count += 1
    return count, digest.hexdigest()


def _rows(c: Connection, table: Table) -> Iterator[dict[str, Any]]:
    """Rows in an order that both databases keep: by the key's bytes."""
    keys = list(table.primary_key.columns)
    order = [k.collate("C") if _worded(c, k) else k for k in keys]
    query = select(table).order_by(*order)
    with c.execute(query, execution_options={"yield_per": ROWS}) as found:
        for row in found.mappings():
            yield dict(row)


def _worded(c: Connection, column: Any) -> bool:
    return c.dialect.name == "postgresql" and column.type.python_type is str
