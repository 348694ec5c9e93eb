"""When an amending act takes effect, place by place (시행일), as its 부칙 tells it.

제1조(시행일) 이 법은 공포한 날부터 시행한다. 다만, 제○조의 개정규정은 공포 후 6개월이 경과한
날부터 시행한다. — a period counted from promulgation leaves out its day (행정기본법 제7조 제2호;
months by the calendar, 민법 제160조).

>>> after_promulgation(date(2026, 4, 22), months=6)
datetime.date(2026, 10, 23)
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from datetime import date, timedelta

from kb.law.identifiers import Pinpoint


def add_months(day: date, months: int) -> tuple[date, bool]:
    """The day of the same number so many months on, and whether that month has it.

    Where it has none the last day of the month is given (민법 제160조제3항).
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last)), day.day <= last


def after_promulgation(promulgated: date, *, days: int = 0, months: int = 0) -> date:
    """공포 후 … 이 경과한 날: the day after the period, promulgation day left out."""
    first = promulgated + timedelta(days=1)
    if months:
        same, exists = add_months(first, months)
        return same if exists else same + timedelta(days=1)
    return first + timedelta(days=days)


@dataclass(frozen=True, slots=True)
class Span:
    """Places for which a day is set: one, or from one to another (부터 … 까지)."""

    first: Pinpoint
    last: Pinpoint | None = None

    def covers(self, place: Pinpoint) -> bool:
        """Whether the place is named or lies inside what is named."""
        if self.last is None:
            return self.first.contains(place)
        return self.first <= place and (place <= self.last or self.last.contains(place))

    def inside(self, place: Pinpoint) -> bool:
        """Whether what is named lies inside the place."""
        return place.contains(self.first)


@dataclass(frozen=True, slots=True)
class Supplement:
    """The 부칙 of one act, whole, as it stands in a consolidated text."""

    promulgated: date
    number: str
    head: str
    """``부칙`` or, for another act's, ``부칙(형사소송법)``."""
    text: str


@dataclass(frozen=True, slots=True)
class ActEffect:
    """The effect of one amending act: its own day and the exceptions."""

    promulgated: date
    number: str
    default: date | None
    """None where the 부칙 names a day that it does not let us compute."""
    exceptions: tuple[tuple[Span, date | None], ...] = ()
    by_other: bool = False
    """Made by another act's 부칙 (타법개정); its exceptions speak of that act's own articles."""
    amends: tuple[Span, ...] = ()
    """For another act: the places of this instrument that its 부칙 amends."""

    def on(self, place: Pinpoint) -> date | None:
        """The day on which the amendment of a place takes effect.

        The narrowest exception that covers the place, else the act's own day.
        """
        best: tuple[int, date | None] | None = None
        for span, day in self.exceptions:
            if span.covers(place):
                width = str(span.first).count(".") + (0 if span.last else 1)
                if best is None or width > best[0]:
                    best = (width, day)
        return best[1] if best else self.default

    def names(self, place: Pinpoint) -> bool:
        """Whether it amends the place, or something in it or around it, by its own words."""
        return any(s.covers(place) or s.inside(place) for s in self.amends)


@dataclass(frozen=True, slots=True)
class Effects:
    """Every act of an instrument whose 부칙 is held, by day of promulgation."""

    acts: dict[date, tuple[ActEffect, ...]] = field(default_factory=dict)

    def act(self, promulgated: date, place: Pinpoint) -> ActEffect | None:
        """The act of a day that amended a place.

        Where two acts were promulgated on the day: that which names the place, else the
        instrument's own amending act.
        """
        acts = self.acts.get(promulgated, ())
        if not acts:
            return None
        naming = [a for a in acts if a.by_other and a.names(place)]
        own = [a for a in acts if not a.by_other]
        return (naming or own or list(acts))[0]

    def on(self, promulgated: date, place: Pinpoint) -> date | None:
        """When the amendment of a place by the act of a day took effect; None where not told."""
        act = self.act(promulgated, place)
        return act.on(place) if act else None

    @property
    def earliest(self) -> date | None:
        """Promulgation of the earliest act whose 부칙 is held."""
        return min(self.acts, default=None)
