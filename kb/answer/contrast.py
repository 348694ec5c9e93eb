"""What one text affirms and another denies (반대 진술): negated words and pairs of opposites.

Two texts may share all their words and be opposite cases: 등록을 마친 / 등록하지 않은, 안에서 / 밖에서.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from corpora.facts.contrasts import load_opposites

_PARTICLE = r"(?:된|한|하는|하고|하기|을|를|이|가|은|는|도|과|와|의|에|에게|으로|로|인)*\s*"
_DENIES = re.compile(
    _PARTICLE
    + r"""
    (?:
        (?:[가-힣]{1,3}\s*)?없(?:이|는|음|고|어|습니다|다|을)
      | 아닌|아니고|아니라|외의|외에|이외|제외|말고|빼고|미만|대신
      | (?:[가-힣]{0,3})(?:지\s*(?:않|아니|못|말)|\s*못\s*하)
      | (?:안|못)\s+[가-힣]
    )
    """,
    re.VERBOSE,
)
WINDOW = 14
"""Letters behind a word in which its denial is looked for."""


def denied(text: str, words: Iterable[str]) -> frozenset[str]:
    """The words that a text denies wherever it has them (등록 in 등록하지 않은).

    >>> sorted(denied("음식은 없이 관람만", ["음식", "관람"]))
    ['음식']
    """
    out = set()
    for word in words:
        if len(word) < 2:
            continue
        at = text.find(word)
        said: list[bool] = []
        while at >= 0 and len(said) < 4:
            end = at + len(word)
            said.append(_DENIES.match(text[end : end + WINDOW]) is not None)
            at = text.find(word, end)
        if said and all(said):
            out.add(word)
    return frozenset(out)


_LIMITS = re.compile(
    r"않|아니|아닌|없이|없는|없고|말고|빼고|제외|외에|못\s*하|못한|안\s[가-힣]|만\s|만으로|밖에|뿐|넘어"
)


def limits(text: str) -> int:
    """How often a text denies or narrows something: a story adds words, seldom denials.

    >>> limits("상근하지 않는 사람이 명함만 주는 행위")
    2
    """
    return len(_LIMITS.findall(text + " "))


def poles(text: str) -> frozenset[tuple[int, int]]:
    """Which pole (0, 1) of which pair of opposites a text has, where it has one only."""
    out = set()
    lower = text.lower() + " "
    for n, pair in enumerate(load_opposites()):
        found = [pole.pattern.search(lower) is not None for pole in pair]
        if found[0] != found[1]:
            out.add((n, 0 if found[0] else 1))
    return frozenset(out)


def opposed(
    question: frozenset[tuple[int, int]], case: frozenset[tuple[int, int]]
) -> tuple[tuple[str, str], ...]:
    """Labels of the opposites: the question's and the case's."""
    pairs = load_opposites()
    return tuple(
        (pairs[n][side].ko, pairs[n][1 - side].ko)
        for n, side in sorted(question)
        if (n, 1 - side) in case
    )
