"""Finds case numbers (사건번호) with their court and day.

대법원 2020. 7. 16. 선고 2019도13328 전원합의체 판결 · 헌재 2022. 7. 21. 2017헌바100등 ·
서울고법 1991. 10. 25. 선고 91노3136 판결 · lists in which the court is named once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kb.law.identifiers import RulingId, squeeze

CONSTITUTIONAL = "헌법재판소"
SUPREME = "대법원"
# Case codes of which one court alone has cognisance (사건별 부호문자의 부여에 관한 예규).
_SUPREME_CODES = frozenset("도 다 두 므 후 모 마 스 무 추 재도 재다 재두 감도 전도".split())  # noqa: SIM905
_CODES = (
    "고합|고단|고정|고약|노|도|초기|초재|초적|가합|가단|가소|나|다|구합|구단|구|누|두|수|우|르|므|드합|드단|허|후|"
    "카합|카단|카기|라|마|그|모|로|보|코|재도|재다|재두|재노|재나|재누|감도|감노|전도|전노|보도|아|루|무|부|즈|스|으|추|쿠|오|사|준|조|형제"
)
NUMBER = (
    r"(?:19|20)?\d{2}\s?헌[가나다라마바사아]\s?\d{1,4}"
    rf"|(?:19|20)?\d{{2}}(?:{_CODES})\d{{1,6}}"
)
_NUMBER = re.compile(NUMBER)
_MORE = r"(?:\s?[,·]\s?\d{1,4}(?![\d.년]|\s?(?:헌|[가-힣]{1,2}\d|\.\s?\d)))*"
_TAIL = re.compile(
    rf"(?P<more>{_MORE})(?:\s?\(병합\)|등(?!록|본|기|의\s?방법))?(?:\s?\((?:병합|반소|본소|참가)[^()]{{0,40}}\))?"
)
_COURT = re.compile(
    r"(?P<court>대법원|대법|헌법재판소|헌재|(?:[가-힣]{2,6}\s?)?(?:고등|지방|가정|행정|특허|회생|군사)\s?법원"
    r"(?:\s?\([가-힣]{2,4}\))?(?:\s?[가-힣]{2,5}지원)?"
    r"|[가-힣]{2,4}(?:고법|지법|가법|행법)(?:\s?[가-힣]{2,5}지원)?|고등군사법원|특허법원)?"
    r"(?:[은는이가의도]|에서)?\s{0,3}"
    r"(?P<day>(?:(?:19|20)\d{2}|(?<!\d)\d{2})\s?[.년-]\s?\d{1,2}\s?[.월-]\s?\d{1,2}\s?[.일]?)?"
    r"\s{0,2}(?:자|\.)?\s{0,2}(?:선고|결정|고지)?\s{0,2}[,]?\s{0,2}$"
)
_VERDICT = re.compile(r"\s{0,2}(?:전원합의체\s?)?(?:판결|결정|명령)(?!요지|문|이유)")
_SHORT = {"헌재": CONSTITUTIONAL, "대법": SUPREME}


@dataclass(frozen=True, slots=True)
class Case:
    """A ruling cited: its span, court if named, and number."""

    start: int
    end: int
    court: str | None
    number: str
    joined: bool
    """It stands in a list after another, so the court of that one may be meant."""


def court_name(printed: str) -> str:
    """The full name of a court as identifiers have it.

    >>> court_name("서울고법"), court_name("헌재"), court_name("수원지법 성남지원")
    ('서울고등법원', '헌법재판소', '수원지방법원성남지원')
    """
    name = squeeze(printed)
    if name in _SHORT:
        return _SHORT[name]
    for short, full in (
        ("고법", "고등법원"),
        ("지법", "지방법원"),
        ("가법", "가정법원"),
        ("행법", "행정법원"),
    ):
        name = re.sub(rf"{short}(?=$|[가-힣]+지원)", full, name)
    return name


def court_of(number: str) -> str | None:
    """The only court whose cases have such a number, None if several do.

    >>> court_of("2017헌바100"), court_of("2019도13328"), court_of("98고합181")
    ('헌법재판소', '대법원', None)
    """
    code = re.sub(r"[\d\s]", "", number)
    if code.startswith("헌"):
        return CONSTITUTIONAL
    return SUPREME if code in _SUPREME_CODES else None


def read_case(text: str, match_start: int) -> Case | None:
    """The ruling whose number begins at ``match_start``, with court and day before it."""
    number = _NUMBER.match(text, match_start)
    if number is None:
        return None
    tail = _TAIL.match(text, number.end())
    end = tail.end() if tail else number.end()
    start = number.start()
    court: str | None = None
    joined = True
    window = max(0, start - 60)
    if before := _COURT.search(text[window:start]):
        if before["court"]:
            court = court_name(before["court"])
            start = window + before.start("court")
            joined = False
        elif before["day"]:
            start = window + before.start("day")
    if start < number.start() and (verdict := _VERDICT.match(text, end)):
        end = verdict.end()
    return Case(start, end, court, squeeze(number.group()), joined)


def ruling_id(court: str, number: str) -> RulingId:
    """The identifier of a ruling."""
    return RulingId.of(court, number)
