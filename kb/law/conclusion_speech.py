"""What a reply says of the law or of practice, and what only declines, refers on or thanks.

A reply without a judgement explains if one of its sentences says something; else it has no
conclusion: answered by telephone, not theirs, facts unclear, an earlier reply, thanks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence


def says_something(sentences: Sequence[str]) -> bool:
    """Whether the sentences of a reply say something of the law or of practice.

    >>> says_something(["전화로 답변을 갈음합니다."])
    False
    """
    if sentences and _BY_TELEPHONE.search(sentences[0]):
        return False
    said = [s for s in sentences if _says(s)]
    if any(_DECLINES_FIRMLY.search(s) for s in sentences[:2]):
        said = [s for s in said if _OF_LAW.search(s)]
    return bool(said)


def cannot_judge(sentences: Sequence[str]) -> bool:
    """Whether a reply begins by saying that it cannot judge the facts as told."""
    return bool(sentences) and _CANNOT_JUDGE.search(sentences[0]) is not None


def too_little_told(text: str) -> bool:
    """Whether what was told does not let a breach be judged; what else is said is the rule."""
    return _TOO_LITTLE.search(text) is not None


def answers_suggestion(text: str) -> bool:
    """Whether a reply answers a suggestion (제안), not a question."""
    return _SUGGESTION.search(text) is not None


def _says(sentence: str) -> bool:
    rest = _HARD_TO_SAY.sub("", _ECHO.sub("", _BRACKETED.sub("", sentence)))
    if _NO_RULE.search(rest):
        return True
    if not rest or rest[0] in "(（[*☎" or rest.startswith("붙임") or _DECLINES.search(rest):
        return False
    return any(
        (len(clause.strip()) > 24 or _BRIEF.search(clause)) and not _COURTESY.search(clause)
        for clause in _CLAUSE.split(rest)
    )


_BRIEF = re.compile(
    r"(?:필요|의무)[가-힣]{0,2}\s?(?:하지|가|는|도)?\s?(?:아니|않|없)"
    r"|(?:무효|유효|투표|개표|등록|선거일|참관인|기탁금|당선|자료)[^.]{0,20}"
    r"(?:[합됩둡]니다|않습니다|[함됨])\.?$"
)
"""Short sentences that yet say something."""
_BRACKETED = re.compile(r"^[(（][^()（）]*[)）]\s?")
_ECHO = re.compile(r"^[^?]*\?\s?[:,]?\s?")
"""A question of the asker repeated before its answer."""
_HARD_TO_SAY = re.compile(r"^[^.]{0,80}?(?:어려우나|어려우므로|어렵지만|곤란하나)")
_SUGGESTION = re.compile(
    r"제안(?:하신|해\s?주신)|의견에\s?감사|의견(?:은|을)[^.]{0,24}(?:참고|반영)|제도\s?개선에\s?(?:관심|참고)"
)
_NO_RULE = re.compile(
    r"법」?상?[^.]{0,60}(?:별도의?|명문의?|제한하는)\s?규정(?:을|이|은)?[^.]{0,8}(?:없|두고\s?있지)"
)
"""That the law has no rule on it is also said of the law."""
_BY_TELEPHONE = re.compile(
    r"(?:전화|유선)(?:로|상으로)?\s?(?:답변|안내|통화|상담).{0,30}(?:갈음|드렸|드린|종결)"
)
_DECLINES_FIRMLY = re.compile(
    r"소관\s?(?:사항|사무|업무)?(?:이|에\s?속하는\s?사항이)?\s?아(?:니|님|닌)"
    r"|답변[^.]{0,10}(?:수\s?없|어려[움운]|어렵)[^.]{0,12}양해"
)
_OF_LAW = re.compile(
    r"제\s?\d+조|(?:법|규칙)」?(?:은|는|상|에|에서는)\s|위반|가능|규정|(?:할|될|하실)\s?수\s?(?:있|없)"
)
"""Words by which a sentence after a refusal still says something of the law."""
_TOO_LITTLE = re.compile(r"만으로(?:는)?[^.]{0,30}위반\s?여부[^.]{0,6}판단하기\s?어[려렵]")
_CANNOT_JUDGE = re.compile(
    r"(?:답변|판단|안내)[^.]{0,12}(?:어렵(?:습니다|다)|어려[운움](?:을|\s?점)|수\s?없(?:는\s?점|음을|습니다))"
    r"|내용만으로는[^.]{0,30}어렵"
)
_DECLINES = re.compile(
    r"""
      소관\s?(?:사항|사무|업무)?(?:이|에\s?속하는\s?사항이)?\s?아(?:니|님|닌)
    | 수사기관[^.]{0,40}판단 | 소관\s?(?:사항|사무|업무)(?:에\s?해당하지|이\s?(?:아니|않))
    | 소관\s?(?:업무|사항|기관|부처)[^.]{0,20}문의
    | 답변(?:을|이|은|하기|드리기|드릴|할|처리가|\s){0,4}\s?(?:어[려렵]|곤란|불가|수\s?없
        |갈음|제한)
    | 답변(?:\([^()]{0,40}\))?(?:으로|을)?\s?갈음 | 전화\s?답변
    | 정확(?:한|하게)\s?답변[^.]{0,10}(?:어[려렵]|곤란|수\s?없)
    | 전화(?:로|답변|안내|상담|통화)(?:하여|로|드|으로|을|를|에)?\s?(?:갈음|답변|안내|종결
        |드렸|하였)
    | 민원[^.]{0,20}처리하였 | 종결\s?처리 | 비공개\s?(?:대상(?:이므로|이어서|으로|(?:\s?정보)?에\s?해당)|됨)
    | 보유하고\s?있지\s?(?:아니|않) | 서면으로\s?질의
    | 유감 | 죄송 | 기원합니다 | (?:다음|아래)(?:과|와)\s?같이\s?(?:답변|회신)
    | 답변[^.]{0,10}동일 | 위원회\s?안내\s?:
    | 이미\s?발생한\s?사안 | 사실관계(?:를|에\s?대하여)[^.]{0,10}(?:확인|조사|파악)
    | 위반\s?여부를?\s?판단하기\s?어렵 | (?:수사\s?의뢰|고발)(?:하여|하였음|조치)
    | (?:수사|재판|소송)(?:가|이|에서)?\s?[가-힣\s]{0,10}중(?:임|에\s?있음)을\s?알려
    | (?:검토|답변|통지|회신)(?:할|하여\s드릴)?\s?예정
    | (?:자료|사실)[^.]{0,20}첨부하여[^.]{0,90}(?:신고|제보|문의)(?:\s?[·ㆍ]\s?제보)?하여
    | (?:유권|사법)해석은 | 사실관계[^.]{0,30}(?:확정|확인)[^.]{0,40}판단
    | 질의에\s?대한\s?[\d.\s]{0,20}답변 | 말씀해\s?주시면 | 문의(?:하실|할)\s?수\s?있
    | 답변\s?드리겠습니다 | 답변(?:에\s?)?\s?드립니다 | 제외하여\s?주시 | 공개하여\s?주
    """,
    re.VERBOSE,
)
"""Sentences that decline, refer elsewhere altogether or only greet."""
_COURTESY = re.compile(
    r"""
      (?:질의|답변|회답|자료|회신|판례|선례|파일|조문|게시글|내용|붙임|덧붙임|첨부|규칙|요령
          |편람|누리집|홈페이지)
        ["'”’」』)\]]{0,3}(?:\([^()]{0,60}\))?\s?(?:을|를|등을|에)?\s?(?:참고|참조)
    | (?<![함음됨임]을\s)(?:참고|참조)(?:하시기|하여|해\s?주|하기|\s바랍)
    | (?:신고|제보)[^.]{0,30}(?:바랍|주시기|주시면|바람)
    | (?:문의|연락|질의)(?:하여|해|하시|주시|하기)[^.]{0,14}(?:바[랍라람]|주시|기\s?바|면)
    | (?:노력|참고|검토)(?:을\s?다)?하(?:겠|도록\s?하겠|고\s?있) | 노력을\s?(?:다|기울)
    | 최선을\s?다하 | 만전을\s?기하
    | 강구하고\s?있 | (?:양해|점(?:을)?\s?양지)(?:하여|해|하시|\s?부탁|\s?바랍|를|있으시)
    | 감사(?:합니다|드립니다|드리며|드리고) | 안녕하(?:세요|십니까) | 송부(?:하였|드립|하오)
        | 첨부(?:하오니|합니다)
    | (?:공정|투명|정확|엄정|철저)[^.]{0,40}(?:수행|관리|처리)하(?:고\s?있|였)
    | 해명하고\s?있 | 위한\s?공간 | 관심(?:과\s[가-힣]+)?(?:을|를)?\s부탁 | 통지해\s?드릴
    | 보도자료를?\s?(?:를\s)?첨부 | 유권해석을\s?하는\s?곳
    | 게시하였으니 | 자제를\s?당부 | 바람직하지\s?않 | 강경하게
    | 절대\s?있을\s?수\s?없 | 증거가\s?될\s?수\s?없 | 양지해\s?주시 | 양해의?\s?말씀
    | 노력(?:을)?[^.]{0,8}계속 | 공감하 | 협조를\s?(?:구|요청) | 양해\s?부탁
    | 처리할\s?예정 | 답변\s?드린\s?바 | 안내(?:하도록|드리도록|해\s?드리)
    """,
    re.VERBOSE,
)
"""Clauses of courtesy or reference, which say nothing of the law."""
_CLAUSE = re.compile(
    r"(?<=드리며)[,\s]|(?<=드리고)[,\s]|(?<=바라며)[,\s]|(?<=으며)[,\s]|(?<=이며)[,\s]"
)
