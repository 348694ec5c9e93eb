"""The day, the follow-up, the kind and the language of a question, and what is masked."""

from __future__ import annotations

from datetime import date

import pytest
from standins import CALENDAR, TODAY, Stand

from kb.answer import privacy, reading, when
from kb.answer.asking import asks

DAYS = [
    ("명함 돌려도 되나요?", "2026-11-24", "today"),
    ("2022-03-01에 현수막 걸어도 됐나요?", "2022-03-01", "2022-03-01"),
    ("2022년 3월 1일 기준으로", "2022-03-01", "2022년 3월 1일"),
    ("2022. 3. 1. 현재", "2022-03-01", "2022. 3. 1."),
    # an election: its day, or the stage that the question names
    ("2018년 지방선거 때 투표소에서", "2018-06-13", "2018년 지방선거"),
    ("2018년 지방선거 때, 선거운동기간 전에 말로 부탁", "2018-05-01", "2018년 지방선거"),
    ("2022년 지방선거 선거운동기간에", "2022-05-19", "2022년 지방선거"),
    ("2022년 대선 선거운동기간에", "2022-02-15", "2022년 대선"),
    ("2022년 지방선거 사전투표 때", "2022-05-27", "2022년 지방선거"),
    ("지난 총선에서 선거 당일에", "2024-04-10", "지난 총선"),
    ("제20대 대통령선거 때", "2022-03-09", "제20대 대통령선거"),
    ("제7회 지방선거 당시", "2018-06-13", "제7회 지방선거"),
    # an offset before it
    ("2024년 총선 투표일 이틀 전에 여론조사 공표", "2024-04-08", "투표일 이틀 전"),
    ("2026년 지방선거 선거일 3일 전에", "2026-05-31", "선거일 3일 전"),
    ("2024년 총선 선거 전날", "2024-04-09", "선거 전날"),
    # the next public election, not an entrusted one that comes before it
    ("선거 3주 전에 먹는 방송을 찍어도 되나요?", "2027-03-17", "선거 3주 전"),
    # days relative to today
    ("지난주에 축의금을 냈는데", "2026-11-17", "지난주"),
    ("어제 명함을 돌렸어요", "2026-11-23", "어제"),
    ("2019년에는 몇 살부터 투표했나요", "2019-07-01", "2019년에는"),
    # not the day asked about
    ("선거일 전 120일부터 금지되나요?", "2026-11-24", "today"),
    ("선거 60일 전에 구청장이 행사에 가도 되나요?", "2026-11-24", "today"),
    ("2020. 12. 29. 개정된 제59조", "2026-11-24", "today"),
    ("2008년 5월 3일생인데 투표할 수 있나요", "2026-11-24", "today"),
    ("법률 제9974호로 2010. 1. 25. 개정되기 전", "2026-11-24", "today"),
    ("이번 지방선거에 나가려는데 명함 돌려도 되나요", "2026-11-24", "today"),
    ("13월 45일에 해도 되나요 2022-13-45", "2026-11-24", "today"),
]


@pytest.mark.parametrize(("text", "day", "said"), DAYS)
def test_day(text: str, day: str, said: str) -> None:
    found = when.read(text, as_of=None, today=TODAY, elections=CALENDAR.elections)
    assert (found.day.isoformat(), found.said) == (day, said)


def test_a_given_day_wins_and_the_other_is_told() -> None:
    found = when.read(
        "2018년 지방선거 때", as_of=date(2020, 1, 1), today=TODAY, elections=CALENDAR.elections
    )
    assert (found.day, found.said, found.other_day) == (
        date(2020, 1, 1),
        "given",
        date(2018, 6, 13),
    )


@pytest.mark.parametrize(
    ("before", "text", "alone"),
    [
        (
            "예비후보자가 개찰구 안에서 명함 돌려도 되나요?",
            "그럼 배우자는요?",
            "배우자가 개찰구 안에서 명함 돌려도 되나요?",
        ),
        ("명함 돌려도 되나요?", "배우자는요?", "배우자 명함 돌려도 되나요?"),
        ("명함 돌려도 되나요?", "그건 언제까지?", "명함 돌려도 되나요? 그건 언제까지?"),
        # a new question stands alone
        ("명함 돌려도 되나요?", "사전투표는 언제 하나요?", "사전투표는 언제 하나요?"),
    ],
)
def test_follow_up(before: str, text: str, alone: str) -> None:
    assert reading.standalone(text, [before], Stand().facts) == alone


@pytest.mark.parametrize(
    ("text", "cites", "kind"),
    [
        ("예비후보자가 명함 돌려도 되나요?", False, "judge"),
        ("이거 선거법 위반인가요", False, "judge"),
        ("가상의 후보자 영상을 게시하는 행위", False, "judge"),
        ("낙선 인사 현수막을 계속 두려고 합니다.", False, "judge"),
        ("주민들에게 의정활동을 보고하고 싶습니다.", False, "judge"),
        ("남은 선거공보를 이웃에게 드렸습니다.", False, "judge"),
        ("신청 방법을 알고 싶습니다.", False, "how"),
        ("기탁금액을 문의합니다.", False, "how_much"),
        ("명함 돌리면 걸림?", False, "judge"),
        ("Can I hand out cards in the subway?", False, "judge"),
        ("기부행위하면 벌금이 얼마예요?", False, "penalty"),
        ("어떤 처벌을 받나요", False, "penalty"),
        ("사전투표는 언제 하나요?", False, "when"),
        ("기탁금은 얼마인가요", False, "how_much"),
        ("누가 선거운동을 할 수 없나요?", False, "who"),
        ("누구나 명함을 돌려도 되나요?", False, "judge"),
        ("예비후보자 등록은 언제부터 할 수 있나요?", False, "when"),
        ("후원회는 어떻게 만드나요?", False, "how"),
        ("제93조가 뭐야?", True, "text"),
        ("제93조 위반인가요?", True, "judge"),
        ("선거사무장의 역할", False, "what"),
        (
            "선거가 며칠 안 남았는데 현수막을 들었어요. 그게 선거법에 걸린다던데 정말인가요?",
            False,
            "judge",
        ),
        ("누가 언제 붙였는지 모르겠습니다. 떼어도 될까요?", False, "judge"),
        ("떼어도 되는 것은 압니다. 언제까지 떼면 되나요?", False, "when"),
    ],
)
def test_kind(text: str, cites: bool, kind: str) -> None:
    assert asks(text, cites).value == kind


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("주민번호 900101-1234567 입니다", "주민번호 ○○○ 입니다"),
        ("010-1234-5678로 연락", "○○○로 연락"),
        ("02-123-4567", "○○○"),
        ("a.b@example.com으로", "○○○으로"),
        ("저는 홍길순이라고 합니다", "저는 ○○○이라고 합니다"),
        ("성명: 홍길순", "성명: ○○○"),
        ("주민번호 9001011234567", "주민번호 ○○○"),
        ("900101-1****** 입니다", "○○○ 입니다"),
        ("９００１０１－１２３４５６７", "○○○"),
        ("０１０－１２３４－５６７８", "○○○"),
        ("010 1234 5678", "○○○"),
        ("(02) 123-4567", "○○○"),
        ("+82 10-1234-5678로", "○○○로"),
        ("담당(02-123-4567)에게", "담당(○○○)에게"),
        ("a.b (at) example.com", "○○○"),
        ("저는 서울 강남구에 사는 김철수입니다", "저는 서울 강남구에 사는 ○○○입니다"),
        ("저는 김철수인데 후보자의 배우자입니다", "저는 ○○○인데 후보자의 배우자입니다"),
        ("성명은 김철수입니다", "성명은 ○○○입니다"),
        ("성명 김철수, 연락처 010-1234-5678", "성명 ○○○, 연락처 ○○○"),
        ("현수막을 걸어도 되나요?\n김철수 드림", "현수막을 걸어도 되나요?\n○○○ 드림"),
        # roles, days and amounts stay
        ("저는 고민중입니다", "저는 고민중입니다"),
        ("저는 공무직인데 후원해도 되나요", "저는 공무직인데 후원해도 되나요"),
        ("성명 사진 전화번호를 적은 명함", "성명 사진 전화번호를 적은 명함"),
        ("성명을 적은 현수막", "성명을 적은 현수막"),
        ("저는 이번에 출마하는 정치인입니다", "저는 이번에 출마하는 정치인입니다"),
        ("기록 c0123456789ab", "기록 c0123456789ab"),
        ("대법원 2020. 7. 16. 선고 2019도13328", "대법원 2020. 7. 16. 선고 2019도13328"),
        ("저는 이장입니다", "저는 이장입니다"),
        ("저는 공무원입니다", "저는 공무원입니다"),
        ("저는 예비후보자입니다", "저는 예비후보자입니다"),
        ("2022-03-01에 100,000원", "2022-03-01에 100,000원"),
    ],
)
def test_personal_data(text: str, masked: str) -> None:
    assert privacy.mask(text) == masked


@pytest.mark.parametrize(
    ("text", "language"),
    [("명함 돌려도 되나요?", "ko"), ("May I post on SNS?", "en"), ("SNS로 해도 되나요", "ko")],
)
def test_language(text: str, language: str) -> None:
    assert reading.language(text) == language
