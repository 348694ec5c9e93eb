"""What differs between two texts, word by word (신구 대비).

>>> [(s.kind, s.text) for s in differences("선거일 전 180일부터", "선거일 전 120일부터")]
[('equal', '선거일 전 '), ('removed', '180일부터'), ('added', '120일부터')]
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of words that both texts have, or only one."""

    kind: str
    """``equal``, ``removed`` (only in the first), ``added`` (only in the second)"""
    text: str


def differences(first: str, second: str) -> list[Segment]:
    """The segments of two texts in order; joined, equal and removed ones give the first text."""
    a, b = re.findall(r"\S+\s*|\s+", first), re.findall(r"\S+\s*|\s+", second)
    keys_a, keys_b = [w.strip() for w in a], [w.strip() for w in b]
    segments: list[Segment] = []
    matcher = SequenceMatcher(None, keys_a, keys_b, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            segments.append(Segment("equal", "".join(a[i1:i2])))
            continue
        if i2 > i1:
            segments.append(Segment("removed", "".join(a[i1:i2])))
        if j2 > j1:
            segments.append(Segment("added", "".join(b[j1:j2])))
    return segments


def squeezed(text: str) -> str:
    """Letters and figures alone, to look for words whatever the spaces and dots."""
    return re.sub(r"[\s·ㆍ․‧•・∙,.'‘’\"“”]+", "", text)


def standing(words: Sequence[str], text: str) -> tuple[list[str], list[str]]:
    """Those of the words that stand in a text and those that do not."""
    bare = squeezed(text)
    there = [w for w in words if w and squeezed(w) in bare]
    return there, [w for w in words if w and squeezed(w) not in bare]
