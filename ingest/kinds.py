"""What a document is, told from its text, with how sure that is and why.

The confidence is a rule's own, not a probability that was measured: 0.9 and above needs two
signs that only this kind has.
"""

from __future__ import annotations

import re

from ingest.parsed import Guess
from ingest.parsers import (
    casebook_pdf,
    circular,
    comparison,
    press,
    reply_text,
    ruling_text,
    statute_text,
)
from ingest.readers.blocks import Content

SURE = 0.5
"""Below this a document is taken in as ``other``."""


def guess(content: Content) -> Guess:
    """The likeliest kind of a document.

    >>> from ingest.readers.blocks import content, paragraph
    >>> guess(content([paragraph("회의 자료"), paragraph("다음 주에 모입니다.")])).kind
    'other'
    """
    found = [
        Guess(kind, confidence, because)
        for kind, signs in _SIGNS
        for confidence, because in [signs(content)]
    ]
    best = max(found, key=lambda g: g.confidence)
    if best.confidence >= SURE:
        return best
    return Guess("other", round(1 - best.confidence, 2), "어느 종류의 표지도 뚜렷하지 않음")


_SIGNS = (
    ("casebook", casebook_pdf.signs),
    ("amendment", comparison.signs),
    ("reply", reply_text.signs),
    ("ruling", ruling_text.signs),
    ("statute", statute_text.signs),
    ("press", press.signs),
    ("circular", circular.signs),
)
"""In the order in which a tie is broken."""

_LAW = re.compile(r"(?:법|규칙|규정)\s*(?:제\s*\d+\s*조|§)")


def speaks_of_law(content: Content) -> bool:
    """Whether a plain text is a document of this field at all, and no note or program."""
    return bool(_LAW.search(content.text))
