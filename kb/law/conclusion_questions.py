"""What a question asks for: a judgement of an act, or how and why things are (질의의 취지).

A reply that only says what may be done, to one who asked how it is done or who complains of
others, states a rule; the same words said to one who asked whether they may are a judgement.
"""

from __future__ import annotations

import re

_ASKS_WHETHER = re.compile(
    r"""
      여부 | 갑\s?설 | 의견 | 귀견
    | (?:가능|불가|허용|무방|괜찮|해당|적법|합법|유효|정당|타당)[^.?\n]{0,14}(?:지|까|가요|나요|요\s?\?|\?|나\b)
    | (?:위반|저촉|위배|위법|불법|합법|문제|제한|금지|걸리|어긋나)[^.?\n]{0,16}(?:지|까|가요|나요|요\s?\?|\?|나\b|아닌)
    | (?:수|도)\s?(?:있|없|되|돼|괜찮)[^.?\n]{0,6}(?:지|까|가요?|나요?|요|\?|나\b|니까)
    | (?:해|아|어|여|려|봐|워|와|써|줘|내|둬)\s?도\s?(?:되|돼|괜찮|무방|상관)
    | (?:되|돼|하)(?:는지|나요|는가요|ㄹ까요|는건가요|는\s?건지|ㅂ니까|는\s?것인지)
    | (?:생각|계획|예정)입니\s?다 | 려고\s?합니\s?다 | 고\s?싶습니\s?다
    | (?:적법|위법|합법)성 | 긋나지
    | 됩니까 | 될까요 | 안\s?되(?:는|나|지|냐)
    """,
    re.VERBOSE,
)
_ASKS_HOW = re.compile(
    r"어떻게|어떤\s?(?:방법|절차|식|근거|조치)|방법(?:은|을|이)|절차(?:는|를|가)|언제(?!든|나)|어디|얼마|몇\s|왜\s|이유|경위|무엇|누구"
    r"|(?:인지|인가요?)\s?아니면|기준인가요"
)

_LETTER = re.compile(r"질의\s?\)|【\s?문|질의(?:하오니|합니다)|회신(?:하여|을)")
"""A letter that puts a question to the authority (서면질의)."""


def asks_whether(question: str) -> bool:
    """Whether a question asks for the judgement of an act.

    A title without a verb (명함 배부) asks so too; a complaint or a request to know does not.

    >>> asks_whether("명함을 돌려도 되나요?"), asks_whether("투표하려면 어떻게 해야 하나요?")
    (True, False)
    """
    text = question.strip()
    if _LETTER.search(text):
        return True
    if len(text) < 90 and not re.search(r"[.?!]|다$|요$|까$", text):
        return True
    if not text:
        return True
    return any(
        _ASKS_WHETHER.search(s) and not _ASKS_HOW.search(s)
        for s in re.split(r"(?<=[.?!\n])|(?<=다)\s|(?<=요)\s", text)
    )
