"""How people ask about decided cases: schema, cases named once, and the cases that are meant."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpora.questions import cases
from kb.errors import DataFault

LINE = {"schema": 1, "id": "c00-00", "cases": ["0" * 16], "files": ["made-up.md"]}


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    cases.load.cache_clear()
    yield
    cases.load.cache_clear()


def test_the_wordings_of_a_case_are_found_by_its_print() -> None:
    held = cases.load()
    assert len(held) >= 1500
    assert all(len(p) == 16 and ws for p, ws in held.items())


FAULTS = [
    ([{"wordings": ["떡 돌려도 돼요?"], "id": "x"}], "id", "an id of another form"),
    ([{"wordings": []}], "wordings", "no wording"),
    ([{"wordings": ["떡 돌려도 돼요?", "떡, 돌려도 돼요"]}], "wording", "a wording twice"),
    (
        [{"wordings": ["떡 돌려도 돼요?"]}, {"wordings": ["밥 사도 돼요?"], "id": "c00-01"}],
        "stands before",
        "a case twice",
    ),
    (
        [
            {"wordings": ["떡 돌려도 돼요?"]},
            {"wordings": ["떡 돌려도 돼요?"], "id": "c00-01", "cases": ["1" * 16]},
        ],
        "stands before",
        "a wording for two cases",
    ),
]


@pytest.mark.parametrize(("lines", "said", "why"), FAULTS, ids=[f[2] for f in FAULTS])
def test_a_fault_is_named_with_its_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    lines: list[dict[str, object]],
    said: str,
    why: str,
) -> None:
    text = "\n".join(json.dumps(LINE | line, ensure_ascii=False) for line in lines)
    (tmp_path / "wordings-01.jsonl").write_text(text, encoding="utf-8")
    monkeypatch.setattr(cases, "FOLDER", tmp_path)
    with pytest.raises(DataFault, match=f"line {len(lines)}: .*{said}"):
        cases.check()


def test_a_print_is_of_letters_alone() -> None:
    one = "예비후보자가 지하철 역 앞에서 명함을 주는 행위 (개찰구 안 제외)"
    assert cases.case_print(one) == cases.case_print("➩ " + one.replace(" ", "\n"))
    assert cases.case_print(one) != cases.case_print(one.replace("예비", ""))
    assert cases.case_print(one * 9) == cases.case_print(one * 9 + " 다만 그렇지 아니함")


def test_a_line_that_is_no_case_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "wordings-01.jsonl").write_text('{"schema": 1}\n', encoding="utf-8")
    monkeypatch.setattr(cases, "FOLDER", tmp_path)
    with pytest.raises(DataFault, match=r"wordings-01\.jsonl line 1"):
        cases.load()
