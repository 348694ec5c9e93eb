"""The calendar of elections (선거 달력): their days, and the periods that the law counts from them.

선거일 전 N일 is the day N days before election day: 2026-06-03 전 120일 is 2026-02-03. Elections
and rules are data; a rule is valid for the days on which the law had it so (180 → 120 days on
2023-08-30).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kb.law.election import Election, named_among, said
from kb.law.identifiers import ProvisionId

__all__ = [
    "KINDS",
    "Calendar",
    "Election",
    "Period",
    "PeriodRule",
    "Turn",
    "first_wednesday",
    "regular_day",
    "said",
]

KINDS = {
    "presidential": ("대통령선거", "presidential election"),
    "assembly": ("국회의원선거", "National Assembly election"),
    "local": ("지방선거", "local elections"),
    "by_election": ("재·보궐선거", "by-elections"),
    "entrusted": ("위탁선거", "entrusted election"),
}
"""Kinds of election with their names; the keys are those of the facts lexicon."""


@dataclass(frozen=True, slots=True)
class PeriodRule:
    """A period that the law counts from election day."""

    id: str
    name: str
    name_en: str
    provision: ProvisionId
    kinds: tuple[str, ...]
    effect: str
    """prohibition, restriction, permission, procedure, period, deadline"""
    start: int
    """Days from election day, negative before it."""
    end: int | None
    """None: until the person registers as 예비후보자."""
    valid_from: date
    valid_until: date | None
    ko: str
    en: str
    by_cause: bool = False
    """In a by-election it begins when the election's cause is settled."""

    def valid_on(self, day: date) -> bool:
        """Whether the law had the rule in this form on a day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True, slots=True)
class Period:
    """A rule applied to an election: from its first day to its last."""

    rule: PeriodRule
    election: Election
    start: date
    end: date

    def holds_on(self, day: date) -> bool:
        return self.start <= day <= self.end

    @property
    def ko(self) -> str:
        """One sentence with the days."""
        span = (
            said(self.start) if self.start == self.end else f"{said(self.start)}~{said(self.end)}"
        )
        return f"{self.rule.name} ({self.rule.provision.pinpoint.label}, {span}): {self.rule.ko}"

    @property
    def en(self) -> str:
        span = str(self.start) if self.start == self.end else f"{self.start} to {self.end}"
        return (
            f"{self.rule.name_en} (Article {self.rule.provision.pinpoint}, {span}): {self.rule.en}"
        )


@dataclass(frozen=True, slots=True)
class Turn:
    """A day on which a period begins or ends, or a rule changes."""

    day: date
    """The first day on which things are different."""
    begins: bool
    period: Period

    @property
    def ko(self) -> str:
        when = said(self.day)
        if self.period.start == self.period.end:
            return f"{when}: {self.period.rule.name} — {self.period.rule.ko}"
        what = "시작" if self.begins else "끝남"
        return f"{when} {what}: {self.period.rule.name} — {self.period.rule.ko}"

    @property
    def en(self) -> str:
        if self.period.start == self.period.end:
            return f"{self.day}: {self.period.rule.name_en} — {self.period.rule.en}"
        what = "begins" if self.begins else "over"
        return f"{self.day} {what}: {self.period.rule.name_en} — {self.period.rule.en}"


@dataclass(frozen=True, slots=True)
class Calendar:
    """Elections by day, and the rules of periods."""

    elections: tuple[Election, ...]
    rules: tuple[PeriodRule, ...]

    def election(self, id: str) -> Election | None:
        """The election of an id."""
        return next((e for e in self.elections if e.id == id), None)

    def next_election(self, day: date, kind: str | None = None) -> Election | None:
        """The first election on or after a day, of a kind or of any but the entrusted ones."""
        return next((e for e in self.elections if e.day >= day and _fits(e, kind)), None)

    def last_election(self, day: date, kind: str | None = None) -> Election | None:
        """The last election before a day."""
        return next((e for e in reversed(self.elections) if e.day < day and _fits(e, kind)), None)

    def periods(self, election: Election, law_day: date) -> tuple[Period, ...]:
        """Every period of an election by the rules that were law on a day, by first day."""
        found = [
            Period(r, election, *_span(r, election))
            for r in self.rules
            if election.kind in r.kinds and r.valid_on(law_day)
        ]
        return tuple(sorted(found, key=lambda p: (p.start, p.end, p.rule.id)))

    def periods_on(self, election: Election, day: date) -> tuple[Period, ...]:
        """The periods of an election in force on a day, by the law of that day."""
        return tuple(p for p in self.periods(election, day) if p.holds_on(day))

    def next_changes(self, election: Election, day: date, within: int = 30) -> tuple[Turn, ...]:
        """What begins or ends after a day, within so many days: the law of each day decides."""
        last = day + timedelta(days=within)
        turns: dict[tuple[date, str, bool], Turn] = {}
        for r in self.rules:
            if election.kind not in r.kinds:
                continue
            start, end = _span(r, election)
            start = max(start, r.valid_from)
            stop = end if r.valid_until is None else min(end, r.valid_until)
            if start > stop:
                continue
            period = Period(r, election, start, stop)
            if day < start <= last:
                turns[start, r.id, True] = Turn(start, True, period)
            over = stop + timedelta(days=1)
            if start != stop and day < over <= last:
                turns[over, r.id, False] = Turn(over, False, period)
        return tuple(turns[k] for k in sorted(turns))

    def named(self, text: str, today: date) -> Election | None:
        """The election that a text names, seen from a day; None where it names none.

        제7회 지방선거, 21대 대선, 2022년 지방선거, 지난 총선, 이번 지방선거, 다음 대선.
        """
        return named_among(self.elections, text, today)

    def said(self, day: date, election: Election) -> tuple[tuple[str, str], ...]:
        """Sentences on a day of an election, Korean and English: how far off, what is in force."""
        n = election.days_before(day)
        if n > 0:
            far = (
                f"{said(day)}은 {election.name} 선거일 {said(election.day)}의 전 {n}일입니다",
                f"{day} is {n} days before the {election.name_en} of {election.day}",
            )
        elif n == 0:
            far = (
                f"{said(day)}은 {election.name} 선거일입니다",
                f"{day} is the day of the {election.name_en}",
            )
        else:
            far = (
                f"{said(day)}은 {election.name} 선거일 {said(election.day)}의 뒤 {-n}일입니다",
                f"{day} is {-n} days after the {election.name_en} of {election.day}",
            )
        return (far, *((p.ko, p.en) for p in self.periods_on(election, day)))


def _fits(election: Election, kind: str | None) -> bool:
    return election.kind == kind if kind else election.kind != "entrusted"


def _span(rule: PeriodRule, election: Election) -> tuple[date, date]:
    start = election.day + timedelta(days=rule.start)
    end = election.day + timedelta(days=rule.end if rule.end is not None else -21)
    return start, end


# -- the day that the rule gives --------------------------------------------------------------

_BEFORE_TERM = {"presidential": 70, "assembly": 50, "local": 30}


def regular_day(kind: str, term_end: date, holidays: Sequence[date] = ()) -> date:
    """The day of an election at the end of a term (공직선거법 제34조).

    The first Wednesday on or after the day so many days before the term ends; a week later where
    it, the day before or the day after is a public holiday.

    >>> regular_day("local", date(2030, 6, 30), [date(2030, 6, 6)])
    datetime.date(2030, 6, 12)
    """
    day = first_wednesday(term_end - timedelta(days=_BEFORE_TERM[kind]))
    near = {day - timedelta(days=1), day, day + timedelta(days=1)}
    return day + timedelta(days=7) if near & set(holidays) else day


def first_wednesday(day: date) -> date:
    """The first Wednesday on or after a day."""
    return day + timedelta(days=(2 - day.weekday()) % 7)
