"""English words and phrases with the Korean that carries their facts, and how English words change.

Forms are kept as base forms: :func:`stem` brings a word as written to the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from corpora import glossary
from kb.errors import DataFault

FOLDER = Path(__file__).parent
M = TypeVar("M", bound=BaseModel)


class _Words(BaseModel):
    model_config = ConfigDict(extra="forbid")

    persons: dict[str, list[str]]
    words: dict[str, list[str]]
    ignored: list[str]


class _Inflection(BaseModel):
    model_config = ConfigDict(extra="forbid")

    irregular: dict[str, str]
    articles: list[str]
    negations: list[str]
    auxiliaries: list[str]
    towards: list[str]


@dataclass(frozen=True, slots=True)
class Meaning:
    """The Korean of an English phrase (none: it carries no fact); ``person``: it names somebody."""

    ko: str
    person: bool


@dataclass(frozen=True, slots=True)
class Inflection:
    """Words that are read by their form."""

    irregular: Mapping[str, str]
    articles: frozenset[str]
    negations: frozenset[str]
    auxiliaries: frozenset[str]
    towards: frozenset[str]


@lru_cache(maxsize=1)
def inflection() -> Inflection:
    """How words change. Raises DataFault for a broken file."""
    data = _read("inflection.yaml", _Inflection)
    return Inflection(
        data.irregular,
        frozenset(data.articles),
        frozenset(data.negations),
        frozenset(data.auxiliaries),
        frozenset(data.towards),
    )


@lru_cache(maxsize=1)
def phrases() -> Mapping[tuple[str, ...], Meaning]:
    """Stems of a phrase to its Korean, the glossary's English words last.

    Raises DataFault where two entries claim one phrase.
    """
    data = _read("words.yaml", _Words)
    table: dict[tuple[str, ...], Meaning] = {}
    for person, section in ((True, data.persons), (False, data.words)):
        for ko, forms in section.items():
            for form in forms:
                key = stems(form)
                known = table.setdefault(key, Meaning(ko, person))
                if known.ko != ko:
                    raise DataFault(
                        f"words.yaml: ‘{form}’이 {known.ko}, {ko} 두 곳에 있습니다",
                        f"words.yaml: ‘{form}’ stands under {known.ko} and {ko}",
                    )
    for form in data.ignored:
        table.setdefault(stems(form), Meaning("", False))
    for term, meant in glossary.english().items():
        table.setdefault(stems(term), Meaning(meant[0], False))
    return table


def stems(text: str) -> tuple[str, ...]:
    """The words of a phrase as stems, without articles.

    >>> stems("handing out the business cards")
    ('hand', 'out', 'busines', 'card')
    """
    skipped = inflection().articles
    return tuple(stem(w) for w in text.lower().split() if w not in skipped)


def stem(word: str) -> str:
    """The stem of a word: without the endings of number, tense and person."""
    base = inflection().irregular.get(word)
    if base == word:
        return word
    word = base or word
    word = word.removesuffix("'s").removesuffix("'")
    if len(word) > 4 and word.endswith("ies"):
        word = word[:-3] + "y"
    elif len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        if len(word) > len(ending) + 2 and word.endswith(ending):
            word = word.removesuffix(ending)
            if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "ls":
                word = word[:-1]
            break
    return word.removesuffix("e") if len(word) > 3 else word


@lru_cache(maxsize=1)
def load() -> Mapping[tuple[str, ...], Meaning]:
    """Both files, checked."""
    inflection()
    return phrases()


def _read(name: str, model: type[M]) -> M:
    try:
        return model.model_validate(yaml.safe_load((FOLDER / name).read_text("utf-8")))
    except (yaml.YAMLError, ValidationError) as e:
        raise DataFault(f"english/{name}: {e}", f"english/{name}: {e}") from None
