"""Where fetched files came from."""

from alembic import op

from kb.store.schema import origins

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    origins.create(op.get_bind(), checkfirst=True)
