"""Two neighbouring held texts of an article: which of them is that of a day, place by place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from kb.law import marks, merge
from kb.law.changes import Change, Step, changes_in, unique
from kb.law.effect import Effects
from kb.law.identifiers import Pinpoint
from kb.law.structure import Node, parse
from kb.law.values import Article, Version


def steps_of(place: Pinpoint, held: Sequence[Article], versions: Sequence[Version]) -> list[Step]:
    """The held texts of an article, and its absences, in order of effect; waiting acts merged."""
    by_key = {a.version.key: a for a in held if not a.version.digest}
    whole = {v.key: v for v in versions if not v.digest and not v.excerpt}
    known = {a.version.key: a.version for a in by_key.values()} | whole
    ordered = sorted(known.values(), key=lambda v: (v.effective, v.promulgated, v.key))
    steps: list[Step] = []
    for v in ordered:
        article = by_key.get(v.key)
        step = Step(v, article, article.text if article else None)
        if steps and article and v.promulgated < steps[-1].version.promulgated:
            step = _merged(step, steps)
        steps.append(step)
    return steps


def _merged(waiting: Step, before: list[Step]) -> Step:
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
        return Step(waiting.version, waiting.article, waiting.text, unmerged=True)
    result = merge.three_way(parse(base.text), parse(last.text), parse(waiting.text))
    if not result.clean:
        return Step(waiting.version, waiting.article, waiting.text, unmerged=True)
    return Step(waiting.version, waiting.article, result.text, merged=True)


def node_at(step: Step, place: Pinpoint) -> Node | None:
    """The node of a place in a held text, None where it is not there."""
    outline = step.outline
    return outline.find(place) if outline else None


class Choice(Enum):
    """Which of two neighbouring held texts is that of the day."""

    SAME = "same"
    EARLIER = "earlier"
    LATER = "later"
    BOTH = "both"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Which text is that of the day, and the changes between them."""

    choice: Choice
    changes: tuple[Change, ...] = ()
    places: tuple[tuple[merge.Key, bool, Choice], ...] = ()
    """For BOTH: what each piece is (its key, whether its own words only, the choice)."""


class Pair:
    """Decides between a held text and the next, place by place."""

    def __init__(self, a: Step, b: Step, place: Pinpoint, day: date, effects: Effects) -> None:
        self.a, self.b, self.day, self.effects = a, b, day, effects
        self.article = place.article_only
        self.oa, self.ob = a.outline, b.outline
        self.place = place

    def decide(self) -> Verdict:
        """The verdict on the place."""
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

    def _place(self, a: Node | None, b: Node | None, inherited: tuple[Change, ...]) -> Verdict:
        ta = self.oa.of(a) if self.oa and a else None
        tb = self.ob.of(b) if self.ob and b else None
        if (ta is None and tb is None) or (
            ta is not None and tb is not None and marks.same(ta, tb)
        ):
            return Verdict(Choice.SAME)
        if a is None or b is None or not (a.children or b.children):
            own = (self._all(b) if a is None else self._own(b)) if b is not None else ()
            if a is None and len(own) > 1:
                own = tuple(c for c in own if c.kind == "inserted")[:1] or own
            return self._by(own or inherited or self._shift(a, b))
        return self._parts(a, b, inherited)

    def _parts(self, a: Node, b: Node, inherited: tuple[Change, ...]) -> Verdict:
        assert self.oa is not None
        assert self.ob is not None
        own = self._own(b) or inherited
        parts: list[tuple[merge.Key, bool, Verdict]] = []
        if not marks.same(self.oa.own(a), self.ob.own(b)):
            parts.append((b.key, True, self._by(own)))
        for left, right in merge.pieces(a, b):
            key = (right or left).key if (right or left) else b.key  # type: ignore[union-attr]
            parts.append((key, False, self._place(left, right, own)))
        changes = unique(c for _, _, v in parts for c in v.changes)
        kinds = {v.choice for _, _, v in parts} - {Choice.SAME}
        if not kinds:
            return Verdict(Choice.SAME)
        if Choice.UNKNOWN in kinds:
            return Verdict(Choice.UNKNOWN, changes)
        if len(kinds) == 1 and Choice.BOTH not in kinds:
            return Verdict(kinds.pop(), changes)
        places: list[tuple[merge.Key, bool, Choice]] = []
        for key, only_own, verdict in parts:
            places.append((key, only_own, verdict.choice))
            places += verdict.places
        return Verdict(Choice.BOTH, changes, tuple(places))

    def _by(self, changes: tuple[Change, ...]) -> Verdict:
        if not changes:
            effective = self.b.article.effective if self.b.article else None
            known_from = effective or self.b.version.effective
            later = self.day >= known_from
            return Verdict(Choice.LATER if later else Choice.UNKNOWN)
        days = [c.effective for c in changes]
        if self.day < min(days):
            return Verdict(Choice.EARLIER, changes)
        if self.day >= max(days):
            return Verdict(Choice.LATER, changes)
        return Verdict(Choice.UNKNOWN, changes)

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
