"""The period in which the day of a question lies (기준일이 놓인 기간), as facts for the statute's rules.

Who gives or names a day asks what holds on it: 107 days before a local election what is prohibited
"from 120 days before" (제90조, 제93조) is prohibited, though the question has no word of time. For the
statute's rules alone: a reply is held against what the question itself tells.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from corpora.facts import load
from kb.answer.figures import LONGEST, at_distance
from kb.answer.record import Fact
from kb.answer.when import DayRead, campaign_days
from kb.law.calendar import Calendar
from kb.law.election import Election

REGULAR = ("presidential", "assembly", "local")
"""Elections that are meant where none is named. The windows of a by-election (보궐선거등) begin when its
cause is certain, and an entrusted election (위탁선거) has others."""
OF_LOCAL = frozenset(("local_head", "local_council", "superintendent"))
ANY = frozenset(("public", "proportional"))


def of_day(
    read: DayRead, calendar: Calendar, facts: Sequence[Fact], language: str
) -> tuple[Fact, ...]:
    """The facts of time that follow from the day asked about; none where the question tells its own.

    Args:
        read: the day; of one that is only today nothing follows, for people ask ahead.
    """
    if read.said == "today" or any(f.kind == "time" for f in facts):
        return ()
    election = read.election or _coming(calendar, read.day, facts)
    if election is None or election.kind not in REGULAR:
        return ()
    days = election.days_before(read.day)
    if not 0 <= days <= LONGEST:
        return ()
    keys = list(at_distance(days))
    if days == 0:
        keys = ["election_day"]
    elif days < campaign_days(election):
        keys = ["campaign"]
    why = (
        f"{read.day}은 {election.name} 선거일 전 {days}일입니다."
        if language == "ko"
        else f"{read.day} is {days} days before {election.name_en}."
    )
    lexicon = load()
    return tuple(
        Fact(kind="time", value=key, label=lexicon.label("time", key, language), inferred=why)
        for key in keys
    )


def _coming(calendar: Calendar, day: date, facts: Sequence[Fact]) -> Election | None:
    """The next election of the kinds that the question names, or of any regular one."""
    named = {f.value for f in facts if f.kind == "election" and not f.negated} - ANY
    kinds = {"local" if key in OF_LOCAL else key for key in named} or set(REGULAR)
    found = [calendar.next_election(day, kind) for kind in sorted(kinds & set(REGULAR))]
    return min((e for e in found if e is not None), key=lambda e: (e.day, e.id), default=None)
