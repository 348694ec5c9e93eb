"""A question read for search: requests apart, words weighted, glossary and English at hand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import corpora.glossary
from kb.law.identifiers import squeeze
from kb.search import inquiry, morphemes
from kb.search.normal import normal

EXPANDED = 0.35
"""Weight of a statutory word that the glossary adds beside the person's own."""
UNSPACED = 9
"""Letters in a row from which word spacing is restored first."""
_LATIN = re.compile(r"[a-z][a-z'-]+")
_HANGUL = re.compile(r"[가-힣]")


@dataclass(frozen=True, slots=True)
class Request:
    """One request of a question: weighted tokens of its own words and of the glossary's."""

    text: str
    tokens: tuple[str, ...]
    weights: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """The requests of a question and the glossary pairs that took part."""

    requests: tuple[Request, ...]
    glossary: tuple[tuple[str, str], ...]


def read(text: str) -> Question:
    """Read a question in Korean or English, of any length."""
    pairs: dict[tuple[str, str], None] = {}
    requests = []
    for sentences in inquiry.pieces(normal(text)):
        part = " ".join(sentences)
        own = [t for s in sentences for t in _tokens(s)]
        forms = frozenset(t.split("/")[0] for t in own)
        added = [*_everyday(part, forms), *_english(part)]
        pairs.update(dict.fromkeys(added))
        requests.append(_request(part, own, [word for _, word in added]))
    return Question(tuple(requests), tuple(pairs))


def _tokens(text: str) -> list[str]:
    longest = max((len(w) for w in text.split(" ")), default=0)
    m = morphemes.shared()
    return m.tokens(m.spaced(text) if longest > UNSPACED else text)


def _request(text: str, own: Sequence[str], added: Sequence[str]) -> Request:
    m = morphemes.shared()
    weights: dict[str, float] = {}
    for token in own:
        # a word said twice weighs a little more, a story must not drown its point
        weights[token] = 1.0 if token not in weights else min(weights[token] + 0.25, 2.0)
    for word in dict.fromkeys(added):
        for token in m.tokens(word):
            weights.setdefault(token, 1.0 if not own else EXPANDED)
    if not weights:
        weights = dict.fromkeys(morphemes.bigrams(text), 1.0)
    return Request(text, tuple(weights), tuple(weights.values()))


def _everyday(text: str, tokens: frozenset[str]) -> list[tuple[str, str]]:
    """Everyday words in the text; a short one must stand as a word of its own."""
    squeezed = squeeze(text)
    heads = set(re.split(r"[^가-힣A-Za-z0-9]+", text))
    out = []
    for word, meant in corpora.glossary.everyday().items():
        if word in squeezed and (len(word) > 2 or word in heads or word in tokens):
            out += [(word, m) for m in meant if squeeze(m) not in squeezed]
    return out


def _english(text: str) -> list[tuple[str, str]]:
    """English words and phrases in a text that is not mainly Korean, longest first."""
    words = _LATIN.findall(text.lower())
    if len(words) < 3 or len(_HANGUL.findall(text)) > len("".join(words)):
        return []
    table = corpora.glossary.english()
    out: list[tuple[str, str]] = []
    i = 0
    while i < len(words):
        for n in (4, 3, 2, 1):
            phrase = " ".join(words[i : i + n])
            meant = table.get(phrase) or table.get(_singular(phrase))
            if meant:
                out += [(phrase, m) for m in meant]
                i += n - 1
                break
        i += 1
    return out


def _singular(phrase: str) -> str:
    return phrase[:-3] + "y" if phrase.endswith("ies") else phrase.removesuffix("s")
