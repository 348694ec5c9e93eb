"""Which words of a provision are quoted: the smallest span that decides (인용 구간).

A provision is quoted by the 항, 호 or 목 that speaks of the question, and in it by the sentence
or proviso. Spans count characters of the held text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kb.answer.sentences import sentences, trimmed
from kb.answer.terms import overlap, pairs, terms
from kb.law import structure
from kb.law.identifiers import Pinpoint

LONGEST = 220
"""Letters of a quotation before it is narrowed to one of its sentences."""

ABOVE = 0.3
"""Weight of the words above a place (a 항's opening words) beside its own."""

FIRST = 0.25
"""The first 항 of an article has its rule, the later ones what goes with it."""
WHOLE = 640
"""Letters of a 항 with its 호 that may be quoted whole."""
LONG = 700
"""A place of so many letters counts half: it has more words of any question."""
SPEAKS = 1.6
"""Weight of a place that has what the question asks for: a number, a day, a penalty."""

_MARK = re.compile(r"\s*(?:<[^<>\n]*>|\[(?:본조|전문|시행일|제목|종전)[^\]\n]*\])\s*$")
_LINE_HEAD = re.compile(
    r"""
    (?P<paragraph>[①-⑳㉑-㉟]) \s*
    | (?P<item>\d{1,2}(?:의\d{1,2})*)\. \s
    | (?P<subitem>[가-하])\. \s
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Span:
    """A quoted span of a text, and the place in the provision where it stands."""

    start: int
    end: int
    pinpoint: Pinpoint | None = None

    def of(self, text: str) -> str:
        """The quoted words."""
        return text[self.start : self.end]


def places(text: str, article: Pinpoint) -> Iterator[tuple[Pinpoint, int, int, str]]:
    """Each place of an article with its own words' span and the words above it (항의 본문)."""

    def walk(node: structure.Node, above: str) -> Iterator[tuple[Pinpoint, int, int, str]]:
        own = text[node.start : node.own_end]
        if own.strip():
            yield node.pinpoint(article), node.start, node.own_end, above
        for child in node.children:
            yield from walk(child, f"{above} {own}")

    yield from walk(structure.parse(text).root, "")


def provision(
    text: str,
    wanted: Pinpoint,
    question: str,
    more: Iterable[str] = (),
    speaks: re.Pattern[str] | None = None,
    longest: int = LONGEST,
) -> Span:
    """The span of an article to quote for a question.

    ``text`` is the whole article, ``wanted`` the article or a place in it, ``more`` the facts'
    labels and glossary words of the question, ``speaks`` what words that answer it have in them.
    The place must lie inside ``wanted``; without a question its first words are taken.
    """
    asked = terms(question, more)
    everywhere = list(places(text, wanted)) or [(wanted, 0, len(text), "")]
    inside = [x for x in everywhere if wanted.contains(x[0])] or everywhere
    seen = Counter(t for _, s, e, _ in everywhere for t in pairs(text[s:e]) if t in asked)
    weight = {t: 1.0 / n for t, n in seen.items()}

    def value(x: tuple[Pinpoint, int, int, str]) -> tuple[float, int]:
        words = text[x[1] : x[2]]
        here = overlap(asked, words, weight)
        own = here / (1 + (x[2] - x[1]) / LONG)
        if speaks is not None and speaks.search(text, x[1], _reach(x, everywhere)):
            own *= SPEAKS
        above = overlap(asked, f"{x[3]} {words}", weight) - here
        first = 1 + FIRST / (x[0].paragraph.main if x[0].paragraph else 1)
        return (first * (own + ABOVE * above) if own else 0.0), -x[1]

    best = max(inside, key=value)
    if speaks is not None and (whole := _whole_list(text, best, inside, asked, weight, speaks)):
        return whole
    place, start, end, _ = best if value(best)[0] > 0 else inside[0]
    start, end = bare(text, start, end)
    if end - start > longest or "\n" in text[start:end]:
        start, end = _narrow(text, start, end, asked, speaks)
    return Span(start, end, place)


def _reach(
    place: tuple[Pinpoint, int, int, str], among: Sequence[tuple[Pinpoint, int, int, str]]
) -> int:
    """End of a place; of a 항's opening words that of its 호, which speak for it."""
    if place[0].item is not None:
        return place[2]
    ends = [x[2] for x in among if x[0].item is not None and place[0].contains(x[0])]
    return max(ends, default=place[2])


def _whole_list(
    text: str,
    best: tuple[Pinpoint, int, int, str],
    among: Sequence[tuple[Pinpoint, int, int, str]],
    asked: Counter[str],
    weight: dict[str, float],
    speaks: re.Pattern[str],
) -> Span | None:
    """The whole 항 with its 호 where the question's words single none of them out.

    Who asks for a figure and does not say whose is shown the list, not its first entry.
    """
    place = best[0]
    if place.subitem is not None:
        return None
    above = Pinpoint(place.article, place.paragraph, supplement=place.supplement)
    head = next((x for x in among if x[0] == above), None)
    listed = [x for x in among if x[0].item is not None and above.contains(x[0])]
    if head is None or len(listed) < 2:
        return None
    if place.item is None and speaks.search(text, head[1], head[2]):
        return None
    own = overlap(asked, text[best[1] : best[2]], weight)
    alike = [x for x in listed if overlap(asked, text[x[1] : x[2]], weight) >= own]
    if place.item is not None and len(alike) < 2:
        return None
    return whole(text, above)


def whole(text: str, place: Pinpoint) -> Span | None:
    """A 항 with all its 호; None where it has none or is too long to be quoted."""
    found = [x for x in places(text, Pinpoint(place.article, supplement=place.supplement))
             if x[0] == place or (x[0].item is not None and place.contains(x[0]))]  # fmt: skip
    if len(found) < 3 or found[0][0] != place:
        return None
    start, _ = bare(text, found[0][1], found[0][2])
    start, end = next(trimmed(text, start, max(x[2] for x in found)))
    return Span(start, end, place) if end - start <= WHOLE else None


def opening(text: str, place: Pinpoint, longest: int = 200) -> Span | None:
    """The opening words of the 항 above a quoted 호 or 목 (각 호 외의 부분)."""
    if place.item is None:
        return None
    node = structure.parse(text).path(
        Pinpoint(place.article, place.paragraph, supplement=place.supplement)
    )
    if not node:
        return None
    top = node[-1]
    if not text[top.start : top.own_end].strip():
        return None
    start, end = bare(text, top.start, top.own_end)
    if end - start > longest:
        start, end = next(
            ((start + s, start + e) for s, e in sentences(text[start:end])), (start, end)
        )
        start, end = bare(text, start, end)
    return Span(start, end, top.pinpoint(place)) if start < end <= start + longest else None


def around(text: str, wanted: Pinpoint, words: str, longest: int = LONGEST) -> Span | None:
    """The span of the place that has ``words`` (spaces and middle dots aside), narrowed to them."""
    pattern = re.compile(
        r"[\s·ㆍ․‧•]*".join(re.escape(c) for c in words if not c.isspace() and c not in "·ㆍ․‧•")
    )
    for place, start, end, _ in places(text, wanted):
        m = pattern.search(text, start, end)
        if m is None or not (wanted.contains(place) or place.contains(wanted)):
            continue
        start, end = bare(text, start, end)
        if end - start > longest:
            inside = [(start + s, start + e) for s, e in sentences(text[start:end])]
            start, end = next(((s, e) for s, e in inside if s <= m.start() < e), (start, end))
            start, end = bare(text, start, end)
        return Span(start, end, place)
    return None


def bare(text: str, start: int, end: int) -> tuple[int, int]:
    """A line's span without its number in front and its amendment marks behind."""
    head = _LINE_HEAD.match(text, start, end)
    if head:
        start = head.end()
    while m := _MARK.search(text[start:end]):
        if m.start() == 0:
            break
        end = start + m.start()
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _narrow(
    text: str, start: int, end: int, asked: Counter[str], speaks: re.Pattern[str] | None = None
) -> tuple[int, int]:
    parts = [(start + s, start + e) for s, e in sentences(text[start:end])]

    def value(part: tuple[int, int]) -> tuple[float, int]:
        words = text[part[0] : part[1]]
        own = overlap(asked, words)
        return (own * SPEAKS if speaks is not None and speaks.search(words) else own, -part[0])

    return bare(text, *max(parts, key=value))
