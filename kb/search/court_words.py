"""Which stretches of a ruling are the court's own words (이유), for finding it by them."""

from __future__ import annotations

import re

_REASONS = re.compile(r"[【\[〔(]\s*이\s*유\s*[】\]〕)]|^\s*이\s*유\s*$", re.MULTILINE)
_STATUTE = re.compile(r"제\d+조(?:의\d+)?\s?\([^()\n]{2,40}\)")
_SPOKEN = re.compile(
    r"(?:거야|잖아|거든|예요|이에요|해요|네요|지요|대요|까요)(?:[요.,?!~…\s’'\"”]|$)"
)


def begin(text: str) -> int:
    """Where the reasons (이유) of a ruling begin; 0 where they have no heading.

    >>> begin("【주 문】 기각\\n【이    유】 살피건대") > 0
    True
    """
    m = _REASONS.search(text)
    return m.start() if m else 0


def not_own(words: str) -> bool:
    """Whether a stretch of a ruling is a statute's text or speech rather than the court's words.

    >>> not_own("제2조(정의) ① 이 법에서 …"), not_own("제2조 제1항에 해당한다고 볼 수 없다.")
    (True, False)
    """
    titled = len(_STATUTE.findall(words))
    if titled > 1 or (titled and "①" in words):
        return True
    return len(_SPOKEN.findall(words)) > 2
