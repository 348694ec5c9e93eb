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
_LENGTH = r"(?P<number>\d+|하루|이틀|사흘|나흘|일주일|보름|한|두|세|네|다섯|여섯)\ *(?P<unit>일|주일?|달|개월)?"
_DAYS = re.compile(
    rf"(?:총선|대선|지선|(?:선거|투표)(?:일|날)?)\ *(?:까지|이|을|를)?\ *(?:앞으로|약|한)?\ *"
    rf"{_LENGTH}\ *(?P<side>전|앞둔|앞두|남)"
)
_ON_DAY = re.compile(
    rf"(?:선거|투표)일?\ *전\ *{_LENGTH}(?=에(?!서)|\ *되는\ *날|\ *현재|\ *시점|쯤|경에|무렵)"
)
"""선거일 전 100일에, 선거 전 석 달쯤: the day itself, not what begins there (부터) or ends there (까지)."""
NUMERALS = {
    "한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9, "열": 10,
}  # fmt: skip
"""Native numerals as they stand before a unit."""
_DAY_WORDS = {"하루": 1, "이틀": 2, "사흘": 3, "나흘": 4, "일주일": 7, "보름": 15}
WINDOWS = (30, 60, 90, 120, 180)
"""Days before an election from which on the statutes prohibit or allow something (제86조, 제90조, 제103조 …)."""
LONGEST = WINDOWS[-1]
SAME_UNIT = {
    "센티": "cm", "㎝": "cm", "미터": "m", "번": "회", "장": "매", "살": "세", "퍼센트": "%", "인": "명",
}  # fmt: skip
"""Units that are one."""


def distances(text: str) -> list[tuple[int, int]]:
    """Where a text tells how long before the election something is (선거일 사흘 전): spans."""
    folded = unmasked(text)
    return [m.span() for m in (*_DAYS.finditer(folded), *_ON_DAY.finditer(folded))]


def at_distance(days: int) -> Iterable[str]:
    """So many days before the election: the window that has begun, and the next that has not.

    >>> list(at_distance(100)), list(at_distance(200)), list(at_distance(10))
    (['d120', 'd90_before'], ['d180_before'], ['d30'])
    """
    window = next((w for w in WINDOWS if days <= w), None)
    if window is not None:
        yield f"d{window}"
    narrower = [w for w in WINDOWS if w < days]
    if narrower:
        yield f"d{narrower[-1]}_before"


def figures(text: str) -> Iterable[tuple[str, str, int, int]]:
    """Kind (``time``, ``amount``), key, start and end of each.

    A distance to the election is the window that it lies in.
    """
    folded = unmasked(text)
    for match in (*_DAYS.finditer(folded), *_ON_DAY.finditer(folded)):
        unit = match["unit"] or ""
        word = match["number"]
        if word in _DAY_WORDS:
            days = _DAY_WORDS[word]
        else:
            count = int(word) if word.isdigit() else NUMERALS[word]
            if not unit:
                continue
            days = count * {"일": 1, "주": 7, "주일": 7}.get(unit, 30)
        # "60일 전에" may be the day or what lies before it: the lexicon's forms tell
        if word.isdigit() and days in WINDOWS and match.re is _DAYS:
            continue
        for key in at_distance(days):
            yield ("time", key, match.start(), match.end())
    for match in _NUMBER.finditer(folded):
        unit = SAME_UNIT.get(match["unit"], match["unit"])
        number = match["number"].replace(",", "") + (match["scale"] or "")
        yield ("amount", f"{number}{unit}", match.start(), match.end())
