"""The outline of an article's text: 항·호·목 with exact spans (조문의 구조).

The input is the canonical text of :class:`kb.law.values.Article`: every 항, 호 and 목 begins a
line. Lines that begin none continue the place before them; notes on the whole article
(``[본조신설 …]``, ``[시행일 …]``) belong to the article.

>>> o = parse("다음 각 호는 예외로 한다.\\n1. 하나\\n1의2. 하나 반\\n가. 작은 것")
>>> o.text(Pinpoint.parse("59..1-2"))
'1의2. 하나 반\\n가. 작은 것'
>>> [str(n) for n in o.places()]
['.', '..1', '..1-2', '..1-2.가']
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kb.law.identifiers import SUBITEMS, Number, Pinpoint

CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿"
"""Paragraph signs in their order."""

_LINE = re.compile(
    rf"""^[ \t]*(?:
        (?P<paragraph>[{CIRCLED}])(?:의(?P<paragraph_branch>\d+))?      # ① · ①의2
            (?:\s*(?:내지|및|부터|ㆍ|-)\s*(?P<paragraph_until>[{CIRCLED}])(?:까지)?)?
      | (?P<item>\d{{1,3}})(?P<item_branch>(?:의\d+)*)\.(?!\s?\d{{1,2}}\.)  # 1. · 1의2., no date
            (?:\s*(?:내지|및|부터|ㆍ|-)\s*(?P<item_until>\d{{1,3}})\.?(?:까지)?(?=\s*삭제))?
      | (?P<subitem>[{SUBITEMS}])(?:의(?P<subitem_branch>\d+))?\.(?=\s|$)  # 가. · 가의2.
      | (?P<note>\[(?:                                     # on the article as a whole
            본조|전문|제목|종전|제\d+조|시행일|위헌|헌법불합치|단순위헌|한정위헌|법률
        ))
    )""",
    re.VERBOSE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Node:
    """One place of the outline: the article itself, a 항, 호 or 목.

    ``[start, end)`` is all of it, ``[start, own_end)`` its own words before the first place inside.
    """

    paragraph: Number | None
    item: Number | None
    subitem: str | None
    start: int
    own_end: int
    end: int
    children: tuple[Node, ...] = ()
    last: Number | None = None
    """For places printed together (2. 내지 4. 삭제) the last of them."""
    notes: tuple[tuple[int, int], ...] = ()
    """Of the article: spans of the notes on it as a whole."""

    def __str__(self) -> str:
        tail = "" if self.paragraph is None else str(self.paragraph)
        if self.item is not None or self.subitem is not None:
            tail += "." + ("" if self.item is None else str(self.item))
        return f".{tail}" + (f".{self.subitem}" if self.subitem else "")

    @property
    def key(self) -> tuple[Number | None, Number | None, str | None]:
        """Paragraph, item and subitem."""
        return (self.paragraph, self.item, self.subitem)

    def pinpoint(self, article: Pinpoint) -> Pinpoint:
        """The place of this node in an article."""
        return Pinpoint(
            article.article,
            self.paragraph,
            self.item,
            self.subitem,
            article.supplement,
            article.annex,
        )

    def walk(self) -> Iterator[Node]:
        """This node and all inside it, in order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Outline:
    """An article's text with its tree of places."""

    source: str
    root: Node

    def places(self) -> tuple[Node, ...]:
        """Every node in order, the article first."""
        return tuple(self.root.walk())

    def path(self, pinpoint: Pinpoint) -> tuple[Node, ...]:
        """The nodes from the article down to a place; empty when there is no such place.

        An article without 항 is its own first 항, as lawyers cite it.
        """
        nodes = [self.root]
        wanted: list[tuple[int, Number | str | None]] = [
            (0, pinpoint.paragraph),
            (1, pinpoint.item),
            (2, pinpoint.subitem),
        ]
        for level, value in wanted:
            if value is None:
                continue
            here = nodes[-1]
            found = next((c for c in here.children if _covers(c, level, value)), None)
            if found is None:
                single = level == 0 and value == Number(1)
                if single and not any(c.paragraph for c in here.children):
                    continue
                return ()
            nodes.append(found)
        return tuple(nodes)

    def find(self, pinpoint: Pinpoint) -> Node | None:
        """The node of a place, or None."""
        path = self.path(pinpoint)
        return path[-1] if path else None

    def span(self, pinpoint: Pinpoint) -> tuple[int, int] | None:
        """Start and end of a place in the article's text, or None."""
        node = self.find(pinpoint)
        return (node.start, node.end) if node else None

    def text(self, pinpoint: Pinpoint) -> str | None:
        """The words of a place with all inside it, or None."""
        node = self.find(pinpoint)
        return self.source[node.start : node.end] if node else None

    def own(self, node: Node) -> str:
        """The words of a node without the places inside it."""
        return self.source[node.start : node.own_end]

    def of(self, node: Node) -> str:
        """The words of a node with all inside it."""
        return self.source[node.start : node.end]

    def at(self, start: int, end: int) -> Node:
        """The smallest node that contains a span."""
        node = self.root
        while True:
            inner = next((c for c in node.children if c.start <= start and end <= c.end), None)
            if inner is None:
                return node
            node = inner


def _covers(node: Node, level: int, value: Number | str) -> bool:
    own = node.key[level]
    if level < 2 and node.key[level + 1 :] != (None,) * (2 - level):
        return False
    if own == value:
        return True
    return (
        node.last is not None
        and isinstance(own, Number)
        and isinstance(value, Number)
        and own <= value <= node.last
    )


@dataclass(slots=True)
class _Open:
    """A node under construction."""

    level: int
    paragraph: Number | None
    item: Number | None
    subitem: str | None
    start: int
    last: Number | None
    children: list[Node]
    own_end: int = -1

    def close(self, source: str, end: int) -> Node:
        while end > self.start and source[end - 1].isspace():
            end -= 1
        own_end = self.own_end if self.own_end >= 0 else end
        while own_end > self.start and source[own_end - 1].isspace():
            own_end -= 1
        return Node(
            self.paragraph,
            self.item,
            self.subitem,
            self.start,
            own_end,
            end,
            tuple(self.children),
            self.last,
        )


@lru_cache(maxsize=4096)
def parse(text: str) -> Outline:
    """The outline of an article's canonical text. Never fails: plain text is one node."""
    stack = [_Open(0, None, None, None, 0, None, [])]
    notes: list[tuple[int, int]] = []

    def close_to(level: int, at: int) -> None:
        while stack[-1].level >= level and len(stack) > 1:
            node = stack.pop().close(text, at)
            stack[-1].children.append(node)

    for match in _LINE.finditer(text):
        at = match.start()
        if match["note"]:
            close_to(1, at)
            if stack[0].own_end < 0:
                stack[0].own_end = at
            stop = text.find("\n", at)
            notes.append((at, len(text) if stop < 0 else stop))
            continue
        opened = _opened(match, stack)
        if opened is None:
            continue
        close_to(opened.level, at)
        if stack[-1].own_end < 0:
            stack[-1].own_end = at
        stack.append(opened)
    close_to(1, len(text))
    root = stack[0].close(text, len(text))
    return Outline(
        text, Node(None, None, None, 0, root.own_end, len(text), root.children, notes=tuple(notes))
    )


def _opened(match: re.Match[str], stack: list[_Open]) -> _Open | None:
    """The place that a line opens, or None when its number does not go on from those before."""
    at = match.start()
    paragraph = next((o.paragraph for o in stack if o.level == 1), None)
    if match["paragraph"]:
        branch = (int(match["paragraph_branch"]),) if match["paragraph_branch"] else ()
        number = Number(CIRCLED.index(match["paragraph"]) + 1, branch)
        if any(c.paragraph and c.paragraph >= number for c in stack[0].children) or (
            paragraph and paragraph >= number
        ):
            return None
        until = match["paragraph_until"]
        last = Number(CIRCLED.index(until) + 1) if until else None
        return _Open(1, number, None, None, at, last, [])
    if match["item"]:
        branches = tuple(int(b) for b in match["item_branch"].split("의")[1:])
        number = Number(int(match["item"]), branches)
        parent = [o for o in stack if o.level <= 1][-1]
        current = next((o.item for o in stack if o.level == 2), None)
        before = [c.item for c in parent.children if c.item] + ([current] if current else [])
        if before and max(before) >= number:
            return None
        last = Number(int(match["item_until"])) if match["item_until"] else None
        return _Open(2, paragraph, number, None, at, last, [])
    subitem = match["subitem"] + (f"-{match['subitem_branch']}" if match["subitem_branch"] else "")
    parent = [o for o in stack if o.level <= 2][-1]
    if parent.level == 0:
        return None
    return _Open(3, paragraph, parent.item, subitem, at, None, [])
