"""Elections and their periods, for ``calendar`` and the page."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from kb.errors import BadDay, BadInput
from ui.days import parse_day

if TYPE_CHECKING:
    from kb.law.calendar import Calendar, Election

SHOWN = 3
"""Coming elections shown where none is named."""


def calendar(name: str | None, day: date) -> dict[str, Any]:
    """The elections named (or the last and the next ones), each with its periods.

    The periods are those of the law of the day, or of election day where that has passed.
    Raises BadInput when no election has that name.
    """
    from corpora import calendar as data

    held = data.load()
    chosen = _named(held, name, day) if name else _around(held, day)
    return {"as_of": day.isoformat(), "elections": [_election(held, e, day) for e in chosen]}


def _named(held: Calendar, name: str, day: date) -> list[Election]:
    try:
        on = parse_day(name)
    except BadDay:
        on = None
    if on is not None:
        found = [e for e in held.elections if e.day == on]
    else:
        one = held.named(name, day)
        words = name.split()
        found = [one] if one else []
        found = found or [
            e for e in held.elections if all(w in e.name or w in e.name_en for w in words)
        ]
    if not found:
        known = ", ".join(e.name for e in held.elections[-5:])
        raise BadInput(f"없는 선거입니다: {name} (예: {known})", f"no such election: {name}")
    return found


def _around(held: Calendar, day: date) -> list[Election]:
    last = held.last_election(day)
    coming = [e for e in held.elections if e.day >= day][:SHOWN]
    return ([last] if last else []) + coming


def _election(held: Calendar, e: Election, day: date) -> dict[str, Any]:
    return {
        "id": e.id,
        "kind": e.kind,
        "name": e.name,
        "name_en": e.name_en,
        "day": e.day.isoformat(),
        "days_before": e.days_before(day),
        "computed": e.computed,
        "rule": e.rule,
        "periods": [
            {
                "name": p.rule.name,
                "name_en": p.rule.name_en,
                "from": p.start.isoformat(),
                "until": p.end.isoformat(),
                "provision": str(p.rule.provision),
                "effect": p.rule.effect,
                "now": p.holds_on(day),
                "ko": p.rule.ko,
                "en": p.rule.en,
            }
            for p in held.periods(e, min(day, e.day))
        ],
    }
