"""The first schema: what is held, and the answers given."""

from alembic import op

from kb.store.schema import metadata

revision = "0001"
down_revision = None

TABLES = (
    "documents",
    "intakes",
    "works",
    "versions",
    "articles",
    "rulings",
    "interpretations",
    "links",
    "citations",
    "answers",
    "corpus",
)


def upgrade() -> None:
    metadata.create_all(op.get_bind(), tables=[metadata.tables[name] for name in TABLES])
