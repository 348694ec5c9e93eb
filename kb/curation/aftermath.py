"""What follows a publication or its end: askers answered anew, differing answers listed (공표 뒤).

Runs after the search index has the reply; it may be run again, and then finds the same.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlalchemy import delete, insert, select, update

from kb.answer.record import AnswerRecord
from kb.curation import same
from kb.curation.again import Again, ask_again
from kb.curation.desk import Desk, now
from kb.curation.values import Differing, Matter
from kb.law.identifiers import InterpretationId
from kb.store import answers, schema
from kb.store.answers import Kept

LOOKED_AT = 400
"""Past answers compared with the case, those that share most with it in writing first."""

Keep = Callable[[AnswerRecord], None]
"""Keeps a record, so that its link shows it."""


def answer_askers(desk: Desk, matter: Matter, today: date, keep: Keep) -> int:
    """Ask the askers' questions anew and put the answers into their notices; returns how many."""
    t = schema.notices
    ids = {s.id: s for s in matter.sendings}
    with desk.store.reading() as c:
        query = select(t.c.id, t.c.sending, t.c.interpretation).where(
            t.c.sending.in_(ids), t.c.again.is_(None)
        )
        open_notices = c.execute(query).all()
    for id, sending, interpretation in open_notices:
        kept = answers.kept(desk.store, ids[sending].answer)
        if kept is None:
            continue
        again = ask_again(desk, kept, today, ids[sending].region)
        keep(again.record)
        values = {"again": again.record.id, "follows": _rests_on(again.record, interpretation)}
        with desk.store.writing() as c:
            c.execute(update(t).where(t.c.id == id).values(**values))
    return len(open_notices)


def list_differing(
    desk: Desk, interpretation: InterpretationId, today: date, keep: Keep
) -> list[Differing]:
    """List the earlier answers that would be others since a reply was published or ended."""
    held = desk.store.interpretation(interpretation)
    if held is None:
        return []
    asked = [held.question, *held.wordings]
    t = schema.differing
    for id in _candidates(desk, asked, str(interpretation)):
        kept = answers.kept(desk.store, id)
        if kept is None:
            continue
        again = ask_again(desk, kept, today)
        own = (t.c.answer == id) & (t.c.interpretation == str(interpretation))
        if not _otherwise(kept, again, str(interpretation)):
            with desk.store.writing() as c:
                c.execute(delete(t).where(own))
            continue
        keep(again.record)
        with desk.store.writing() as c:
            c.execute(delete(t).where(own))
            c.execute(
                insert(t).values(
                    answer=id,
                    interpretation=str(interpretation),
                    again=again.record.id,
                    was=_verdict(AnswerRecord.model_validate(kept.record)),
                    now=_verdict(again.record),
                    at=now(),
                )
            )
    return desk.differing(interpretation)


def _otherwise(kept: Kept, again: Again, interpretation: str) -> bool:
    """Whether conclusion or reason changed, or the reply came in or fell out."""
    if kept.record["id"] == again.record.id:
        return False
    before = AnswerRecord.model_validate(kept.record)
    came = _rests_on(before, interpretation) != _rests_on(again.record, interpretation)
    return again.concludes_otherwise or came


def _rests_on(record: AnswerRecord, interpretation: str | None) -> bool:
    """Whether the answer's first sentence cites the reply."""
    lead = record.sentences[0].citations if record.sentences else []
    return any(s.n in lead and s.id == interpretation for s in record.sources)


def _verdict(record: AnswerRecord) -> str:
    return record.conclusion or record.reason or "none"


def _candidates(desk: Desk, asked: list[str], interpretation: str) -> list[str]:
    """Past answers that rest on the reply, then those to questions of its case."""
    a = schema.answers
    with desk.store.reading() as c:
        citing = c.execute(
            select(a.c.id).where(a.c.cites.contains(f" {interpretation} ", autoescape=True))
        ).scalars()
        found = dict.fromkeys(citing)
        # Answers that nobody was given (made anew for a notice) are no earlier answers.
        given = select(schema.askings.c.answer)
        rows = c.execute(
            select(a.c.id, a.c.question).where(a.c.id.in_(given)).order_by(a.c.at.desc(), a.c.id)
        ).all()
    wanted = set().union(*(_pairs(q) for q in asked))
    scored = sorted(
        ((len(wanted & _pairs(q)), n, id, q) for n, (id, q) in enumerate(rows)),
        key=lambda x: (-x[0], x[1]),
    )
    for shared, _, id, question in scored[:LOOKED_AT]:
        if shared and any(same.compare(question, q).together for q in asked):
            found.setdefault(id)
    return list(found)


def _pairs(text: str) -> set[str]:
    plain = "".join(text.split())
    return {plain[i : i + 2] for i in range(len(plain) - 1)}
