"""Quoted words as they are printed: short enough to be read out, with the words above a list (발췌).

What is cut is contiguous in the source; … stands where words are left out, and quotation marks
stand round an original alone, never round a digest.
"""

from __future__ import annotations

import re

from kb.answer import quote
from kb.answer.draft import Shown
from kb.answer.sentences import clause

SHORT = 150
"""Longest quotation in the first line, which is read out on the telephone."""
TOLD = 260
"""The same where the first line is the rule itself."""
LIST = 420
"""Letters of a list of 호 that the first line reads out whole: which of them is asked is not known."""

_EXCEPTS = re.compile(r"다만,[^.]*\.?\s*(?:<[^>]*>)?\s*$")
"""Opening words whose proviso announces the list: the rule stands before it."""
_LIST = re.compile(r"(?<=\n)1\. ")


def short(text: str, question: str, longest: int = SHORT, anchor: str = "") -> str:
    """A stretch of quoted words that can be read out; contiguous in the source.

    ``anchor`` are words on which the answer turns and that must be in it.
    """
    first = _LIST.search(text) if len(text) > longest else None
    if first and len(text) - first.start() <= LIST and not _EXCEPTS.search(text, 0, first.start()):
        return text[first.start() :]
    start, end = clause(text, 0, len(text), question, longest)
    if anchor in text and anchor not in text[start:end]:
        at = text.index(anchor)
        head = max((text.rfind(c, 0, at) + 1 for c in ",;\n"), default=0)
        head = head if at + len(anchor) - head <= longest else at
        start, end = clause(text, head, len(text), "", longest)
    return text[start:end].strip(",; ")


def told(
    text: str, question: str, longest: int = SHORT, *, digest: bool = False, anchor: str = ""
) -> str:
    """Such a stretch as it is printed: in quotation marks unless a digest's, … where words are left out."""
    words = short(text, question, longest, anchor)
    before = "" if text.startswith(words) else "… "
    after = "" if text.rstrip(" .,;").endswith(words.rstrip(" .,;")) else " …"
    return f"{before}{words if digest else f'“{words}”'}{after}"


def opening(s: Shown, longest: int = 90) -> str:
    """The opening words above a quoted 호 that is no sentence by itself, quoted too."""
    if re.search(r"다\.?$", s.words):
        return ""
    span = quote.opening(s.text, s.place.pinpoint, longest=longest)
    return f"“{span.of(s.text)}” — " if span else ""
