"""Personal data of askers are masked before a question is read, answered or kept (개인정보 가림).

Masked: resident registration numbers (주민등록번호), telephone numbers, e-mail addresses, and
the name by which askers introduce themselves. Names of candidates stay: they are public.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

MASK = "○○○"

_PLAIN = str.maketrans("０１２３４５６７８９－‐‑‒–—−．＠：　", "0123456789-------.@: ")
"""Full-width digits, dashes and signs, letter for letter."""
_SURNAMES = (
    "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진나지엄채원"
    "천방공현함변염여추도석선설마길연위표명기반왕금옥육인맹제모탁국어은편용"
)
_NAME = rf"[{_SURNAMES}][가-힣]{{2}}"
_NO_NAME_ENDS = "자원장인생사관무리위객주친부님중직급적팀회측당층"
"""예비후보자, 공무원, 조합장, 선거인, 문의중, 공무직 …"""
_TAIL = r"(?:이?라고\s*(?:하|합)|이라\s*합니다|입니다|이에요|예요|이고|이며|인데)"

_RESIDENT = re.compile(
    r"""
    (?<!\d) (?:
        \d{6} \s? - \s? [1-8] [\d*xX●○]{6}
      | \d{2} (?:0[1-9]|1[0-2]) (?:0[1-9]|[12]\d|3[01]) \s? [1-8] \d{6}  # day of birth
    ) (?!\d)
    """,
    re.VERBOSE,
)
_PHONE = re.compile(
    r"""
    (?<![0-9A-Za-z-])
    (?: \(0\d{1,2}\)\s? | (?:\+?82[-.\s)]{1,2}\(?0?\)? | 0)\d{1,2}[-.\s)]{0,2} )
    \d{3,4} [-.\s]? \d{4}
    (?![0-9A-Za-z])
    """,
    re.VERBOSE,
)
_MAIL = re.compile(r"[\w.+-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)+", re.ASCII | re.I)
_LABELLED = re.compile(
    rf"""
    (?P<head> (?:성명|성함|이름) \s*:\s* ) (?P<name> [가-힣]{{2,4}} )
  | (?P<head2> (?:성명|성함|이름)(?:은|이)\s+ ) (?P<name2> {_NAME} ) (?={_TAIL})
  | (?P<head3> (?:^|[\n,;/·(\[]) \s* (?:성명|성함|이름) \s+ ) (?P<name3> {_NAME} )
    (?= \s* (?:$ | [\n,;/)\]] | 연락처 | 전화 | 주소 | 생년 | 휴대 | 핸드폰))
    """,
    re.VERBOSE,
)
_SIGNED = re.compile(rf"(?:^|(?<=\s))(?P<name>{_NAME})(?=\s*(?:드림|올림|배상)\s*\.?\s*$)", re.M)
_INTRODUCED = re.compile(
    rf"""
    (?: (?:저는|제가|제\s이름은) \s+ (?:[가-힣\d]{{1,10}}\s+){{0,4}}? | 전\s+ (?:[가-힣]{{2,8}}\s+)? )
    (?P<name> [{_SURNAMES}][가-힣]{{1,2}} ) (?P<tail> {_TAIL} )
    """,
    re.VERBOSE,
)


def mask(text: str) -> str:
    """The text with personal data of the asker replaced.

    >>> mask("저는 홍길순이라고 합니다. 010-1234-5678로 연락 주세요")
    '저는 ○○○이라고 합니다. ○○○로 연락 주세요'
    >>> mask("저는 이장입니다")
    '저는 이장입니다'
    """
    for find in (_whole(_RESIDENT), _whole(_MAIL), _whole(_PHONE), _names):
        plain = text.translate(_PLAIN)
        for start, end in reversed(list(find(plain))):
            text = text[:start] + MASK + text[end:]
    return text


def _whole(pattern: re.Pattern[str]) -> Callable[[str], Iterator[tuple[int, int]]]:
    return lambda text: (m.span() for m in pattern.finditer(text))


def _names(text: str) -> Iterator[tuple[int, int]]:
    found = {m.span(group) for m in _LABELLED.finditer(text) for group in _named(m)}
    found |= {m.span("name") for m in _SIGNED.finditer(text) if _may_be_name(m["name"])}
    for m in _INTRODUCED.finditer(text):
        if "라고" in m["tail"] or _may_be_name(m["name"]):
            found.add(m.span("name"))
    return iter(sorted(found))


def _named(m: re.Match[str]) -> Iterator[str]:
    return (g for g in ("name", "name2", "name3") if m[g])


def _may_be_name(word: str) -> bool:
    """Whether a word with the beginning of a name is not one for what people do or are."""
    return len(word) > 2 and word[-1] not in _NO_NAME_ENDS
