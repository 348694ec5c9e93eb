"""The answer record as an HTML card, on the page and under its link."""

from __future__ import annotations

from itertools import groupby

from kb.answer.record import AnswerRecord, Sentence
from ui.web.render import render
from ui.web.strings import Strings


def card(record: AnswerRecord, s: Strings, *, whole: bool = False) -> str:
    """The card with its sources; ``whole`` gives long sources uncut and all cases."""
    first, rest = _lead(record)
    return render(
        "card.html",
        s,
        r=record,
        headline_cites=first.citations if first else [],
        sections=[(name, list(group)) for name, group in groupby(rest, key=lambda x: x.section)],
        whole=whole,
    )


def _lead(record: AnswerRecord) -> tuple[Sentence | None, list[Sentence]]:
    """The sentence that the headline repeats, and all others."""
    for place, sentence in enumerate(record.sentences):
        if sentence.text == record.headline:
            return sentence, record.sentences[:place] + record.sentences[place + 1 :]
    return None, record.sentences
