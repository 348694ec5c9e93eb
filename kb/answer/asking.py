# ruff: noqa: E501 (sentences and patterns are kept whole, so that they can be read)
"""What a question asks for (질문의 유형): whether an act is allowed, or what the rule says."""

from __future__ import annotations

import re
from enum import StrEnum


class Asks(StrEnum):
    """Kinds of question; each is answered in its own way."""

    JUDGE = "judge"
    """Whether an act is allowed (가능 여부)."""
    PENALTY = "penalty"
    """What follows from a breach (처벌)."""
    WHEN = "when"
    HOW_MUCH = "how_much"
    WHO = "who"
    HOW = "how"
    TEXT = "text"
    """What a named provision says (조문 내용)."""
    WHAT = "what"
    """What something is or how a rule stands, without an interrogative of the above."""


_INTERROGATIVES: tuple[tuple[Asks, re.Pattern[str]], ...] = (
    (
        Asks.PENALTY,
        re.compile(
            r"(?:어떤|무슨|어떻게)\s*(?:처벌|벌|죄)|처벌\s*(?:수위|규정|은|이\s*(?:뭐|무엇|어떻))|"
            r"처벌(?:을|도)?\s*(?:받|돼|되|당하|대상|할\s*수|가능)|벌칙|형사\s*처벌|"
            r"벌금(?:은|이|을|도)?\s*(?:얼마|몇|내|물|나오|있|형)|형량|징역\s*몇|몇\s*년\s*(?:형|징역)|"
            r"과태료(?:는|가|를|도)?\s*(?:얼마|몇|내|물|나오|있|부과)|\bpenalt|\bpunish|\bfine[ds]?\b",
            re.I,
        ),
    ),
    (
        Asks.WHEN,
        re.compile(
            r"언제|며칠|몇\s*일|몇\s*시|몇\s*달|기한|기간(?:은|이)?\s*(?:어떻|어느|얼마|알|\?|$)|"
            r"시기(?:는|가)|(?:시기|기한|기간|일자|날짜)(?:를|을)\s*(?:문의|질의|알고|여쭙|묻)|(?:^|[.?!,]\s*)(?:from\s+|until\s+|since\s+)?when\b|\bhow long\b|\bdeadline\b",
            re.I,
        ),
    ),
    (
        Asks.HOW_MUCH,
        re.compile(
            r"얼마|몇\s*(?:명|개|매|장|회|번|퍼센트|프로|%|세|살|곳|군데|대|부|미터|m|배|표)|"
            r"한도(?:는|가|액)|금액(?:은|이|을|\s*(?:문의|질의))|\bhow (?:much|many|old|often|far)\b|\blimit\b",
            re.I,
        ),
    ),
    (
        Asks.WHO,
        re.compile(
            r"누가|누구(?:를|에게|인|는|까지|든|예|\?|$)|자격(?:은|이)|(?:^|[.?!]\s*)who\b", re.I
        ),
    ),
    (
        Asks.HOW,
        re.compile(
            r"어떻게|어떡|방법(?:은|이|을|\?|$)|절차|어디(?:에|서|로|다)?(?![가-힣])|어디(?:에서|에|로)|하려면|무슨\s*서류|"
            r"어떤\s*서류|구비\s*서류|필요한\s*(?:서류|것)|준비물|\bhow (?:do|to|can|does|is|are)\b|(?:^|[.?!,]\s*)where\b",
            re.I,
        ),
    ),
)
_JUDGE = re.compile(
    r"""
      (?:되|돼|됩|될|됐|되었)(?:나|는|니|ㄴ|냐|까|지|죠|요|고|려)
    | 돼\s*\? | [가-힣](?:도|면)\s*(?:되|돼|됨|됩|될|됐|괜찮|상관없|문제|안\s*(?:되|돼|됨|됩)|걸[리림]|불법|위반)
    | 가능(?:한|할|여부|하|해|합|\s*여부|\?|$|성|인지)
    | ㄱㄴ | ㄱㅊ | 괜찮 | 상관\s*없 | 문제\s*(?:가|는)?\s*(?:되|될|돼|없|있|안)
    | 할?\s*수\s*(?:있|없) | 가부 | 여부 | 허용 | 금지 | 제한되 | 제한\s*되는
    | 행위\s*\.?\s*$ | 면\s*\?\s*$
    | (?<!알)(?<!문의하)(?<!질의하)(?<!확인하)(?<!묻)고(?:자\s*(?:하|합|해|한)|\s*싶)[가-힣]*\s*\.?\s*$
    | 려고?\s*(?:하|합|해|한)[가-힣]*\s*\.?\s*$
    | [가-힣](?<=[했였었았렸줬겼놨])습니다\s*\.\s*$
    | 위반 | 위법 | 불법 | 저촉 | 걸[리림린릴려] | 합법 | 무방 | 해당(?:하|되|돼|할|됩|합)
    | (?:정말|사실|진짜)\s*(?:인가|일까|이에요|입니까|인지) | 맞(?:나|는[가지데]|습니|을까|죠|지요|아요) | 하면\s*안
    | \b(?:can|could|may|should)\b (?!\s*you) | \b(?:allowed|permitted|legal|illegal|lawful|ok(?:ay)?|prohibited|forbidden|violat\w*)\b
    """,
    re.VERBOSE | re.I,
)
_TEXT = re.compile(
    r"뭐|무엇|뭔|내용|알려|보여|설명|어떤\s*(?:조항|조문|규정)|찾아|조문|원문|전문|\bwhat\b|\bshow\b|\btext\b",
    re.I,
)


def asks(question: str, cites: bool = False) -> Asks:
    """The kind of a question; ``cites`` says that it names a provision.

    >>> asks("예비후보자가 명함 돌려도 되나요?").value
    'judge'
    >>> asks("사전투표는 언제 하나요?").value
    'when'
    >>> asks("제93조가 뭐야?", cites=True).value
    'text'
    """
    question = _asked(question)
    judge = _JUDGE.search(question) is not None
    if cites and not judge and _TEXT.search(question):
        return Asks.TEXT
    plain = _WHATEVER.sub(" ", question)
    found = {kind: m.start() for kind, p in _INTERROGATIVES if (m := p.search(plain))}
    if Asks.PENALTY in found:
        return Asks.PENALTY
    if found:
        return min(found, key=lambda kind: found[kind])
    return Asks.JUDGE if judge else Asks.WHAT


def judges(question: str) -> bool:
    """Whether a question asks, be it beside other things, whether an act is allowed.

    >>> judges("몇 번 접어도 되는지, 언제까지 넣는지 궁금합니다")
    True
    """
    return _JUDGE.search(_asked(question)) is not None


def _asked(question: str) -> str:
    """The sentences that ask, where a story stands before them: what it tells asks nothing."""
    asking = [s for s in _SENTENCE.findall(question) if s.rstrip().endswith("?")]
    return " ".join(asking) if asking else question


_SENTENCE = re.compile(r"[^.?!\n]+[.?!]*")
_WHATEVER = re.compile(
    r"언제(?:나|든지?|라도)|누구(?:나|든지?|라도)|어디(?:서)?(?:나|든지?|라도)|얼마든지|"
    r"어떻게\s*(?:든|생각|될까)|누가\s*봐도|누구를?\s*찍으라|시기가\s*정해|"
    r"몇\s*(?:명|분|사람|군데|곳|개|장|번|가지)\s*(?:만|에게|한테|에\s|씩|이서|을\s|를\s)|"
    r"며칠\s*(?:안|전|뒤|후|째|만|새|동안)|"
    r"몇\s*시에?\s*(?:어디|어느)[^?.]{0,16}는지"
)
"""Words of the form of an interrogative that ask nothing: 언제든지, 누구나."""

SPEAKS: dict[Asks, re.Pattern[str]] = {
    Asks.PENALTY: re.compile(r"처한다|과태료를?\s*부과|몰수"),
    Asks.WHEN: re.compile(r"\d+\s*(?:일|년|개월|시간|시)|부터|까지"),
    Asks.HOW_MUCH: re.compile(
        r"\d+\s*(?:만|천|백|억)?\s*(?:원|명|인|개|매|회|세|부|분의)|이내|한도"
    ),
    Asks.WHO: re.compile(r"사람은|자는|하는\s*(?:사람|자)|해당하는"),
    Asks.HOW: re.compile(r"하여야\s*한다|신청|신고|제출|방법|첨부"),
}
"""What the words that answer a question of each kind have in them."""

_COUNTED = re.compile(r"몇\s*(?P<unit>명|개|매|장|회|번|곳|군데|대|부|세|살|배|표|퍼센트|%|미터)")
_UNITS = {
    "살": "세",
    "장": "매",
    "번": "회",
    "곳": "개",
    "군데": "개",
    "퍼센트": "분의",
    "%": "분의",
}
_HOURS = re.compile(r"(?:오전|오후|밤|새벽)\s*\d+\s*시|\d+\s*시(?:부터|까지|에)")
_MONEY = re.compile(r"\d+\s*(?:만|천|백|억)*\s*원|분의\s*\d+")


def speaking(asked: Asks, question: str) -> re.Pattern[str] | None:
    """What words that answer the question have in them: for 몇 명 a number of persons, and so on."""
    if asked is Asks.WHEN:
        return _HOURS if re.search(r"몇\s*시", question) else SPEAKS[asked]
    if asked is not Asks.HOW_MUCH:
        return SPEAKS.get(asked)
    counted = _COUNTED.search(question)
    if counted:
        unit = _UNITS.get(counted["unit"], counted["unit"])
        return re.compile(rf"\d+\s*(?:만|천|백)*\s*{unit}|{unit}\s*\d+")
    return _MONEY if re.search("얼마|금액|한도액", question) else SPEAKS[asked]
