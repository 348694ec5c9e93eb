"""Evidence for a question: what search found, compared fact by fact and tested as good law."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kb.answer.conclusion import Evidence, part_for, rank
from kb.answer.ports import Comparing, Holding, Law
from kb.answer.record import Fact, FactComparison, Likeness
from kb.law.identifiers import InterpretationId, RulingId
from kb.law.values import Interpretation, Ruling, Standing
from kb.search.types import Hits, SourceHit

COMPARED = 12
"""Replies and cases compared with a question, best of search first."""
RULINGS = 3
"""Rulings shown; a ruling's facts are not compared, so it lends no conclusion."""


@dataclass(frozen=True, slots=True)
class Uncompared:
    """A ruling beside the question: similar at most."""

    probability: float
    likeness: Likeness = "similar"
    differs: Sequence[str] = ()
    lines: Sequence[FactComparison] = ()


@dataclass(frozen=True, slots=True)
class Unjudged:
    """Standing of a source that is shown only as different, and so was not tested."""

    kind: str = "unknown"
    lends: bool = False
    reason_ko: str = "효력은 살펴보지 않았습니다"
    reason_en: str = "its standing was not examined"


def weigh(
    hits: Hits,
    facts: tuple[Fact, ...],
    question: str,
    *,
    day: date,
    store: Holding,
    law: Law,
    comparing: Comparing,
) -> tuple[Evidence, ...]:
    """Replies and cases found, then rulings, each compared and tested for the day; best first."""
    found: list[Evidence] = []
    for hit in hits.interpretations[:COMPARED]:
        source = store.interpretation(InterpretationId.parse(hit.id))
        if source is None or source.standing is not Standing.PUBLISHED:
            continue
        part = part_for(source, question)
        compared = comparing.compare(facts, question, source, hit, part)
        worth: Any = Unjudged()
        if source.kind == "reply" and source.day and source.day > day:
            worth = _later(source)
        elif compared.likeness != "different":
            worth = law.good_law(source, day)
        found.append(Evidence(source, compared, worth, hit.score, part))
    ranked = rank(found)
    rulings = [
        _ruling(source, hit, law, day)
        for hit in hits.rulings[:RULINGS]
        if (source := store.ruling(RulingId.parse(hit.id))) is not None
    ]
    return (*ranked, *rulings)


def again(evidence: Sequence[Evidence], law: Law, day: date) -> tuple[Evidence, ...]:
    """The same comparisons, tested as good law on another day."""
    return tuple(
        Evidence(e.source, e.compared, law.good_law(e.source, day), e.score, e.part)
        for e in evidence
        if e.compared.likeness == "same"
    )


def _later(source: Interpretation) -> Unjudged:
    return Unjudged(
        kind="later",
        reason_ko=f"기준일 뒤({source.day})의 회답입니다",
        reason_en=f"given after the day asked about ({source.day})",
    )


def _ruling(source: Ruling, hit: SourceHit, law: Law, day: date) -> Evidence:
    probability = max(0.0, min(0.5, hit.similarity / 2))
    return Evidence(source, Uncompared(probability), law.good_law(source, day), hit.score)
