"""Lists of versions."""

from alembic import op

from kb.store.schema import listed

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    listed.create(op.get_bind(), checkfirst=True)
