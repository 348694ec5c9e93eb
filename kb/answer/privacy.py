"""Personal data of askers are masked before a question is read, answered or kept (개인정보 가림).

Masked: resident registration numbers (주민등록번호), telephone numbers, e-mail addresses, and
the name by which askers introduce themselves. Names of candidates stay: they are public.
"""

from __future__ import annotations

import re

MASK = "○○○"

_SURNAMES = (
    "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진나지엄채원"
    "천방공현함변염여추도석선설마길연위표명기반왕금옥육인맹제모탁국어은편용"
)
_ROLE = "자|원|장|인|생|사|관|무|리|위|객|주|친|부|님"  # 예비후보자, 공무원, 조합장, 선거인 …

_RESIDENT = re.compile(r"(?<!\d)\d{6}\s*[-–]\s*[1-8]\d{6}(?!\d)")
_PHONE = re.compile(r"(?<![\d-])0\d{1,2}[-.\s)]{0,2}\d{3,4}[-.\s]?\d{4}(?!\d)")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_LABELLED = re.compile(r"(?P<head>(?:성명|성함|이름)\s*[:：]\s*)[가-힣]{2,4}")
_INTRODUCED = re.compile(
    rf"""
    (?P<head>(?:저는|전|제\s이름은)\s+(?:[가-힣]{{2,8}}\s+)?)
    (?P<name>[{_SURNAMES}][가-힣]{{1,2}})
    (?P<tail>(?:이?라고\s*(?:하|합)|입니다|이라\s*합니다))
    """,
    re.VERBOSE,
)
_ROLE_END = re.compile(rf"(?:{_ROLE})$")


def mask(text: str) -> str:
    """The text with personal data of the asker replaced.

    >>> mask("저는 홍길순이라고 합니다. 010-1234-5678로 연락 주세요")
    '저는 ○○○이라고 합니다. ○○○로 연락 주세요'
    >>> mask("저는 이장입니다")
    '저는 이장입니다'
    """
    text = _RESIDENT.sub(MASK, text)
    text = _MAIL.sub(MASK, text)
    text = _PHONE.sub(MASK, text)
    text = _LABELLED.sub(lambda m: m["head"] + MASK, text)
    return _INTRODUCED.sub(_introduced, text)


def _introduced(m: re.Match[str]) -> str:
    says_name = "라고" in m["tail"] or "이름" in m["head"]
    if not says_name and (len(m["name"]) < 3 or _ROLE_END.search(m["name"])):
        return m[0]
    return m["head"] + MASK + m["tail"]
