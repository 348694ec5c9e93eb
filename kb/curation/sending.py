"""Sends a question up, beside those of the same case; puts together and apart by hand (상신)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, CursorResult, insert, select, update

from kb.answer.privacy import mask
from kb.answer.record import AnswerRecord
from kb.curation import log, same
from kb.curation.desk import Desk, now
from kb.curation.values import WAITING, Likened, Matter, Sending, State, Why
from kb.errors import BadInput, UnknownProvision
from kb.law.identifiers import InterpretationId
from kb.store import answers, schema

LONGEST_NOTE = 1000


def reason_of(record: AnswerRecord) -> Why:
    """Why an answer would be sent up, when the office gives no reason of its own."""
    if record.reason == "conflict":
        return Why.CONFLICT
    if record.reason == "open_fact":
        return Why.DOUBT
    return Why.NO_BASIS if record.conclusion is None else Why.HEADQUARTERS


def send(
    desk: Desk,
    answer: str,
    *,
    region: str,
    person: str = "",
    why: Why | None = None,
    note: str = "",
) -> Sending:
    """Send the question of a kept answer up; it joins the matter of the same case if one waits.

    Sent twice by an office it is there once. Personal data in ``note`` are masked.

    Raises UnknownProvision when the answer is not kept, BadInput when the note is too long.
    """
    kept = answers.kept(desk.store, answer)
    if kept is None:
        raise UnknownProvision(f"없는 답변 기록입니다: {answer}", f"no such answer: {answer}")
    if len(note) > LONGEST_NOTE:
        raise BadInput(
            f"덧붙이는 말은 {LONGEST_NOTE:,}자까지입니다",
            f"a note has at most {LONGEST_NOTE:,} characters",
        )
    before = desk.sent(answer, region)
    if before is not None:
        return before
    record = AnswerRecord.model_validate(kept.record)
    question, day = mask(record.reading.standalone), record.as_of
    known = desk.matters()
    near = _joined(nearest(desk, question, [m for m in known if m.state in WAITING]), day)
    at, last = now(), max((m.id for m in known), default=0)
    with desk.store.writing() as c:
        log.append(c, person or region, "queue.send", f"answer/{answer}", {"region": region})
        # The log's head is written first: of two that send at once the second waits there, and
        # then sees what the first has sent.
        s = schema.sendings
        again = select(s.c.id).where(s.c.answer == answer, s.c.region == region)
        if c.execute(again).first() is not None:
            raise BadInput("방금 올린 질문입니다", "that question has just been sent up")
        if near is None:
            near = _joined(nearest(desk, question, _opened_since(desk, c, last)), day)
        if near is None:
            matter = _open(c, question, day, at, at)
        else:
            matter = near[0].id
            _touch(c, matter, at)
        likened = near[1] if near else None
        values = {
            "matter": matter,
            "answer": answer,
            "question": question,
            "day": day,
            "region": region,
            "person": person,
            "at": at,
            "why": (why or reason_of(record)).value,
            "note": mask(note.strip()),
            "probability": likened.probability if likened else None,
            "because": [x.model_dump() for x in likened.because] if likened else [],
        }
        id = _inserted(c.execute(insert(s).values(**values)))
    return desk.sending(id)


def nearest(desk: Desk, question: str, among: Sequence[Matter]) -> list[tuple[Matter, Likened]]:
    """Matters like a question, nearest first; of each its best question counts."""
    found = []
    for m in among:
        asked = dict.fromkeys([m.question, *(s.question for s in m.sendings)])
        compared = [same.compare(question, q) for q in asked]
        # One question of the matter that differs in a fact keeps this one out of it.
        best = max(compared, key=lambda x: (x.together, x.probability))
        clash = next((x for x in compared if x.differs), None)
        if clash is not None and best.probability < 1:
            best = Likened(False, best.probability, clash.because, clash.differs)
        if best.together or best.probability >= same.NEAR:
            found.append((m, best))
    return sorted(found, key=lambda x: (not x[1].together, -x[1].probability, x[0].id))


def _joined(near: Sequence[tuple[Matter, Likened]], day: date) -> tuple[Matter, Likened] | None:
    return next(((m, x) for m, x in near if x.together and not same.apart(m.day, day)), None)


def _opened_since(desk: Desk, c: Connection, last: int) -> list[Matter]:
    """Matters that another office opened since this question was compared."""
    t = schema.matters
    ids = c.execute(select(t.c.id).where(t.c.id > last)).scalars().all()
    return [m for m in map(desk.matter, ids) if m.state in WAITING]


def _open(c: Connection, question: str, day: date, opened: datetime, at: datetime) -> int:
    values = {
        "question": question,
        "day": day,
        "state": State.OPEN.value,
        "opened_at": opened,
        "changed_at": at,
        "because": "",
    }
    return _inserted(c.execute(insert(schema.matters).values(**values)))


def _inserted(result: CursorResult[Any]) -> int:
    key = result.inserted_primary_key
    assert key is not None
    return int(key[0])


def _touch(c: Connection, matter: int, at: datetime) -> None:
    t = schema.matters
    c.execute(update(t).where(t.c.id == matter).values(changed_at=at))


def move(desk: Desk, sending: int, to: int | None, *, by: str) -> Matter:
    """Put a question into another matter, or (None) into one of its own.

    A matter that is left without questions is closed. Raises UnknownProvision, and BadInput when
    the other matter waits for nothing any more.
    """
    moved = desk.sending(sending)
    target = desk.matter(to) if to is not None else None
    if target is not None and target.state not in WAITING:
        raise BadInput(f"이미 끝난 안건입니다: {to}", f"matter {to} does not wait any more")
    if target is not None and target.id == moved.matter:
        return target
    at = now()
    s, m = schema.sendings, schema.matters
    with desk.store.writing() as c:
        log.append(c, by, "queue.move", f"question/{sending}", {"from": moved.matter, "to": to})
        if target is None:
            to = _open(c, moved.question, moved.day, moved.at, at)
        c.execute(
            update(s).where(s.c.id == sending).values(matter=to, probability=None, because=[])
        )
        _touch(c, to or 0, at)
        left = c.execute(select(s.c.id).where(s.c.matter == moved.matter)).first()
        if left is None:
            c.execute(
                update(m)
                .where(m.c.id == moved.matter)
                .values(state=State.CLOSED, changed_at=at, because=f"안건 {to}에 합침")
            )
    return desk.matter(to or 0)


def join(desk: Desk, matter: int, into: int, *, by: str) -> Matter:
    """Put all questions of a matter into another. Raises as :func:`move`."""
    if matter == into:
        raise BadInput("같은 안건입니다", "that is the same matter")
    for sending in desk.matter(matter).sendings:
        move(desk, sending.id, into, by=by)
    return desk.matter(into)


def close(
    desk: Desk, matter: int, because: str, *, by: str, reply: InterpretationId | None = None
) -> Matter:
    """Close a matter without a reply of its own; ``reply`` names a held one that answers it.

    The askers are told. Raises BadInput without a reason or when nothing waits.
    """
    found = desk.matter(matter)
    if not because.strip():
        raise BadInput("닫는 까닭을 적으십시오", "say why it is closed")
    if found.state not in WAITING:
        raise BadInput(f"이미 끝난 안건입니다: {matter}", f"matter {matter} does not wait any more")
    if reply is not None and desk.store.interpretation(reply) is None:
        raise UnknownProvision(f"보유하지 않은 회답입니다: {reply}", f"not held: {reply}")
    at = now()
    t = schema.matters
    with desk.store.writing() as c:
        log.append(c, by, "queue.close", f"matter/{matter}", {"reply": str(reply or "")})
        c.execute(
            update(t)
            .where(t.c.id == matter)
            .values(
                state=State.CLOSED,
                changed_at=at,
                because=mask(because.strip()),
                interpretation=str(reply) if reply else None,
            )
        )
        tell(c, found.sendings, "closed", reply)
    return desk.matter(matter)


def tell(
    c: Connection, sendings: Sequence[Sending], kind: str, reply: InterpretationId | None
) -> None:
    """A notice for every question of a matter, in the transaction of what it tells of."""
    at = now()
    for s in sendings:
        c.execute(
            insert(schema.notices).values(
                sending=s.id,
                region=s.region,
                person=s.person,
                kind=kind,
                interpretation=str(reply) if reply else None,
                at=at,
            )
        )


def seen(desk: Desk, notices: Sequence[int], region: str = "") -> None:
    """Notices that were read; of another region they stay as they are."""
    t = schema.notices
    query = update(t).where(t.c.id.in_(list(notices)), t.c.seen_at.is_(None))
    if region:
        query = query.where(t.c.region == region)
    with desk.store.writing() as c:
        c.execute(query.values(seen_at=now()))
