"""The answer record as an HTML card, on the page and under its link."""

from __future__ import annotations

import re

from kb.answer.record import AnswerRecord, Sentence
from ui.web.render import render
from ui.web.strings import Strings
from ui.wording import words

_MARKER = re.compile(r"\[(\d{1,3})\]")


def card(record: AnswerRecord, *, whole: bool = False) -> str:
    """The card with its sources, all of it in the language of the record.

    ``whole`` gives long sources uncut and all cases.
    """
    s = Strings(record.language)
    first, rest = _lead(record)
    return render(
        "card.html",
        s,
        r=record,
        headline_cites=first.citations if first else [],
        sections=sections(rest),
        whole=whole,
        pieces=pieces,
        standings=frozenset(words("standing")),
    )


def sections(sentences: list[Sentence]) -> list[tuple[str, list[Sentence]]]:
    """The sentences by section, the sections in the order of a card."""
    return [
        (name, found)
        for name in words("section")
        if (found := [x for x in sentences if x.section == name])
    ]


def pieces(text: str, citations: list[int]) -> list[tuple[str, int | None]]:
    """A sentence as text and the numbers of its sources; numbers that it does not carry come last.

    >>> pieces("말 [2]와 [9]", [2, 1])
    [('말 ', None), ('', 2), ('와 [9]', None), ('', 1)]
    """
    found: list[tuple[str, int | None]] = []
    last = 0
    for m in _MARKER.finditer(text):
        n = int(m[1])
        if n not in citations:
            continue
        if m.start() > last:
            found.append((text[last : m.start()], None))
        found.append(("", n))
        last = m.end()
    if last < len(text):
        found.append((text[last:], None))
    carried = {n for _, n in found}
    return found + [("", n) for n in citations if n not in carried]


def _lead(record: AnswerRecord) -> tuple[Sentence | None, list[Sentence]]:
    """The sentence that the headline repeats, and all others."""
    for place, sentence in enumerate(record.sentences):
        if sentence.text == record.headline:
            return sentence, record.sentences[:place] + record.sentences[place + 1 :]
    return None, record.sentences
