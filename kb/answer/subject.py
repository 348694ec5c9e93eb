# ruff: noqa: E501 (sentences and patterns are kept whole, so that they can be read)
"""Questions that the held law does not answer: other elections, opinions, personal data, chores.

공직선거법 제2조 names the elections it applies to; private ones (아파트 동대표, 반장, 주주총회, 종친회 …)
are near, but not ours. A private election named beside an office of public election law
(예비후보자가 동창회에 …) stays in subject: the rule binds the person, whatever the occasion.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kb.answer.phrases import josa
from kb.answer.record import Fact
from kb.law.identifiers import ProvisionId, WorkId
from kb.search.types import Hits

Declined = Literal["out_of_subject", "opinion", "personal_data"]


@dataclass(frozen=True, slots=True)
class Outside:
    """Why a question is declined."""

    reason: Declined
    ko: str
    en: str
    near: bool = False
    """A private election: 제2조 is cited, and replies to the same effect."""
    entrusted: bool = False
    """Of a kind that may be entrusted to an election commission (위탁선거법 제3조)."""
    body: re.Pattern[str] | None = None
    """How the body whose election it would be is named."""

    def told_by(self, case: str) -> bool:
        """Whether a decided case names the body, so that it may be one who acts in a public election."""
        return self.body is not None and self.body.search(case) is not None


_VOTE = r"(?:선거|투표|출마|입후보|후보|경선|선출|당선|뽑|선임|의결권)"
_PRIVATE: tuple[tuple[str, str, str, bool], ...] = (
    (
        r"(?:아파트\s*)?동\s*대표|동별\s*대표자?|입주자\s*대표|입대의|공동\s*주택|부녀회장?|관리단|오피스텔\s*관리|"
        r"\bapartment\s+(?:\w+\s+){0,2}(?:elections?|representatives?|association|committee|chair\w*|president)\b"
        r"|\bcondo(?:minium)?s?\b",
        "공동주택관리법령과 관리규약",
        "apartment management law",
        False,
    ),
    (
        r"(?:학급|초등|중학|고등|우리\s*반|학년|전교)\s*(?:학생\s*)?(?:반장|부반장|회장|임원|어린이회)|반장|부반장|전교\s*회장|학생회장?|총학생회장?|동아리\s*회장|"
        r"\bclass president\b|\bstudent council\b",
        "학칙과 학생회칙",
        "school rules",
        False,
    ),
    (
        r"주주\s*총회|주총|사외\s*이사|대표\s*이사|감사\s*선임|이사\s*선임|\bshareholders?\b|\bboard of directors\b",
        "상법과 정관",
        "company law",
        False,
    ),
    (
        r"노조|노동\s*조합|위원장\s*선거|\btrade union\b|\blabou?r union\b",
        "노동조합법과 규약",
        "union law",
        False,
    ),
    (
        r"(?:재개발|재건축|정비|지역\s*주택)\s*(?:사업|구역)?\s*조합(?:장)?|조합\s*설립\s*추진",
        "도시 및 주거환경정비법과 조합 정관",
        "urban renewal law",
        True,
    ),
    (
        r"(?:동창회|향우회|종친회|친목회|동호회|산악회|계모임|상가\s*번영회|번영회)(?:의)?\s*(?:회?장|임원|총무|대표)(?!을\s*상대)|"
        r"(?:동창회|향우회|종친회|친목회|동호회|산악회|번영회)(?:의|에서|\s)*\s*(?:선거(?!\s*(?:운동|사무|법|구))|선출|투표|뽑)",
        "그 모임의 회칙",
        "the association's own rules",
        False,
    ),
    (
        r"(?:이장|통장|반장|새마을\s*지도자)(?:을|를)?\s*(?:선거(?!\s*(?:운동|사무|법|구))|선출|뽑)",
        "지방자치단체의 조례와 규칙",
        "local by-laws",
        False,
    ),
    (
        r"(?:장로|집사|권사|담임\s*목사)(?:님)?(?:을|를|의)?\s*(?:새로\s*)?(?:세우|투표|선거(?!\s*(?:운동|사무|법|구))|선출|뽑|피택|임직|청빙)|"
        r"목사\s*청빙|"
        r"(?:교단|총회장|주지|조계종|교황)[^.?!]{0,10}(?:선거(?!\s*(?:운동|사무|법|구))|선출|뽑|투표|콘클라베)",
        "그 종교단체의 규약",
        "the religious body's own rules",
        False,
    ),
    (
        r"(?:미국|일본|프랑스|영국|독일|중국|대만|러시아|외국)\s*(?:의\s*)?(?:대통령|총리|대선|총선|중간\s*선거|의회|상원|하원|총통)|"
        r"\b(?:US|American|French|British|Japanese)\s+(?:president\w*|election|midterm)",
        "외국의 법",
        "foreign law",
        False,
    ),
    (
        r"인기\s*투표(?!를\s*포함)|(?:아이돌|오디션|시상식|올스타|MVP|콘테스트|미스\s*코리아|아카데미)[^.?!]{0,12}(?:투표|뽑|선발|선출)",
        "그 행사의 규칙",
        "the event's own rules",
        False,
    ),
    (
        r"(?:변호사회|변협|의사회|의협|약사회|세무사회|건축사회|간호사회|상공\s*회의소|변호사\s*협회|의사\s*협회)[^.?!]{0,6}(?:회?장(?!이)|임원|대의원|이사|선거(?!\s*(?:운동|사무|법|구))|선출|뽑|투표|의결권)",
        "그 단체의 근거 법령과 정관",
        "the body's own law",
        True,
    ),
)
_PRIVATE_RE = tuple((re.compile(p, re.I), ko, en, ent) for p, ko, en, ent in _PRIVATE)
_PUBLIC = re.compile(
    r"""
      예비\s*후보 | 국회의원 | 대통령(?!\s*상) | 대선(?!배) | 총선 | 지방\s*선거 | 지방의원 | 지방의회
    | 시장(?!\s*조사|에서|통) | 군수 | 구청장 | 도지사 | 시의원 | 도의원 | 구의원 | 군의원 | 교육감
    | 공직\s*선거(?!법) | 선거구 | 정당 | 국민투표 | 주민\s*(?:투표|소환) | 후보자가\s*되(?:려|고자)
    | 조합장\s*선거 | 농협 | 수협 | 축협 | 산림조합 | 새마을\s*금고 | 위탁\s*선거 | 위탁(?:하|받|관리)
    | 지지\s*(?:할\s*)?후보 | 후보자?를?\s*지지 | 출마자를?\s*지지 | 선거\s*(?:공보|벽보|포스터) | 선전\s*문구
    | 사전\s*투표 | 선거\s*사무 | 선거\s*운동원 | 정치\s*자금 | 후원회 | 당원 | 당내\s*경선
    | \b(?:preliminary\s+candidates?|National\s+Assembly|mayor\w*|governor|local\s+elections?|party|lawmakers?|campaign\w*|polling\s+\w+|election\s+day|civil\s+servants?
        |public\s+officials?|prospective\s+candidates?|constituen\w+
        |support\w*\s+(?:a|the|which|any)?\s*candidates?|candidates?\s+(?:\w+\s+){0,2}supports?|candidates?\s+to\s+support)\b
    """,
    re.VERBOSE | re.I,
)
_OPINION = re.compile(
    r"""
      누가\s*(?:이길|될\s*것|될까|당선|유리|우세) | 이길\s*(?:까|것\s*같|가능성) | 당선\s*(?:될까|될\s*것|가능성|확률|예측|예상)
    | (?:누구|어느\s*(?:당|후보)|어떤\s*(?:당|후보))\S*\s*(?:찍(?:을|어야|으면\s*(?:좋|되|돼))|뽑(?:을(?!\s*수)|아야|으면\s*(?:좋|되|돼))|지지하(?:세|시|는\s*게|면\s*좋)|좋아|나을|나은|추천)
    | (?:누구|누굴|몇\s*번|(?:어느|어떤)\s*(?:당|정당|후보))\S*\s*(?:찍|뽑)는\s*(?:게|것이|편이)
    | (?:적합|유능|훌륭|적임|나은|좋은|괜찮은|최선)\S{0,6}\s*(?:후보자?|정당|인물|사람|분)\S*\s*(?:누구|어느|어디|추천)
    | 어느\s*당이\s*(?:더|이길|좋|낫|유리) | 선거\s*결과\S*\s*(?:예측|예상|전망|어떻게\s*될)
    | (?:어떻게|뭐라고)\s*(?:생각|보(?:세|시|십))(?:하|해|세|십|니|시)? | 의견이\s*(?:어떠|뭐|무엇) | 생각이\s*(?:어떠|어때)
    | 잘\s*할\s*(?:까|것\s*같) | (?:좋은|나쁜|훌륭한)\s*(?:법|제도|후보|정치인)\S*\s*(?:인가|일까|이야|이라고|이냐|라고\s*보|라고\s*생각)
    | 부정\s*선거\S*\s*(?:맞|있었|인가|아니|라고|했|믿) | 지지율\S*\s*(?:어떻|몇|얼마|예상|오를|전망)
    | 바람직(?:한가|할까|하다고) | 폐지해야\s*(?:할까|하나|하지|한다고) | 정당하다고\s*(?:보|생각)
    | \bwho\s+(?:will|is\s+going\s+to)\s+win\b | \bdo\s+you\s+think\b | \bwhat\s+do\s+you\s+think\b | \bwhich\s+party\s+(?:is\s+better|should\s+I)\b
    | \bwho\s+should\s+I\s+vote\b | \byour\s+opinion\b | \bpredict\b
    """,
    re.VERBOSE | re.I,
)
_DATA = (
    r"(?:휴대폰|핸드폰|휴대|개인|집)?\s*(?:전화\s*번호|연락처|폰\s*번호|번호)|집\s*주소|자택|사는\s*(?:곳|데|집)|"
    r"주민\s*등록\s*번호|주민\s*번호|이메일|계좌\s*번호|생년월일|병력|가족\s*관계|종교|월급|개인\s*정보|"
    r"\b(?:phone|mobile|cell)\s*(?:number|no)|\b(?:home\s+)?address\b|\bresident\s+(?:registration\s+)?number"
)
_PERSON = (
    r"(?:[가-힣]{1,4}|[○O△□*]{2,3}|[가-힣][○O*]{1,2})\s*(?:후보자?|의원|시장|군수|구청장|도지사|위원장|대표|교육감|장관|대통령|씨|님)|"
    r"(?:그|이|저|상대|우리\s*동네)\s*(?:사람|후보자?|의원|분|직원|당원)|(?:선거인|유권자|당원|직원|담당자|신고자|제보자|투표한\s*사람)\S*|"
    r"\b(?:candidate|mayor|member|voter|Mr|Ms|Mrs)\b"
)
_ASK = (
    r"(?:알려|가르쳐|뭐(?:야|예|죠|니)|무엇|몇\s*번|어디(?:야|예|에\s*살|인)|찾아\s*줘|조회|말해|보내\s*줘|공유해|내놔|좀\s*줘|"
    r"제공(?:을|해|하여)?\s*(?:요청|부탁|바랍|주|달라)|궁금|구할\s*수)|\b(?:tell|give|what\s+is|what's|find)\b"
)
_PERSONAL = re.compile(
    rf"(?:{_PERSON})[^?.]{{0,14}}?(?:{_DATA})[^?.]{{0,14}}(?:{_ASK})|"
    rf"\b(?:tell|give|what\s+is|what's|find)\b[^?.]{{0,40}}(?:{_DATA})",
    re.I,
)
_OWN_RECORD = re.compile(
    r"(?:제|내|저의|저는|제가|내가|나|본인|우리\s*(?:가족|엄마|아버지|아들|딸))\s.{0,40}?(?:명부|투표소|등록|당원|기록|접수|신고|처리|납부|올라)"
    r".{0,20}?(?:확인|조회|찾아)\s*(?:해|하여)?\s*(?:주|줘|줄래|바랍|부탁|드립)|"
    r"\b(?:check|look\s+up)\b.{0,30}\b(?:my|our)\b",
    re.I,
)
"""A person's own entry in a register, which no law or reply tells."""
_RULE = re.compile(
    r"(?:도|면)\s*(?:되|돼|됩|될|괜찮)|할\s*수\s*있|가능(?:한|할|하|여부)|여부|위반|위법|규정|게재|기재|공개(?:되|하여야|해야)|"
    r"\b(?:can|may|allowed|legal|must)\b",
    re.I,
)
_CHORE = re.compile(
    r"""
      (?:시|노래|소설|편지|자기소개서|축사|연설문|보도자료|코드|프로그램|이메일)\S*\s*(?:써|지어|작성해|만들어|짜)\s*(?:줘|주세요|줄래|봐)
    | 번역해\s*(?:줘|주세요) | 날씨 | 맛집 | 요리법 | 레시피 | 주식\s*(?:추천|종목|시세) | 로또 | 환율 | 농담
    | (?:이전|위의|앞의|지금까지의?)\s*(?:지시|명령|규칙|프롬프트)\S*\s*(?:무시|잊) | 시스템\s*프롬프트 | 너는\s*(?:이제|지금부터)
    | \bignore\s+(?:all\s+)?(?:previous|prior|the\s+above)\b | \bsystem\s+prompt\b | \bwrite\s+(?:me\s+)?(?:a|an)\s+(?:poem|song|essay|code)\b | \bweather\b | \brecipe\b
    """,
    re.VERBOSE | re.I,
)


def outside(question: str) -> Outside | None:
    """Whether a question is to be declined by its own words, and why; None when it is not."""
    if _CHORE.search(question) and not _PUBLIC.search(_without_law(question)):
        return Outside(
            "out_of_subject",
            "선거법령에 관한 질문이 아닙니다",
            "This is not a question about election law",
        )
    if _PERSONAL.search(question) and not _RULE.search(question):
        return Outside(
            "personal_data",
            "특정인의 개인정보는 답하지 않습니다",
            "Personal data of individuals are not given",
        )
    if _OWN_RECORD.search(question) and not _RULE.search(question):
        return Outside(
            "personal_data",
            "개인의 명부·등록 기록은 여기서 조회할 수 없습니다. 관할 기관에 확인해 주십시오",
            "Entries of individuals in registers cannot be looked up here; please ask the office",
        )
    if _OPINION.search(question):
        return Outside(
            "opinion",
            "예측이나 의견은 답하지 않습니다",
            "Predictions and opinions are not given",
        )
    return _private(question)


_CORE = re.compile(
    r"""
      선거 | 투표 | 개표 | 후보 | (?<!부)정당(?!한|하[다게지여므]|성|방위) | 당원 | 정치\s*자금 | 후원(?:금|회|인) | 국회의원 | 지방의원 | 시의원 | 도의원 | 구의원 | 선관위
    | 유세 | 출마 | 당선 | 공약 | 기표 | 참관 | 득표 | 명함 | 여론\s*조사 | 선거인 | 국민\s*투표 | 주민\s*소환 | 조합장 | 교육감
    | 기부\s*행위 | 의정\s*(?:보고|활동) | 출판\s*기념회 | 확성(?:장치|기) | 딥페이크 | 사조직 | 당비 | 공천 | 경선 | 입후보 | 개소식
    | 현수막 | 무효표 | (?<!동\s)대표\s*경선 | 시장님 | 군수 | 구청장 | 도지사 | 자치단체 | 주민자치 | 벽보 | 어깨띠 | 지방의회
    | 대통령(?!\s*상) | 국회(?!\s*도서관) | 의회 | (?:탈|입|창|합|복|신|여|야)당(?!한|히|하) | 당\s*(?:대표|헌|규|비|명|원) | 전당\s*대회
    | 새\s*당 | 다른\s*당 | 한\s*당 | (?:그|이|저|우리)\s*당(?:이|을|에|의|은) | (?<![가-힣])당(?:을|이)\s | 유권자 | 정치인 | 정치적 | 비례\s*대표 | 무투표 | 선거권
    | (?:시|도|군|구|광역|기초)의회 | (?:시장|군수|구청장|도지사|교육감)(?:직|도|을\s*소환|\s*자리) | (?:시|도|군|구)?의원(?:이|은|을|님|직|에게|한테|과|의) | 소청 | 반론\s*(?:보도|방송)? | 돈\s*봉투
    | 추천장 | 중앙당 | 시·도당 | 비례 | 정정\s*보도 | 지역구 | 지역\s*위원장 | 발기인 | 기표 | 옥중 | 거소 | 선상 | 재외 | 한\s*표 | 표를\s*(?:달라|던지|보내|주|찍) | 매표 | 지지(?:를|해|하|자) | 누구를?\s*(?:찍|뽑|밀)
    | 기탁금 | 회계\s*(?:보고|책임자) | 재외국민 | 낙선 | 지지(?:\s*호소|해\s*달|선언) | 흑색\s*선전 | 보궐
    | \b(?:elect\w*|vot\w+|ballot|poll\w*|candidat\w*|campaign\w*|part(?:y|ies)|political|donat\w*|superintendent|referend\w*|council\w*|mayor\w*|governor\w*|fundrais\w*|assembl\w*|president\w*)\b
    """,
    re.VERBOSE | re.I,
)
IN_SUBJECT, LIKE = 0.15, 0.4
"""Share of the corpus's subject, and similarity to a past question, by which facts alone that may
belong to any law (food given, a notice posted) are taken to be meant of an election."""


def inside(question: str, facts: Sequence[Fact], hits: Hits, *, cites: bool) -> bool:
    """Whether a question is about the law held: by its words, else by facts and what is like it."""
    if _CORE.search(question) or cites:
        return True
    like = max((h.similarity for h in hits.interpretations[:5]), default=0.0)
    told = [f for f in facts if f.kind != "amount" and f.inferred is None]
    return len(told) >= 2 and (hits.subject >= IN_SUBJECT or like >= LIKE)


def _private(question: str) -> Outside | None:
    plain = _without_law(question)
    for pattern, ko, en, entrusted in _PRIVATE_RE:
        m = pattern.search(plain)
        if m is None or _PUBLIC.search(pattern.sub(" ", plain)):
            continue
        if re.search(_VOTE + r"|위임장|의결권|\bvot\w+|\belect\w*", plain, re.I):
            return Outside(
                "out_of_subject",
                f"이 지식베이스의 법이 적용되는 선거가 아닙니다({m[0].strip()}). "
                f"{josa(ko, '은/는')} 보유하지 않습니다",
                f"The law held here does not apply to this election ({m[0].strip()}); {en} is not held",
                near=True,
                entrusted=entrusted,
                body=pattern,
            )
    return None


def _without_law(question: str) -> str:
    return re.sub(r"(?:공직)?\s*선거법|선거\s*관리\s*위원회|선관위", " ", question)


def scope(why: Outside) -> tuple[ProvisionId, ...]:
    """The articles that say which elections the law held applies to."""
    if not why.near:
        return ()
    public = WorkId.of("공직선거법").provision("2")
    if why.entrusted:
        return (public, WorkId.of("공공단체등 위탁선거에 관한 법률").provision("3"))
    return (public,)
