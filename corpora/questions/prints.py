"""How a case is named without its text (지문): by a hash of its first letters."""

from __future__ import annotations

import hashlib
import re
from itertools import islice

_LETTER = re.compile(r"[가-힣0-9a-zA-Z]")


def letters_print(text: str, letters: int) -> str:
    """A print of the first letters and digits of a text, whatever its spaces and marks (16 hex).

    >>> letters_print("명함을 주는 행위", 24) == letters_print("➩ 명함을  주는 행위.", 24)
    True
    """
    first = "".join(m[0] for m in islice(_LETTER.finditer(text), letters))
    return hashlib.sha256(first.encode()).hexdigest()[:16]
