"""Registered sources."""

from alembic import op

from kb.store.schema import sources

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    sources.create(op.get_bind(), checkfirst=True)
