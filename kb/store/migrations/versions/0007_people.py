"""Accounts, sessions and keys."""

from alembic import op

from kb.store.schema import metadata

revision = "0007"
down_revision = "0006"

TABLES = ("accounts", "sessions", "keys")


def upgrade() -> None:
    metadata.create_all(op.get_bind(), tables=[metadata.tables[name] for name in TABLES])
