"""Publishes a reply by a second person's hand; withdraws and supersedes, keeping history (공표)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Connection, insert, select, update

from kb.answer.privacy import mask
from kb.curation import log
from kb.curation.desk import Desk, now
from kb.curation.drafting import Examined, examined, named
from kb.curation.sending import tell
from kb.curation.values import Draft, Matter, Publication, State
from kb.errors import BadInput
from kb.law import citations, conclusions
from kb.law.identifiers import InterpretationId, squeeze
from kb.law.values import Conclusion, Document, Intake, Interpretation, Standing
from kb.store import schema, standings


def publish(desk: Desk, matter: int, *, by: str, day: date, override: str = "") -> Publication:
    """Publish the newest draft of a matter as a reply of the day.

    In one transaction: the reply is held, what it supersedes is marked so, the askers are told
    and the log has its line. An earlier reply to the same matter is superseded by it.

    Raises BadInput when there is no draft, when it is published already, when the person drafted
    it, or when a citation does not check out or a held reply to the same case says otherwise and
    no reason is given why it is published all the same (``override``, or the draft's own).
    """
    found = desk.matter(matter)
    draft = found.draft
    by = named(by)
    _may(found, draft, by)
    assert draft is not None
    seen = examined(desk, found, day)
    assert seen is not None
    because = mask(override.strip()) or draft.override
    _hindered(seen, draft, because)
    reply = _reply(desk, found, draft, day)
    earlier = _in_force(found)
    at = now()

    def along(c: Connection) -> None:
        detail = {
            "matter": matter,
            "draft": draft.number,
            "drafted_by": draft.by,
            "override": because,
            "supersedes": [*map(str, draft.supersedes), *map(str, earlier)],
        }
        log.append(c, by, "queue.publish", str(reply.id), detail)
        p, m = schema.publications, schema.matters
        taken = c.execute(
            select(p.c.interpretation).where(p.c.matter == matter, p.c.draft == draft.number)
        ).first()
        if taken is not None:
            raise BadInput("이미 공표한 초안입니다", "this draft is published already")
        for id in earlier:
            _end(c, id, "superseded", by, f"{reply.id}", at, superseded_by=reply.id)
        for id in draft.supersedes:
            standings.decide(
                c, id, Standing.SUPERSEDED, by=by, because=f"안건 {matter}", at=at,
                superseded_by=reply.id,
            )  # fmt: skip
            c.execute(
                update(p)
                .where(p.c.interpretation == str(id), p.c.ended.is_(None))
                .values(ended="superseded", ended_by=by, ended_at=at, ended_because=str(reply.id))
            )
        c.execute(
            insert(p).values(
                interpretation=str(reply.id), matter=matter, draft=draft.number, day=day, by=by,
                at=at,
            )
        )  # fmt: skip
        c.execute(
            update(m)
            .where(m.c.id == matter)
            .values(state=State.PUBLISHED.value, changed_at=at, interpretation=str(reply.id))
        )
        tell(c, found.sendings, "published", reply.id)

    desk.store.add([_intake(reply)], by, along=along)
    return next(p for p in desk.matter(matter).publications if p.interpretation == reply.id)


def withdraw(desk: Desk, matter: int, because: str, *, by: str) -> Publication:
    """Withdraw the reply in force of a matter; it stays held, marked, and lends nothing any more.

    The askers are told; the matter waits for another reply. Raises BadInput without a reason or
    when none is in force.
    """
    found = desk.matter(matter)
    by = named(by)
    reason = mask(" ".join(because.split()))
    if not reason:
        raise BadInput("철회하는 까닭을 적으십시오", "say why it is withdrawn")
    ids = _in_force(found)
    if not ids:
        raise BadInput(
            f"공표된 회답이 없는 안건입니다: {matter}", f"matter {matter} has no reply in force"
        )
    at = now()

    def along(c: Connection) -> None:
        m = schema.matters
        for id in ids:
            log.append(c, by, "queue.withdraw", str(id), {"matter": matter, "because": reason})
            _end(c, id, "withdrawn", by, reason, at)
            tell(c, found.sendings, "withdrawn", id)
        c.execute(
            update(m)
            .where(m.c.id == matter)
            .values(state=State.WITHDRAWN.value, changed_at=at, interpretation=None)
        )

    desk.store.amend(along)
    return next(p for p in desk.matter(matter).publications if p.interpretation == ids[-1])


def _may(found: Matter, draft: Draft | None, by: str) -> None:
    if draft is None:
        raise BadInput(f"초안이 없는 안건입니다: {found.id}", f"matter {found.id} has no draft")
    if any(p.draft == draft.number for p in found.publications):
        raise BadInput(
            "이미 공표한 초안입니다. 고치려면 새 초안을 저장하십시오",
            "this draft is published already; save a new one to change it",
        )
    if squeeze(draft.by).casefold() == squeeze(by).casefold():
        raise BadInput(
            f"초안을 쓴 사람({draft.by})이 아닌 사람이 공표해야 합니다",
            f"another person than the drafter ({draft.by}) must publish",
        )


def _hindered(seen: Examined, draft: Draft, because: str) -> None:
    if because:
        return
    if seen.unresolved:
        listed = ", ".join(f"‘{c.text}’({c.check})" for c in seen.unresolved[:5])
        raise BadInput(
            f"확인되지 않은 인용이 있습니다: {listed}. 고치거나 까닭을 적으십시오",
            f"citations do not check out: {listed}; mend them or give a reason",
        )
    against = seen.against(draft.supersedes)
    if against:
        listed = ", ".join(f"{h.title} ({h.id})" for h in against[:3])
        raise BadInput(
            f"같은 사안에 다르게 말하는 해석이 있습니다: {listed}. 대체하거나 까닭을 적으십시오",
            f"held interpretations of the case say otherwise: {listed}; supersede them or give a "
            "reason",
        )


def _in_force(found: Matter) -> list[InterpretationId]:
    return [p.interpretation for p in found.publications if p.ended is None]


def _end(
    c: Connection,
    id: InterpretationId,
    how: str,
    by: str,
    because: str,
    at: datetime,
    superseded_by: InterpretationId | None = None,
) -> None:
    standings.decide(
        c, id, Standing(how), by=by, because=because, at=at, superseded_by=superseded_by
    )
    p = schema.publications
    c.execute(
        update(p)
        .where(p.c.interpretation == str(id))
        .values(ended=how, ended_by=by, ended_at=at, ended_because=because)
    )


def _reply(desk: Desk, found: Matter, draft: Draft, day: date) -> Interpretation:
    from corpora import instruments

    number = f"{day.year}-{found.id:04d}"
    if found.publications:
        number += f"-{len(found.publications) + 1}"
    reading = conclusions.read(draft.answer, draft.question)
    asked = [s.question for s in found.sendings]
    return Interpretation(
        InterpretationId(squeeze(desk.office), number),
        "reply",
        draft.title,
        draft.question,
        draft.answer,
        draft.conclusion,
        reading.conditions,
        citations.relied_on(draft.answer, "", instruments.load(), None),
        day,
        office=desk.office,
        number=number,
        document_label=f"안건 {found.id}",
        parts=reading.parts if reading.conclusion is draft.conclusion else (),
        wordings=_wordings(draft.question, [draft.title, *stated(draft.answer), *asked]),
    )


def _wordings(question: str, others: Sequence[str]) -> tuple[str, ...]:
    own = "".join(question.split())
    return tuple(
        w
        for w in dict.fromkeys(" ".join(o.split()) for o in others)
        if len(w) >= SHORTEST and not own.startswith("".join(w.rstrip("…").split()))
    )


SHORTEST = 12
"""Letters of the shortest text that is taken for a statement of the case."""
_STATED = re.compile(
    r"""
    (?P<case> [^.\n「」]* (?: 「[^」]*」 [^.\n「」]* )*? (?:것|행위|경우))
    (?= (?: 은 | 는 | 도 | 이 | 가 | 에는 | 에\ 대하여 ) [ ,] )
    """,
    re.VERBOSE,
)
_LEAD = re.compile(
    r"^(?:\d+\.|[가-하]\.|[-·○]|귀문의?\s*경우)?\s*"
    r"(?:「[^」]*」[^,「」]{0,40}?에\s*(?:따라|따르면|의하여|의하면),?\s*)?"
)


def stated(answer: str) -> tuple[str, ...]:
    """The case as a reply's own judging sentences state it, without their judgement.

    >>> stated("후보자가 드론에 성명을 표시하여 띄우는 것은 「공직선거법」 제90조에 위반될 것입니다.")
    ('후보자가 드론에 성명을 표시하여 띄우는 것',)
    """
    found = []
    for sentence in re.split(r"(?<=[다음함임됨])\.\s|\n", answer):
        judged = conclusions.read(sentence).conclusion
        m = _STATED.match(_LEAD.sub("", sentence.strip()))
        if sentence.strip().startswith(("다만", "그러나")):
            continue
        if judged not in (None, Conclusion.EXPLAINS) and m is not None:
            found.append(m["case"].strip())
    return tuple(found)


def _intake(reply: Interpretation) -> Intake:
    from dataclasses import replace

    from corpora import instruments

    text = "\n\n".join((reply.title, reply.question, reply.answer)) + "\n"
    key = "\x1f".join(("reply", text, str(reply.id)))
    id = "doc/" + hashlib.sha256(key.encode()).hexdigest()[:16]
    document = Document(
        id, "reply", reply.document_label, reply.title, text, day=reply.day,
        notes=(f"본부 회답 {reply.number}",),
    )  # fmt: skip
    start = len(reply.title) + 2
    placed = replace(reply, document=id, start=start, end=len(text) - 1)
    found = citations.find(text, instruments.load(), default=None)
    return Intake(document, interpretations=(placed,), citations=tuple(found))
