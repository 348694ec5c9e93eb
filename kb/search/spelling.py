"""Slips of the keyboard in a question (오타): a word that no text has, and the one that it means.

Only a noun is mended, and only where neither the index nor the embedder's vocabulary has it and one
common word of the index stands a letter (자모) away, two for a word of four syllables or more
(optimal string alignment, Damerau 1964); in a long inquiry names are no slips. So a question without
slips is left as it is.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA

from kb.search import morphemes
from kb.search.indexed import Index

COMMON = 3
"""Texts that must have a word before another is mended to it."""
OWN = ("article.text", "article.title", "clause", "asked")
"""Fields whose texts they are: of the law and of this project; replies and rulings name people."""
HELD = 3
"""Texts from which a word is known."""
LONG = 4
"""Syllables of a word that may have two slips."""
OUTWEIGHS = 3
"""How much more common one of two words equally near must be."""
BRIEF = 120
"""Letters of a question in which a word of two syllables is mended: longer ones are full of names."""
_PARTICLES = frozenset("을를이가은는에의도로와과만")
_WORD = re.compile(r"[가-힣]{2,}")


@dataclass(frozen=True, slots=True)
class Corrected:
    """A question with its slips mended, and each word as it was and as it is read."""

    text: str
    words: tuple[tuple[str, str], ...] = ()


class Spelling:
    """Mends questions by the words of one index; thread-safe."""

    def __init__(self, index: Index, known: Mapping[str, int]) -> None:
        """``known``: the tokens of the embedder."""
        self._index = index
        self._known = known
        self._lock = threading.Lock()
        self._common: dict[str, int] | None = None
        self._words: list[str] = []
        self._letters: list[str] = []

    def correct(self, text: str) -> Corrected:
        """Mend a question."""
        found: dict[str, tuple[str, str]] = {}
        least = 2 if len(text) <= BRIEF else 3
        for word in dict.fromkeys(_WORD.findall(text)):
            if self._is_known(word) or (word[-1] in _PARTICLES and self._is_known(word[:-1])):
                continue
            for token in morphemes.shared().tokens(word):
                noun, _, kind = token.partition("/")
                if kind != "N" or len(noun) < least or noun not in word or self._is_known(noun):
                    continue
                if mended := self._mended(word, noun, least):
                    found[word] = mended
                    break
        if not found:
            return Corrected(text)

        def replaced(m: re.Match[str]) -> str:
            return m[0].replace(*found[m[0]]) if m[0] in found else m[0]

        return Corrected(_WORD.sub(replaced, text), tuple(dict.fromkeys(found.values())))

    def _mended(self, word: str, noun: str, least: int) -> tuple[str, str] | None:
        """The mistyped part of a word, longest first from where the unknown noun begins, and the
        right one: an ending may have been taken for a part of it, or a part for another word.
        """
        start = word.index(noun)
        for end in range(len(word), start + least - 1, -1):
            part = word[start:end]
            if self._is_known(part):
                return None
            if right := self._nearest(part):
                return part, right
        return None

    def _nearest(self, word: str) -> str | None:
        common = self._counted()
        found = process.extract(
            _letters(word), self._letters, scorer=OSA.distance, processor=None,
            score_cutoff=2 if len(word) >= LONG else 1, limit=8,
        )  # fmt: skip
        alike = [(d, self._words[i]) for _, d, i in found if _slips(word, self._words[i])]
        if not alike:
            return None
        least = min(d for d, _ in alike)
        near = sorted((w for d, w in alike if d == least), key=lambda w: (-common[w], w))
        if len(near) > 1 and common[near[0]] < OUTWEIGHS * common[near[1]]:
            return None
        return near[0]

    def _is_known(self, noun: str) -> bool:
        token = f"{noun}/N"
        if token in self._known:
            return True
        number = self._index.vocabulary.get(token)
        return number is not None and self._texts(number) >= HELD

    def _texts(self, token: int) -> int:
        """How many texts of all fields have a token."""
        spans = (p.of(token) for f in self._index.fields.values() for p in f.parts)
        return sum(s.stop - s.start for s in spans)

    def _counted(self) -> dict[str, int]:
        """The common nouns of the index with how many texts have each, counted at first need."""
        with self._lock:
            if self._common is None:
                counts: npt.NDArray[np.int64] = np.zeros(len(self._index.vocabulary), np.int64)
                for name in OWN:
                    for p in self._index.fields[name].parts:
                        own = np.diff(p.starts)[: len(counts)]
                        counts[: len(own)] += own
                common = {}
                for token, number in self._index.vocabulary.items():
                    noun, _, kind = token.partition("/")
                    if kind == "N" and counts[number] >= COMMON and _WORD.fullmatch(noun):
                        common[noun] = int(counts[number])
                self._words = sorted(common)
                self._letters = [_letters(w) for w in self._words]
                self._common = common
            return self._common


def _slips(word: str, right: str) -> bool:
    """Whether a finger may have slipped: no syllable is off by more than a letter (하급, 상급)."""
    return len(word) == len(right) and all(
        OSA.distance(_letters(a), _letters(b)) <= 1 for a, b in zip(word, right, strict=True)
    )


def _letters(word: str) -> str:
    """The letters (자모) of a word, one character each."""
    return unicodedata.normalize("NFD", word)
