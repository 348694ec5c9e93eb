"""Sentences of a Korean legal text, and the clauses of one that is too long to be quoted (문장과 절)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.answer.terms import overlap, terms

_SENTENCE_END = re.compile(
    r"""
    (?: (?<=[다요까오임음함됨])[.?!]+ | [?!]+ )
    (?=\s|$|[가-힣「『“"(※①-⑳❶-❿○●■□◦▪\-<0-9])
    | \n+
    """,
    re.VERBOSE,
)


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the sentences of a Korean legal text.

    Dates and item numbers do not end one, nor does anything inside brackets: 이하 같다.) goes on.
    """
    start = 0
    for m in _SENTENCE_END.finditer(text):
        end = m.start() if "\n" in m[0] else m.end()
        if "\n" not in m[0] and _open_bracket(text[start:end]):
            continue
        yield from trimmed(text, start, end)
        start = m.end()
    yield from trimmed(text, start, len(text))


def _open_bracket(text: str) -> bool:
    return any(text.count(o) > text.count(c) for o, c in ("()", "[]", "“”", "「」"))


def trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A span without the space around it; nothing if it is all space."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end


def clause(text: str, start: int, end: int, question: str, longest: int) -> tuple[int, int]:
    """A stretch of a sentence that is not too long: the clauses most like the question.

    Cuts fall behind a comma outside brackets or a line; the end of the sentence, where it judges, counts.
    """
    if end - start <= longest:
        return start, end
    asked = terms(question)
    cuts = [start]
    for i in range(start, end):
        if text[i] == "\n" or (text[i] in ",，;" and not _open_bracket(text[cuts[-1] : i])):
            cuts.append(i + 1)
    cuts.append(end)
    if not overlap(asked, text[start:end]):
        fits = [c for c in cuts if c - start <= longest]
        return next(trimmed(text, start, max(fits) if len(fits) > 1 else start + longest))
    best = (-1.0, start, min(end, start + longest))
    for a in range(len(cuts) - 1):
        for b in range(a + 1, len(cuts)):
            if cuts[b] - cuts[a] > longest:
                break
            closing = 1.5 if cuts[b] == end else 0.0
            opening = 0.5 if cuts[a] == start or text[cuts[a] - 1] == "\n" else 0.0
            value = overlap(asked, text[cuts[a] : cuts[b]]) + closing + opening
            if value > best[0]:
                best = (value, cuts[a], cuts[b])
    return next(trimmed(text, best[1], best[2]), (start, end))
