"""Corrections of held documents."""

from alembic import op

from kb.store.schema import corrections

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    corrections.create(op.get_bind(), checkfirst=True)
