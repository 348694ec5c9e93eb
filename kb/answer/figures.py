"""Amounts with their unit, and distances to the election (수량과 선거일까지의 날), as a text tells them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kb.answer.around import unmasked

_NUMBER = re.compile(
    r"(?P<number>\d[\d,]*(?:\.\d+)?)\ *(?P<scale>십|백|천|만|억)?\ *"
    r"(?P<unit>원|cm|센티|㎝|m|미터|명|회|번|매|장|개소|개|통|부|면|초|분|시간|퍼센트|%|배|종)",
    re.VERBOSE,
)
_DAYS = re.compile(
    r"(?:선거|투표)(?:일|날)?\ *(?:까지|이)?\ *(?:앞으로|약|한)?\ *"
    r"(?P<number>\d+|하루|이틀|사흘|나흘|일주일|보름|한|두|세|네|다섯|여섯)"
    r"\ *(?P<unit>일|주일?|달|개월)?\ *(?P<side>전|앞둔|앞두|남)"
)
NUMERALS = {
    "한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9, "열": 10,
}  # fmt: skip
"""Native numerals as they stand before a unit."""
_DAY_WORDS = {"하루": 1, "이틀": 2, "사흘": 3, "나흘": 4, "일주일": 7, "보름": 15}
_WINDOWS = (30, 60, 90, 120, 180)
SAME_UNIT = {
    "센티": "cm", "㎝": "cm", "미터": "m", "번": "회", "장": "매", "살": "세", "퍼센트": "%", "인": "명",
}  # fmt: skip
"""Units that are one."""


def distances(text: str) -> list[tuple[int, int]]:
    """Where a text tells how long before the election something is (선거일 사흘 전): spans."""
    return [m.span() for m in _DAYS.finditer(unmasked(text))]


def figures(text: str) -> Iterable[tuple[str, str, int, int]]:
    """Kind (``time``, ``amount``), key, start and end of each.

    A distance to the election is the window that it lies in.
    """
    folded = unmasked(text)
    for match in _DAYS.finditer(folded):
        unit = match["unit"] or ""
        word = match["number"]
        if word in _DAY_WORDS:
            days = _DAY_WORDS[word]
        else:
            count = int(word) if word.isdigit() else NUMERALS[word]
            if not unit:
                continue
            days = count * {"일": 1, "주": 7, "주일": 7}.get(unit, 30)
        if word.isdigit() and days in _WINDOWS:
            continue
        window = next((w for w in _WINDOWS if days <= w), None)
        if window is not None:
            yield ("time", f"d{window}", match.start(), match.end())
        narrower = [w for w in _WINDOWS if w < days]
        if narrower:
            yield ("time", f"d{narrower[-1]}_before", match.start(), match.end())
    for match in _NUMBER.finditer(folded):
        unit = SAME_UNIT.get(match["unit"], match["unit"])
        number = match["number"].replace(",", "") + (match["scale"] or "")
        yield ("amount", f"{number}{unit}", match.start(), match.end())
