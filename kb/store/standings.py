"""Decisions on the standing of held interpretations: withdrawn, superseded by another."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from kb.law.identifiers import InterpretationId
from kb.law.values import Standing
from kb.store import schema


def decide(
    c: Connection,
    id: InterpretationId,
    standing: Standing,
    *,
    by: str,
    because: str,
    at: datetime,
    superseded_by: InterpretationId | None = None,
) -> None:
    """Set the standing of an interpretation, for good: a document read anew does not undo it."""
    t = schema.standings
    c.execute(delete(t).where(t.c.interpretation == str(id)))
    c.execute(
        insert(t).values(
            interpretation=str(id),
            standing=standing.value,
            superseded_by=str(superseded_by) if superseded_by else None,
            because=because,
            by=by,
            at=at,
        )
    )
    apply(c)


def apply(c: Connection) -> None:
    """Give every held interpretation the standing that was decided for it."""
    t, i = schema.standings, schema.interpretations
    for r in c.execute(select(t.c.interpretation, t.c.standing, t.c.superseded_by)).all():
        c.execute(
            update(i)
            .where(i.c.id == r.interpretation, i.c.standing != r.standing)
            .values(standing=r.standing, superseded_by=r.superseded_by)
        )
