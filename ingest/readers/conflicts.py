"""Files that were published with unresolved merge marks (``<<<<<<<`` … ``>>>>>>>``).

Both sides are whole texts of their own, so a file with marks is two files.
"""

from __future__ import annotations

import re

_BLOCK = re.compile(
    r"^<{7} [^\n]*\n(?P<ours>.*?)^={7}\n(?P<theirs>.*?)^>{7} [^\n]*(?:\n|\Z)",
    re.MULTILINE | re.DOTALL,
)


def sides(text: str) -> tuple[str, ...]:
    """The text itself, or its two sides where it holds merge marks.

    >>> sides("a\\n<<<<<<< HEAD\\nb\\n=======\\nc\\n>>>>>>> x\\nd\\n")
    ('a\\nb\\nd\\n', 'a\\nc\\nd\\n')
    """
    if not _BLOCK.search(text):
        return (text,)
    return (
        _BLOCK.sub(lambda m: m["ours"], text),
        _BLOCK.sub(lambda m: m["theirs"], text),
    )
