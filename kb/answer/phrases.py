"""The fixed words of an answer, Korean first, English beside (답변 문구)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from kb.law.values import TextState

Language = Literal["ko", "en"]

CONCLUSION = {
    "permitted": ("할 수 있습니다", "Permitted"),
    "prohibited": ("할 수 없습니다", "Prohibited"),
    "conditional": ("조건에 따라 다릅니다", "It depends on conditions"),
    "explains": ("정해진 바는 다음과 같습니다", "The rule is as follows"),
}
CONCLUSION_NAME = {
    "permitted": ("가능", "permitted"),
    "prohibited": ("금지", "prohibited"),
    "conditional": ("조건부", "conditional"),
    "explains": ("안내", "explains"),
    None: ("결론 없음", "no conclusion"),
}
KIND = {
    "reply": ("회답", "reply"),
    "case": ("사례", "casebook case"),
    "summary": ("법규요약", "summary of rules"),
    "digest": ("판례 요지", "digest of a ruling"),
    "ruling": ("판례", "ruling"),
    "provision": ("법문", "statute"),
}
PAPER = {
    "circular": ("공문", "circular"),
    "press": ("보도자료", "press release"),
    "amendment": ("신구조문대비표", "comparison of articles"),
    "other": ("문서", "document"),
}
PAPER_WORTH = {
    "circular": (
        "해석·회답이 아닌 공문: 결론을 빌려주지 않음",
        "a circular, no interpretation: lends no conclusion",
    ),
    "press": (
        "해석·회답이 아닌 보도자료: 결론을 빌려주지 않음",
        "a press release, no interpretation: lends no conclusion",
    ),
    "amendment": (
        "개정 전후를 견준 표: 어느 날의 시행 조문도 아니며 결론을 빌려주지 않음",
        "a comparison of drafts: not the law of any day, lends no conclusion",
    ),
    "other": (
        "해석·회답이 아닌 문서: 결론을 빌려주지 않음",
        "no interpretation: lends no conclusion",
    ),
}
FACT = {
    "election": ("선거의 종류", "election"),
    "actor": ("주체", "actor"),
    "time": ("시기", "time"),
    "place": ("장소", "place"),
    "act": ("행위", "act"),
    "target": ("대상", "recipient"),
    "amount": ("수량·금액", "amount"),
    "condition": ("조건", "condition"),
}
LIKENESS = {
    "same": ("같은 사례", "same case"),
    "similar": ("비슷한 사례", "similar case"),
    "different": ("다른 사례", "different case"),
}
STATE = {
    TextState.HELD: ("시행 중", "in force"),
    TextState.NO_LATER_CHANGE_KNOWN: (
        "시행 중(그 뒤의 변경은 알려진 것이 없음)",
        "in force (no later change known)",
    ),
    TextState.NOT_HELD: ("그날의 본문은 보유하지 않음", "text of that day not held"),
    TextState.NOT_YET_IN_FORCE: ("아직 시행 전", "not yet in force"),
    TextState.REPEALED: ("삭제됨", "repealed"),
    TextState.DIGEST: ("요지(원문 아님)", "digest (not the original words)"),
    TextState.UNKNOWN: ("보유하지 않음", "not held"),
}


def pick(pair: tuple[str, str], language: Language) -> str:
    """The Korean or English member of a pair."""
    return pair[1] if language == "en" else pair[0]


def day_said(day: date, language: Language) -> str:
    """A day as offices print it (2022. 7. 15.), or ISO in English."""
    return day.isoformat() if language == "en" else f"{day.year}. {day.month}. {day.day}."


def josa(word: str, pair: str) -> str:
    """The word with the particle that its last sound takes.

    >>> josa("회칙", "은/는"), josa("규약", "을/를"), josa("조례", "은/는"), josa("제1호", "으로/로")
    ('회칙은', '규약을', '조례는', '제1호로')
    """
    closed, open_ = pair.split("/")
    last = next((c for c in reversed(word) if "가" <= c <= "힣" or c.isdigit()), "")
    if last.isdigit():
        final = last in "013678"
        rieul = last in "178"
    elif last:
        code = (ord(last) - 0xAC00) % 28
        final, rieul = code != 0, code == 8
    else:
        return f"{word}{closed}({open_})"
    if closed == "으로" and rieul:
        final = False
    return word + (closed if final else open_)
