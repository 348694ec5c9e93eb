"""What a case says of itself in its last words, whatever heading it stands under."""

from __future__ import annotations

import re

_MAY = re.compile(r"(?:무방|가능(?:함)?|할 수 있음)\.?$")
_MAY_NOT = re.compile(r"(?:위반|위법|불가|금지|할 수 없음|안 됨)(?:됨|함)?\.?$")
_TURN = re.compile(r"^\W*(?:다만|단),?\s")


def says_opposite(text: str, may: bool) -> bool:
    """Whether a case ends in words against its heading.

    >>> says_opposite("단체가 토론회를 여는 것은 할 수 없음.", may=True)
    True
    """
    return bool((_MAY_NOT if may else _MAY).search(text))


def turns_wrongly(follow: str, may: bool) -> bool:
    """Whether a line that turns the judgement (다만 …) turns it to where the heading stands.

    >>> turns_wrongly("➩ 다만, 명함을 주는 행위는 가능", may=True)
    True
    """
    return bool(_TURN.match(follow)) and bool((_MAY if may else _MAY_NOT).search(follow))
