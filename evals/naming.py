"""Korean names of the figures, rules, steps and answers; a name without one stands for itself."""

from __future__ import annotations

from evals.answered import Answered

CONCLUSIONS = {
    "permitted": "허용",
    "prohibited": "금지",
    "conditional": "조건부",
    "explains": "설명",
    "none": "결론 없음",
}
REASONS = {
    "out_of_subject": "소관 밖",
    "no_basis": "근거 없음",
    "false_premise": "틀린 전제",
    "opinion": "의견",
    "personal_data": "개인정보",
    "open_fact": "갈리는 사실",
    "conflict": "상충",
    "error": "오류",
}

_KOREAN = {
    "agreed, stated and right": "모두 같고 옳은 답을 낸 묶음",
    "unanimous groups": "만장일치 묶음",
    "provisions, Jaccard of five": "앞 다섯 조문의 겹침 (Jaccard)",
    "provisions, rank-biased overlap": "조문 순위의 겹침 (RBO)",
    "same cases, Jaccard": "같은 사례의 겹침 (Jaccard)",
    "right answers": "옳은 답",
    "coverage: conclusion stated, where there is one": "답변율 (결론이 있는 문항)",
    "right among stated, where there is one": "낸 결론 가운데 옳은 것",
    "no conclusion, where there is none": "결론이 없어야 할 때 내지 않음",
    "right reason for none, where there is none": "결론이 없는 이유가 옳음",
    "governing provision among the first five": "지배 조문이 앞 다섯 안",
    "law of the day: dated groups right": "그날의 법: 기준일 문항이 옳음",
    "law of the day: texts in effect": "그날의 법: 인용 조문이 시행 중",
    "citation precision": "인용 정밀도",
    "citation recall": "인용 재현율",
    "quotations exact": "인용문이 글자까지 같음",
    "regions: records equal": "지역: 기록이 같음",
    "repetitions: records equal": "반복: 기록이 같음",
    "processes: records equal": "프로세스: 기록이 같음",
    "days: conclusions equal": "다른 날: 결론이 같음",
    "settings: conclusions equal": "다른 설정: 결론이 같음",
    "variations: the answer of the original": "변형: 원문과 같은 답",
    "variations: unanimous groups": "변형까지 만장일치",
    "variations: agreed, stated and right": "변형까지 모두 같고 옳음",
    "changed fact: noticed": "사실을 바꾸면 알아챔",
    "regions: explanations equal": "지역: 설명이 같음",
    "repetitions: explanations equal": "반복: 설명이 같음",
    "processes: explanations equal": "프로세스: 설명이 같음",
    "explanations: sentences that stand": "설명: 출처가 떠받친 문장",
    "phrasings": "표현",
    "variations": "변형",
    "regions": "지역",
    "repetitions": "반복",
    "processes": "프로세스",
    "days": "다른 날",
    "groups": "묶음 수",
    "Fleiss' kappa of conclusions": "결론의 Fleiss 카파",
    "Fleiss' kappa, variations with them": "결론의 Fleiss 카파 (변형 포함)",
    "AURC": "위험–답변율 곡선 아래 넓이 (AURC)",
    "ECE": "확률의 어긋남 (ECE)",
    "milliseconds, median": "걸린 시간, 중앙값 (ms)",
    "milliseconds, p95": "걸린 시간, 95백분위 (ms)",
    "errors": "답하지 못한 오류",
    "lost groups": "틀어진 묶음",
    "reading": "질문 읽기",
    "retrieval": "검색",
    "same-case test": "동일 사례 판단",
    "composition": "결론 구성",
    "generation": "설명 생성",
    "particles left out": "조사 생략",
    "formal ending": "합쇼체 어미",
    "casual ending": "반말 어미",
    "greeting and thanks": "인사말",
    "spaces left out": "붙여 쓰기",
    "spaces misplaced": "틀린 띄어쓰기",
    "misspelt": "맞춤법 틀림",
    "mistyped": "오타",
    "word order": "어순",
    "synonym": "동의어",
    "region named": "지역 이름",
    "irrelevant detail": "관계없는 사정",
    "punctuation": "문장부호",
    "lower case": "소문자",
    "polite form": "공손한 표현",
    "actor changed: noticed": "주체를 바꿈: 알아챔",
    "place changed: noticed": "장소를 바꿈: 알아챔",
    "period changed: noticed": "시기를 바꿈: 알아챔",
    "negation changed: noticed": "부정을 바꿈: 알아챔",
    "same_case": "같은 사안",
    "one_fact_changed": "사실 하나 다름",
    "dated": "기준일",
    "unanswerable": "답할 수 없음",
    "false_premise": "틀린 전제",
    "citation": "조문 지목",
    "english": "영어",
    "permitted": "허용",
    "prohibited": "금지",
    "conditional": "조건부",
    "explains": "설명",
    "same case": "같은 사례",
    "same": "같음",
    "similar": "비슷함",
    "different": "다름",
    "corpus": "자료",
    "settings": "설정",
    "model": "모델",
    "code": "프로그램",
    "data": "용어·사실·규칙 데이터",
    "day": "기준일",
    "unknown": "알 수 없음",
}


def korean(name: str) -> str:
    """The Korean name."""
    return _KOREAN.get(name, name)


def stated(answer: Answered, language: str = "ko") -> str:
    """The answer in a word or two."""
    if language == "en":
        reason = f" ({answer.reason.replace('_', ' ')})" if answer.reason else ""
        return answer.conclusion or f"no conclusion{reason}"
    if answer.conclusion:
        return CONCLUSIONS[answer.conclusion]
    reason = REASONS.get(answer.reason or "", "")
    return f"결론 없음 ({reason})" if reason else "결론 없음"
