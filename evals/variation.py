"""Rephrasings made by rule that must keep the answer; :mod:`evals.changing` has those that change it.

Each rule has a name that stands in the result. What a rule does is the same for the same words at
every run: choices among several words follow a hash of the question.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from corpora.questions import varying
from kb.search import morphemes

Rule = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Variation:
    """A question as a rule made it."""

    rule: str
    text: str
    changes: str = ""
    """Kind of the material fact that is another now; empty: the case is the same."""


def kept(text: str, register: str) -> list[Variation]:
    """The question in other words that must get the same answer, one a rule that applies."""
    table = ENGLISH if register == "english" else KOREAN
    made: dict[str, Variation] = {}
    for name, rule in table:
        varied = rule(text).strip()
        if varied != text and varied not in made:
            made[varied] = Variation(name, varied)
    return list(made.values())


# -- Korean ---------------------------------------------------------------------------------


def particles(text: str) -> str:
    """Without its subject, object and topic particles (조사 생략).

    >>> particles("예비후보자가 명함을 돌려도 되나요?")
    '예비후보자 명함 돌려도 되나요?'
    """
    out, at = [], 0
    for token, before in _tokens(text):
        topic = token.tag == "JX" and token.form in ("은", "는")
        own = before is None or before.start + before.len <= token.start
        if (token.tag in ("JKS", "JKO") or topic) and own and token.start > 0:
            out.append(text[at : token.start])
            at = token.start + token.len
    return "".join([*out, text[at:]])


def polite(text: str) -> str:
    """Its last ending in the formal style (합쇼체)."""
    return _ending(text, ("ᆸ니까",))


def plain(text: str) -> str:
    """Its last ending as people type it to each other (해체)."""
    return _ending(text, ("나",))


def courteous(text: str) -> str:
    """Between greeting and thanks."""
    before, after = _pick(varying.load().courtesies, text)
    return f"{before} {text} {after}"


def spaces_left_out(text: str) -> str:
    """Written without spaces."""
    return text.replace(" ", "")


def spaces_misplaced(text: str) -> str:
    """Compound nouns with a space inside, as Kiwi divides them."""
    out, at = [], 0
    for token, before in _tokens(text):
        noun = before is not None and before.tag == "NNG" and token.tag == "NNG"
        if noun and before.start + before.len == token.start and token.start > at:
            out.append(text[at : token.start])
            at = token.start
    return " ".join([*out, text[at:]])


def misspelt(text: str) -> str:
    """With a usual mistake of spelling."""
    for right, wrong in varying.load().spelling:
        if right in text:
            return text.replace(right, wrong)
    return text


def mistyped(text: str) -> str:
    """With one vowel of a particle or an ending struck on the neighbouring key (두벌식).

    Nouns are left alone: a mistyped noun may be another case.

    >>> mistyped("예비후보자가 명함을 돌려도 되나요?")
    '예비후보자가 명함을 돌려더 되나요?'
    """
    for token, _ in _tokens(text):
        if token.tag not in ("JKB", "JX", "EC") or token.len < 1:
            continue
        at = token.start + token.len - 1
        struck = _neighbour(text[at])
        if struck != text[at]:
            return text[:at] + struck + text[at + 1 :]
    return text


_BESIDE = {0: 20, 20: 0, 4: 8, 8: 4, 1: 5, 5: 1}
"""ㅏ and ㅣ, ㅓ and ㅗ, ㅐ and ㅔ lie side by side; by their place in a Unicode syllable."""


def _neighbour(letter: str) -> str:
    if not "가" <= letter <= "힣":
        return letter
    head, rest = divmod(ord(letter) - 0xAC00, 588)
    vowel, final = divmod(rest, 28)
    return chr(0xAC00 + head * 588 + _BESIDE.get(vowel, vowel) * 28 + final)


def reordered(text: str) -> str:
    """Two neighbouring phrases with case particles exchanged (어순).

    >>> reordered("예비후보자가 명함을 돌려도 되나요?")
    '명함을 예비후보자가 돌려도 되나요?'
    """
    words = text.split(" ")
    cased = [_cased(w) for w in words]
    modifies = [_modifies(w) for w in words]
    for i in range(len(words) - 1):
        before = modifies[i - 1] if i else False
        if cased[i] and cased[i + 1] and cased[i] != cased[i + 1] and not before:
            words[i], words[i + 1] = words[i + 1], words[i]
            return " ".join(words)
    return text


def synonym(text: str) -> str:
    """With a word of the law or of the street exchanged for the other; particles follow it."""
    for one, other in varying.load().synonyms:
        for old, new in sorted(((one, other), (other, one)), key=lambda p: -len(p[0])):
            once = new not in text.replace(old, "") and not (old in new and new in text)
            if old in text and once:
                return replaced(text, old, new)
    return text


def regional(text: str) -> str:
    """Said from some region."""
    words = varying.load()
    return f"{words.places.format(region=_pick(words.regions, text))} {text}"


def detailed(text: str) -> str:
    """After a detail on which nothing turns."""
    return f"{_pick(varying.load().details, text)} {text}"


def unpunctuated(text: str) -> str:
    """Without its last mark, or with more of it."""
    bare = text.rstrip(" ?.!")
    return bare if bare != text else f"{text}??"


KOREAN: Sequence[tuple[str, Rule]] = (
    ("particles left out", particles),
    ("formal ending", polite),
    ("casual ending", plain),
    ("greeting and thanks", courteous),
    ("spaces left out", spaces_left_out),
    ("spaces misplaced", spaces_misplaced),
    ("misspelt", misspelt),
    ("mistyped", mistyped),
    ("word order", reordered),
    ("synonym", synonym),
    ("region named", regional),
    ("irrelevant detail", detailed),
    ("punctuation", unpunctuated),
)


# -- English --------------------------------------------------------------------------------


def _english(kind: str) -> Rule:
    def rule(text: str) -> str:
        words = varying.load()
        if kind == "region":
            return f"{words.places_en.format(region=_pick(words.regions_en, text))} {text}"
        if kind == "detail":
            return f"{_pick(words.details_en, text)} {text}"
        before, after = _pick(words.courtesies_en, text)
        return f"{before} {text} {after}"

    return rule


def _doubled(text: str) -> str:
    longest = max(text.split(" "), key=lambda w: (w.isalpha(), len(w)))
    return text.replace(longest, longest[:2] + longest[1:], 1) if len(longest) > 6 else text


ENGLISH: Sequence[tuple[str, Rule]] = (
    ("greeting and thanks", _english("courtesy")),
    ("lower case", str.lower),
    ("region named", _english("region")),
    ("irrelevant detail", _english("detail")),
    ("punctuation", unpunctuated),
    ("misspelt", _doubled),
    ("polite form", lambda t: f"Could you tell me: {t[:1].lower()}{t[1:]}"),
)


# -- morphemes ------------------------------------------------------------------------------


def _tokens(text: str) -> Iterator[tuple[Any, Any]]:
    before = None
    for token in morphemes.shared().kiwi.tokenize(text):
        yield token, before
        before = token


def _ending(text: str, endings: Sequence[str]) -> str:
    """The text with another final ending on its last predicate, joined by Kiwi."""
    bare = text.rstrip(" ?.!")
    tokens = list(morphemes.shared().kiwi.tokenize(bare))
    if not tokens or tokens[-1].tag != "EF" or len(tokens) < 2:
        return text
    start = bare.rfind(" ") + 1
    last = [(t.form, t.tag) for t in tokens if t.start >= start]
    if len(last) < 2 or last[-1][1] != "EF" or last[0][1].startswith(("E", "J")):
        return text
    joined: str = morphemes.shared().kiwi.join(
        [*last[:-1], *((e, "EF") for e in endings)], lm_search=False
    )
    return f"{bare[:start]}{joined}?"


def _cased(word: str) -> str:
    """The case particle of a phrase of one word; empty if it has none."""
    tokens = list(morphemes.shared().kiwi.tokenize(word))
    if len(tokens) < 2 or not tokens[-1].tag.startswith(("JKS", "JKO", "JKB")):
        return ""
    return str(tokens[-1].tag) if all(t.tag.startswith(("N", "XS", "J")) for t in tokens) else ""


def _modifies(word: str) -> bool:
    """Whether a word belongs to the next one: a bare noun, 의, an adnominal ending."""
    tokens = list(morphemes.shared().kiwi.tokenize(word))
    return (
        bool(tokens)
        and tokens[-1].tag[:2] in ("NN", "ET", "JK", "MM", "SN")
        and (tokens[-1].tag not in ("JKS", "JKO", "JKB"))
    )


_PARTICLES = (("이", "가"), ("은", "는"), ("을", "를"), ("과", "와"))


def replaced(text: str, old: str, new: str) -> str:
    """A noun replaced by another, its particle fitted to the last letter."""
    at = text.index(old)
    rest = text[at + len(old) :]
    closed = _closed(new[-1])
    for with_final, without in _PARTICLES:
        followed = rest[:1] in (with_final, without)
        if followed and (len(rest) == 1 or not ("가" <= rest[1] <= "힣")):
            rest = (with_final if closed else without) + rest[1:]
            break
    return text[:at] + new + rest


def _closed(letter: str) -> bool:
    return "가" <= letter <= "힣" and (ord(letter) - 0xAC00) % 28 > 0


def _pick(choices: Sequence[Any], text: str) -> Any:
    return choices[int(hashlib.sha256(text.encode()).hexdigest(), 16) % len(choices)]
