"""Judges an answer, up or down; a bad one with its reason goes to headquarters (평가 단추)."""

from __future__ import annotations

from sqlalchemy import insert

from kb.answer.privacy import mask
from kb.curation import log
from kb.curation.desk import Desk, now
from kb.curation.sending import send
from kb.curation.values import Sending, Why
from kb.errors import BadInput, UnknownProvision
from kb.store import answers, schema


def judge(
    desk: Desk, answer: str, good: bool, reason: str, *, region: str, person: str = ""
) -> Sending | None:
    """Keep a judgement; what is sent up for a bad answer is returned.

    Raises UnknownProvision when the answer is not kept, BadInput for a bad one without a reason.
    """
    if answers.kept(desk.store, answer) is None:
        raise UnknownProvision(f"없는 답변 기록입니다: {answer}", f"no such answer: {answer}")
    reason = mask(" ".join(reason.split()))
    if not good and not reason:
        raise BadInput("무엇이 틀렸는지 적어 주십시오", "please say what is wrong")
    with desk.store.writing() as c:
        log.append(
            c, person or region, "answer.judge", f"answer/{answer}",
            {"good": good, "region": region},
        )  # fmt: skip
        c.execute(
            insert(schema.thumbs).values(
                answer=answer, good=good, reason=reason, region=region, person=person, at=now()
            )
        )
    if good:
        return None
    return send(desk, answer, region=region, person=person, why=Why.FEEDBACK, note=reason)
