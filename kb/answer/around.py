"""What stands around a form of the lexicon (앞뒤의 말): denial behind it, and the particle of a person.

신고 없이, 동행하지 않고, 당원이 아닌 deny; 배우자가 acts, 배우자의 owns, 유권자에게 receives.
"""

from __future__ import annotations

import re

from corpora.facts import Value
from kb.law.identifiers import MIDDLE_DOTS

_FOLD = {ord(c): c.lower() for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
_FOLD |= {ord(c): "·" for c in MIDDLE_DOTS}
_FOLD |= {ord(c): " " for c in "\n\r\t\u00a0\u3000"}

_MASKED = re.compile(
    r"""
    \([^()]*?(?:선고|판결|결정)[^()]*\)  # (대법원 2004. 8. 16. 선고 …)
    | 「[^」]*」  # name of a law
    | (?:☞|※|⚠️)[^\n]*
    """,
    re.VERBOSE,
)
_PARTICLE = r"(?:을|를|이|가|은|는|도|과|와|의|에|에게|으로|로)?\ *"
_WITHOUT = r"없(?:이|는(?!\ *때)|음|고|어|습니다|다|을|으)"  # 신고 없이
_NOT_OR_BUT = (
    r"(?:아닌(?!\ *때|가)|아니고|아니라|아니에요|아닙니다)"  # 당원이 아닌
    r"|(?:외의|외에|이외|제외|말고|빼고|안\ +(?!되|돼|됩|될|된))"  # 후보자 외의
)
_LACKING = re.compile(
    rf"{_PARTICLE}(?:(?:[가-힣]{{1,4}}(?:이|가|은|는|도|을|를)?\ *)?{_WITHOUT}|{_NOT_OR_BUT})"
)
_LACKING_PERSON = re.compile(rf"{_PARTICLE}(?:{_WITHOUT}|{_NOT_OR_BUT})")
"""Of a person no word stands between (선거사무원이 후보자 없이 denies the second person, not the first)."""
_UNDONE = re.compile(
    _PARTICLE + r"(?:하|되|시키|사용하|이용하|착용하|설치하|게시하|배부하|쓰|입|받|들|걸|주)?"
    r"(?:지\ *(?:않|아니|못|말)|\ *못\ *하)"
)
_INSIDE = re.compile(r"^\s*안(?=\s|[에의으])")
"""Inside a place (개찰구 안 등), which is not the 안 of denial."""
_NOT_ENGLISH = re.compile(
    r"(?:\b(?:not|never|without|no)|n't)\ (?:being\ |(?:a|an|the|any|my|his|her)\ )?$"
)
"""An English denial right before the word; a condition denied is not said."""
_NOT_BEFORE = re.compile(r"(?:비|미|안\ )$")
_PAREN = re.compile(r" *\([^()]*\) *")
_ENDING = r"(?:자|들|님|측|분|장)*"
_SUBJECT = re.compile(
    _ENDING
    + r"(?:이나|이|가|은|는|께서|도|인데요?|입니다|이에요|예요|이고|으?로서|라면|이라면|인 제가|인)"
    r"(?![가-힣])" + r"|\ *(?:혼자|홀로)(?![가-힣])"
)
_DOES = re.compile(
    _ENDING
    + r"(?:의\ *(?:[가-힣]{2,8}선거\ *)?(?:선거운동|입후보|출마|기부행위|명함\ *배부|정당\ *가입)[^.?!]{0,8}(?:여부|가부)"
    r"|[을를]\ *(?:맡고|맡아|하고)\ *있(?:는데|습니다|어요|으며|고))"
)
"""공무원의 선거운동 허용 여부, 통장을 맡고 있는데: whose act it is, though no particle says so."""
_POSSESSOR = re.compile(
    _ENDING
    + r"(?:의(?![가-힣])|\ *(?:명함|현수막|홍보|사진|이름|성명|얼굴|기호|명의|선거사무소|사무소|책"
    r"|저서|유세|어깨띠|공보|벽보|배우자|부인|아내|남편|아들|딸|선거운동|후원회|개소식"
    r"|출판기념회|친구|지인|측근|캠프|선거자금|자금|후원금|경비|비용|돈|예산|기관지|소식지|로고|당사"
    r"|상품|광고|등록|계좌))"
)
_OBJECT = re.compile(
    _ENDING
    + r"(?:에게|한테|께(?!서)|를|을|에(?![가-힣])|에 대|용|\ *(?:찍|지지|뽑|밀어|위해|위하여|반대|포함\)))"
)
_ABSENT = re.compile(
    _ENDING + r"(?:이|가|은|는|도)?\ *(?:직접\ *)?(?:참석|동행|출석|나오)[가-힣]{0,2}\ *"
    r"(?:지\ *(?:않|아니|못)|못\ *하|없)"
)


def fold(text: str) -> str:
    """The text as the forms read it; characters keep their places."""
    return text.translate(_FOLD)


def unmasked(text: str) -> str:
    """The text folded, with blanks where a ruling or a law is named: these are no facts."""
    return _MASKED.sub(lambda m: " " * len(m.group()), fold(text))


def without_brackets(text: str) -> str:
    """The text without what stands in brackets."""
    return _PAREN.sub("", text)


def is_without(text: str, start: int) -> bool:
    """Whether an English denial stands right before this place."""
    return _NOT_ENGLISH.search(text[max(0, start - 24) : start]) is not None


def is_denied(value: Value, text: str, start: int, end: int) -> bool:
    """Whether the text denies the form that stands at this place."""
    if value.kind in ("condition", "time", "amount"):
        return False
    behind = without_brackets(text[end : end + 40])[:16]
    if value.kind == "place":
        behind = _INSIDE.sub("", behind)
    lacking = _LACKING_PERSON if value.kind == "actor" else _LACKING
    if lacking.match(behind) or _UNDONE.match(behind):
        return True
    if value.facet != "deed":
        return False
    return bool(_NOT_BEFORE.search(text[max(0, start - 2) : start]))


def role(text: str, end: int) -> str:
    """Of a person whose form ends here: subject, possessor, object, absent, or nothing that tells."""
    behind = without_brackets(text[end : end + 60])[:24]
    if _ABSENT.match(behind):
        return "absent"
    if _SUBJECT.match(behind):
        return "subject"
    if _DOES.match(behind):
        return "subject"
    if _POSSESSOR.match(behind):
        return "possessor"
    return "object" if _OBJECT.match(behind) else ""
