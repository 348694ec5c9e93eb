"""The citations of a draft, found and checked against what is held (인용 확인)."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date

from kb.errors import BadDay, UnknownProvision
from kb.law.citations import Instrument, Names, find
from kb.law.identifiers import InterpretationId, ProvisionId, RulingId, WorkId
from kb.law.values import Citation, TextState
from kb.store import Store
from kb.store.lawbook import LawBook


@dataclass(frozen=True, slots=True)
class Checked:
    """One citation of a text with the outcome of its check."""

    start: int
    end: int
    text: str
    target: str | None
    reason: str | None
    """Why it does not resolve."""
    until: str | None
    check: str
    """``ok``, ``unchecked`` (does not resolve), ``not_held``, ``no_such_place`` (the article has no
    such paragraph), ``repealed`` or ``before_the_law``."""
    state: str | None
    """State of the provision on the day."""


def check(store: Store, lawbook: LawBook, text: str, day: date) -> tuple[Checked, ...]:
    """Every citation of a text (read as NFC), in its order."""
    found = []
    for c in _found(store, unicodedata.normalize("NFC", text)):
        state, outcome = (
            (None, "unchecked") if c.target is None else _judge(store, lawbook, c.target, day)
        )
        found.append(Checked(c.start, c.end, c.text, c.target, c.reason, c.until, outcome, state))
    return tuple(found)


def _found(store: Store, text: str) -> list[Citation]:
    """Citations by the names of the glossary; what they leave open, by those of held instruments."""
    from corpora import instruments

    known = instruments.load()
    found = list(find(text, known, default=None))
    if all(c.target for c in found):
        return found
    unlisted = [w for w in store.works() if known.instrument(w.id) is None]
    own = Names(Instrument(w.id, w.name, w.kind) for w in unlisted)
    more = [c for c in find(text, own, default=None) if c.target] if unlisted else []

    def resolved(c: Citation) -> Citation:
        over = (m for m in more if m.start < c.end and c.start < m.end)
        return c if c.target else next(over, c)

    return [resolved(c) for c in found]


def _judge(store: Store, lawbook: LawBook, target: str, day: date) -> tuple[str | None, str]:
    """State on the day and the outcome of the check."""
    if target.startswith("kr/ruling/"):
        held = store.ruling(RulingId.parse(target)) is not None
        return None, "ok" if held else "not_held"
    if target.startswith("kr/reply/"):
        held = store.interpretation(InterpretationId.parse(target)) is not None
        return None, "ok" if held else "not_held"
    if "#" not in target:
        held = WorkId.parse(target) in {w.id for w in store.works()}
        return None, "ok" if held else "not_held"
    id = ProvisionId.parse(target).at(None)
    try:
        shown = lawbook.show(id, day)
    except UnknownProvision:
        return None, "not_held"
    except BadDay:
        return None, "before_the_law"
    if shown.state is TextState.UNKNOWN:
        known = store.history(id.work, id.pinpoint)
        return shown.state.value, "no_such_place" if known else "not_held"
    repealed = shown.state is TextState.REPEALED
    return shown.state.value, "repealed" if repealed else "ok"
