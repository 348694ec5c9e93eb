"""Lines of legal Markdown to the canonical lines of an article: one line for each 항, 호, 목.

``**①** 본문`` becomes ``① 본문``, ``1\\.`` becomes ``1.``; amendment marks stay as printed.
"""

from __future__ import annotations

import re

_CIRCLED = "①-⑳㉑-㉟㊱-㊿"
_BOLD_PARAGRAPH = re.compile(rf"^\*\*(?P<n>[{_CIRCLED}])\*\*\s*")
_PARAGRAPH = re.compile(rf"^(?P<n>[{_CIRCLED}])\s*")
_ESCAPE = re.compile(r"\\(?P<c>[!-/:-@\[-`{-~])")
_IMAGE = re.compile(r"</?img\b[^>]*>")
_SPACES = re.compile(r"[ \t\u00a0\u3000]+")


def canonical(lines: list[str]) -> tuple[list[str], int]:
    """Canonical lines and the number of pictures that could not be kept as text.

    >>> canonical(["**①** 가.", "", "  1\\\\. 나", " 이어서"])
    (['① 가.', '1. 나', '이어서'], 0)
    """
    result: list[str] = []
    pictures = 0
    for raw in lines:
        pictures += len(re.findall(r"<img\b", raw))
        line = _SPACES.sub(" ", _IMAGE.sub("", raw)).strip()
        line = _BOLD_PARAGRAPH.sub(r"\g<n> ", line)
        line = _PARAGRAPH.sub(r"\g<n> ", line)
        line = _ESCAPE.sub(r"\g<c>", line)
        if line:
            result.append(line)
    return result, pictures
