"""Rulings, tables of replies and digests, undated replies."""

from __future__ import annotations

from datetime import date

import pytest
from ingest_samples import RULING

from ingest.parsers import replies, ruling, undated
from ingest.parsers.case_numbers import expand
from ingest.parsers.table_columns import map_columns
from kb.errors import Refused
from kb.law.values import Conclusion


@pytest.mark.parametrize(
    ("printed", "wanted", "why"),
    [
        ("2020도1", ("2020도1",), "one"),
        ("2009고합5, 8(병합), 9(병합)", ("2009고합5", "2009고합8", "2009고합9"), "list"),
        ("2021헌가5·6", ("2021헌가5", "2021헌가6"), "middle dot"),
        ("(창원)2012노197,245(병합)", ("2012노197", "2012노245"), "branch court before it"),
        ("2011노1, 2012초기4", ("2011노1", "2012초기4"), "another series"),
    ],
)
def test_case_numbers(printed: str, wanted: tuple[str, ...], why: str) -> None:
    assert expand(printed) == wanted, why


def test_ruling() -> None:
    [intake] = ruling.parse(RULING, "a.md", "0" * 64)
    [found] = intake.rulings
    assert str(found.id) == "kr/ruling/대법원/2019도101"
    assert found.numbers == ("2019도101", "2019도102")
    assert found.day == date(2020, 5, 6)
    assert found.order == "상고를 기각한다."
    assert [str(p) for p in found.provisions][:2] == [
        "kr/law/공직선거법#113.1",
        "kr/law/공직선거법#257.1.1",
    ]
    for c in intake.citations:
        assert intake.document.text[c.start : c.end] == c.text


def test_decision_without_text_is_kept_with_a_note() -> None:
    text = "---\n사건명: 위헌확인\n사건번호: 2001헌마1\n종국일자: '0'\n---\n\n# 위헌확인\n"
    [intake] = ruling.parse(text, "a.md", "0" * 64)
    assert intake.rulings[0].day is None
    assert any("본문이 없는" in note for note in intake.document.notes)


HEADER = "제목,관련법,답변일,질의내용,답변내용,출처\n"
ROW = (
    "마을 잔치에서 인사하기 (공직선거법 제59조),공직선거법 제59조,2024-02-03,"
    '"잔치에서 인사해도 되나요?","귀문의 경우 「공직선거법」 제59조제4호에 따라 가능할 것입니다.",'
    "https://example.org/view?BIN=QWQ0000000000001\n"
)


def test_reply() -> None:
    [intake] = replies.parse(HEADER + ROW, "written.csv", "0" * 64).intakes
    [found] = intake.interpretations
    assert str(found.id) == "kr/reply/중앙선거관리위원회/QWQ1"
    assert found.conclusion is Conclusion.PERMITTED
    assert found.day == date(2024, 2, 3)
    assert "(공직선거법 제59조)" in found.title
    assert "공직선거법" not in found.question, "the title's bracket was added after answering"
    assert str(found.provisions[0]) == "kr/law/공직선거법#59..4"
    assert intake.document.label == found.document_label == "written.csv#1"
    assert intake.document.text[found.start : found.end].endswith(found.answer)


def test_a_row_is_the_same_document_wherever_it_stands() -> None:
    [one] = replies.parse(HEADER + ROW, "a.csv", "0" * 64).intakes
    _, two = replies.parse(HEADER + ROW.replace("잔치", "모임") + ROW, "b.csv", "1" * 64).intakes
    assert one.document.id == two.document.id


def test_an_undated_reply_gets_an_interval_not_a_day() -> None:
    text = (
        "제목,질의내용,답변내용\n"
        "가,되나요?,2021. 3. 4. 질의자 통화로 확인한 바 가능합니다.\n"
        "나,제22대 국회의원선거에 나가려는데 되나요?,가능합니다.\n"
    )
    first, second = (i.interpretations[0] for i in replies.parse(text, "a.csv", "0" * 64).intakes)
    assert first.day is None
    assert (first.day_from, first.day_until) == (date(2021, 3, 4), date(2021, 3, 31))
    assert second.day_until == date(2021, 3, 31)
    assert second.day_from == date(2020, 4, 15), "nobody speaks of it before the 21st is over"


@pytest.mark.parametrize(
    ("question", "answer", "wanted", "why"),
    [
        (
            "되나요? (2025. 7. 9. 가 질의)",
            "가능. (2025. 8. 6. 중앙선거관리위원회위원장 회답)",
            date(2025, 8, 6),
            "its own closing",
        ),
        (
            "되나요?",
            "가능. (2013. 8. 6. 중앙선거관리위원회위원장 회답)",
            None,
            "another reply, quoted at the end",
        ),
        (
            "되나요? (2025. 7. 9. 가 질의)",
            "(2013. 8. 6. 중앙선거관리위원회위원장 회답)을 참고하십시오.",
            None,
            "another reply, referred to",
        ),
        ("되나요?", "2025. 6. 3. 선거에서 가능", None, "an election's day is not the reply's"),
    ],
)
def test_stated_day(question: str, answer: str, wanted: date | None, why: str) -> None:
    assert undated.stated_day(question, answer) == wanted, why


def test_digest() -> None:
    text = (
        "판례명,주제분류,선고일,사건번호,종류,법원,판례내용,출처\n"
        "떡을 돌린 일,공직선거법,2020-01-02,2019고합1,판결,수원지법,공직선거법 제113조 위반이다.,\n"
    )
    [intake] = replies.parse(text, "d.csv", "0" * 64).intakes
    [found] = intake.interpretations
    assert (found.kind, found.conclusion) == ("digest", None)
    assert (found.office, found.number, found.day) == (
        "수원지방법원",
        "2019고합1",
        date(2020, 1, 2),
    )


@pytest.mark.parametrize(
    ("subject", "law"),
    [
        ("정치자금법", "정치자금법"),
        ("위탁선거법", "공공단체등위탁선거에관한법률"),
        ("", "공직선거법"),
    ],
)
def test_the_law_of_a_digest_is_that_of_its_subject(subject: str, law: str) -> None:
    text = (
        "판례명,주제분류,선고일,사건번호,종류,법원,판례내용,출처\n"
        f"돈을 준 일,{subject},2020-01-02,2019고합1,판결,수원지법,법 제45조 위반이다.,\n"
    )
    [intake] = replies.parse(text, "d.csv", "0" * 64).intakes
    assert [str(p) for p in intake.interpretations[0].provisions] == [f"kr/law/{law}#45"]


@pytest.mark.parametrize(
    ("headers", "kind", "why"),
    [
        (["제목", "질의내용", "답변내용"], "reply", "as published"),
        (["건명", "질의", "회답", "회답일"], "reply", "an office's own names"),
        (["판례명", "사건번호", "법원"], "digest", "rulings"),
        (["이름", "금액"], None, "neither: refused, with what was seen"),
    ],
)
def test_columns(headers: list[str], kind: str | None, why: str) -> None:
    if kind is None:
        with pytest.raises(Refused, match="금액"):
            map_columns(headers)
    else:
        assert map_columns(headers).kind == kind, why
