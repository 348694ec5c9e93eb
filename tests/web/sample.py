"""Made-up records, in words of our own, with everything that a card can show."""

from __future__ import annotations

from datetime import date

from kb.answer.record import (
    AnswerRecord,
    Branch,
    Case,
    Fact,
    FactComparison,
    Reading,
    Sentence,
    Source,
)

LAW = (
    "① 예비후보자는 다음 각 호의 방법으로 선거운동을 할 수 있다. <개정 2020.12.29>\n"
    "1. 선거사무소를 두는 일\n"
    "2. 명함을 직접 주는 일. 다만, 역 개찰구 안에서 주는 일은 그러하지 아니하다.\n"
    "3. 전화로 말하는 일"
)
QUOTE = "역 개찰구 안에서 주는 일은 그러하지 아니하다"
CASE = "예비후보자가 지하철역 개찰구 안에서 승객에게 명함을 건네는 것은 할 수 없음."


def answered(question: str = "예비후보자가 개찰구 안에서 명함 돌려도 되나요?") -> AnswerRecord:
    """A prohibition that a case states, compared fact by fact."""
    start = LAW.index(QUOTE)
    return AnswerRecord(
        id="0123456789abcdef",
        schema=1,
        as_of=date(2026, 11, 24),
        region="서울",
        corpus="3/0a1b2c3d4e5f",
        reading=Reading(
            question=question,
            standalone=question,
            day=date(2026, 11, 24),
            day_said="today",
            facts=[
                Fact(kind="actor", value="precandidate", label="예비후보자", start=0, end=5),
                Fact(kind="place", value="turnstile", label="지하철역 개찰구 안"),
                Fact(
                    kind="time",
                    value="before_campaign",
                    label="선거운동기간 전",
                    inferred="예비후보자이므로",
                ),
            ],
        ),
        headline="할 수 없습니다. 같은 사실의 사례가 그렇게 답합니다.",
        conclusion="prohibited",
        basis="case",
        probability=0.94,
        abstained=False,
        reason=None,
        provisions=["kr/law/공직선거법#60-3.1.2"],
        cases=[
            Case(
                id="kr/reply/casebook/1",
                kind="case",
                document="casebook-2018.md",
                title="명함 배부 사례",
                page=None,
                likeness="same",
                probability=0.94,
                conclusion="prohibited",
                differs=[],
                standing="amended_words_stand",
                standing_said="그 뒤 개정되었으나 이 문구는 그대로입니다 (2020. 12. 29.).",
                day=date(2018, 1, 15),
                comparison=[
                    FactComparison(
                        kind="actor",
                        question="예비후보자",
                        case="예비후보자",
                        agrees="same",
                    ),
                    FactComparison(
                        kind="place",
                        question="개찰구 안",
                        case="지하철역 개찰구 안",
                        agrees="same",
                        because="역의 개찰구 안",
                    ),
                    FactComparison(
                        kind="time", question=None, case="선거운동기간 전", agrees="open"
                    ),
                ],
                text=CASE,
                n=2,
            ),
            Case(
                id="kr/reply/casebook/2",
                kind="case",
                document="casebook-2025.pdf",
                title="선거사무원의 명함 배부",
                page=44,
                likeness="similar",
                probability=0.31,
                conclusion="permitted",
                differs=["주체: 예비후보자 / 선거사무원"],
                standing="good",
                standing_said="",
                day=None,
                text=CASE,
            ),
        ],
        sentences=[
            Sentence(
                section="conclusion",
                text="할 수 없습니다. 같은 사실의 사례가 그렇게 답합니다.",
                citations=[2, 1],
            ),
            Sentence(
                section="basis",
                text=f"공직선거법 제60조의3제1항제2호 단서: “{QUOTE}”",
                citations=[1],
            ),
            Sentence(section="interpretations", text="같은 사례가 하나 있습니다.", citations=[2]),
            Sentence(section="day", text="2026. 11. 24. 시행 중인 본문입니다.", citations=[1]),
            Sentence(section="notes", text="사례는 2018년의 것입니다.", citations=[2]),
        ],
        sources=[
            Source(
                n=1,
                id="kr/law/공직선거법@2026-10-02#60-3.1.2",
                kind="provision",
                title="공직선거법",
                pinpoint="제60조의3제1항제2호",
                page=None,
                quote=QUOTE,
                start=start,
                end=start + len(QUOTE),
                text=LAW,
                in_force=True,
                state="held",
                standing="",
                url="https://www.law.go.kr/",
                version="2026. 10. 2. 시행",
            ),
            Source(
                n=2,
                id="kr/reply/casebook/1",
                kind="case",
                title="사례예시집 2018",
                pinpoint="제2절",
                page=12,
                quote=CASE,
                start=0,
                end=len(CASE),
                text=CASE,
                document="casebook-2018.md",
                in_force=None,
                standing="amended_words_stand",
            ),
        ],
        milliseconds=41.0,
    )


def open_question() -> AnswerRecord:
    """No conclusion yet: a fact is open, with a choice of two."""
    record = answered("현수막 걸어도 됩니까?")
    return record.model_copy(
        update={
            "id": "fedcba9876543210",
            "headline": "언제 거는지에 따라 답이 다릅니다.",
            "conclusion": None,
            "basis": None,
            "reason": "open_fact",
            "ask_back": ["시기을(를) 알려 주십시오: 선거일 전 120일 전 / 그 뒤?"],
            "branches": [
                Branch(
                    fact="time", label="선거일 전 120일 전", conclusion="permitted", citations=[2]
                ),
                Branch(fact="time", label="그 뒤", conclusion="prohibited", citations=[1]),
            ],
            "cases": [],
        }
    )


def hostile() -> AnswerRecord:
    """Text that would be markup or script if it were not escaped."""
    bad = '<script>window.hit=1</script><img src=x onerror="window.hit=1">${1+1}{{7*7}}`'
    record = answered(bad)
    return record.model_copy(
        update={
            "id": "badbadbadbadbad0",
            "headline": bad,
            "sentences": [Sentence(section="basis", text=bad, citations=[1])],
            "sources": [
                record.sources[0].model_copy(
                    update={
                        "title": bad,
                        "quote": bad,
                        "text": bad,
                        "start": 0,
                        "end": len(bad),
                        "url": "javascript:alert(1)",
                    }
                )
            ],
        }
    )
