"""Sends a question up for a person, the same for HTTP and assistants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kb.curation import Why
from kb.curation import sending as desk
from kb.curation.people import Act, Person
from kb.errors import BadInput
from kb.store import answers
from ui import asked, questions, queue
from ui.api.access import may_open, region_asking
from ui.days import parse_day, today

if TYPE_CHECKING:
    from ui.home import Home


def send_up(
    home: Home,
    who: Person,
    *,
    answer: str | None = None,
    question: str | None = None,
    as_of: str | None = None,
    region: str = "",
    why: Why | None = None,
    note: str = "",
    by: str = "",
) -> dict[str, Any]:
    """Send the question of an answer, or a question asked now, up; with the matter it is in.

    Raises Forbidden for what is not the person's, BadInput unless there is an answer or a question.
    """
    who.must(Act.SEND)
    where = questions.region(region_asking(who, region))
    if (answer is None) == (question is None):
        raise BadInput(
            "answer와 question 가운데 하나가 있어야 합니다", "give either answer or question"
        )
    if answer is not None:
        seen(home, who, answer)
    else:
        answer = asked.answer(
            home, question or "", today=today(), as_of=parse_day(as_of) if as_of else None,
            region=where, person=who.name,
        ).id  # fmt: skip
    sent = desk.send(
        home.desk, answer, region=where or _region_of(home, answer), person=who.name or by,
        why=why, note=note,
    )  # fmt: skip
    matter = home.desk.matter(sent.matter)
    return queue.sending_json(sent) | {
        "regions": list(matter.regions) if who.may(Act.EVERY_REGION) else [where],
        "questions": len(matter.sendings),
        "state": matter.state.value,
    }


def seen(home: Home, who: Person, answer: str) -> None:
    """Raise Forbidden when a kept answer is not the person's to see."""
    kept = answers.kept(home.store, answer)
    if kept is not None:
        may_open(home, who, kept, answer)


def own(home: Home, region: str) -> list[dict[str, Any]]:
    """What a region sent up, newest first, with where it stands."""
    return [
        queue.sending_json(s)
        | {
            "state": m.state.value,
            "interpretation": str(m.interpretation) if m.interpretation else None,
        }
        for s, m in home.desk.own(region)
    ]


def _region_of(home: Home, answer: str) -> str:
    kept = answers.kept(home.store, answer)
    return str(kept.record.get("region", "")) if kept else ""
