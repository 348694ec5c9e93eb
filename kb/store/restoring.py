"""Restores a backup in the place of what a home holds, whole or not at all."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from contextlib import closing
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any
from urllib.parse import quote

from sqlalchemy import Connection, Date, DateTime, Table, inspect, text

from kb.errors import BadInput
from kb.store import answers, migrate
from kb.store.backup import ORIGINAL, ROWS, Manifest, Tell, must_fit, opened, tables, verify
from kb.store.store import Store


def restore(file: Path, url: str, home: Path, tell: Tell | None = None) -> Manifest:
    """Put a verified backup in the place of what a home holds, in one transaction.

    For SQLite the rows are first put into a database of their own, which is then copied over the
    one in use by SQLite's own backup; a server that has it open sees the restored state. A
    PostgreSQL database is emptied and filled in one transaction.

    A backup of an earlier schema becomes one of the present: its rows are put into the present
    tables, and what earlier versions kept otherwise is filled in as the migrations do.

    Raises BadInput when the backup is broken or was made by a newer schema; nothing is touched then.
    """
    must_fit(verify(file), file)
    home.mkdir(parents=True, exist_ok=True)
    if url.startswith("sqlite:///"):
        target = Path(url.removeprefix("sqlite:///"))
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".restore-") as folder:
            fresh = Path(folder) / "restored.db"
            store = Store.open(f"sqlite:///{fresh}")
            try:
                manifest = _fill(store, file, home, tell)
            finally:
                store.close()
            _over(fresh, target)
        return manifest
    store = Store.open(url)
    try:
        return _fill(store, file, home, tell)
    finally:
        store.close()


def damage(url: str) -> str | None:
    """What SQLite finds wrong with its file, as one line; None when nothing, or no SQLite."""
    file = Path(url.removeprefix("sqlite:///"))
    if not url.startswith("sqlite:///") or not file.is_file():
        return None
    try:
        with closing(sqlite3.connect(f"file:{quote(str(file))}?mode=ro", uri=True)) as c:
            found = [str(r[0]) for r in c.execute("PRAGMA quick_check(3)")]
    except sqlite3.DatabaseError as e:
        return str(e)
    return None if found == ["ok"] else "; ".join(" ".join(f.split()) for f in found)[:400]


def ahead(url: str) -> bool:
    """Whether a newer version has used a SQLite file, so that this one cannot open it."""
    file = Path(url.removeprefix("sqlite:///"))
    if not url.startswith("sqlite:///") or not file.is_file():
        return False
    try:
        with closing(sqlite3.connect(f"file:{quote(str(file))}?mode=ro", uri=True)) as c:
            found = c.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError:
        return False
    return found is not None and migrate.is_newer(str(found[0]))


def aside(url: str, moment: str, what: str = "damaged") -> str:
    """Put a SQLite file aside, so that a fresh one takes its place; returns its new name.

    Args:
        what: why: ``damaged``, or ``newer`` for one that a newer version has used.
    """
    file = Path(url.removeprefix("sqlite:///"))
    name = f"{file.name}.{what}-{moment}"
    for suffix in ("", "-wal", "-shm"):
        part = file.with_name(file.name + suffix)
        if part.exists():
            part.rename(file.with_name(name + suffix))
    return str(file.with_name(name))


def _fill(store: Store, file: Path, home: Path, tell: Tell | None) -> Manifest:
    known = {t.name: t for t in tables()}
    with opened(file) as (manifest, members):
        with store.engine.begin() as c:
            _empty(c, list(known.values()))
            for name, source in members:
                if name.startswith("tables/"):
                    table = known[name.removeprefix("tables/").removesuffix(".jsonl")]
                    _insert(c, table, source)
                    if tell:
                        tell(table.name, manifest.tables[table.name][0], None)
                elif m := ORIGINAL.fullmatch(name):
                    _keep(home / "originals" / m["sha"][:2] / m["sha"], source)
                else:
                    _keep(home / PurePosixPath(name), source)
            _guard(c)
            answers.complete(c)  # of a backup that an earlier version made
            if store.engine.dialect.name == "postgresql":
                continue_numbers(c, list(known.values()))
        return manifest


def _empty(c: Connection, every: list[Table]) -> None:
    """Empty every table; what keeps the log append-only is put back by :func:`_guard`."""
    if c.dialect.name == "postgresql":
        c.execute(text("ALTER TABLE log DISABLE TRIGGER USER"))
    else:
        for verb in ("UPDATE", "DELETE"):
            c.execute(text(f"DROP TRIGGER IF EXISTS log_{verb}"))
    for table in reversed(every):
        c.execute(table.delete())


def _guard(c: Connection) -> None:
    if c.dialect.name == "postgresql":
        c.execute(text("ALTER TABLE log ENABLE TRIGGER USER"))
        return
    for verb in ("UPDATE", "DELETE"):
        c.execute(
            text(
                f"CREATE TRIGGER log_{verb} BEFORE {verb} ON log "
                "BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END"
            )
        )


def _insert(c: Connection, table: Table, source: IO[bytes]) -> None:
    days = [x.name for x in table.c if isinstance(x.type, Date)]
    moments = [x.name for x in table.c if isinstance(x.type, DateTime)]
    batch: list[dict[str, Any]] = []

    def flush() -> None:
        if batch:
            c.execute(table.insert(), batch)
            batch.clear()

    for line in source:
        row = json.loads(line)
        for k in days:
            row[k] = date.fromisoformat(row[k]) if row.get(k) else None
        for k in moments:
            row[k] = datetime.fromisoformat(row[k]) if row.get(k) else None
        batch.append(row)
        if len(batch) >= ROWS:
            flush()
    flush()


def continue_numbers(c: Connection, every: list[Table]) -> None:
    """Let numbers go on where the restored rows end."""
    for table in every:
        for column in inspect(c).get_columns(table.name):
            if "nextval" in str(column.get("default") or ""):
                name = column["name"]
                c.execute(
                    text(
                        f"SELECT setval(pg_get_serial_sequence('{table.name}', '{name}'), "
                        f'COALESCE((SELECT MAX("{name}") FROM {table.name}), 0) + 1, false)'
                    )
                )


def _keep(path: Path, source: IO[bytes]) -> None:
    """Write a file whole, or leave it as it is where it stands already."""
    if path.is_file() and path.parent.parent.name == "originals":
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    with part.open("wb") as out:
        shutil.copyfileobj(source, out)
    part.replace(path)


def _over(fresh: Path, target: Path) -> None:
    """Copy a database over the one in use; those who have it open see the new content."""
    with sqlite3.connect(fresh) as source:
        source.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        bad = source.execute("PRAGMA integrity_check").fetchone()[0]
        if bad != "ok":
            raise BadInput(f"되살린 데이터베이스가 온전하지 않습니다: {bad}", f"not intact: {bad}")
        with sqlite3.connect(target, timeout=60) as into:
            into.execute("PRAGMA journal_mode=WAL")
            source.backup(into)
        into.close()
    source.close()
