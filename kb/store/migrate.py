"""Brings a database to the newest schema by the numbered alembic migrations."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from kb.errors import HomeUnusable

FOLDER = Path(__file__).parent / "migrations"
TURN = 20_261_128
"""Key of the PostgreSQL lock under which one process at a time migrates."""


def newest() -> str:
    """Number of the newest migration: files are named ``0002_what.py``."""
    return max(f.stem.split("_")[0] for f in (FOLDER / "versions").glob("[0-9]*.py"))


def is_newer(number: str) -> bool:
    """Whether the number of a migration is past those that this version knows.

    >>> is_newer("0001"), is_newer("9999"), is_newer("None")
    (False, True, False)
    """
    return number.isdigit() and int(number) > int(newest())


def upgrade(engine: Engine) -> None:
    """Apply every migration that the database has not seen, all of them or none.

    Processes that open it at the same time wait for the one that migrates. Raises HomeUnusable
    where a newer version of the program has migrated it already.
    """
    found = _applied(engine)
    if found == newest():
        return
    # Imported here: most starts find the schema up to date and need no alembic.
    from alembic import command
    from alembic.config import Config

    with engine.begin() as connection:
        _alone(connection)
        found = _seen(connection)
        if found == newest():
            return
        if found is not None and is_newer(found):
            shown = engine.url.render_as_string()
            raise HomeUnusable(
                f"더 새로운 판이 쓰던 데이터베이스입니다: {shown} (스키마 {found}, 이 프로그램은 "
                f"{newest()}까지). 프로그램을 올리거나, 이 판의 백업을 되살리십시오 (yugwon restore "
                "백업파일 --replace)",
                f"a newer version has used this database: {shown} (schema {found}, this program "
                f"knows {newest()}); upgrade, or restore a backup of this version (yugwon restore "
                "BACKUP --replace)",
            )
        config = Config()
        config.set_main_option("script_location", str(FOLDER))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _alone(connection: Connection) -> None:
    """Let no other process migrate before this transaction ends."""
    if connection.dialect.name == "sqlite":
        # The driver begins a transaction only before a write, and none for a change of schema.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.execute(text(f"SELECT pg_advisory_xact_lock({TURN})"))


def _applied(engine: Engine) -> str | None:
    """Number of the last migration that the database has seen; None for a new one."""
    try:
        with engine.connect() as connection:
            return _number(connection)
    except SQLAlchemyError:
        return None


def _seen(connection: Connection) -> str | None:
    return _number(connection) if inspect(connection).has_table("alembic_version") else None


def _number(connection: Connection) -> str | None:
    found = connection.execute(text("select version_num from alembic_version")).scalar()
    return str(found) if found else None
