"""Headquarters' queue, the log, and what past answers are searched by."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from kb.store.schema import metadata

revision = "0002"
down_revision = "0001"

TABLES = (
    "askings",
    "standings",
    "matters",
    "sendings",
    "drafts",
    "publications",
    "notices",
    "differing",
    "thumbs",
    "log",
    "log_head",
)
COLUMNS: dict[str, tuple[tuple[str, Any], ...]] = {
    "interpretations": (("wordings", sa.JSON()),),
    "answers": (
        ("headline", sa.Text()),
        ("conclusion", sa.String()),
        ("reason", sa.String()),
        ("cites", sa.Text()),
    ),
}
KEEPS = {
    "sqlite": (
        "CREATE TRIGGER log_{verb} BEFORE {verb} ON log "
        "BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION log_keeps() RETURNS trigger AS $$ "
        "BEGIN RAISE EXCEPTION 'the log is append-only'; END $$ LANGUAGE plpgsql",
        "CREATE TRIGGER log_{verb} BEFORE {verb} ON log FOR EACH ROW EXECUTE FUNCTION log_keeps()",
    ),
}
"""A line of the log cannot be changed or deleted by a slip; the chain shows what is done anyway."""


def upgrade() -> None:
    bind = op.get_bind()
    for table, columns in COLUMNS.items():
        there = {c["name"] for c in sa.inspect(bind).get_columns(table)}
        for name, kind in columns:
            if name not in there:  # a database begun at this version has it already
                op.add_column(table, sa.Column(name, kind))
    metadata.create_all(bind, tables=[metadata.tables[name] for name in TABLES])
    bind.execute(metadata.tables["log_head"].insert().values(id=1, seq=0, hash=""))
    for verb in ("UPDATE", "DELETE"):
        for statement in KEEPS.get(bind.dialect.name, ()):
            op.execute(statement.format(verb=verb))
    _fill(bind, metadata.tables["answers"])


def _fill(bind: sa.Connection, answers: sa.Table) -> None:
    """What search needs of the answers that are kept already, and who was given them."""
    from kb.store.answers import about

    askings = metadata.tables["askings"]
    named = {name for name, _ in COLUMNS["answers"]}  # later migrations bring others
    rows = bind.execute(
        sa.select(answers.c.id, answers.c.at, answers.c.region, answers.c.as_of, answers.c.record)
    ).all()
    for id, at, region, as_of, record in rows:
        content = {k: v for k, v in about(record).items() if k in named}
        bind.execute(sa.update(answers).where(answers.c.id == id).values(**content))
        given = record["reading"]["day_said"] == "given"
        asked: dict[str, Any] = {
            "as_of": str(as_of) if given else None,
            "history": [],
            "chosen": {},
        }
        bind.execute(
            askings.insert().values(answer=id, region=region, person="", at=at, asked=asked)
        )
