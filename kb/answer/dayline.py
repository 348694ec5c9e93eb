"""적용시점: the day of the answer, its place before an election, and what is another on other days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from kb.answer import quote
from kb.answer.conclusion import Verdict
from kb.answer.draft import Draft, Shown
from kb.answer.phrases import CONCLUSION_NAME, day_said
from kb.answer.when import DayRead
from kb.law.calendar import Calendar, Election

AHEAD = 400
"""Days looked ahead for the next day that changes the answer."""


def say(draft: Draft, read: DayRead, calendar: Calendar, shown: Sequence[Shown]) -> None:
    """Say the day and why, the periods of the governing provisions, and when they turn."""
    why_ko = {"today": "오늘", "given": "지정한 날"}.get(read.said, f"질문의 ‘{read.said}’")
    why_en = {"today": "today", "given": "as given"}.get(
        read.said, f"‘{read.said}’ in the question"
    )
    day_ko = day_said(draft.day, "ko")
    draft.known += f" {read.said} {read.other}"
    draft.say("day", f"기준일은 {day_ko}입니다({why_ko}).", f"The day is {draft.day} ({why_en}).")
    election = read.election or calendar.next_election(draft.day)
    if election is not None and (read.election is not None or _bears(calendar, election, shown)):
        ko, en = calendar.said(draft.day, election)[0]
        _vouched(draft, f"{ko}.", f"{en}.")
        _periods(draft, calendar, election, shown)
    if read.other and read.other_day:
        _vouched(
            draft,
            f"질문의 ‘{read.other}’은 {day_said(read.other_day, 'ko')}을 가리키지만, 지정한 날을 따랐습니다.",
            f"‘{read.other}’ in the question means {read.other_day}; the day given was followed.",
        )


def then_and_now(
    draft: Draft,
    then: str | None,
    now: Verdict,
    lead: Shown,
    lead_now: Shown,
    question: str,
    today: date,
) -> None:
    """The day asked about is past and its text is another than today's."""
    span = quote.provision(lead_now.text, lead.place.pinpoint, question)
    n = draft.provision(replace(lead_now, span=span))
    place = draft.name(lead.id.article)
    told = span.of(lead_now.text)
    quoted = told if lead_now.digest else f"“{told}”"
    draft.say(
        "day",
        f"{place}의 본문은 {day_said(draft.day, 'ko')}과 지금({day_said(today, 'ko')})이 다릅니다. 지금: {quoted} [{n}]",
        f"The text of {place} on {draft.day} differs from that of today ({today}). Now: {quoted} [{n}]",
        n,
    )
    later = str(now.conclusion) if now.conclusion else None
    if later is None or then is None or later == then or not draft.sentences:
        return
    first = draft.sentences[0]
    ko, en = CONCLUSION_NAME[later]
    head = (
        f"[As of {draft.day}; today: {en}] "
        if draft.language == "en"
        else f"(그때는 {CONCLUSION_NAME[then][0]}, 지금은 {ko}) "
    )
    draft.sentences[0] = first.model_copy(update={"text": head + first.text})


def _vouched(draft: Draft, ko: str, en: str) -> None:
    draft.known += f" {ko} {en}"
    draft.say("day", ko, en)


def _articles(shown: Sequence[Shown]) -> set[tuple[str, str]]:
    return {(s.id.work.name, str(s.id.pinpoint.article_only)) for s in shown[:2]}


def _bears(calendar: Calendar, election: Election, shown: Sequence[Shown]) -> bool:
    of = _articles(shown)
    return any(
        election.kind in r.kinds
        and (r.provision.work.name, str(r.provision.pinpoint.article_only)) in of
        for r in calendar.rules
    )


def _periods(draft: Draft, calendar: Calendar, election: Election, shown: Sequence[Shown]) -> None:
    of = _articles(shown)
    for period in calendar.periods_on(election, draft.day):
        p = period.rule.provision
        if (p.work.name, str(p.pinpoint.article_only)) in of:
            _vouched(
                draft, f"이날은 기간 안입니다: {period.ko}.", f"In force on the day: {period.en}."
            )
    for turn in calendar.next_changes(election, draft.day, AHEAD):
        p = turn.period.rule.provision
        if (p.work.name, str(p.pinpoint.article_only)) in of:
            _vouched(
                draft,
                f"답이 달라질 수 있는 다음 날: {turn.ko} ({election.name}).",
                f"Next day that may change the answer: {turn.en} ({election.name_en}).",
            )
            break
