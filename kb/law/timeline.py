"""The one rule of the day: what the text of a provision was on a day, and how well that is known.

What is held decides what is said. Let *A* be the latest held text in effect on or before the day
and *B* the next held text; B's marks dated after A tell what happened between:

* none, or all in effect after the day: A is the text of the day;
* all in effect on or before the day: B is already the text of the day;
* some before, some after, or a difference that no mark explains: not held for that day.

A mark is a day of promulgation; its effect comes from the act's 부칙 (:mod:`kb.law.effect`), a
[시행일 …] note or 조문시행일자 where held. The rule is applied at the level asked, 항 by 항 and
호 by 호: where parts of a text came into effect on different days, the text is composed of both.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from kb.law import marks, merge
from kb.law.changes import Change, Step, changes_in, changes_of, days_of, first_after
from kb.law.effect import Effects
from kb.law.identifiers import Pinpoint
from kb.law.neighbours import Choice, Pair, Verdict, node_at, steps_of
from kb.law.structure import Outline, parse
from kb.law.values import Article, Listed, TextState, Version


@dataclass(frozen=True, slots=True)
class TextAt:
    """The text of a place on a day and how well it is known."""

    state: TextState
    text: str = ""
    article: Article | None = None
    """The held text that it is, or stands nearest."""
    amended_on: tuple[date, ...] = ()
    """Marks between the held text before the day and the one after, that bear on the state."""
    next_change: Change | None = None
    """The first change after the day that marks prove."""
    earlier: Article | None = None
    later: Article | None = None
    """Held texts on both sides, where the day's own is not held."""
    composed: bool = False
    """Made of two held texts, place by place."""
    unmerged: bool = False
    """An act in waiting changed the same words: both texts are shown."""
    changes: tuple[Change, ...] = field(default=())
    missing: tuple[Listed, ...] = ()
    """Listed versions not held that may have changed it."""
    unmarked: bool = False
    """No mark speaks for the place before the only text held: its age is not told."""


def at(
    place: Pinpoint,
    day: date,
    held: Sequence[Article],
    versions: Sequence[Version],
    effects: Effects,
    missing: Sequence[Listed] = (),
) -> TextAt:
    """The text of a place on a day.

    Args:
        place: 조, 항, 호 or 목, 부칙 or annex.
        held: every held text of its article, in any order, digests left out.
        versions: every held version of the instrument, to know where the article is absent.
        effects: when the instrument's amending acts took effect.
        missing: versions that a list of its source names and whose text is not held.
    """
    steps = steps_of(place, held, versions)
    if not steps or all(node_at(s, place) is None for s in steps):
        return TextAt(TextState.UNKNOWN)
    if place.supplement is not None or place.annex is not None:
        return _undivided(place, day, steps)
    found = _walk(place, day, steps, effects)
    return _unless_missing(found, day, steps, missing)


def _unless_missing(
    found: TextAt, day: date, steps: list[Step], missing: Sequence[Listed]
) -> TextAt:
    """Not held, where a listed version came between the newest text held and the day.

    A later text that is held tells by its marks what changed; without one nothing does.
    """
    last = found.article
    if found.state is not TextState.NO_LATER_CHANGE_KNOWN or last is None:
        return found
    if any(s.version.effective > last.version.effective for s in steps):
        return found
    between = tuple(x for x in missing if last.version.effective < x.effective <= day)
    if not between:
        return found
    days = tuple(sorted({x.promulgated for x in between}))
    return TextAt(TextState.NOT_HELD, amended_on=days, earlier=last, missing=between)


def _undivided(place: Pinpoint, day: date, steps: list[Step]) -> TextAt:
    """부칙 and annexes: the newest held text that is there on the day."""
    with_text = [s for s in steps if node_at(s, place) is not None]
    chosen = next((s for s in reversed(with_text) if s.version.effective <= day), with_text[0])
    state = TextState.NO_LATER_CHANGE_KNOWN
    if place.supplement is not None:
        if day < place.supplement:
            state = TextState.NOT_YET_IN_FORCE
    elif day < chosen.version.effective:
        state = TextState.NOT_HELD
    text = chosen.outline.text(place) if chosen.outline else ""
    return TextAt(
        state,
        (text or "") if state is not TextState.NOT_HELD else "",
        chosen.article,
        later=chosen.article if state is TextState.NOT_HELD else None,
    )


def _walk(place: Pinpoint, day: date, steps: list[Step], effects: Effects) -> TextAt:
    first = _first(place, day, steps, effects)
    if first is not None:
        return first
    here = next(
        i for i, s in enumerate(steps) if s.article is not None or s.version.effective <= day
    )
    first_text = next(i for i, s in enumerate(steps) if node_at(s, place) is not None)
    if steps[here].version.effective > day:
        here = first_text
    confirmed = False
    amended: tuple[Change, ...] = ()
    for i in range(here, len(steps) - 1):
        a, b = steps[i], steps[i + 1]
        verdict = Pair(a, b, place, day, effects).decide()
        if verdict.choice is Choice.SAME:
            if b.version.effective <= day:
                here = i + 1
            else:
                confirmed = a.version.effective <= day
                here = i
                later = _next_change(place, day, steps[i:], effects)
                return _result(place, day, steps[here], confirmed, amended, later)
            continue
        covered = a.version.complete_until and a.version.complete_until >= day
        unexplained = verdict.choice is Choice.UNKNOWN
        # What no mark explains came after a text that is itself later than the day.
        after = a.version.effective > day and not verdict.changes
        if verdict.choice is Choice.EARLIER or (
            unexplained and ((covered and a.version.effective <= day) or after)
        ):
            return _result(
                place, day, a, False, amended, first_after(verdict.changes, day), coming=b
            )
        if verdict.choice is Choice.BOTH:
            return _composed(place, day, a, b, verdict)
        if verdict.choice is Choice.UNKNOWN:
            return TextAt(
                TextState.NOT_HELD,
                amended_on=days_of(verdict.changes),
                next_change=first_after(verdict.changes, day),
                earlier=a.article,
                later=b.article,
                changes=verdict.changes,
            )
        here = i + 1
        amended = verdict.changes if b.version.effective > day else ()
        if b.unmerged and b.version.effective <= day:
            return TextAt(
                TextState.NOT_HELD,
                amended_on=days_of(verdict.changes),
                earlier=a.article,
                later=b.article,
                unmerged=True,
                changes=verdict.changes,
            )
    return _result(place, day, steps[here], confirmed, amended, None)


def _first(place: Pinpoint, day: date, steps: list[Step], effects: Effects) -> TextAt | None:
    """Where the earliest held text is already later than the day, or in part not yet in effect."""
    step = next(s for s in steps if node_at(s, place) is not None)
    if steps[0] is not step and steps[0].version.effective <= day:
        return None
    if steps[0] is not step and not step.version.effective > day:
        return None
    outline, node = step.outline, node_at(step, place)
    assert outline is not None
    assert node is not None
    assert step.article is not None
    article = place.article_only
    changes = changes_of(step.article, place, effects)
    after = tuple(c for c in changes if c.effective > day)
    if step.version.effective <= day:
        own = changes_in(outline, node, node.start, node.end, step, article, effects)
        if not any(c.effective > day for c in own):
            return None
    if not after and (changes or step.version.effective <= day):
        if step.version.effective <= day:
            return None
        return _found(place, day, step, TextState.NO_LATER_CHANGE_KNOWN, (), None)
    if not after:
        branch = bool(article.article and article.article.branches)
        whole = parse(outline.source)
        anywhere = changes_in(whole, whole.root, 0, len(outline.source), step, article, effects)
        aged = any(c.effective <= day for c in anywhere)
        if aged or not (branch or anywhere):
            found = _found(place, day, step, TextState.NO_LATER_CHANGE_KNOWN, (), None)
            return _with(found, unmarked=True)
        return TextAt(TextState.NOT_HELD, later=step.article, unmarked=True)
    own_kinds = {c.kind for c in after if c.place == node.pinpoint(article)}
    begins = min(after, key=lambda c: (c.effective, c.promulgated))
    fresh = all(c.effective > day for c in changes) and begins.kind == "inserted"
    if fresh and "inserted" in own_kinds:
        text = outline.of(node)
        return TextAt(
            TextState.NOT_YET_IN_FORCE, text, step.article, days_of(after), begins, changes=after
        )
    return TextAt(
        TextState.NOT_HELD,
        amended_on=days_of(after),
        next_change=begins,
        later=step.article,
        changes=after,
    )


def _with(found: TextAt, *, unmarked: bool) -> TextAt:
    return TextAt(
        found.state,
        found.text,
        found.article,
        found.amended_on,
        found.next_change,
        unmarked=unmarked,
    )


def _found(
    place: Pinpoint,
    day: date,
    step: Step,
    state: TextState,
    amended: tuple[Change, ...],
    following: Change | None,
) -> TextAt:
    outline = step.outline
    text = (outline.text(place) if outline else None) or ""
    if marks.is_deleted(text) or _above_deleted(outline, place):
        days = [d for m in marks.find(text) if m.kind == "deleted" for d in m.days]
        return TextAt(TextState.REPEALED, text, step.article, tuple(days) or days_of(amended))
    return TextAt(state, text, step.article, days_of(amended), following, changes=amended)


def _above_deleted(outline: Outline | None, place: Pinpoint) -> bool:
    return outline is not None and marks.is_deleted(outline.source)


def _result(
    place: Pinpoint,
    day: date,
    step: Step,
    confirmed: bool,
    amended: tuple[Change, ...],
    following: Change | None,
    coming: Step | None = None,
) -> TextAt:
    if node_at(step, place) is None:
        if coming is not None and node_at(coming, place) is not None:
            text = coming.outline.text(place) if coming.outline else ""
            days = (following.promulgated,) if following else ()
            return TextAt(TextState.NOT_YET_IN_FORCE, text or "", coming.article, days, following)
        return TextAt(
            TextState.REPEALED, "", step.article, days_of(amended), earlier=None, changes=amended
        )
    complete = step.version.complete_until
    held = confirmed or (complete is not None and complete >= day >= step.version.effective)
    state = TextState.HELD if held else TextState.NO_LATER_CHANGE_KNOWN
    return _found(place, day, step, state, amended, following)


def _composed(place: Pinpoint, day: date, a: Step, b: Step, verdict: Verdict) -> TextAt:
    assert a.outline is not None
    assert b.outline is not None
    na, nb = a.outline.find(place), b.outline.find(place)
    assert na is not None
    assert nb is not None
    decided = {(key, own): choice for key, own, choice in verdict.places}

    def later(key: merge.Key, own: bool) -> bool:
        choice = decided.get((key, own)) or decided.get((key, False)) or Choice.SAME
        return choice in (Choice.LATER, Choice.SAME)

    text = merge.compose(a.outline, b.outline, later, na, nb)
    before = tuple(c for c in verdict.changes if c.effective <= day)
    return TextAt(
        TextState.NO_LATER_CHANGE_KNOWN,
        text,
        b.article if b.version.effective <= day else a.article,
        days_of(before),
        first_after(verdict.changes, day),
        earlier=a.article,
        later=b.article,
        composed=True,
        changes=verdict.changes,
    )


def _next_change(place: Pinpoint, day: date, steps: list[Step], effects: Effects) -> Change | None:
    """The first change after the day that any later held text proves."""
    for a, b in itertools.pairwise(steps):
        verdict = Pair(a, b, place, day, effects).decide()
        if verdict.choice is not Choice.SAME:
            return first_after(verdict.changes, day)
    return None
