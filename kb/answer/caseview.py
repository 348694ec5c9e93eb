"""What the same-case test sees of a question and of a case: its facts and its words (사례의 모습)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from sys import intern

from corpora import glossary
from kb.answer import beforehand, english
from kb.answer.beforehand import LONGEST, Telling
from kb.answer.facts import Found
from kb.answer.likeness import Words, of_heading, of_tokens, words
from kb.law.values import Interpretation, Part

HELD = 16384
"""Views that are kept (about 12 KB each): of 3,189 cases with their wordings there are 15,211."""
WORDINGS = 2
"""Ways of asking a case that a question is compared with, besides the case's own."""

_NOTE = re.compile(
    r"\n\s*(?:>\s*)?(?:⚠️|→|⇒|➡|※|✽)|➩|\s다만[,\s]"
    r"|(?<=행위)\s+(?!및|또는|등|중|를|로|이나|나|에|의|가|\()(?=[가-힣「][^\n]{14,})"
)
_LAW_TAIL = re.compile(r"\([^()]*제\s*\d+\s*조[^()]*\)\s*$|에 관한\s*(?:질의\s*회답|운용기준)?\s*$")
_VERDICT = re.compile(r"할 수 (?:있는|없는)\s*사례")
_SIGNED = re.compile(r"\(\d{4}\.\s*\d+\.\s*\d+\.[^()]*\)")


@dataclass(frozen=True, slots=True)
class CaseView:
    """Facts and words of a question or a case.

    ``title`` and ``answer`` are the other places in which a reply tells its facts; for a question,
    and for a casebook's case, they are ``words`` and its notes.
    """

    text: str
    facts: tuple[Found, ...]
    words: Words
    around: Words
    """The words with those of the headings above."""
    title: Words
    answer: Words
    every: Words
    """All of them together: what is strange to these is strange to the case."""
    letters: frozenset[str]
    """Pairs of neighbouring letters."""
    denied: frozenset[str]
    """Words that the text denies."""
    poles: frozenset[tuple[int, int]]
    """Of which of two opposites it speaks."""
    limits: int = 0
    """How often it denies or narrows something."""


@lru_cache(maxsize=HELD)
def view(text: str, headings: tuple[str, ...] = (), title: str = "", answer: str = "") -> CaseView:
    """A question, or a case with what stands above it, its title and its answer."""
    told = Telling(text, headings, title, answer)
    known = beforehand.shared().get(told) or beforehand.read(told)
    own = of_tokens(known.own)
    above = [of_heading(t) for t in known.above]
    titled = of_tokens(known.title) if title else own
    answered = of_tokens(known.answer) if answer else own
    return CaseView(
        text,
        known.facts,
        own,
        own.joined(*above),
        titled,
        answered,
        own.joined(titled, answered, *above),
        letter_pairs(text[:400]),
        known.denied,
        known.poles,
        known.limits,
    )


@lru_cache(maxsize=512)
def question_view(text: str) -> CaseView:
    """A question: ``title`` has the statute's words in place of everyday ones, ``every`` both."""
    plain = view(text)
    turned = _statutory(text)
    if turned == text:
        return plain
    other = words(turned[:LONGEST])
    return replace(plain, title=other, every=plain.words.joined(other))


def _statutory(text: str) -> str:
    """The text with the first meaning of each everyday word of the glossary in its place."""
    for word, meant in glossary.everyday().items():
        at = text.find(word)
        if at < 0 or not meant or meant[0] in text:
            continue
        if len(word) > 2 or at == 0 or not text[at - 1].isalnum():
            text = text.replace(word, meant[0])
    return text


def case_view(source: Interpretation, part: Part | None = None) -> CaseView:
    """A reply's question side with its title, or a casebook's case without its notes."""
    return view(*_telling(source, part))


def _telling(source: Interpretation, part: Part | None = None) -> Telling:
    answer = part.answer if part is not None else source.answer
    title = _plain(source.title) if source.question else ""
    return Telling(own_text(source, part), headings(source), title, answer)


def tellings(source: Interpretation) -> Iterator[Telling]:
    """Every way in which a source is put: as a whole, by parts, as others put it, in English."""
    yield _telling(source)
    for part in source.parts:
        yield _telling(source, part)
    for wording in source.wordings:
        yield Telling(wording, headings(source))
    if source.question_en:
        yield Telling(english.korean(source.question_en))


def worded_views(source: Interpretation, question: CaseView) -> tuple[CaseView, ...]:
    """The same case as others put it, under its own headings: of many, those most like the question."""
    nearest = nearest_wordings(source.wordings, question.letters)
    return tuple(view(w, headings(source)) for w in nearest)


def nearest_wordings(wordings: Sequence[str], letters: frozenset[str]) -> Sequence[str]:
    """Of the ways in which others put a case, those with most of a question's pairs of letters."""
    like = {w: _alike(letters, letter_pairs(w)) for w in wordings}
    return sorted(like, key=lambda w: -like[w])[:WORDINGS]


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, min(len(one), len(other)))


def headings(source: Interpretation) -> tuple[str, ...]:
    """The last headings above a case, without those that say the verdict."""
    return tuple(h for h in source.section[-3:] if not _VERDICT.search(h))


def own_text(source: Interpretation, part: Part | None = None) -> str:
    """The words in which a reply or case tells its facts."""
    if part is not None and part.question:
        return part.question
    if source.question:
        return _SIGNED.sub("", f"{_plain(source.title)}\n{source.question}").strip()
    return facts_of_case(source.answer)


def facts_of_case(text: str) -> str:
    """The case itself: what stands before the first note (다만 …, → …) to it."""
    note = _NOTE.search(text)
    return text[: note.start()] if note and note.start() >= 12 else text


def letter_pairs(text: str) -> frozenset[str]:
    """Pairs of neighbouring letters and digits."""
    letters = "".join(c for c in text if c.isalnum())
    return frozenset(intern(letters[i : i + 2]) for i in range(len(letters) - 1))


def _plain(title: str) -> str:
    return _LAW_TAIL.sub("", _LAW_TAIL.sub("", title))
