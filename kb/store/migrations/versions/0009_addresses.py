"""Wrong passwords by address."""

from alembic import op

from kb.store.schema import metadata

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    metadata.create_all(op.get_bind(), tables=[metadata.tables["addresses"]])
