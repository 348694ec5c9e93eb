"""The signs by which a citation is recognised, and the words that only look like one (문법)."""

from __future__ import annotations

import re

from kb.law.citations.rulings import NUMBER

# Where no sign can begin the search moves on at once.
_FIRST = (
    r"\d제§법령규조별부같동이위본당해구신현개종그전"
    r"시직세기정지협대총훈예고공긴갑을병「\["
)
ANCHOR = re.compile(
    rf"""
    (?=[{_FIRST}])
    (?:
      (?P<order>(?:훈령|예규|고시|조례)\s?제\s?[\d-]{{1,12}}\s?호(?=\s{{0,2}}제\s?\d{{1,4}}\s?조))
    | (?P<skip>
          (?:법률|대통령령|총리령|부령|규칙|조례|훈령|예규|고시|공고|긴급명령)\s?제\s?[\d-]{{1,12}}\s?호
        | 별지\s?제?\s?\d{{1,3}}(?:의\d)?\s?호 | (?<![가-힣])[갑을병]\s?제?\s?\d{{1,3}}\s?호증
      )
    | (?P<case>(?<![\d-])(?:{NUMBER})(?!\d))
    | (?P<supplement>부칙)
    | (?P<annex>\[?별표\s?제?\s?\d{{1,2}}(?:의\s?\d)?)
    | (?P<same>(?<![가-힣])
        (?:같은|동|이|위|본|당해|해당|구|신|현행|개정|종전의?|개정\s?전|개정된|이\s사건|그)\s{{0,2}}
        (?P<kind>법률|법|규칙|시행령|시행규칙|영|조례|규정)
        (?=\s{{0,2}}(?:제\s{{0,2}}\d|§|시행|부칙|\())
        (?:\s{{0,2}}(?P<derived>시행령|시행규칙|규칙))?)
    | (?P<back>(?<![가-힣])(?:같은\s?(?:법(?=조))?|동\s?|전\s?|(?:위|이)\s)(?P<level>조|항|호)
        (?=\s|[,.·)의에각본단]|제\s{{0,2}}\d|및|또는|[은는을와과이가]|소정|규정|$))
    | (?P<title>「(?P<titled>[^「」]{{2,60}})」)
    | (?P<article>
          제\s{{0,2}}\d{{1,4}}(?:\s?[,·]\s?\d{{1,3}}){{0,8}}\s{{0,2}}조(?![가-힣]?원)
        | §{{1,2}}\s{{0,2}}(?:제\s?)?\d{{1,4}})
    | (?P<name>시행령|시행규칙|규칙|법률|법|령|조례|규정|세칙|기준|정관|당헌|당규|지침|규약
        |협약|조약|직제)
    | (?P<below>(?<![가-힣])제\s{{0,2}}\d{{1,3}}(?:\s?[,·]\s?\d{{1,3}}){{0,8}}\s{{0,2}}[항호])
    )
    """,
    re.VERBOSE,
)
PAREN = re.compile(r"\((?:[^()]|\([^()]{0,80}\)){0,300}\)")
DEFINES = re.compile(
    r"""이하(?:에서)?\s*(?:,|는|에서는)?\s*(?:간단히|각)?\s*
    (?:['"「]\s*(?P<quoted>[^'"「」()\n]{1,40}?)\s*['"」]|(?P<plain>[가-힣·]{1,20}))
    """,
    re.VERBOSE,
)
DECREE = re.compile(r"\s{0,2}(?P<kind>시행령|시행규칙)")
STUCK = ("대하여", "관하여", "의하여", "따라", "니다", "있음", "없음")
"""Endings after which 법 begins a word though the space is lost."""
GENERIC = frozenset(("법", "규칙", "시행령", "시행규칙", "령"))
ENDS = (
    "법",
    "법률",
    "규칙",
    "령",
    "조례",
    "규정",
    "헌법",
    "직제",
    "강령",
    "기준",
    "세칙",
    "정관",
    "당헌",
    "당규",
    "지침",
    "규약",
    "협약",
    "조약",
    "시행령",
)
COMMON_TAILS = ("기본법", "특별법", "특례법", "관리법", "진흥법", "조례", "규정", "규칙")
PAIRS = ("<>", "[]", "【】", "''", '""')
NO_NAMES = frozenset(
    """
    방법 불법 위법 적법 합법 입법 사법 편법 탈법 문법 용법 수법 대통령 명령
    법령 요령 수령 훈령 점령 횡령 일정 결정 인정 개정 제정 확정 선정 지정
    한정 추정 특정 예정 판정 전제 문제 기준 수준 단체 선례 판례 사례 비례
    차례 기관 직제 규제 공직 신규 법규 하위법령 원칙 변칙 반칙 벌칙 총칙 준칙
    부칙 관련법
    """.split()  # noqa: SIM905
)
"""Words that end like the name of a law and are none."""
FOREIGN = re.compile(
    r"(?:미국|일본|독일|프랑스|영국|북한|중국|이탈리아|스위스|오스트리아|캐나다|연방|바이마르|동독|서독)(?:의)?\s{0,2}$"
)
PARTICLES = "상의은는을를에이과와으로도만위및시중등또내부인,."
DATED = re.compile(r"\s?(?:\([^()\n]{1,60}\)|<[^<>\n]{1,40}>)")
NO_LAW = re.compile(
    r"(?:범죄사실|공소사실|판시|주문|별지|청구원인|청구취지|쟁점|목록|신청취지|이유|항소이유|상고이유|순번|증거|판단)\s{0,2}$"
)
ANNEX = re.compile(r"\[?별표\s?제?\s?(?P<n>\d{1,2})(?:의\s?(?P<b>\d))?\]?")
AFTER = re.compile(r"[ 」'\"]*(?:[-–] ?)?(?:\n[ ]*(?!\n))?")
BEGINS_PLACE = re.compile(
    r"제\s{0,2}\d{1,4}(?:\s?[,·]\s?\d{1,3}){0,8}\s{0,2}조|§{1,2}\s{0,2}(?:제\s?)?\d|\d{1,3}\s{0,2}조(?!\s?[\d,]*원|\s?\d*억)|부칙|\[?별표\s?제?\s?\d"
    r"|제\s?\d{1,3}에\s?(?:따라|따른|의하|의한|위반)"
)


def is_law(name: str) -> bool:
    last = name.rstrip(" )").split(" ")[-1]
    return name.rstrip().endswith(ENDS) and last not in NO_NAMES


_WORDS_OF_NAME = re.compile(r"(?:[가-힣·]+[ ]){1,9}$")
ENDS_PHRASE = (
    "은",
    "는",
    "이",
    "가",
    "을",
    "를",
    "로",
    "고",
    "며",
    "서",
    "면",
    "나",
    "라",
    "다",
    "여",
)


def long_name(text: str, end: int) -> int:
    """Where an unknown name of several words (… 에 관한 조례) begins."""
    match = _WORDS_OF_NAME.search(text, max(0, end - 60), end)
    if match is None:
        return end
    start = end
    for word in reversed(match.group().split()):
        if word.endswith(ENDS_PHRASE):
            break
        start = text.rindex(word, match.start(), start)
    return start


_OLD = re.compile(r"(?:구|舊)\s{0,2}$")


def with_old(text: str, start: int) -> int:
    """Where a name begins with the 구 of an old law before it."""
    match = _OLD.search(text, max(0, start - 3), start)
    if match and (match.start() == 0 or not text[match.start() - 1].isalnum()):
        return match.start()
    return start
