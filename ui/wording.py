"""Words of the interface for the values of the record, in Korean and English.

Command line, page and exports take them from here, so that one thing has one name everywhere.
"""

from __future__ import annotations

from typing import Literal

Language = Literal["ko", "en"]

_WORDS: dict[str, dict[str, tuple[str, str]]] = {
    "conclusion": {
        "permitted": ("가능", "Permitted"),
        "prohibited": ("금지", "Prohibited"),
        "conditional": ("조건부", "Conditional"),
        "explains": ("안내", "Explains the rule"),
        "none": ("결론 없음", "No conclusion"),
    },
    "reason": {
        "out_of_subject": ("이 지식베이스의 법이 다루는 일이 아님", "Outside the law held here"),
        "no_basis": ("근거를 찾지 못함", "No basis found"),
        "false_premise": ("전제가 다름", "The premise does not hold"),
        "opinion": ("의견은 말하지 않음", "Opinions are not given"),
        "personal_data": ("개인정보는 다루지 않음", "Personal data are not handled"),
        "open_fact": ("사실 확인 필요", "A fact is open"),
        "conflict": ("출처가 서로 다름", "The sources disagree"),
    },
    "basis": {
        "reply": ("회답", "reply"),
        "case": ("사례", "published case"),
        "summary": ("법규요약", "summary of rules"),
        "ruling": ("판례", "ruling"),
        "statute": ("법문", "text of the law"),
        "digest": ("요지(원문 아님)", "digest (not the original)"),
    },
    "section": {
        "conclusion": ("결론", "Conclusion"),
        "basis": ("근거 조문", "Governing provisions"),
        "interpretations": ("관련 해석·판례", "Interpretations and rulings"),
        "day": ("적용 시점", "The law of the day"),
        "differences": ("다른 점", "What differs"),
        "notes": ("주의", "Notes"),
        "explanation": ("설명", "Explanation"),
    },
    "fact": {
        "election": ("선거의 종류", "Election"),
        "actor": ("주체", "Who"),
        "time": ("시기", "When"),
        "place": ("장소", "Where"),
        "act": ("행위", "What"),
        "target": ("대상", "To whom"),
        "amount": ("수량·금액", "How much"),
        "condition": ("조건", "Condition"),
    },
    "effect": {
        "prohibition": ("금지", "prohibited"),
        "restriction": ("제한", "restricted"),
        "permission": ("가능", "permitted"),
        "procedure": ("절차", "procedure"),
        "period": ("기간", "period"),
        "deadline": ("기한", "deadline"),
    },
    "agrees": {
        "same": ("같음", "Same"),
        "differs": ("다름", "Differs"),
        "open": ("확인 필요", "Open"),
        "irrelevant": ("무관", "Irrelevant"),
    },
    "likeness": {
        "same": ("같은 사례", "Same case"),
        "similar": ("비슷한 사례", "Similar case"),
        "different": ("다른 사례", "Different case"),
    },
    "state": {
        "held": ("그날의 본문", "Text of that day"),
        "no_later_change_known": ("그 뒤 개정 알려지지 않음", "No later change known"),
        "not_held": ("그날의 본문 미보유", "Text of that day not held"),
        "not_yet_in_force": ("시행예정", "Not yet in force"),
        "repealed": ("삭제", "Repealed"),
        "digest": ("요지(원문 아님)", "Digest (not the original)"),
        "unknown": ("알 수 없음", "Unknown"),
    },
    "standing": {
        "good": ("유효", "Good law"),
        "same_text": ("같은 조문", "Same text"),
        "in_force": ("시행 중", "In force"),
        "amended": ("그 뒤 개정됨", "Amended since"),
        "amended_words_stand": ("개정되었으나 해당 문구는 그대로", "Amended; these words stand"),
        "repealed": ("조문 삭제됨", "Provision repealed"),
        "unconstitutional": ("위헌", "Unconstitutional"),
        "nonconforming": ("헌법불합치", "Nonconforming to the constitution"),
        "departed": ("뒤의 판례가 바꿈", "Departed from later"),
        "unknown": ("효력 확인 불가", "Cannot be told"),
        "draft": ("초안", "Draft"),
        "published": ("공표", "Published"),
        "withdrawn": ("철회됨", "Withdrawn"),
        "superseded": ("대체됨", "Superseded"),
    },
    "change": {
        "amended": ("개정", "Amended"),
        "inserted": ("신설", "Inserted"),
        "rewritten": ("전문개정", "Rewritten"),
        "deleted": ("삭제", "Deleted"),
        "title": ("제목개정", "Title amended"),
        "moved": ("이동", "Moved"),
        "effective": ("시행", "Takes effect"),
    },
    "why": {
        "no_basis": ("근거 없음", "No basis"),
        "conflict": ("해석이 갈림", "Sources disagree"),
        "doubt": ("의심스러움", "In doubt"),
        "headquarters": ("본부의 해석 필요", "Headquarters should say"),
        "feedback": ("답이 틀림", "The answer is wrong"),
    },
    "matter": {
        "open": ("기다림", "Waiting"),
        "drafted": ("초안 있음", "Drafted"),
        "published": ("회답함", "Published"),
        "withdrawn": ("철회 뒤 다시 기다림", "Withdrawn, waiting again"),
        "closed": ("닫음", "Closed"),
    },
    "relation": {
        "contradicts": ("반대되는 결론", "Contradicts"),
        "differs": ("다른 결론", "Differs"),
        "agrees": ("같은 결론", "Agrees"),
        "near": ("비슷한 사례", "Similar case"),
    },
    "check": {
        "ok": ("확인됨", "Checked"),
        "unchecked": ("풀리지 않음", "Does not resolve"),
        "not_held": ("보유하지 않음", "Not held"),
        "no_such_place": ("그런 항·호 없음", "No such place"),
        "repealed": ("삭제된 조항", "Repealed"),
        "before_the_law": ("시행 전", "Before the law"),
    },
    "notice": {
        "published": ("본부가 회답했습니다", "Headquarters has replied"),
        "withdrawn": ("회답이 철회되었습니다", "The reply was withdrawn"),
        "superseded": ("회답이 대체되었습니다", "The reply was superseded"),
        "closed": ("안건이 닫혔습니다", "The matter was closed"),
    },
    "kind": {
        "provision": ("법령", "Law"),
        "statute": ("법령", "Law"),
        "ruling": ("판례", "Court ruling"),
        "decision": ("헌재 결정", "Constitutional Court decision"),
        "casebook": ("사례집", "Casebook"),
        "reply": ("회답", "Official reply"),
        "case": ("사례", "Published case"),
        "summary": ("법규요약", "Summary of rules"),
        "digest": ("판례 요지", "Ruling digest"),
        "history": ("연혁 목록", "List of versions"),
        "circular": ("공문", "Circular"),
        "press": ("보도자료", "Press release"),
        "amendment": ("신구조문대비표", "Comparison of articles"),
        "other": ("기타", "Other"),
    },
}


def word(group: str, value: str | None, language: Language = "ko") -> str:
    """The word for a value of the record; the value itself where it has none.

    >>> word("conclusion", "prohibited"), word("conclusion", None, "en")
    ('금지', 'No conclusion')
    """
    pair = _WORDS[group].get("none" if value is None else value)
    if pair is None:
        return value or ""
    return pair[0 if language == "ko" else 1]


def words(group: str) -> tuple[str, ...]:
    """The values of a group that have words, in their order."""
    return tuple(_WORDS[group])
