"""Whether words found answer what is asked (근거의 적합): nouns in common, and the right kind of words.

A provision is said to set what a question asks only where its title, opening words and quotation
have most of the question's nouns, and, where a day, a figure or a penalty is asked for, one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.answer import quote
from kb.answer.asking import Asks, speaking
from kb.answer.draft import Shown
from kb.law.identifiers import squeeze
from kb.search import morphemes

NEARLY, ENOUGH = 0.5, 0.6
"""Share of the nouns: where the kind of words bears it out, and where nothing else does."""
TITLED = 0.2
"""Worth of a title that stands in the question whole."""
RANK = 0.03
"""What each place further down in search costs: words in common decide between near ones."""
FAR = 0.3
"""Certainty of search below which no provision is called the nearest."""
GOVERNS = 0.4
"""Certainty from which the provision that search puts first may be said to set what is asked."""
SOME = 0.3
"""Below this nothing found is about the question."""
_KINDED = (Asks.WHEN, Asks.HOW_MUCH, Asks.PENALTY)
_EMPTY = frozenset(
    [
        "얼마",
        "때",
        "언제",
        "년",
        "하루",
        "개",
        "것",
        "뭐",
        "무엇",
        "누구",
        "어디",
        "경우",
        "사람",
        "방법",
        "절차",
        "기준",
        "관련",
        "질문",
        "문의",
        "내용",
        "여부",
        "가능",
        "규정",
        "법",
    ]
)


def nouns(question: str) -> tuple[str, ...]:
    """The Korean nouns of a question, compounds and their parts, without those that ask."""
    found = (t.partition("/") for t in morphemes.shared().tokens(question))
    return tuple(
        dict.fromkeys(
            word
            for word, _, tag in found
            if tag == "N" and len(word) > 1 and word not in _EMPTY and "가" <= word[0] <= "힣"
        )
    )


def covered(words: Sequence[str], text: str) -> float:
    """Share of nouns that stand in a text: of the smallest parts and of the whole compounds.

    >>> covered(["개표", "수개표"], "개표참관인이 될 수 없다")
    0.5
    """
    parts = [w for w in words if not any(v != w and v in w for v in words)]
    wholes = [w for w in words if not any(v != w and w in v for v in words)]
    return (_share(parts, text) + _share(wholes, text)) / 2


def _share(words: Sequence[str], text: str) -> float:
    total = sum(len(w) for w in words)
    return sum(len(w) for w in words if w in text) / total if total else 0.0


def covering(question: str, s: Shown) -> float:
    """How far a provision's quotation, opening words and title cover a question."""
    span = quote.opening(s.text, s.place.pinpoint)
    above = span.of(s.text) if span else ""
    return covered(nouns(question), squeeze(f"{s.title} {above} {s.words}"))


_REFERS = re.compile(
    r"(?:준용한다|규칙으로\s*정한다|대통령령으로\s*정한다|따로\s*법률로\s*정한다)[.”]?$"
)
"""Words that only send the reader to another text are no answer."""


def _told(s: Shown, asked: Asks) -> str:
    """The words that must speak of what is asked: of a penal 호 the opening words punish."""
    if asked is not Asks.PENALTY:
        return s.words
    span = quote.opening(s.text, s.place.pinpoint, longest=10_000)
    return f"{span.of(s.text) if span else ''} {s.words}"


def leading(shown: Sequence[Shown], asked: Asks, question: str) -> Shown | None:
    """The provision that sets what is asked, the best covering of those shown; None if none does."""
    best: tuple[float, Shown] | None = None
    pattern = speaking(asked, question)
    for place, s in enumerate(shown):
        if pattern is not None and not pattern.search(_told(s, asked)):
            continue
        if _REFERS.search(s.words):
            continue
        share = covering(question, s)
        if share < (NEARLY if asked in _KINDED else ENOUGH):
            continue
        titled = squeeze(s.title).removesuffix("등") in squeeze(question) if s.title else False
        value = share + (TITLED if titled else 0.0) - RANK * place
        if best is None or value > best[0]:
            best = (value, s)
    return best[1] if best else None
