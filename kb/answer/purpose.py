"""What an act is for: to ask for votes, to greet as custom has it, or to vote (목적).

The same act is judged by its purpose: 의례적 인사 is free where 지지 호소 is not, and what is said
of voting says nothing of campaigning. Each test gives the pair of values that differ, the
question's and the case's.
"""

from __future__ import annotations

from collections.abc import Sequence

from kb.answer.facts import Found

HARMLESS = ("customary", "no_campaign_purpose", "plain_news")
"""Conditions under which a case is allowed because nobody's vote is asked for."""
VOTING = frozenset(("voting", "early_vote", "home_vote", "overseas_vote", "leave_to_vote"))
"""Acts of a voter."""


def pleads(question: Sequence[Found], case: Sequence[Found]) -> tuple[str, str] | None:
    """The question asks for votes where the case is allowed because it does not (의례적 인사).

    Or the other way round: the case asks for votes, and the question says that nobody does.
    """
    pleading = {f.key for f in question if f.kind == "act" and not f.negated} & {"appeal"}
    pleading |= {f.key for f in question if f.kind == "condition"} & {"campaign_purpose"}
    case_pleads = any(
        (f.kind, f.key)
        in (("act", "appeal"), ("act", "campaigning"), ("condition", "campaign_purpose"))
        for f in case
        if not f.weak
    )
    harmless = _harmless(case)
    if pleading and harmless and not case_pleads:
        return "campaign_purpose", harmless
    plain = _harmless(question)
    if case_pleads and plain and not pleading and not _harmless(case):
        return plain, "campaign_purpose"
    return None


def _harmless(facts: Sequence[Found]) -> str | None:
    said = {f.key for f in facts if f.kind == "condition" and not f.negated}
    return next((key for key in HARMLESS if key in said), None)


def other_business(question: Sequence[Found], case: Sequence[Found]) -> tuple[str, str] | None:
    """To vote is not to campaign: what is said of the one says nothing of the other."""
    asked, held = _business(question), _business(case)
    if asked and held and not asked & held:
        return min(asked), min(held)
    return None


def _business(facts: Sequence[Found]) -> frozenset[str]:
    said = {f.key for f in facts if f.kind == "act" and not f.weak}
    found = set()
    if said & VOTING and not said & {"turnout", "voting_selfie", "ballot_model"}:
        found.add("voting")
    if said & {"campaigning", "appeal"}:
        found.add("campaigning")
    return frozenset(found)
