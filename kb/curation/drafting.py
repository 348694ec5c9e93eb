"""Drafts a reply and says what stands against it before it is published (초안과 그 확인)."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import insert, select, update

from kb.answer.privacy import mask
from kb.answer.record import FactComparison
from kb.curation import citing, log
from kb.curation.citing import Checked
from kb.curation.desk import Desk, now
from kb.curation.values import Draft, Matter, State
from kb.errors import BadInput, UnknownProvision
from kb.law import conclusions
from kb.law.identifiers import InterpretationId
from kb.law.values import Conclusion, Standing
from kb.store import schema

LONGEST = 20_000
Relation = Literal["contradicts", "differs", "agrees", "near"]


@dataclass(frozen=True, slots=True)
class Held:
    """A held interpretation beside a draft."""

    id: InterpretationId
    title: str
    document: str
    day: date | None
    conclusion: str | None
    relation: Relation
    """``contradicts``: same case, opposite conclusion; ``differs``: same case, another one;
    ``agrees``: same case, same conclusion; ``near``: a similar case."""
    likeness: str
    probability: float
    comparison: tuple[FactComparison, ...]
    differs: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found out about a draft."""

    citations: tuple[Checked, ...]
    read: Conclusion | None
    """The conclusion as its own words state it."""
    conclusion: Conclusion | None
    """The conclusion that it will have."""
    conditions: tuple[str, ...]
    held: tuple[Held, ...]

    @property
    def unresolved(self) -> tuple[Checked, ...]:
        """Citations that do not check out."""
        return tuple(c for c in self.citations if c.check != "ok")

    def against(self, supersedes: Sequence[InterpretationId] = ()) -> tuple[Held, ...]:
        """Held interpretations that say otherwise and are not superseded."""
        return tuple(
            h
            for h in self.held
            if h.relation in ("contradicts", "differs") and h.id not in supersedes
        )


def examine(
    desk: Desk,
    question: str,
    answer: str,
    *,
    day: date,
    conclusion: str = "read",
    own: Sequence[InterpretationId] = (),
    held: bool = True,
) -> Examined:
    """Check a draft: its citations on a day, its conclusion, and held interpretations of the case.

    Args:
        conclusion: ``read`` from the answer's words, a value of Conclusion, or ``none``.
        own: earlier replies to the same matter, which this one replaces anyway.
        held: whether to look for held interpretations (a search; not needed at every keystroke).
    """
    reading = conclusions.read(answer, question)
    if conclusion == "read":
        chosen = reading.conclusion
    else:
        chosen = None if conclusion == "none" else Conclusion(conclusion)
    beside = _held(desk, question, chosen, day, own) if held and question.strip() else ()
    return Examined(
        citing.check(desk.store, desk.lawbook, answer, day),
        reading.conclusion,
        chosen,
        reading.conditions,
        beside,
    )


def _held(
    desk: Desk,
    question: str,
    conclusion: Conclusion | None,
    day: date,
    own: Sequence[InterpretationId],
) -> tuple[Held, ...]:
    found = []
    for case in desk.ask(question, as_of=day, today=day).cases:
        if not case.id.startswith("kr/reply/") or case.likeness == "different":
            continue
        id = InterpretationId.parse(case.id)
        if id in own:
            continue
        relation: Relation = "near"
        if case.likeness == "same":
            relation = _relation(case.conclusion, conclusion)
        found.append(
            Held(
                id, case.title, case.document, case.day, case.conclusion, relation, case.likeness,
                case.probability, tuple(case.comparison), tuple(case.differs), case.text,
            )
        )  # fmt: skip
    return tuple(found)


def _relation(held: str | None, draft: Conclusion | None) -> Relation:
    if held is None or draft is None or held == draft.value:
        return "agrees" if held == (draft.value if draft else None) else "near"
    if {held, draft.value} == {"permitted", "prohibited"}:
        return "contradicts"
    return "near" if "explains" in (held, draft.value) else "differs"


def save(
    desk: Desk,
    matter: int,
    answer: str,
    *,
    by: str,
    question: str = "",
    title: str = "",
    conclusion: str = "read",
    supersedes: Sequence[InterpretationId] = (),
    override: str = "",
) -> Draft:
    """Keep a draft; earlier ones stay. The matter's first question is its question by default.

    Raises BadInput without a name or an answer, when it is too long, or the conclusion is none of
    those there are; UnknownProvision when what it supersedes is not held.
    """
    found = desk.matter(matter)
    by = named(by)
    answer = _clean(answer)
    if not answer:
        raise BadInput("회답 내용이 비어 있습니다", "the reply is empty")
    if len(answer) > LONGEST:
        raise BadInput(
            f"회답이 너무 깁니다(최대 {LONGEST:,}자)",
            f"the reply is too long (at most {LONGEST:,})",
        )
    if found.state is State.CLOSED:
        raise BadInput(f"닫힌 안건입니다: {matter}", f"matter {matter} is closed")
    question = mask(_clean(question)) or found.question
    for id in supersedes:
        if desk.store.interpretation(id) is None:
            raise UnknownProvision(f"보유하지 않은 해석입니다: {id}", f"not held: {id}")
    if conclusion == "read":
        chosen = conclusions.read(answer, question).conclusion
    elif conclusion in ("none", *Conclusion):
        chosen = None if conclusion == "none" else Conclusion(conclusion)
    else:
        known = ", ".join(("read", *(c.value for c in Conclusion), "none"))
        raise BadInput(
            f"없는 결론입니다: {conclusion} (있는 것: {known})",
            f"no such conclusion: {conclusion} (known: {known})",
        )
    at = now()
    t, m = schema.drafts, schema.matters
    with desk.store.writing() as c:
        log.append(c, by, "queue.draft", f"matter/{matter}", {"conclusion": chosen})
        # Counted behind the log's head, so that two curators do not write one number.
        numbers = c.execute(select(t.c.number).where(t.c.matter == matter)).scalars().all()
        number = max(numbers, default=0) + 1
        c.execute(
            insert(t).values(
                matter=matter,
                number=number,
                title=mask(_clean(title)) or _first_line(question),
                question=question,
                answer=answer,
                conclusion=chosen.value if chosen else None,
                supersedes=[str(i) for i in dict.fromkeys(supersedes)],
                override=mask(_clean(override)),
                by=by,
                at=at,
            )
        )
        c.execute(
            update(m)
            .where(m.c.id == matter, m.c.state == State.OPEN.value)
            .values(state=State.DRAFTED.value, changed_at=at)
        )
    draft = desk.matter(matter).draft
    assert draft is not None
    return draft


def examined(desk: Desk, matter: Matter, day: date, held: bool = True) -> Examined | None:
    """The check of a matter's newest draft, or None without one."""
    draft = matter.draft
    if draft is None:
        return None
    return examine(
        desk,
        draft.question,
        draft.answer,
        day=day,
        conclusion=draft.conclusion.value if draft.conclusion else "none",
        own=[p.interpretation for p in matter.publications],
        held=held,
    )


def standing(desk: Desk, id: InterpretationId) -> Standing | None:
    """Where a held interpretation stands, or None when it is not held."""
    found = desk.store.interpretation(id)
    return found.standing if found else None


def named(by: str) -> str:
    """A person's name, trimmed. Raises BadInput when it is empty."""
    name = " ".join("".join(c if c.isprintable() else " " for c in by).split())[:80]
    if not name:
        raise BadInput("누가 하는지 이름이 있어야 합니다", "a name is needed: who does this")
    return name


def _clean(text: str) -> str:
    kept = (
        c
        for c in unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
        if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"}
    )
    return "".join(kept).strip()


def _first_line(text: str) -> str:
    line = text.strip().splitlines()[0]
    return line if len(line) <= 60 else line[:59] + "…"
