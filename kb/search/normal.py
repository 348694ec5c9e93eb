"""Normalisers of text before analysis: a named list of ``str -> str`` (정규화).

What they change never reaches the reader: quotation uses the stored text and its offsets.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from kb.law.identifiers import MIDDLE_DOTS

_DOTS = re.compile(f"[{MIDDLE_DOTS}]")
_MARKS = re.compile(
    r"""<\s*(?:개정|신설|전문개정)[^<>]*>        # amendment marks of a consolidated text
      | \[(?:본조신설|전문개정|제목개정|시행일)[^\[\]]*\]
    """,
    re.VERBOSE,
)
_SIGNS = re.compile(r"[\u200b-\u200f\u2028-\u202e\ufeff\x00-\x08\x0b-\x1f]")
_SPACES = re.compile(r"\s+")


def compose(text: str) -> str:
    """NFC, full-width letters and digits to plain ones."""
    text = unicodedata.normalize("NFC", text)
    if text.isascii():
        return text
    return "".join(
        unicodedata.normalize("NFKC", c) if "\uff01" <= c <= "\uff5e" or "㈀" <= c <= "㏿" else c
        for c in text
    )


def dots(text: str) -> str:
    """Every middle dot becomes a space."""
    return _DOTS.sub(" ", text)


def marks(text: str) -> str:
    """Amendment marks say when, not what: they go."""
    return _MARKS.sub(" ", text)


def signs(text: str) -> str:
    """Invisible and control characters go."""
    return _SIGNS.sub(" ", text)


def spaces(text: str) -> str:
    """One space between words."""
    return _SPACES.sub(" ", text).strip()


STEPS: tuple[Callable[[str], str], ...] = (compose, dots, marks, signs, spaces)


def normal(text: str) -> str:
    """All steps in order.

    >>> normal("주민자치회ㆍ통장  <개정 2020.12.29>")
    '주민자치회 통장'
    """
    for step in STEPS:
        text = step(text)
    return text
