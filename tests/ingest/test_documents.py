"""Documents whose kind their text tells: the guess with its confidence, and what they bring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import office_files as office
import pytest

from ingest.forms import recognise
from ingest.given import Given
from ingest.parsed import Parsed
from ingest.pipeline import ingest_bytes
from ingest.readers.limits import Limits
from kb.errors import BadDay, BadInput, Refused
from kb.law.values import Conclusion
from kb.settings import Settings
from kb.store import Store

LAW = "kr/law/공직선거법"
REPLY = [
    "개소식 다과에 관한 질의",
    "【질의】",
    "개소식에 온 사람에게 떡을 내도 되는지요?",
    "【회답】",
    "귀문의 경우 「공직선거법」 제112조제2항에 따라 가능할 것입니다.",
    "【이유】",
    "통상적인 범위의 다과이기 때문입니다.",
    "【관련 법조】",
    "공직선거법 제112조",
    "(2024. 3. 5. 중앙선거관리위원회위원장 회답)",
]
CIRCULAR = [
    "가나군선거관리위원회",
    "수신  다라면위원회",
    "(경유)",
    "제목  명함 단속 지침 통보",
    "1. 명함은 「공직선거법」 제60조의3에 따라 다루시기 바랍니다.  끝.",
    "가나군선거관리위원회위원장",
    "시행 지도과-321 (2025. 2. 3.)",
]
ANSWERING = [x.replace("명함 단속 지침 통보", "명함에 관한 질의에 대한 회답") for x in CIRCULAR]
ANSWERING[4] = "1. 귀문의 경우 「공직선거법」 제58조에 따라 무방할 것입니다.  끝."
COURT = [
    "대 법 원", "제 2 부", "판 결", "사 건  2019도101 공직선거법위반", "피 고 인  가나다",
    "원심판결  서울고등법원 2018. 12. 1. 선고 2018노22 판결", "판결선고  2020. 5. 6.", "주 문",
    "상고를 기각한다.", "이 유", "공직선거법 제113조 제1항에 따라 떡을 준 것은 기부행위이다.",
]  # fmt: skip
PRINTED = [
    "대법원 2020. 7. 16. 선고 2019도13328 전원합의체 판결 [공직선거법위반]", "【판시사항】",
    "[1] 토론회 발언의 처벌 범위", "【참조조문】", "공직선거법 제250조 제1항", "【주 문】",
    "원심판결을 파기한다.", "【이 유】", "이유를 본다.",
]  # fmt: skip
DECISION = [
    "헌법재판소", "결정", "사건 2022헌바10, 11(병합) 공직선거법 제93조 위헌소원", "선고일 2022. 7. 21.",
    "주 문", "위반된다.", "이 유", "사건개요",
]  # fmt: skip
STATUTE = [
    "마을대표 선출 조례법",
    "[시행 2021. 4. 1.] [법률 제123호, 2021. 3. 2., 일부개정]",
    "제1장 총칙",
    "제1조(목적) 이 법은 마을대표를 뽑는 절차를 정한다.",
    "제2조(방법) ① 다음 각 호의 방법으로 뽑는다.",
    "1. 투표",
    "가. 국내",
    "제3조제1항에 따른 것은 뺀다.",
    "제2조의2(우편) 우편으로 할 수 있다.",
    "제3조 삭제 <2018. 7. 8.>",
    "부칙 <법률 제123호, 2021. 3. 2.>",
    "제1조(시행일) 이 법은 2021년 4월 1일부터 시행한다.",
]
PRESS = [
    "보도자료", "보도시점 2025. 3. 4.(화) 조간", "사전투표는 이렇게 합니다", "담당부서 공보과",
    "투표소는 공직선거법 제148조에 따라 둔다.",
]  # fmt: skip
COMPARED: list[office.Part] = [
    "마을대표 선출 조례법 일부개정법률안",
    [["현 행", "개 정 안"], ["제2조의2(우편) 우편으로 한다.", "제2조의2(우편) 우편이나 전자우편으로 한다."],
     ["② 삭제", "② (현행과 같음)"]],
]  # fmt: skip
CASES = [
    "정치관계법 사례예시집", "제1장 선거운동", "1. 인사(법 §58)", "법규요약 (법 §58)",
    "인사는 할 수 있음.", "할 수 있는 사례", "○ 마을 어른에게 인사를 하는 행위", "할 수 없는 사례",
    "× 집집마다 찾아가 표를 부탁하는 행위",
]  # fmt: skip


def parsed(data: bytes, given: Given | None = None) -> Parsed:
    return recognise(data).take(data, "a.hwp", "0" * 64, given or Given(), Limits())


@dataclass(frozen=True)
class Told:
    kind: str
    title: str
    day: date | None
    least: float


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        (REPLY, Told("reply", "개소식 다과에 관한 질의", date(2024, 3, 5), 0.9)),
        (ANSWERING, Told("reply", "명함에 관한 질의에 대한 회답", date(2025, 2, 3), 0.9)),
        (CIRCULAR, Told("circular", "명함 단속 지침 통보", date(2025, 2, 3), 0.9)),
        (COURT, Told("ruling", "대법원 2020. 5. 6. 선고 2019도101 공직선거법위반", date(2020, 5, 6), 0.9)),
        (PRINTED, Told("ruling", "대법원 2020. 7. 16. 선고 2019도13328 공직선거법위반",
                       date(2020, 7, 16), 0.9)),
        (DECISION, Told("decision", "헌재 2022. 7. 21. 2022헌바10 공직선거법 제93조 위헌소원",
                        date(2022, 7, 21), 0.9)),
        (STATUTE, Told("statute", "마을대표 선출 조례법", date(2021, 4, 1), 0.9)),
        (PRESS, Told("press", "사전투표는 이렇게 합니다", date(2025, 3, 4), 0.9)),
        (COMPARED, Told("amendment", "마을대표 선출 조례법 일부개정법률안 신구조문대비표", None, 0.9)),
        (CASES, Told("casebook", "정치관계법 사례예시집", None, 0.7)),
        (["회의 자료", "다음 주에 모입니다."], Told("other", "회의 자료", None, 0.5)),
    ],
    ids=["reply", "circular that replies", "circular", "ruling as a court writes it",
         "ruling as collections print it", "decision", "statute", "press", "comparison", "casebook",
         "other"],
)  # fmt: skip
@pytest.mark.parametrize(
    "make", [office.hwp, office.hwpx, office.docx], ids=["hwp", "hwpx", "docx"]
)
def test_kind_title_and_day(make: object, parts: list[office.Part], told: Told) -> None:
    found = parsed(make(parts))  # type: ignore[operator]
    assert found.guess is not None
    [intake] = found.intakes
    d = intake.document
    assert (d.kind, d.title, d.day) == (told.kind, told.title, told.day)
    assert found.guess.kind == told.kind
    assert told.least <= found.guess.confidence <= 1
    assert found.guess.because in d.notes[0]
    for c in intake.citations:
        assert d.text[c.start : c.end] == c.text


def test_what_a_reply_brings() -> None:
    [i] = parsed(office.pdf([REPLY])).intakes[0].interpretations
    assert i.question == "개소식에 온 사람에게 떡을 내도 되는지요?"
    assert i.answer.startswith("귀문의 경우")
    assert i.answer.endswith("때문입니다.")
    assert i.conclusion is Conclusion.PERMITTED
    assert (i.day, i.office, i.page) == (date(2024, 3, 5), "중앙선거관리위원회", 1)
    assert [str(p) for p in i.provisions] == [f"{LAW}#112.2", f"{LAW}#112"]


def test_what_a_circular_that_replies_brings() -> None:
    [i] = parsed(office.hwpx(ANSWERING)).intakes[0].interpretations
    assert str(i.id) == "kr/reply/가나군선거관리위원회/지도과-321"
    assert i.conclusion is Conclusion.PERMITTED
    assert "끝" not in i.answer


@pytest.mark.parametrize(
    "parts",
    [
        ["문 1. 명함을 주어도 되나요?", "답 1. 가능할 것입니다.", "문 2. 깃발을 걸어도 되나요?",
         "답 2. 「공직선거법」 제90조에 위반될 것입니다."],
        ["명함", "【문】", "명함을 주어도 되나요?", "【답】", "가능할 것입니다.", "깃발", "【문】",
         "깃발을 걸어도 되나요?", "【답】", "「공직선거법」 제90조에 위반될 것입니다."],
        [[["질의", "명함을 주어도 되나요?"], ["회답", "가능할 것입니다."], ["질의", "깃발을 걸어도 되나요?"],
          ["회답", "「공직선거법」 제90조에 위반될 것입니다."]]],
    ],
    ids=["numbered", "titled", "in a table"],
)  # fmt: skip
def test_several_replies_in_a_document(parts: list[office.Part]) -> None:
    [intake] = parsed(office.hwp(parts)).intakes
    told = [(i.question, i.conclusion) for i in intake.interpretations]
    assert told == [
        ("명함을 주어도 되나요?", Conclusion.PERMITTED),
        ("깃발을 걸어도 되나요?", Conclusion.PROHIBITED),
    ]
    for i in intake.interpretations:
        assert i.answer in intake.document.text[i.start : i.end]


def test_a_sentence_that_begins_with_the_word_is_no_label() -> None:
    found = parsed(
        office.hwp(
            ["회의", "질의에 대하여 회답은 다음 주에 공직선거법 제5조로 한다.", "이유는 없다."]
        )
    )
    assert found.guess is not None
    assert found.guess.kind == "other"


def test_what_a_ruling_brings() -> None:
    [r] = parsed(office.pdf([COURT[:7], COURT[7:]])).intakes[0].rulings
    assert str(r.id) == "kr/ruling/대법원/2019도101"
    assert r.order == "상고를 기각한다."
    assert [str(p) for p in r.provisions] == [f"{LAW}#113.1"]
    [r] = parsed(office.hwp(PRINTED)).intakes[0].rulings
    assert r.referred == "공직선거법 제250조 제1항"
    assert r.holdings.startswith("[1]")
    [r] = parsed(office.hwp(DECISION)).intakes[0].rulings
    assert r.numbers == ("2022헌바10", "2022헌바11")


def test_what_a_statute_brings() -> None:
    [intake] = parsed("\n".join(STATUTE).encode("cp949")).intakes
    assert [str(a.pinpoint) for a in intake.articles] == ["1", "2", "2-2", "3", "부칙@2021-03-02.1"]
    assert intake.articles[1].text == (
        "① 다음 각 호의 방법으로 뽑는다.\n1. 투표\n가. 국내\n제3조제1항에 따른 것은 뺀다."
    )
    assert intake.articles[0].headings == ("제1장 총칙",)
    assert intake.articles[0].version.key == f"{intake.works[0].id}@2021-04-01/2021-03-02/123"


def test_a_statute_without_its_day_is_refused_until_it_is_given() -> None:
    undated = office.hwp([STATUTE[0], *STATUTE[2:]])
    with pytest.raises(Refused, match="--date"):
        parsed(undated)
    [intake] = parsed(undated, Given.of(day="2021-04-01")).intakes
    assert intake.articles[0].version.effective == date(2021, 4, 1)


def test_the_articles_of_a_comparison_are_cited_but_bring_no_law() -> None:
    [intake] = parsed(office.hwpx(COMPARED)).intakes
    assert intake.articles == ()
    assert any("제2조의2" in n for n in intake.document.notes)


def test_a_person_corrects_the_guess() -> None:
    plain = office.hwp(["명함", "공직선거법 제60조의3에 따라 주면 됩니다. 가능할 것입니다."])
    assert parsed(plain).intakes[0].document.kind == "other"
    with pytest.raises(Refused, match="no answer"):
        parsed(plain, Given.of(kind="reply"))
    labelled = office.hwp(
        ["명함을 주는 일", "회답", "공직선거법 제60조의3에 따라 가능할 것입니다."]
    )
    given = Given.of(kind="reply", day="2024-05-06", office="가나구선거관리위원회", number="7-가")
    [i] = parsed(labelled, given).intakes[0].interpretations
    assert (i.day, i.office, i.number) == (date(2024, 5, 6), "가나구선거관리위원회", "7-가")
    ruling = office.hwp(["판결문", "상고를 기각한다. 공직선거법 제58조"])
    given = Given.of(kind="ruling", day="2020-01-02", office="대법원", number="2019도5")
    assert str(parsed(ruling, given).intakes[0].rulings[0].id) == "kr/ruling/대법원/2019도5"


def test_a_text_that_looks_like_a_table_is_what_a_person_says() -> None:
    text = "명함, 깃발\n【회답】 공직선거법 제58조에 따라, 가능할 것입니다.".encode()
    assert recognise(text).name == "table"
    with pytest.raises(Refused):
        parsed(text)
    [i] = parsed(text, Given.of(kind="reply")).intakes[0].interpretations
    assert i.conclusion is Conclusion.PERMITTED


def test_what_was_corrected_stays_corrected(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Known again without the correction being said again, also when a newer reader reads it."""
    data = office.hwp(["명함을 주는 일", "회답", "공직선거법 제60조의3에 따라 가능할 것입니다."])
    ingest_bytes(store, settings, "a.hwp", data, said=Given.of(day="2024-05-06"))
    assert ingest_bytes(store, settings, "a.hwp", data).known == 1
    monkeypatch.setattr("ingest.forms.EDITION", 999)
    assert ingest_bytes(store, settings, "a.hwp", data).added == 1
    assert [i.day for i in store.interpretations()] == [date(2024, 5, 6)]
    assert ingest_bytes(store, settings, "a.hwp", data, said=Given.of(day="2023-01-02")).added == 1
    assert [i.day for i in store.interpretations()] == [date(2023, 1, 2)]


@pytest.mark.parametrize(
    ("said", "error"),
    [({"kind": "letter"}, BadInput), ({"day": "5월 1일"}, BadDay), ({"columns": ["answer"]}, BadInput)],
)  # fmt: skip
def test_what_cannot_be_given(said: dict[str, object], error: type[Exception]) -> None:
    with pytest.raises(error):
        Given.of(**said)  # type: ignore[arg-type]


def test_a_workbook_of_replies_with_its_columns() -> None:
    made = office.xlsx({
        "대장": [["질의회답 대장"], [], ["번호", "제목", "질의", "회신 결과", "회답일자"],
               [1, "가", "되나요?", "가능할 것입니다.", date(2024, 1, 2)],
               [2, "나", "되나요?", "위반될 것입니다.", "2024. 2. 3."]],
        "메모": [["담당", "전화"], ["갑", "1"]],
    })  # fmt: skip
    with pytest.raises(Refused, match="--column"):
        parsed(made)
    found = parsed(made, Given.of(columns=["answer=회신 결과"]))
    assert "대장: 회신 결과 → answer" in found.columns
    assert any(c.startswith("메모: (쓰지 않은 시트") for c in found.columns)
    told = [
        (i.document.label, i.document.day, i.interpretations[0].conclusion) for i in found.intakes
    ]
    assert told == [
        ("a.hwp#대장!4", date(2024, 1, 2), Conclusion.PERMITTED),
        ("a.hwp#대장!5", date(2024, 2, 3), Conclusion.PROHIBITED),
    ]
    assert len({str(i.interpretations[0].id) for i in found.intakes}) == 2, "a row number is no id"
    with pytest.raises(Refused, match="no such column"):
        parsed(made, Given.of(columns=["answer=없는 열"]))
    with pytest.raises(Refused, match="unknown field"):
        parsed(made, Given.of(columns=["x=제목"]))


PRECEDENT = """<?xml version="1.0" encoding="UTF-8"?><PrecService><판례정보일련번호>7</판례정보일련번호>
<사건명><![CDATA[공직선거법위반]]></사건명><사건번호>2019도101</사건번호><선고일자>20200506</선고일자>
<법원명>대법원</법원명><판시사항><![CDATA[[1] 떡<br/>둘째 줄]]></판시사항><참조조문>공직선거법 제113조 제1항</참조조문>
<판례내용><![CDATA[【주 문】<br/>상고를 기각한다.<br/>【이 유】<br/>이유]]></판례내용></PrecService>"""
EXPLAINED = """{"ExpcService": {"안건명": "명함", "안건번호": "20-1", "해석일자": "20200506",
 "해석기관명": "법제처", "질의요지": "명함을 주어도 되나요?", "회답": "줄 수 있습니다.", "이유": "까닭"}}"""
RULE = """{"AdmRulService": {"행정규칙기본정보": {"행정규칙명": "마을 지침", "행정규칙종류": "훈령",
 "발령일자": "20200102", "발령번호": "제5호", "시행일자": "20200203"},
 "조문내용": ["제1조(목적) 이 지침은 마을을 정한다.", "제2조(범위) ① 모두에 쓴다."]}}"""


def test_rulings_replies_and_rules_of_the_official_service() -> None:
    [r] = parsed(PRECEDENT.encode()).intakes[0].rulings
    assert (r.number, r.day, r.order) == ("2019도101", date(2020, 5, 6), "상고를 기각한다.")
    assert r.holdings == "[1] 떡\n둘째 줄"
    assert [str(p) for p in r.provisions] == [f"{LAW}#113.1"]
    [i] = parsed(EXPLAINED.encode()).intakes[0].interpretations
    assert (str(i.id), i.answer) == ("kr/reply/법제처/20-1", "줄 수 있습니다.\n\n까닭")
    [intake] = parsed(RULE.encode()).intakes
    assert [a.title for a in intake.articles] == ["목적", "범위"]
    assert intake.articles[0].version.number == "5"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<?xml version='1.0'?><prec><result>실패</result><msg>Precedent not found</msg></prec>",
         "not found"),
        ("<?xml version='1.0'?><PrecSearch><totalCnt>2</totalCnt></PrecSearch>", "search results"),
        ('{"LawService": {"Law": "일치하는 법령이 없습니다"}}', "unknown"),
        ('{"PrecService": ', "damaged"),
    ],
)  # fmt: skip
def test_answers_of_the_official_service_without_a_document(text: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        parsed(text.encode())
