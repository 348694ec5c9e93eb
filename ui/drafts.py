"""The citations of a draft, found and checked against what is held."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import TYPE_CHECKING, Any

from kb.errors import BadDay, UnknownProvision
from kb.law.identifiers import ProvisionId, RulingId, WorkId
from kb.law.values import TextState

if TYPE_CHECKING:
    from ui.home import Home


def citations(home: Home, text: str, day: date) -> list[dict[str, Any]]:
    """One object a citation: span, words, target, and ``reason`` where it does not resolve.

    ``check`` is ``ok``, ``unchecked`` (it does not resolve), ``not_held``, ``no_such_place`` (the
    article has no such paragraph), ``repealed`` or ``before_the_law``; ``state`` that of the
    provision on the day.
    """
    from corpora import instruments
    from kb.law.citations import find

    names = instruments.load()
    text = unicodedata.normalize("NFC", text)
    lines = []
    for c in find(text, names, default=None):
        state, check = (None, "unchecked") if c.target is None else _check(home, c.target, day)
        lines.append(
            {
                "start": c.start,
                "end": c.end,
                "text": c.text,
                "target": c.target,
                "reason": c.reason,
                "until": c.until,
                "check": check,
                "state": state,
            }
        )
    return lines


def _check(home: Home, target: str, day: date) -> tuple[str | None, str]:
    """State on the day and the outcome of the check."""
    if target.startswith("kr/ruling/"):
        held = home.store.ruling(RulingId.parse(target)) is not None
        return None, "ok" if held else "not_held"
    if "#" not in target:
        held = WorkId.parse(target) in {w.id for w in home.store.works()}
        return None, "ok" if held else "not_held"
    id = ProvisionId.parse(target).at(None)
    try:
        shown = home.lawbook.show(id, day)
    except UnknownProvision:
        return None, "not_held"
    except BadDay:
        return None, "before_the_law"
    if shown.state is TextState.UNKNOWN:
        known = home.store.history(id.work, id.pinpoint)
        return shown.state.value, "no_such_place" if known else "not_held"
    repealed = shown.state is TextState.REPEALED
    return shown.state.value, "repealed" if repealed else "ok"
