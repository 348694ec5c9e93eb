"""What the marks in a held text prove: which act changed a place, and from which day (개정 표시)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kb.law import marks
from kb.law.effect import Effects
from kb.law.identifiers import Pinpoint
from kb.law.structure import Node, Outline, parse
from kb.law.supplementary import read_places
from kb.law.values import Article, Version


@dataclass(frozen=True, slots=True)
class Change:
    """A change that a mark proves: the act's day and, where told, the day of effect."""

    promulgated: date
    effective: date
    kind: str
    place: Pinpoint
    told: bool
    """Whether 부칙, note or 조문시행일자 says the day of effect; else promulgation stands in."""


@dataclass(frozen=True, slots=True)
class Step:
    """A held text of the article (or its absence from a whole consolidation)."""

    version: Version
    article: Article | None
    text: str | None
    merged: bool = False
    unmerged: bool = False

    @property
    def outline(self) -> Outline | None:
        return parse(self.text) if self.text is not None else None


def changes_in(
    outline: Outline,
    node: Node,
    start: int,
    end: int,
    step: Step,
    article: Pinpoint,
    effects: Effects,
) -> tuple[Change, ...]:
    """The changes that the marks of a span prove, each with its day of effect."""
    found = []
    text = outline.source[start:end]
    for mark in marks.find(text):
        if mark.kind in ("title", "effective", "moved"):
            continue
        at_node = outline.at(start + mark.start, start + mark.end)
        place = at_node.pinpoint(article)
        for day in mark.days:
            effective = _effective(day, place, outline, step, effects)
            found.append(Change(day, effective or day, mark.kind, place, effective is not None))
    return unique(found)


def _effective(
    promulgated: date, place: Pinpoint, outline: Outline, step: Step, effects: Effects
) -> date | None:
    """The day of effect of an act's change to a place, where anything held tells it."""
    for s, e in outline.root.notes:
        for mark in marks.find(outline.source[s:e]):
            if mark.kind != "effective" or not mark.days or mark.days[0] < promulgated:
                continue
            spans = read_places(mark.places)
            newest = max((d for m in marks.find(outline.source) for d in m.days), default=None)
            if promulgated == newest and (not spans or any(x.covers(place) for x in spans)):
                return mark.days[0]
    told = effects.on(promulgated, place)
    if told is not None:
        return told
    if promulgated == step.version.promulgated:
        return (step.article.effective if step.article else None) or step.version.effective
    return None


def unique(changes: object) -> tuple[Change, ...]:
    """Without repeats, in order of effect."""
    seen: dict[tuple[date, date, str, Pinpoint], Change] = {}
    for c in changes:  # type: ignore[attr-defined]
        seen.setdefault((c.promulgated, c.effective, c.kind, c.place), c)
    return tuple(sorted(seen.values(), key=lambda c: (c.effective, c.promulgated, c.place, c.kind)))


def changes_of(article: Article, place: Pinpoint, effects: Effects) -> tuple[Change, ...]:
    """Every change of a place that the marks in a held text prove: at it, in it, around it."""
    step = Step(article.version, article, article.text)
    outline = parse(article.text)
    path = outline.path(place)
    if not path:
        return ()
    node, whole = path[-1], place.article_only
    found = changes_in(outline, node, node.start, node.end, step, whole, effects)
    for above in path[:-1]:
        found += changes_in(outline, above, above.start, above.own_end, step, whole, effects)
    for start, end in outline.root.notes:
        found += changes_in(outline, outline.root, start, end, step, whole, effects)
    return unique(found)


def first_after(changes: tuple[Change, ...], day: date) -> Change | None:
    """The first of the changes in effect after a day."""
    return next((c for c in changes if c.effective > day), None)


def days_of(changes: tuple[Change, ...]) -> tuple[date, ...]:
    """Their days of promulgation."""
    return tuple(sorted({c.promulgated for c in changes}))
