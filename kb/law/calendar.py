"""The calendar of elections (선거 달력): their days, and the periods that the law counts from them.

선거일 전 N일 is the day N days before election day: 2026-06-03 전 120일 is 2026-02-03. Elections
and rules are data; a rule is valid for the days on which the law had it so (180 → 120 days on
2023-08-30).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kb.law.identifiers import ProvisionId

KINDS = {
    "presidential": ("대통령선거", "presidential election"),
    "assembly": ("국회의원선거", "National Assembly election"),
    "local": ("지방선거", "local elections"),
    "by_election": ("재·보궐선거", "by-elections"),
    "entrusted": ("위탁선거", "entrusted election"),
}
"""Kinds of election with their names; the keys are those of the facts lexicon."""


@dataclass(frozen=True, slots=True)
class Election:
    """An election on one day."""

    id: str
    kind: str
    name: str
    name_en: str
    day: date
    ordinal: int | None = None
    cause: str = ""
    """궐위, where the office fell vacant"""
    computed: bool = False
    """Not announced: the day that the rule gives."""
    rule: str = ""
    """The provision by which it was computed."""
    term_end: date | None = None
    holidays: tuple[date, ...] = ()

    def days_before(self, day: date) -> int:
        """How many days a day lies before election day; negative after it."""
        return (self.day - day).days

    @property
    def label(self) -> str:
        return f"{self.name}({said(self.day)})"


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
        for m in _NAMED.finditer(text):
            kind = _kind(m["kind"])
            of_kind = [e for e in self.elections if _same_kind(e, kind, m["kind"])]
            if m["ordinal"]:
                found = [e for e in of_kind if e.ordinal == int(m["ordinal"])]
                if found:
                    return found[0]
            elif m["year"]:
                found = [e for e in of_kind if e.day.year == _year(m["year"])]
                if len(found) == 1 or (found and kind != "by_election"):
                    return found[0]
            elif m["which"] in ("지난", "저번", "지난번", "직전", "last"):
                found = [e for e in of_kind if e.day < today]
                if found:
                    return found[-1]
            elif m["which"]:
                found = [e for e in of_kind if e.day >= today]
                recent = [e for e in of_kind if 0 < (today - e.day).days <= 60]
                if m["which"] in ("이번", "this") and recent:
                    return recent[-1]
                if found:
                    return found[0]
        return None

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


def said(day: date) -> str:
    """``2026. 6. 3.``"""
    return f"{day.year}. {day.month}. {day.day}."


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


# -- names in a text --------------------------------------------------------------------------

_NAMED = re.compile(
    r"""
    (?:제?\s*(?P<ordinal>\d{1,2})\s*(?:회|대)\s*
      |(?P<year>(?:19|20)\d\d|\d\d)\s*년?\s*(?:도\s*)?(?:에\s*(?:치러진|있었던|실시된|치른)\s*)?
      |(?P<which>지난번?|저번|직전|이번|다음|오는|돌아오는|last|next|this)\s*(?:번\s*)?
    )
    (?:전국\s*)?(?:동시\s*)?
    (?P<kind>지방\s*선거|지선|총선(?:거)?|국회의원\s*(?:총)?\s*선거|대선|대통령\s*선거|조합장\s*선거
      |(?:재\s*·?\s*보궐|보궐|재보궐|재)\s*선거|재보선
      |presidential|general|parliamentary|assembly|local)
    """,
    re.VERBOSE | re.IGNORECASE,
)


def _kind(words: str) -> str:
    bare = re.sub(r"[\s·]", "", words).lower()
    if bare.startswith(("지방", "지선", "local")):
        return "local"
    if bare.startswith(("총선", "국회의원", "general", "parliamentary", "assembly")):
        return "assembly"
    if bare.startswith(("대선", "대통령", "presidential")):
        return "presidential"
    return "entrusted" if bare.startswith("조합장") else "by_election"


def _same_kind(election: Election, kind: str, words: str) -> bool:
    if election.kind != kind:
        return False
    return kind != "entrusted" or "조합장" in election.name


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)
