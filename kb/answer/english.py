"""An English question in the Korean words that carry its facts (영어 질문 옮김).

No translation: the phrases of ``corpora.english`` are found, longest first, and set down in
Korean in the order of the question, persons with the particle that their place gives them, denied
words with their denial. What is not in the data is left out. Facts and cases are then compared as
for a Korean question.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from corpora.english import Inflection, Meaning, inflection, phrases, stem
from kb.answer.phrases import josa

LONGEST = 8
"""Words of the longest phrase."""
DENIES = 3
"""Words behind a denial among which the denied one stands."""
_AGED = frozenset(("i'm", "am", "aged", "age", "is", "turned", "be"))
_PRONOUNS = frozenset(("i", "we", "he", "she", "they"))
_EQUALS = frozenset(("i'm", "we're", "am", "is", "are", "be", "was", "as", "become"))
"""What stands before a word that says who somebody is (I am a preliminary candidate)."""
_WORD = re.compile(r"[a-z0-9][a-z0-9'’&-]*|[.,;:?!]")


@dataclass(frozen=True, slots=True)
class _Token:
    """A word as written, and its stem; articles are left out before."""

    word: str
    stem: str

    @property
    def owns(self) -> bool:
        return self.word.endswith(("'s", "s'"))


@lru_cache(maxsize=1024)
def korean(text: str) -> str:
    """The facts of an English question as Korean words; empty where none is known.

    >>> korean("Can a preliminary candidate hand out business cards without a sash?")
    '예비후보자가 나눠 주는 명함, 어깨띠 없이'
    """
    reads = inflection()
    tokens = [
        _Token(w, stem(w))
        for w in _WORD.findall(text.lower().replace("’", "'"))
        if w not in reads.articles
    ]
    return " ".join(_Rendering(tokens, reads).words()).replace(" ,", ",").removeprefix(", ")


class _Rendering:
    """One pass over the words of a question."""

    def __init__(self, tokens: list[_Token], reads: Inflection) -> None:
        self._tokens = tokens
        self._reads = reads
        self._acts = False
        """Whether somebody is already said to act in the sentence."""

    def words(self) -> list[str]:
        """The Korean words, in the order of the question."""
        out: list[str] = []
        at, denied, behind = 0, "", 0
        while at < len(self._tokens):
            token = self._tokens[at]
            if token.word in ".?!;":
                self._acts, denied = False, ""
            elif token.word in _PRONOUNS:
                self._acts = True
            found = self._longest(at)
            if found is None:
                if token.word.isdigit() and at and self._tokens[at - 1].word in _AGED:
                    out.append(f"{token.word}세가")
                    self._acts = True
                if token.word in self._reads.negations or token.word.endswith("n't"):
                    denied, behind = token.word, 0
                elif denied:
                    behind += 1
                    denied = denied if behind < DENIES else ""
                at += 1
                continue
            meaning, length = found
            if not meaning.ko:
                at += length
                continue
            said = self._said(meaning, at, length, denied)
            if denied:
                said = ", " + said  # a comma, so that nothing before it is taken for denied
            if said not in out:
                out.append(said)
            denied = ""
            at += length
        return out

    def _longest(self, at: int) -> tuple[Meaning, int] | None:
        table = phrases()
        for length in range(min(LONGEST, len(self._tokens) - at), 0, -1):
            key = tuple(t.stem for t in self._tokens[at : at + length])
            if key in table:
                return table[key], length
        return None

    def _said(self, meaning: Meaning, at: int, length: int, denied: str) -> str:
        ko = meaning.ko
        if denied:
            if meaning.person and denied != "without":
                return josa(ko, "이/가") + " 아닌"
            if ko.endswith("는"):
                return ko.removesuffix("는") + "지 않고"
            return ko + " 없이"
        if not meaning.person:
            return ko
        before = self._tokens[at - 1].word if at else ""
        if self._tokens[at + length - 1].owns:
            return ko + "의"
        behind = self._tokens[at + length].word if at + length < len(self._tokens) else ""
        if before == "for" and behind == "to":
            self._acts = True
            return josa(ko, "이/가")
        if before == "for":
            return josa(ko, "을/를") + " 위하여"
        if before == "of":
            return ko + "의"
        loose = before in _EQUALS or before in ("and", "or", ",")
        if before in self._reads.towards or (self._acts and not loose):
            return ko + "에게"
        self._acts = True
        return josa(ko, "이/가")
