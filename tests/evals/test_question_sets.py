"""Question sets: what is refused and how it is said, tables and lines alike."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpora import questions
from corpora.questions import tables
from kb.errors import BadInput, DataFault

GOOD = {
    "schema": 1,
    "id": "a",
    "split": "dev",
    "kind": "same_case",
    "phrasings": [{"text": "현수막 걸어도 되나요?", "register": "plain"}],
    "expected": {"conclusion": "prohibited"},
}
BAD = [
    ({"schema": 2}, "schema", "another version"),
    ({"split": "tset"}, "split", "a slip of the pen"),
    ({"kind": "unanswerable"}, "no conclusion", "that kind has no conclusion"),
    ({"phrasings": []}, "phrasings", "nothing to ask"),
    ({"id": "a b"}, "id", "a name with a space"),
    ({"as_of": "2026-13-01"}, "as_of", "no such month"),
    ({"more": 1}, "more", "an unknown field"),
    ({"expected": {"conclusion": "allowed"}}, "expected.conclusion", "no such conclusion"),
    ({"expected": {"conclusion": None, "reason": "because"}}, "reason", "no such reason"),
    ({"expected": {"conclusion": "permitted", "reason": "conflict"}}, "exclude", "both at once"),
    ({"expected": {"conclusion": "permitted", "provisions": ["제1조"]}}, "제1조", "no id"),
    ({"expected": {"conclusion": "permitted", "cases": ["x"]}}, "x", "no id of a case"),
]


@pytest.mark.parametrize(("change", "said", "why"), BAD, ids=[b[2] for b in BAD])
def test_what_is_refused(change: dict[str, object], said: str, why: str, tmp_path: Path) -> None:
    file = tmp_path / "set.jsonl"
    good = json.dumps(GOOD, ensure_ascii=False)
    bad = json.dumps({**GOOD, "id": "b", **change}, ensure_ascii=False)
    file.write_text(f"{good}\n{bad}\n", encoding="utf-8")
    with pytest.raises(DataFault) as refused:
        questions.load(file)
    assert said in refused.value.en, why
    assert "line 2" in refused.value.en
    assert "2행" in refused.value.ko


def test_a_phrasing_in_two_splits_is_refused() -> None:
    one = questions.parse({**GOOD, "id": "a"}, 1)
    other = questions.parse({**GOOD, "id": "b", "split": "test"}, 2)
    groups, faults = questions.check([(1, one), (2, other)])
    assert len(groups) == 2
    assert [f.line for f in faults] == [2]
    assert "dev, test" in faults[0].en


def test_the_test_part_is_asked_for_by_name() -> None:
    files = questions.own()
    assert {g.split for g in questions.load_all(files)} <= {"train", "dev"}
    dev = [questions.parse(GOOD, 1)]
    with pytest.raises(BadInput, match="dev 1"):
        questions.of_split([g for g in dev if isinstance(g, questions.Group)], "test", "mine")


TABLE = """id,split,kind,question,register,as_of,conclusion,reason,provisions
card,dev,same_case,명함 줘도 되나요?,plain,2026. 11. 24.,금지,,kr/law/공직선거법#60-3.1.2; kr/law/공직선거법#93.1
card,,,Can I hand out cards?,,,,,
tax,dev,답할 수 없음,양도세 얼마예요?,chat,,없음,out_of_subject,
"""


def test_a_table_becomes_groups(tmp_path: Path) -> None:
    file = tmp_path / "set.csv"
    file.write_text(TABLE, encoding="cp949")
    groups, faults = tables.read(file)
    assert faults == []
    card, tax = groups
    assert [p.register_ for p in card.phrasings] == ["plain", "english"]
    assert str(card.as_of) == "2026-11-24"
    assert card.expected.conclusion == "prohibited"
    assert card.expected.provisions == ("kr/law/공직선거법#60-3.1.2", "kr/law/공직선거법#93.1")
    assert (tax.kind, tax.expected.conclusion, tax.expected.reason) == (
        "unanswerable",
        None,
        "out_of_subject",
    )


def test_xlsx_and_csv_say_the_same(tmp_path: Path) -> None:
    from openpyxl import Workbook

    rows = [line.split(",") for line in TABLE.splitlines()]
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(tmp_path / "set.xlsx")
    (tmp_path / "set.csv").write_text(TABLE, encoding="utf-8")
    assert tables.read(tmp_path / "set.xlsx") == tables.read(tmp_path / "set.csv")


def test_groups_survive_a_table(tmp_path: Path) -> None:
    own = questions.load_all(questions.own())
    tables.write_csv(own, tmp_path / "own.csv")
    again, faults = tables.read(tmp_path / "own.csv")
    assert faults == []
    assert again == own


FAULTS = [
    ("id,question\n,왜요?", 2, "id", "no group named"),
    ("id,question,as_of\na,왜요?,어제", 2, "as_of", "no day"),
    ("id,question,conclusion\na,왜요?,금지\na,뭐요?,허용", 3, "conclusion", "one group, two"),
    ("id,question,kind\na,왜요?,아무거나", 2, "kind", "no such kind"),
]


@pytest.mark.parametrize(("text", "line", "said", "why"), FAULTS, ids=[f[3] for f in FAULTS])
def test_faults_of_a_table(text: str, line: int, said: str, why: str, tmp_path: Path) -> None:
    file = tmp_path / "set.csv"
    file.write_text(text, encoding="utf-8")
    _, faults = tables.read(file)
    assert [(f.line, said in f.en) for f in faults] == [(line, True)], why


def test_a_fault_says_where_what_and_what_may_be() -> None:
    bad = {**GOOD, "split": "tset", "as_of": "어제", "expected": {"conclusion": "allowed"}}
    fault = questions.parse(bad, 7)
    assert isinstance(fault, questions.Fault)
    assert fault.ko == (
        "구분(split): ‘tset’은(는) 쓸 수 없는 값입니다 (쓸 수 있는 것: train, dev, test); "
        "기준일(as_of): 날짜가 아닙니다 (예: 2026-03-19); 결론(expected.conclusion): "
        "‘allowed’은(는) 쓸 수 없는 값입니다 (쓸 수 있는 것: permitted, prohibited, conditional, "
        "explains)"
    )


def test_a_table_is_shown_as_it_was_given(tmp_path: Path) -> None:
    file = tmp_path / "set.csv"
    file.write_text("질문,묶음,종류\n왜요?,a,아무거나\n,,\n뭐요?,,\n,,\n", encoding="utf-8")
    given = tables.as_given(file)
    assert given is not None
    place = tables.COLUMNS.index
    cells = [(r[place("id")], r[place("kind")], r[place("question")]) for r in given]
    assert cells == [("a", "아무거나", "왜요?"), ("", "", ""), ("", "", "뭐요?")]
    assert tables.as_given(tmp_path / "set.jsonl") is None


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("set.csv", b"a,b\n1,2", "columns"),
        ("set.xlsx", b"PK\x03\x04 no workbook", "XLSX"),
        ("set.txt", b"", "JSONL, CSV or XLSX"),
        ("set.csv", b"\xff\xfe\x00\x81\x00", "UTF-8"),
    ],
)
def test_files_that_are_no_set(name: str, content: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BadInput, match=said):
        tables.read(tmp_path / name)
