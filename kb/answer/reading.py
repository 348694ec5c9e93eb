"""How a question is read (질문의 이해): cleaned, made to stand alone, its day, kind and language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from kb.answer import english, privacy, when
from kb.answer.asking import Asks, asks
from kb.answer.record import Fact
from kb.errors import BadInput
from kb.law.calendar import Election

FactReader = Callable[[str], tuple[Fact, ...]]

_LETTER = re.compile(r"[가-힣A-Za-z一-鿿0-9]")
_FOLLOWS = re.compile(
    r"^\s*(?:그럼|그러면|그렇다면|그런데|근데|그건|그거|거기|그때|그\s*(?:경우|사람|후보|기간)|이\s*경우|이건|만약|만일|"
    r"아니면|혹시|또는|반대로|and\b|what about|how about|then\b|but\b|if\b)",
    re.I,
)
_BARE = re.compile(
    r"^[^?]{1,14}(?:은|는|이면|면|도|라면|에서는|때는)\s*(?:요|어때요?|어떤가요|어떻습니까)?\s*\??$"
)
_GLOSS = re.compile(r" \([^()]*[가-힣][^()]*\)$")
_LEAD = re.compile(r"^\s*(?:그럼|그러면|그렇다면|그런데|근데|만약|만일|아니면|혹시|반대로)\s*,?\s*")


@dataclass(frozen=True, slots=True)
class Question:
    """A question as read; ``text`` is masked, ``standalone`` needs no earlier turn."""

    text: str
    standalone: str
    when: when.DayRead
    asks: Asks
    language: Literal["ko", "en"]
    """Language of the question, which the answer follows."""


def clean(text: str, longest: int) -> str:
    """NFC text without control characters, spaces folded, personal data masked.

    Raises BadInput with one line when nothing can be read in it or it is too long.
    """
    text = unicodedata.normalize("NFC", text)
    if len(text) > longest:
        raise BadInput(
            f"질문이 너무 깁니다: {len(text):,}자 (최대 {longest:,}자). 핵심만 적어 주세요",
            f"the question is too long: {len(text):,} characters (at most {longest:,})",
        )
    text = "".join(" " if unicodedata.category(c) in ("Cc", "Cf", "Co", "Cn") else c for c in text)
    text = " ".join(text.split())
    if not text:
        raise BadInput("질문이 비어 있습니다. 질문을 적어 주세요", "the question is empty")
    if not _LETTER.search(text):
        raise BadInput(
            "질문에 읽을 수 있는 글자가 없습니다. 문장으로 적어 주세요",
            "the question has no letters to read; write it in words",
        )
    return privacy.mask(text)


def language(text: str) -> Literal["ko", "en"]:
    """English when Latin letters outweigh Hangul, the gloss behind an English question apart."""
    text = _GLOSS.sub("", text)
    hangul = sum("가" <= c <= "힣" for c in text)
    latin = sum(c.isascii() and c.isalpha() for c in text)
    return "en" if latin > 2 * hangul else "ko"


def glossed(text: str) -> str:
    """An English question with its facts in Korean words behind it, for facts, search and cases."""
    words = english.korean(text)
    return f"{text} ({words})" if words else text


def standalone(text: str, history: Sequence[str], facts: FactReader) -> str:
    """The question with what a follow-up left out taken from the turn before it.

    Words for a fact of the earlier question (who, when, where …) are replaced by those that the
    follow-up names; what it names anew is put in front.
    """
    if not history or not _follows(text):
        return text
    before = history[-1]
    tail = _LEAD.sub("", text)
    new = [f for f in facts(tail) if f.start is not None and f.end is not None]
    old = [f for f in facts(before) if f.start is not None and f.end is not None]
    changes: list[tuple[int, int, str]] = []
    added: list[str] = []
    for f in new:
        words = tail[f.start : f.end]
        place = next((o for o in old if o.kind == f.kind), None)
        if place is None:
            added.append(words)
        elif not any(c[0] == place.start for c in changes):
            changes.append((place.start or 0, place.end or 0, words))
    if not changes and not added:
        return f"{before} {tail}"
    merged = before
    for start, end, words in sorted(changes, reverse=True):
        merged = merged[:start] + words + merged[end:]
    return " ".join((*added, merged))


def _follows(text: str) -> bool:
    return bool(_FOLLOWS.search(text) or _BARE.search(text))


def read(
    text: str,
    spelled: str,
    *,
    as_of: date | None,
    today: date,
    history: Sequence[str],
    facts: FactReader,
    elections: Sequence[Election],
    cites: Callable[[str], bool],
) -> Question:
    """Read a cleaned question.

    ``spelled`` is the question with its slips mended; ``cites`` says whether a text names a
    provision.
    """
    alone = standalone(spelled, history, facts)
    return Question(
        text=text,
        standalone=alone,
        when=when.read(alone, as_of=as_of, today=today, elections=elections),
        asks=asks(alone, cites(alone)),
        language=language(text),
    )
