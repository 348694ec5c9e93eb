"""What past answers are about, and what they rest on alone, so that they are found by subject."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    from kb.store.answers import complete

    bind = op.get_bind()
    there = {c["name"] for c in sa.inspect(bind).get_columns("answers")}
    if "subjects" not in there:  # a database begun at this version has it already
        op.add_column("answers", sa.Column("subjects", sa.Text()))
    complete(bind)
