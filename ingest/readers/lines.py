"""Broken lines put together again: with a space where a word ended, without where one was cut.

Printed Korean breaks lines inside words. Whether ``마련`` + ``하여`` is one word is told by the
words that the same text has inside its lines.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

_HANGUL = re.compile(r"[가-힣]$")
_TAIL = re.compile(r"\S+$")
_HEAD = re.compile(r"^\S+")
_BARE = re.compile(r"[^가-힣A-Za-z0-9]")
_ENDINGS = re.compile(
    r"""^(?:은|는|이|가|을|를|의|에|에서|에게|으로|로|와|과|도|만|까지|부터|하여|하는|하고|한|할|함
        |하거나|되는|된|될|되어|되지|하지|하며|하면|라는|라고|거나|으며|이며|인|임)(?:[^가-힣]|$)
    """,
    re.VERBOSE,
)


class Joiner:
    """Joins the lines of one text, knowing the words inside its lines."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._words: Counter[str] = Counter()
        for line in lines:
            inside = line.split()[1:-1]
            self._words.update(_BARE.sub("", w) for w in inside)

    def join(self, lines: Sequence[str]) -> str:
        """One paragraph of the lines.

        >>> Joiner(["모임을 마련하여 알린 사람 있음"]).join(["자리를 마련", "하여 말함"])
        '자리를 마련하여 말함'
        """
        text = ""
        for line in (x.strip() for x in lines):
            if text and line:
                text += ("" if self._cut(text, line) else " ") + line
            else:
                text += line
        return text

    def _cut(self, before: str, after: str) -> bool:
        """Whether a word was cut between the two."""
        if re.search(r"[·ㆍ‧․/(\[「『‘“]$", before) or re.match(r"[·ㆍ‧․/)\]」』’”,.]", after):
            return True
        if not (_HANGUL.search(before) and "가" <= after[0] <= "힣"):
            return False
        tail, head = _TAIL.search(before), _HEAD.match(after)
        assert tail is not None
        assert head is not None
        left, right = _BARE.sub("", tail[0]), _BARE.sub("", head[0])
        whole = self._words[left + right]
        apart = min(self._words[left], self._words[right])
        if whole or apart:
            return whole > apart
        # Neither is known: a line that begins with an ending or particle goes on with its word.
        return bool(_ENDINGS.match(after)) and not self._words[right]
