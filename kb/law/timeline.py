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
from enum import Enum

from kb.law import marks, merge
from kb.law.effect import Effects, read_places
from kb.law.identifiers import Pinpoint
from kb.law.structure import Node, Outline, parse
from kb.law.values import Article, Listed, TextState, Version


class Choice(Enum):
    """Which of two neighbouring held texts is that of the day."""

    SAME = "same"
    EARLIER = "earlier"
    LATER = "later"
    BOTH = "both"
    UNKNOWN = "unknown"


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


@dataclass(frozen=True, slots=True)
class _Step:
    """A held text of the article (or its absence from a whole consolidation)."""

    version: Version
    article: Article | None
    text: str | None
    merged: bool = False
    unmerged: bool = False

    @property
    def outline(self) -> Outline | None:
        return parse(self.text) if self.text is not None else None


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
    steps = _steps(place, held, versions)
    if not steps or all(_node(s, place) is None for s in steps):
        return TextAt(TextState.UNKNOWN)
    if place.supplement is not None or place.annex is not None:
        return _undivided(place, day, steps)
    found = _walk(place, day, steps, effects)
    return _unless_missing(found, day, steps, missing)


def _unless_missing(
    found: TextAt, day: date, steps: list[_Step], missing: Sequence[Listed]
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


def _steps(place: Pinpoint, held: Sequence[Article], versions: Sequence[Version]) -> list[_Step]:
    by_key = {a.version.key: a for a in held if not a.version.digest}
    whole = {v.key: v for v in versions if not v.digest and not v.excerpt}
    known = {a.version.key: a.version for a in by_key.values()} | whole
    ordered = sorted(known.values(), key=lambda v: (v.effective, v.promulgated, v.key))
    steps: list[_Step] = []
    for v in ordered:
        article = by_key.get(v.key)
        step = _Step(v, article, article.text if article else None)
        if steps and article and v.promulgated < steps[-1].version.promulgated:
            step = _merged(step, steps)
        steps.append(step)
    return steps


def _merged(waiting: _Step, before: list[_Step]) -> _Step:
    """The text of an act that waited, with what took effect meanwhile merged in."""
    last = before[-1]
    if last.text is None or waiting.text is None or marks.same(last.text, waiting.text):
        return waiting
    printed = {d for m in marks.find(waiting.text) for d in m.days}
    if last.version.promulgated in printed:
        return waiting
    base = next(
        (s for s in reversed(before) if s.version.promulgated < waiting.version.promulgated), None
    )
    if base is None or base.text is None:
        return _Step(waiting.version, waiting.article, waiting.text, unmerged=True)
    result = merge.three_way(parse(base.text), parse(last.text), parse(waiting.text))
    if not result.clean:
        return _Step(waiting.version, waiting.article, waiting.text, unmerged=True)
    return _Step(waiting.version, waiting.article, result.text, merged=True)


def _node(step: _Step, place: Pinpoint) -> Node | None:
    outline = step.outline
    return outline.find(place) if outline else None


def _undivided(place: Pinpoint, day: date, steps: list[_Step]) -> TextAt:
    """부칙 and annexes: the newest held text that is there on the day."""
    with_text = [s for s in steps if _node(s, place) is not None]
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


# -- two neighbouring texts -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Verdict:
    choice: Choice
    changes: tuple[Change, ...] = ()
    places: tuple[tuple[merge.Key, bool, Choice], ...] = ()
    """For BOTH: what each piece is (its key, whether its own words only, the choice)."""


class _Pair:
    """Decides between a held text and the next, place by place."""

    def __init__(self, a: _Step, b: _Step, place: Pinpoint, day: date, effects: Effects) -> None:
        self.a, self.b, self.day, self.effects = a, b, day, effects
        self.article = place.article_only
        self.oa, self.ob = a.outline, b.outline
        self.place = place

    def decide(self) -> _Verdict:
        pa = self.oa.path(self.place) if self.oa else ()
        pb = self.ob.path(self.place) if self.ob else ()
        inherited: tuple[Change, ...] = ()
        if self.ob is not None and pb:
            whole = self._notes(pb[0])
            inherited = whole
            for node in pb[:-1]:
                inherited = self._own(node) or inherited
        elif self.ob is not None and pa and len(pa) > 1:
            above = self.ob.path(pa[-2].pinpoint(self.article)) or (self.ob.root,)
            inherited = self._all(above[-1])
        return self._place(pa[-1] if pa else None, pb[-1] if pb else None, inherited)

    def _place(self, a: Node | None, b: Node | None, inherited: tuple[Change, ...]) -> _Verdict:
        ta = self.oa.of(a) if self.oa and a else None
        tb = self.ob.of(b) if self.ob and b else None
        if (ta is None and tb is None) or (
            ta is not None and tb is not None and marks.same(ta, tb)
        ):
            return _Verdict(Choice.SAME)
        if a is None or b is None or not (a.children or b.children):
            own = (self._all(b) if a is None else self._own(b)) if b is not None else ()
            if a is None and len(own) > 1:
                own = tuple(c for c in own if c.kind == "inserted")[:1] or own
            return self._by(own or inherited or self._shift(a, b))
        return self._parts(a, b, inherited)

    def _parts(self, a: Node, b: Node, inherited: tuple[Change, ...]) -> _Verdict:
        assert self.oa is not None
        assert self.ob is not None
        own = self._own(b) or inherited
        parts: list[tuple[merge.Key, bool, _Verdict]] = []
        if not marks.same(self.oa.own(a), self.ob.own(b)):
            parts.append((b.key, True, self._by(own)))
        for left, right in merge.pieces(a, b):
            key = (right or left).key if (right or left) else b.key  # type: ignore[union-attr]
            parts.append((key, False, self._place(left, right, own)))
        changes = _unique(c for _, _, v in parts for c in v.changes)
        kinds = {v.choice for _, _, v in parts} - {Choice.SAME}
        if not kinds:
            return _Verdict(Choice.SAME)
        if Choice.UNKNOWN in kinds:
            return _Verdict(Choice.UNKNOWN, changes)
        if len(kinds) == 1 and Choice.BOTH not in kinds:
            return _Verdict(kinds.pop(), changes)
        places: list[tuple[merge.Key, bool, Choice]] = []
        for key, only_own, verdict in parts:
            places.append((key, only_own, verdict.choice))
            places += verdict.places
        return _Verdict(Choice.BOTH, changes, tuple(places))

    def _by(self, changes: tuple[Change, ...]) -> _Verdict:
        if not changes:
            effective = self.b.article.effective if self.b.article else None
            known_from = effective or self.b.version.effective
            later = self.day >= known_from
            return _Verdict(Choice.LATER if later else Choice.UNKNOWN)
        days = [c.effective for c in changes]
        if self.day < min(days):
            return _Verdict(Choice.EARLIER, changes)
        if self.day >= max(days):
            return _Verdict(Choice.LATER, changes)
        return _Verdict(Choice.UNKNOWN, changes)

    def _own(self, node: Node) -> tuple[Change, ...]:
        assert self.ob is not None
        return self._changes(node, node.start, node.own_end)

    def _all(self, node: Node) -> tuple[Change, ...]:
        return self._changes(node, node.start, node.end)

    def _notes(self, root: Node) -> tuple[Change, ...]:
        return tuple(c for s, e in root.notes for c in self._changes(root, s, e))

    def _changes(self, node: Node, start: int, end: int) -> tuple[Change, ...]:
        assert self.ob is not None
        after = self.a.version.promulgated
        return tuple(
            c
            for c in changes_in(self.ob, node, start, end, self.b, self.article, self.effects)
            if c.promulgated > after or (c.told and c.effective > self.a.version.effective)
        )

    def _shift(self, a: Node | None, b: Node | None) -> tuple[Change, ...]:
        """A place that carries no mark because it was only renumbered."""
        if b is None or self.oa is None or self.ob is None:
            return self._all(self.ob.root) if self.ob is not None and b is None else ()
        level = [n for n in self.oa.places() if (n.item is None) == (b.item is None)]
        bare = _bare(self.ob.of(b))
        if not any(_bare(self.oa.of(n)) == bare for n in level):
            return ()
        return tuple(
            c for c in self._all(self.ob.root) if c.kind in ("inserted", "deleted", "rewritten")
        )


def _bare(text: str) -> str:
    words = marks.without(text)
    return words.split(" ", 1)[1].replace(" ", "") if " " in words else words


def changes_in(
    outline: Outline,
    node: Node,
    start: int,
    end: int,
    step: _Step,
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
    return _unique(found)


def _effective(
    promulgated: date, place: Pinpoint, outline: Outline, step: _Step, effects: Effects
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


def _unique(changes: object) -> tuple[Change, ...]:
    seen: dict[tuple[date, date, str, Pinpoint], Change] = {}
    for c in changes:  # type: ignore[attr-defined]
        seen.setdefault((c.promulgated, c.effective, c.kind, c.place), c)
    return tuple(sorted(seen.values(), key=lambda c: (c.effective, c.promulgated, c.place, c.kind)))


def changes_of(article: Article, place: Pinpoint, effects: Effects) -> tuple[Change, ...]:
    """Every change of a place that the marks in a held text prove: at it, in it, around it."""
    step = _Step(article.version, article, article.text)
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
    return _unique(found)


# -- the row of texts -------------------------------------------------------------------------


def _walk(place: Pinpoint, day: date, steps: list[_Step], effects: Effects) -> TextAt:
    first = _first(place, day, steps, effects)
    if first is not None:
        return first
    here = next(
        i for i, s in enumerate(steps) if s.article is not None or s.version.effective <= day
    )
    first_text = next(i for i, s in enumerate(steps) if _node(s, place) is not None)
    if steps[here].version.effective > day:
        here = first_text
    confirmed = False
    amended: tuple[Change, ...] = ()
    for i in range(here, len(steps) - 1):
        a, b = steps[i], steps[i + 1]
        verdict = _Pair(a, b, place, day, effects).decide()
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
                place, day, a, False, amended, _first_after(verdict.changes, day), coming=b
            )
        if verdict.choice is Choice.BOTH:
            return _composed(place, day, a, b, verdict)
        if verdict.choice is Choice.UNKNOWN:
            return TextAt(
                TextState.NOT_HELD,
                amended_on=_days(verdict.changes),
                next_change=_first_after(verdict.changes, day),
                earlier=a.article,
                later=b.article,
                changes=verdict.changes,
            )
        here = i + 1
        amended = verdict.changes if b.version.effective > day else ()
        if b.unmerged and b.version.effective <= day:
            return TextAt(
                TextState.NOT_HELD,
                amended_on=_days(verdict.changes),
                earlier=a.article,
                later=b.article,
                unmerged=True,
                changes=verdict.changes,
            )
    return _result(place, day, steps[here], confirmed, amended, None)


def _first(place: Pinpoint, day: date, steps: list[_Step], effects: Effects) -> TextAt | None:
    """Where the earliest held text is already later than the day, or in part not yet in effect."""
    step = next(s for s in steps if _node(s, place) is not None)
    if steps[0] is not step and steps[0].version.effective <= day:
        return None
    if steps[0] is not step and not step.version.effective > day:
        return None
    outline, node = step.outline, _node(step, place)
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
            TextState.NOT_YET_IN_FORCE, text, step.article, _days(after), begins, changes=after
        )
    return TextAt(
        TextState.NOT_HELD,
        amended_on=_days(after),
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
    step: _Step,
    state: TextState,
    amended: tuple[Change, ...],
    following: Change | None,
) -> TextAt:
    outline = step.outline
    text = (outline.text(place) if outline else None) or ""
    if marks.is_deleted(text) or _above_deleted(outline, place):
        days = [d for m in marks.find(text) if m.kind == "deleted" for d in m.days]
        return TextAt(TextState.REPEALED, text, step.article, tuple(days) or _days(amended))
    return TextAt(state, text, step.article, _days(amended), following, changes=amended)


def _above_deleted(outline: Outline | None, place: Pinpoint) -> bool:
    return outline is not None and marks.is_deleted(outline.source)


def _result(
    place: Pinpoint,
    day: date,
    step: _Step,
    confirmed: bool,
    amended: tuple[Change, ...],
    following: Change | None,
    coming: _Step | None = None,
) -> TextAt:
    if _node(step, place) is None:
        if coming is not None and _node(coming, place) is not None:
            text = coming.outline.text(place) if coming.outline else ""
            days = (following.promulgated,) if following else ()
            return TextAt(TextState.NOT_YET_IN_FORCE, text or "", coming.article, days, following)
        return TextAt(
            TextState.REPEALED, "", step.article, _days(amended), earlier=None, changes=amended
        )
    complete = step.version.complete_until
    held = confirmed or (complete is not None and complete >= day >= step.version.effective)
    state = TextState.HELD if held else TextState.NO_LATER_CHANGE_KNOWN
    return _found(place, day, step, state, amended, following)


def _composed(place: Pinpoint, day: date, a: _Step, b: _Step, verdict: _Verdict) -> TextAt:
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
        _days(before),
        _first_after(verdict.changes, day),
        earlier=a.article,
        later=b.article,
        composed=True,
        changes=verdict.changes,
    )


def _next_change(place: Pinpoint, day: date, steps: list[_Step], effects: Effects) -> Change | None:
    """The first change after the day that any later held text proves."""
    for a, b in itertools.pairwise(steps):
        verdict = _Pair(a, b, place, day, effects).decide()
        if verdict.choice is not Choice.SAME:
            return _first_after(verdict.changes, day)
    return None


def _first_after(changes: tuple[Change, ...], day: date) -> Change | None:
    return next((c for c in changes if c.effective > day), None)


def _days(changes: tuple[Change, ...]) -> tuple[date, ...]:
    return tuple(sorted({c.promulgated for c in changes}))
