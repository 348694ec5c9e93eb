"""One spelling for every way in which a citation is printed, character for character.

Each replacement is one character for one, so that a place found in the folded text is the
same place in the text as given.
"""

from __future__ import annotations

from kb.law.identifiers import MIDDLE_DOTS

_PAIRS = {
    "「": "「『｢〈《≪",
    "」": "」』｣〉》≫",
    "(": "（﹙",
    ")": "）﹚",
    "[": "［〔",
    "]": "］〕",
    "'": "‘’＇`´ʻʼ",
    '"': "“”＂〝〞",
    ",": "，､、",
    ".": "．",
    "~": "～∼〜〰",
    "-": "－–—―‐‑−",
    ";": "；",
    ":": "：",
    "/": "／",
    "§": "＄",
    " ": "\u00a0\u3000\t\u2009\u200a\u202f\r\x07\x0b\x0c",
    "·": MIDDLE_DOTS + "･",
}
_TABLE = {ord(odd): plain for plain, odds in _PAIRS.items() for odd in odds if odd != plain}
_TABLE.update({0xFF10 + n: str(n) for n in range(10)})

CIRCLED = {chr(0x2460 + n): n + 1 for n in range(20)} | {chr(0x3251 + n): n + 21 for n in range(15)}
"""① to ⑳, ㉑ to ㉟ with their numbers."""


def fold(text: str) -> str:
    """The text with brackets, quotes, dots, dashes, spaces and digits in one spelling each.

    >>> fold("『공직선거법』 제６０조ㆍ제６１조")
    '「공직선거법」 제60조·제61조'
    """
    return text.translate(_TABLE)
