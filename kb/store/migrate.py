"""Brings a database to the newest schema by the numbered alembic migrations."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

FOLDER = Path(__file__).parent / "migrations"


def newest() -> str:
    """Number of the newest migration: files are named ``0002_what.py``."""
    return max(f.stem.split("_")[0] for f in (FOLDER / "versions").glob("[0-9]*.py"))


def upgrade(engine: Engine) -> None:
    """Apply every migration that the database has not seen."""
    if _applied(engine) == newest():
        return
    # Imported here: most starts find the schema up to date and need no alembic.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _applied(engine: Engine) -> str | None:
    """Number of the last migration that the database has seen; None for a new one."""
    try:
        with engine.connect() as connection:
            found = connection.execute(text("select version_num from alembic_version")).scalar()
    except SQLAlchemyError:
        return None
    return str(found) if found else None
