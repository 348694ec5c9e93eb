"""Terms of a question, and how much of them a text has (질의어).

What is quoted is chosen among a few spans of one text, so that syllable pairs of its words are
enough; search over the corpus has morphemes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

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
def pairs(text: str) -> frozenset[str]:
    """The pairs that a text has; the same few provisions are quoted from again and again."""
    return frozenset(terms(text))


def overlap(question: Counter[str], text: str, weight: dict[str, float] | None = None) -> float:
    """How much of a question's pairs a text has, each counted once and by its weight."""
    here = pairs(text)
    return sum((weight or {}).get(t, 1.0) for t in question if t in here)
