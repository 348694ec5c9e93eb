"""Whether a kept answer would be the same today, and what has changed since (다시 묻기)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kb.answer.record import AnswerRecord
from kb.curation.desk import Desk
from kb.law.identifiers import InterpretationId
from kb.law.values import Standing
from kb.store import answers
from kb.store.answers import Kept


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is otherwise today, as a sentence in both languages."""

    kind: str
    """``conclusion``, ``lead``, ``ended``, ``new``, ``text``, ``headline``"""
    ko: str
    en: str


@dataclass(frozen=True, slots=True)
class Again:
    """The same question asked today, beside the answer that was kept."""

    same: bool
    """Conclusion, first line and what it rests on are the same."""
    record: AnswerRecord
    changes: tuple[Change, ...]

    @property
    def concludes_otherwise(self) -> bool:
        """Whether conclusion or reason differ, not only the sources."""
        return any(c.kind == "conclusion" for c in self.changes)


def ask_again(desk: Desk, kept: Kept, today: date, region: str = "") -> Again:
    """Ask the question of a kept answer once more, as it was asked.

    A day that was given stays; "today" is today. What the answer rested on is compared.
    """
    before = AnswerRecord.model_validate(kept.record)
    asked = kept.asked
    given = asked.get("as_of") or (
        str(before.as_of) if before.reading.day_said == "given" else None
    )
    now = desk.ask(
        before.reading.question if asked else before.reading.standalone,
        as_of=date.fromisoformat(given) if given else None,
        today=today,
        region=region or before.region,
        language=before.language,
        history=asked.get("history", ()),
        chosen=asked.get("chosen", {}),
    )
    changes = tuple(_changes(desk, before, now))
    return Again(not changes, now, changes)


def _changes(desk: Desk, before: AnswerRecord, now: AnswerRecord) -> list[Change]:
    found = []
    if (before.conclusion, before.reason) != (now.conclusion, now.reason):
        found.append(Change("conclusion", "결론이 달라졌습니다", "the conclusion is another"))
    found += _ended(desk, before)
    was, is_ = _grounds(before), _grounds(now)
    for id, title in is_.items():
        if id not in was:
            found.append(
                Change("new", f"새로 드는 근거: {title}", f"it rests on, not before: {title}")
            )
    texts = {_place(s.id): s.text for s in before.sources}
    for s in now.sources:
        if s.kind == "provision" and texts.get(_place(s.id), s.text) != s.text:
            name = f"{s.title} {s.pinpoint}".strip()
            found.append(
                Change("text", f"조문이 달라졌습니다: {name}", f"the text is another: {name}")
            )
    if not found and before.headline != now.headline:
        found.append(Change("headline", "첫 줄이 달라졌습니다", "the first line is another"))
    return found


def _grounds(record: AnswerRecord) -> dict[str, str]:
    """What the conclusion rests on: the sources of its first sentence and the same cases."""
    lead = record.sentences[0].citations if record.sentences else []
    grounds = {
        _place(s.id): f"{s.title} {s.pinpoint}".strip() for s in record.sources if s.n in lead
    }
    return grounds | {c.id: c.title for c in record.cases if c.likeness == "same"}


def _place(id: str) -> str:
    """An id without its version."""
    head, mark, pinpoint = id.partition("#")
    return head.split("@")[0] + mark + pinpoint if mark else id


def _ended(desk: Desk, before: AnswerRecord) -> list[Change]:
    """Replies that the answer rested on and that are withdrawn or superseded now."""
    found = []
    for id in _grounds(before):
        if not id.startswith("kr/reply/"):
            continue
        held = desk.store.interpretation(InterpretationId.parse(id))
        if held is None:
            found.append(Change("ended", f"이제 보유하지 않습니다: {id}", f"not held now: {id}"))
        elif held.standing is Standing.WITHDRAWN:
            found.append(
                Change("ended", f"철회된 회답입니다: {held.title}", f"withdrawn: {held.title}")
            )
        elif held.standing is Standing.SUPERSEDED:
            by = f" ({held.superseded_by})" if held.superseded_by else ""
            found.append(
                Change(
                    "ended",
                    f"다른 회답으로 대체되었습니다: {held.title}{by}",
                    f"superseded: {held.title}{by}",
                )
            )
    return found


def kept_again(desk: Desk, id: str, today: date) -> Again | None:
    """The same by the id of a kept answer; None when it is not kept."""
    kept = answers.kept(desk.store, id)
    return ask_again(desk, kept, today) if kept else None
