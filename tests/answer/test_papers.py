"""Documents that decide nothing are cited where they speak of what is asked, and lend nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from standins import TODAY, Compared, Stand, article, reply

from kb.answer.record import AnswerRecord
from kb.law.values import Conclusion, Document

CIRCULAR = Document(
    "doc/circular",
    "circular",
    "모의시험.hwp",
    "투표지분류기 모의시험 통보",
    "수신 각 위원회\n제목 투표지분류기 모의시험 통보\n1. 모의시험은 세 번 한다.\n"
    "2. 모의시험 결과는 5월 22일까지 보고한다.\n시행 장비과-412 (2026. 4. 28.)\n",
    day=date(2026, 4, 28),
    pages=(0, 40),
    notes=("시행 장비과-412",),
)
PRESS = Document(
    "doc/press",
    "press",
    "경사로.pdf",
    "사전투표소마다 경사로를 둔다",
    "보도자료\n사전투표소마다 경사로를 둔다\n휠체어가 드나들 수 있도록 사전투표소에 경사로를 둔다.\n",
    day=date(2026, 3, 5),
)
TABLE = Document(
    "doc/table",
    "amendment",
    "대비표.hwpx",
    "공직선거법 일부개정법률안 신구조문대비표",
    "공직선거법 일부개정법률안 신구조문대비표\n\n| 현행 | 개정안 |\n"
    "| 예비후보자는 명함을 준다. | 예비후보자는 명함과 작은 홍보물을 준다. |\n",
)


def asked(question: str, *papers: Document, stand: Stand | None = None) -> AnswerRecord:
    over = replace(stand or Stand(certainty=0.0), held_papers=list(papers))
    return over.answerer().ask(question, today=TODAY)


@pytest.mark.parametrize(
    ("question", "paper", "quoted", "pinpoint"),
    [
        # what only a circular says: its sentence with page, kind and day
        (
            "투표지분류기 모의시험 결과는 언제까지 보고하나요?",
            CIRCULAR,
            "2. 모의시험 결과는 5월 22일까지 보고한다.",
            "공문, 2026. 4. 28., 2쪽",
        ),
        # named by its number: what is asked is not in its form lines
        (
            "장비과-412 공문에서 모의시험은 몇 번 한다고 했죠?",
            CIRCULAR,
            "1. 모의시험은 세 번 한다.",
            "공문, 2026. 4. 28., 1쪽",
        ),
        # named by kind and matter
        (
            "사전투표소 경사로 보도자료에 휠체어 이야기가 있나요?",
            PRESS,
            "휠체어가 드나들 수 있도록 사전투표소에 경사로를 둔다.",
            "보도자료, 2026. 3. 5.",
        ),
        # a row of a table is quoted whole, with its number
        (
            "신구조문대비표에서 예비후보자 명함은 어떻게 바뀌나요?",
            TABLE,
            "| 예비후보자는 명함을 준다. | 예비후보자는 명함과 작은 홍보물을 준다. |",
            "신구조문대비표, 날짜 미상, 표 2행",
        ),
    ],
)
def test_it_leads_where_it_is_meant(
    question: str, paper: Document, quoted: str, pinpoint: str
) -> None:
    record = asked(question, paper)
    [source] = record.sources
    assert (source.kind, source.document) == (paper.kind, paper.id)
    assert source.quote == quoted
    assert source.text[source.start : source.end] == quoted
    assert source.pinpoint == pinpoint
    assert f"“{quoted}” [1]" in record.headline
    assert record.conclusion is None
    assert not record.abstained
    assert record.withheld == []


def test_it_stands_beside_a_conclusion_and_lends_none() -> None:
    stand = Stand(
        articles=[article("149", "사전투표소", "① 사전투표소에 경사로를 둘 수 있다.")],
        replies=[
            reply(
                "7", "사전투표소에 경사로를 둬도 되나요?", "둘 수 있습니다.",
                Conclusion.PERMITTED, "149",
            )
        ],
        compared={"7": Compared("same", 0.97)},
    )  # fmt: skip
    question = "사전투표소에 휠체어 경사로를 둬도 되나요?"
    without, record = asked(question, stand=stand), asked(question, PRESS, stand=stand)
    assert record.headline == without.headline
    assert (record.conclusion, record.basis) == (without.conclusion, without.basis)
    [source] = [s for s in record.sources if s.kind == "press"]
    [said] = [s for s in record.sentences if source.n in s.citations]
    assert said.section == "interpretations"
    assert "결론을 빌려주지 않음" in said.text


@pytest.mark.parametrize(
    ("question", "paper", "why"),
    [
        ("사전투표 시간은 언제까지인가요?", PRESS, "too few of its words stand in the release"),
        ("투표지분류기는 누가 만드나요?", PRESS, "another matter"),
        ("경사로가 있나요?", PRESS, "one word is no matter"),
        ("공문으로 선거운동을 해도 되나요?", CIRCULAR, "a kind alone names no document"),
    ],
)
def test_it_is_left_out_where_it_is_not_meant(question: str, paper: Document, why: str) -> None:
    assert [s for s in asked(question, paper).sources if s.document == paper.id] == [], why


def test_a_draft_of_law_leads_only_where_it_is_named() -> None:
    record = asked("예비후보자 명함과 작은 홍보물을 줘도 되나요?", TABLE)
    assert record.reason == "no_basis"
    [said] = [s for s in record.sentences if s.citations]
    assert said.section == "interpretations"
    assert "어느 날의 시행 조문도 아니며" in said.text


def test_one_dated_after_the_day_says_so() -> None:
    record = (
        replace(Stand(certainty=0.0), held_papers=[PRESS])
        .answerer()
        .ask("사전투표소에 휠체어 경사로를 두나요?", as_of=date(2025, 1, 2), today=TODAY)
    )
    assert "기준일 뒤의 문서" in record.sources[0].standing


def test_in_english() -> None:
    record = (
        replace(Stand(certainty=0.0), held_papers=[PRESS])
        .answerer()
        .ask("사전투표소에 휠체어 경사로가 있나요?", today=TODAY, language="en")
    )
    assert record.sources[0].pinpoint == "press release, 2026-03-05"
    assert "lends no conclusion" in record.headline
