"""Evidence for a question: what search found, compared fact by fact and tested as good law."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from kb.answer.conclusion import Evidence, part_for, rank
from kb.answer.openfacts import open_only
from kb.answer.pairing import Near
from kb.answer.ports import Comparing, Holding, Law
from kb.answer.record import Fact, FactComparison, Likeness
from kb.law.identifiers import InterpretationId, ProvisionId, RulingId
from kb.law.values import Interpretation, Part, Ruling, Standing
from kb.search import court_words
from kb.search.types import Hits, SourceHit

COMPARED = 12
"""Replies and cases compared with a question, best of search first."""
GOVERNING = 2
"""Provisions found for the question by which a case that cites none is tested."""
JUDGED = 6
"""Similar cases, best first, that are tested as good law; the same ones all are."""
NEAR = 0.33
"""Cosine from which a ruling is shown as similar: below it rulings read were of other matters.

One found by a passage of its reasons must cite a provision found for the question, too."""
RULINGS = 2
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
    provisions: tuple[Any, ...] = ()


def weigh(
    hits: Hits,
    facts: tuple[Fact, ...],
    question: str,
    *,
    day: date,
    store: Holding,
    law: Law,
    comparing: Comparing,
    titles: Mapping[str, str],
) -> tuple[Evidence, ...]:
    """Replies and cases found, then rulings, each compared and tested for the day; best first.

    ``titles`` are the titles of documents by their id.
    """
    near = [p.id.at(None) for p in hits.provisions[:GOVERNING]]
    sources: list[tuple[Interpretation, Near, Part | None]] = []
    scores: list[float] = []
    for place, hit in enumerate(hits.interpretations[:COMPARED]):
        source = store.interpretation(InterpretationId.parse(hit.id))
        if source is None or source.standing is not Standing.PUBLISHED:
            continue
        sources.append((source, nearness(hits, place, source), part_for(source, question)))
        scores.append(hit.score)
    compared = comparing.compare_all(facts, question, sources)
    found = [
        Evidence(source, one, Unjudged(), score, part, titles.get(source.document, ""))
        for (source, _, part), one, score in zip(sources, compared, scores, strict=True)
    ]
    ranked = [
        replace(e, law=_worth(e, law, day, near)) if _shown(e, i) else e
        for i, e in enumerate(rank(found))
    ]
    rulings = [
        _ruling(ruling, hit, law, day, store)
        for hit in hits.rulings[:RULINGS]
        if (ruling := store.ruling(RulingId.parse(hit.id))) is not None
    ]
    return (*ranked, *rulings)


def nearness(hits: Hits, place: int, source: Interpretation) -> Near:
    """How search found the case at a place of its list."""
    hit, first = hits.interpretations[place], hits.interpretations[0]
    cited = {p.at(None).article for p in source.provisions}
    found = (n for n, p in enumerate(hits.provisions) if p.id.at(None).article in cited)
    return Near(
        hit.score,
        hit.similarity,
        hit.channels.get("lexical", 0.0),
        first.score,
        max(h.channels.get("lexical", 0.0) for h in hits.interpretations),
        place,
        next(found, None),
    )


def _shown(e: Evidence, place: int) -> bool:
    if e.compared.likeness == "same" or open_only(e):
        return True
    return e.compared.likeness == "similar" and place < JUDGED


def _worth(e: Evidence, law: Law, day: date, near: Sequence[ProvisionId]) -> Any:
    source = e.source
    if (
        isinstance(source, Interpretation)
        and source.kind == "reply"
        and source.day
        and source.day > day
    ):
        return _later(source)
    worth = law.good_law(source, day)
    if not source.provisions and not worth.provisions:
        return law.good_law(source, day, provisions=near)
    return worth


def again(evidence: Sequence[Evidence], law: Law, day: date) -> tuple[Evidence, ...]:
    """The same comparisons, tested as good law on another day."""
    return tuple(
        replace(e, law=law.good_law(e.source, day, provisions=_tested(e)))
        for e in evidence
        if e.compared.likeness == "same"
    )


def _tested(e: Evidence) -> tuple[ProvisionId, ...]:
    return () if e.source.provisions else tuple(t.id for t in e.law.provisions)


def _later(source: Interpretation) -> Unjudged:
    return Unjudged(
        kind="later",
        reason_ko=f"기준일 뒤({source.day})의 회답입니다",
        reason_en=f"given after the day asked about ({source.day})",
    )


def _ruling(source: Ruling, hit: SourceHit, law: Law, day: date, store: Holding) -> Evidence:
    probability = round(max(0.0, min(0.5, hit.similarity / 2)), 4)
    held = store.document(source.document) if hit.span else None
    reasons = held.text[slice(*hit.span)] if held and hit.span else ""
    reasons = reasons[court_words.begin(reasons) :].strip()
    if hit.similarity < NEAR or (hit.span and not hit.channels.get("cites")):
        return Evidence(
            source, Uncompared(probability, "different"), Unjudged(), hit.score, reasons=reasons
        )
    worth = law.good_law(source, day)
    return Evidence(source, Uncompared(probability), worth, hit.score, reasons=reasons)
