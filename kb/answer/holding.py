"""Which sentence of a reply, ruling or casebook is quoted: the one that judges (판단 부분)."""

from __future__ import annotations

import re

from kb.answer.quote import Span
from kb.answer.sentences import clause, sentences
from kb.answer.terms import overlap, terms
from kb.law import conclusions
from kb.law.values import Conclusion

_JUDGES: dict[Conclusion, re.Pattern[str]] = {
    Conclusion.PERMITTED: re.compile(
        r"가능|무방|할\s*수\s*있|될\s*수\s*있을|위반되지|아니\s*할|해당하지\s*아니|제한하?\S*\s*(?:없|않|아니)"
    ),
    Conclusion.PROHIBITED: re.compile(
        r"위반|할\s*수\s*없|수\s*없[을는습]|금지|아니\s*된|안\s*[됩된]|불가|제한|저촉|해당[할됩]"
    ),
    Conclusion.CONDITIONAL: re.compile(r"다만|경우|때에는|따라|한하여"),
    Conclusion.EXPLAINS: re.compile(r"다\."),
}

BARE = 16
"""Letters below which a sentence is a bare yes or no."""


def deciding(
    text: str, conclusion: Conclusion | None, question: str = "", longest: int = 320
) -> Span:
    """The sentence of an answer that says its conclusion; the one most like the question if many."""
    asked = terms(question)
    found = list(sentences(text)) or [(0, len(text))]
    pattern = _JUDGES.get(conclusion) if conclusion else None
    judging = [x for x in found if pattern is None or pattern.search(text, *x)] or found
    # A note may judge another act the other way; it is not what the conclusion rests on.
    agreeing = [x for x in judging if conclusions.read(text[slice(*x)]).conclusion == conclusion]
    judging = agreeing or judging
    start, end = max(judging, key=lambda x: (overlap(asked, text[x[0] : x[1]]), -x[0]))
    if end - start < BARE:
        # "할 수 없습니다." alone says nothing of what may not be done: the sentence after it does.
        end = next((b for a, b in found if a >= end), end)
    return Span(*clause(text, start, end, question, longest))


def nearest(text: str, question: str, longest: int = 320) -> Span:
    """The sentence of a passage that has the most of a question's words."""
    asked = terms(question)
    found = list(sentences(text)) or [(0, len(text))]
    start, end = max(found, key=lambda x: (overlap(asked, text[x[0] : x[1]]), -x[0]))
    return Span(*clause(text, start, end, question, longest))


def case(text: str, longest: int = 320) -> Span:
    """The case of a casebook itself: its first sentence, before the notes to it."""
    start, end = next(sentences(text), (0, len(text)))
    return Span(start, min(end, start + longest))
