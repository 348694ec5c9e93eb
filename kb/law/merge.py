"""Texts put together provision by provision: composed of two versions, or merged of three.

An act may wait: promulgated earlier, in effect later than the next act. Then the text of the day
is neither act's consolidation. It is merged at 항 and 호 against the version that the waiting act
amended; where both changed the same words nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kb.law.identifiers import Number
from kb.law.marks import same
from kb.law.structure import Node, Outline

Key = tuple[Number | None, Number | None, str | None]


def order(key: Key) -> tuple[object, ...]:
    """Sorts places as they stand in an article."""
    zero = Number(0)
    return (key[0] or zero, key[1] or zero, key[2] or "")


def children(node: Node | None) -> dict[Key, Node]:
    """The places right inside a node by their numbers."""
    return {c.key: c for c in node.children} if node else {}


def pieces(a: Node | None, b: Node | None) -> list[tuple[Node | None, Node | None]]:
    """The inner places of two versions of a place side by side, in order."""
    left, right = children(a), children(b)
    return [(left.get(k), right.get(k)) for k in sorted({*left, *right}, key=order)]


@dataclass(frozen=True, slots=True)
class Merged:
    """A merged text and the places that did not merge cleanly."""

    text: str
    conflicts: tuple[Key, ...] = ()

    @property
    def clean(self) -> bool:
        return not self.conflicts


def three_way(base: Outline, ours: Outline, theirs: Outline) -> Merged:
    """``ours`` with what ``theirs`` changed against ``base``, place by place.

    Where both changed a place differently, ``ours`` stands and the place is a conflict.
    """
    conflicts: list[Key] = []

    def pick(o: str | None, b: str | None, t: str | None, key: Key) -> str | None:
        if _like(o, t) or _like(t, b):
            return o
        if _like(o, b):
            return t
        conflicts.append(key)
        return o

    def merge(o: Node | None, b: Node | None, t: Node | None, key: Key) -> list[str]:
        whole = [outline.of(n) if n else None for outline, n in ((ours, o), (base, b), (theirs, t))]
        if not (o and b and t) or not (o.children or b.children or t.children):
            chosen = pick(whole[0], whole[1], whole[2], key)
            return [chosen] if chosen else []
        own = pick(ours.own(o), base.own(b), theirs.own(t), key)
        lines = [own] if own else []
        by = [children(n) for n in (o, b, t)]
        for inner in sorted({k for d in by for k in d}, key=order):
            lines += merge(by[0].get(inner), by[1].get(inner), by[2].get(inner), inner)
        return lines

    lines = merge(ours.root, base.root, theirs.root, (None, None, None))
    lines += [ours.source[s:e] for s, e in ours.root.notes if ours.root.children]
    return Merged("\n".join(line for line in lines if line), tuple(conflicts))


def _like(a: str | None, b: str | None) -> bool:
    return a == b or (a is not None and b is not None and same(a, b))


def compose(
    a: Outline, b: Outline, chosen: Callable[[Key, bool], bool], node_a: Node, node_b: Node
) -> str:
    """A text made of two: ``chosen(key, own)`` says whether a place's words are those of ``b``.

    ``own`` is true for the words of a place before the places inside it.
    """
    if not (node_a.children or node_b.children):
        return b.of(node_b) if chosen(node_b.key, False) else a.of(node_a)
    lines = [b.own(node_b) if chosen(node_b.key, True) else a.own(node_a)]
    for left, right in pieces(node_a, node_b):
        if left and right:
            lines.append(compose(a, b, chosen, left, right))
        elif right is not None and chosen(right.key, False):
            lines.append(b.of(right))
        elif left is not None and not chosen(left.key, False):
            lines.append(a.of(left))
    return "\n".join(line for line in lines if line)
