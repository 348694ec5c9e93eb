"""Which words of a source are quoted: the smallest span that decides (인용 구간).

A provision is quoted by the 항, 호 or 목 that speaks of the question, and in it by the sentence
or proviso; a reply by the sentence that judges. Spans count characters of the held text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kb.law import conclusions, structure
from kb.law.identifiers import Pinpoint
from kb.law.values import Conclusion

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

_SENTENCE_END = re.compile(
    r"""
    (?: (?<=[다요까오임음함됨])[.?!]+ | [?!]+ )
    (?=\s|$|[가-힣「『“"(※①-⑳❶-❿○●■□◦▪\-<0-9])
    | \n+
    """,
    re.VERBOSE,
)
_MARK = re.compile(r"\s*(?:<[^<>\n]*>|\[(?:본조|전문|시행일|제목|종전)[^\]\n]*\])\s*$")
_LINE_HEAD = re.compile(
    r"""
    (?P<paragraph>[①-⑳㉑-㉟]) \s*
    | (?P<item>\d{1,2}(?:의\d{1,2})*)\. \s
    | (?P<subitem>[가-하])\. \s
    """,
    re.VERBOSE,
)
_WORD = re.compile(r"[가-힣]{2,}|[A-Za-z]{2,}|\d+")
_COMMON = frozenset(
    [
        "하는",
        "있는",
        "없는",
        "되는",
        "해도",
        "하면",
        "되나요",
        "있나요",
        "가능",
        "가능한",
        "가능한가요",
        "경우",
        "관련",
        "대한",
        "대하여",
        "관하여",
        "있을",
        "것을",
        "무엇",
        "어떻게",
        "언제",
        "얼마",
        "누가",
        "질의",
        "질문",
        "문의",
        "여부",
        "합니다",
        "습니다",
        "그리고",
        "그러면",
        "선거",
        "선거법",
        "공직선거법",
        "위반",
        "인가요",
        "한가요",
    ]
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


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the sentences of a Korean legal text.

    Dates and item numbers do not end one, nor does anything inside brackets: 이하 같다.) goes on.
    """
    start = 0
    for m in _SENTENCE_END.finditer(text):
        end = m.start() if "\n" in m[0] else m.end()
        if "\n" not in m[0] and _open_bracket(text[start:end]):
            continue
        yield from _trimmed(text, start, end)
        start = m.end()
    yield from _trimmed(text, start, len(text))


def _open_bracket(text: str) -> bool:
    return any(text.count(o) > text.count(c) for o, c in ("()", "[]", "“”", "「」"))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end


def terms(text: str, more: Iterable[str] = ()) -> Counter[str]:
    """Syllable pairs of the content words, by which spans are weighed against a question."""
    found: Counter[str] = Counter()
    for word in _WORD.findall(" ".join((text, *more))):
        if word in _COMMON:
            continue
        if word.isdigit() or word.isascii():
            found[word.lower()] += 1
            continue
        for i in range(len(word) - 1):
            found[word[i : i + 2]] += 1
    return found


@lru_cache(maxsize=2048)
def _pairs(text: str) -> frozenset[str]:
    """The pairs that a text has; the same few provisions are quoted from again and again."""
    return frozenset(terms(text))


def overlap(question: Counter[str], text: str, weight: dict[str, float] | None = None) -> float:
    """How much of a question's pairs a text has, each counted once and by its weight."""
    here = _pairs(text)
    return sum((weight or {}).get(t, 1.0) for t in question if t in here)


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
    seen = Counter(t for _, s, e, _ in everywhere for t in _pairs(text[s:e]) if t in asked)
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
    start, end = next(_trimmed(text, start, max(x[2] for x in found)))
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


_JUDGES: dict[Conclusion, re.Pattern[str]] = {
    Conclusion.PERMITTED: re.compile(
        r"가능|무방|할\s*수\s*있|될\s*수\s*있을|위반되지|아니\s*할|해당하지\s*아니|제한하?\S*\s*(?:없|않|아니)"
    ),
    Conclusion.PROHIBITED: re.compile(
        r"위반|할\s*수\s*없|수\s*없[을는습]|금지|아니\s*된|안\s*[됩된]|불가|제한|저촉|해당[할됩]"
    ),
    Conclusion.CONDITIONAL: re.compile(r"다만|경우|때에는|따라|한하여"),
    Conclusion.EXPLAINS: re.compile(r"다\."),
}


BARE = 16
"""Letters below which a sentence is a bare yes or no."""


def deciding(
    text: str, conclusion: Conclusion | None, question: str = "", longest: int = 320
) -> Span:
    """The sentence of an answer that says its conclusion; the one most like the question if many."""
    asked = terms(question)
    found = list(sentences(text)) or [(0, len(text))]
    pattern = _JUDGES.get(conclusion) if conclusion else None
    judging = [x for x in found if pattern is None or pattern.search(text, *x)] or found
    # A note may judge another act the other way; it is not what the conclusion rests on.
    agreeing = [x for x in judging if conclusions.read(text[slice(*x)]).conclusion == conclusion]
    judging = agreeing or judging
    start, end = max(judging, key=lambda x: (overlap(asked, text[x[0] : x[1]]), -x[0]))
    if end - start < BARE:
        # "할 수 없습니다." alone says nothing of what may not be done: the sentence after it does.
        end = next((b for a, b in found if a >= end), end)
    return Span(*clause(text, start, end, question, longest))


def nearest(text: str, question: str, longest: int = 320) -> Span:
    """The sentence of a passage that has the most of a question's words."""
    asked = terms(question)
    found = list(sentences(text)) or [(0, len(text))]
    start, end = max(found, key=lambda x: (overlap(asked, text[x[0] : x[1]]), -x[0]))
    return Span(*clause(text, start, end, question, longest))


def case(text: str, longest: int = 320) -> Span:
    """The case of a casebook itself: its first sentence, before the notes to it."""
    start, end = next(sentences(text), (0, len(text)))
    return Span(start, min(end, start + longest))


def clause(text: str, start: int, end: int, question: str, longest: int) -> tuple[int, int]:
    """A stretch of a sentence that is not too long: the clauses most like the question.

    Cuts fall behind a comma outside brackets or a line; the end of the sentence, where it judges, counts.
    """
    if end - start <= longest:
        return start, end
    asked = terms(question)
    cuts = [start]
    for i in range(start, end):
        if text[i] == "\n" or (text[i] in ",，;" and not _open_bracket(text[cuts[-1] : i])):
            cuts.append(i + 1)
    cuts.append(end)
    if not overlap(asked, text[start:end]):
        fits = [c for c in cuts if c - start <= longest]
        return next(_trimmed(text, start, max(fits) if len(fits) > 1 else start + longest))
    best = (-1.0, start, min(end, start + longest))
    for a in range(len(cuts) - 1):
        for b in range(a + 1, len(cuts)):
            if cuts[b] - cuts[a] > longest:
                break
            closing = 1.5 if cuts[b] == end else 0.0
            opening = 0.5 if cuts[a] == start or text[cuts[a] - 1] == "\n" else 0.0
            value = overlap(asked, text[cuts[a] : cuts[b]]) + closing + opening
            if value > best[0]:
                best = (value, cuts[a], cuts[b])
    return next(_trimmed(text, best[1], best[2]), (start, end))
