"""The database of a home, SQLite or PostgreSQL: opened, brought to the newest schema, read, written.

What is in it is not known here; :mod:`kb.store.store` holds that.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DatabaseError, OperationalError

from kb.errors import HomeUnusable
from kb.store import migrate

TURN = 0x797567776F6E
"""Number of the advisory lock of those who take documents in."""


class Database:
    """The connections of a home. One object a process; thread-safe; opened by :meth:`open`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, url: str) -> Self:
        """Open the database, bringing its schema to the newest migration.

        Raises HomeUnusable when the folder is missing, read-only, full or the file is no database.
        """
        if url.startswith("sqlite:///"):
            file = Path(url.removeprefix("sqlite:///"))
            try:
                file.parent.mkdir(parents=True, exist_ok=True)
            except OSError as e:
                raise HomeUnusable(
                    f"저장 폴더를 쓸 수 없습니다: {file.parent}: {e.strerror}",
                    f"cannot use the data folder {file.parent}: {e.strerror}",
                ) from None
        # a statement's values may be a question: they belong into no message and no log
        engine = create_engine(
            url, hide_parameters=True, pool_pre_ping=not url.startswith("sqlite")
        )
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _sqlite_pragmas)
        try:
            migrate.upgrade(engine)
        except (OperationalError, DatabaseError) as e:
            engine.dispose()
            shown, why = engine.url.render_as_string(), " ".join(str(e.orig).split())[:300]
            hint = " (yugwon doctor, yugwon restore BACKUP --replace)" if "malformed" in why else ""
            raise HomeUnusable(
                f"데이터베이스를 열 수 없습니다: {shown}: {why}{hint}",
                f"cannot open the database {shown}: {why}{hint}",
            ) from None
        return cls(engine)

    def close(self) -> None:
        """Release the connections."""
        self._engine.dispose()

    @property
    def engine(self) -> Engine:
        """SQLAlchemy's engine, for what works on whole tables (backup)."""
        return self._engine

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for reading tables of :mod:`kb.store.schema`."""
        with self._engine.connect() as c:
            yield c

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction: all that is done in the block, or nothing. Raises HomeUnusable."""
        try:
            with self._engine.begin() as c:
                yield c
        except OperationalError as e:
            why = " ".join(str(e.orig).split())[:300]
            raise HomeUnusable(
                f"데이터베이스에 쓸 수 없습니다: {why}", f"cannot write the database: {why}"
            ) from None

    @contextmanager
    def turn(self) -> Iterator[None]:
        """This process's turn to take documents in, where several share a PostgreSQL database.

        SQLite belongs to one home, whose lock stands for this one.
        """
        if self._engine.dialect.name != "postgresql":
            yield
            return
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as c:
            c.execute(text(f"SELECT pg_advisory_lock({TURN})"))
            try:
                yield
            finally:
                with suppress(DatabaseError):  # a lost connection has given it back already
                    c.execute(text(f"SELECT pg_advisory_unlock({TURN})"))


def _sqlite_pragmas(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA busy_timeout=15000")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()
