"""``ask`` and ``search``, one by one and in batch."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Command

KEYS = {
    "id", "schema", "as_of", "conclusion", "abstained", "reason", "ask_back", "provisions",
    "cases", "sentences", "sources", "milliseconds",
}  # fmt: skip


@pytest.mark.parametrize(
    ("question", "ko", "why"),
    [
        ("", "질문이 비어 있습니다", "nothing"),
        ("   \n", "질문이 비어 있습니다", "blanks"),
        ("🙂🙂🎉", "글자가 없습니다", "emoji alone"),
        ("가" * 10_000, "질문이 너무 깁니다", "10,000 characters"),
    ],
)
def test_what_cannot_be_asked(
    yugwon: Command, home: Path, question: str, ko: str, why: str
) -> None:
    for command in ("ask", "search"):
        ran = yugwon(command, question)
        assert ran.code == 2, why
        assert ko in ran.err
        assert len(ran.err.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "question",
    [
        "알림을 붙여도 되나요? 🙂",
        "게시판に貼ってもいい? may I 붙여도 되나요",
        "제2조\u0000 게시물",
        "?가?",
    ],
)
def test_strange_questions_are_answered(yugwon: Command, home: Path, question: str) -> None:
    ran = yugwon("ask", question, "--json")
    assert ran.code == 0, ran.err
    assert set(ran.json) >= KEYS


def test_answer_is_the_same_each_time(yugwon: Command, home: Path) -> None:
    def asked() -> dict[str, Any]:
        found: dict[str, Any] = yugwon("ask", "마을게시판법 제2조가 뭐예요?", "--json").json
        found.pop("milliseconds")
        return found

    assert asked() == asked()


def test_ask_for_people(yugwon: Command, home: Path) -> None:
    ran = yugwon("ask", "게시판에 알림을 붙여도 되나요?", "--as-of", "2021-01-01")
    assert ran.code == 0
    assert "기준일 2021-01-01" in ran.out


def test_an_empty_home_answers_from_the_starter_corpus(
    yugwon: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YUGWON_HOME", str(tmp_path / "fresh"))
    question = "예비후보자가 지하철 개찰구 안에서 명함 돌려도 되나요?"
    ran = yugwon("ask", question, "--as-of", "2026-11-24", "--json")
    assert ran.code == 0, ran.err
    assert "시작 자료" in ran.err
    assert ran.json["conclusion"] == "prohibited"
    assert "kr/law/공직선거법#60-3.1.2" in ran.json["provisions"]
    for source in ran.json["sources"]:
        assert source["text"][source["start"] : source["end"]] == source["quote"]
    again = yugwon("ask", question, "--as-of", "2026-11-24")
    assert "시작 자료" not in again.err
    assert "금지" in again.out
    assert "[1]" in again.out


def test_explain_needs_a_model(yugwon: Command, home: Path) -> None:
    ran = yugwon("ask", "마을게시판법 제2조가 뭐예요?", "--explain")
    assert ran.code == 2
    assert "YUGWON_LLM" in ran.err


def _file(folder: Path, lines: list[str]) -> str:
    file = folder / "in.jsonl"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(file)


def test_batch_keeps_order_and_answers_every_line(
    yugwon: Command, home: Path, tmp_path: Path
) -> None:
    given = [
        {"id": "b", "question": "마을게시판법 제2조가 뭐예요?", "as_of": "2021-01-01"},
        {"id": 7, "question": ""},
        {"id": "a", "question": "가" * 10_000, "as_of": "2022-01-01"},
        {"question": "밤에 방송해도 되나요?", "region": "서울"},
    ]
    file = _file(tmp_path, [json.dumps(g, ensure_ascii=False) for g in given])
    ran = yugwon("ask", "--batch", file, "--json")
    assert ran.code == 0, ran.err
    assert [line["id"] for line in ran.lines] == ["b", 7, "a", 4]
    assert all(set(line) >= KEYS for line in ran.lines)
    assert ran.lines[0]["as_of"] == "2021-01-01"
    for line in ran.lines[1:3]:
        assert line["abstained"] is True
        assert line["error"]
    found = yugwon("search", "--batch", file, "--json", "--top", "3")
    assert [line["id"] for line in found.lines] == ["b", 7, "a", 4]
    assert all({"provisions", "passages", "milliseconds"} <= set(x) for x in found.lines)
    assert found.lines[0]["provisions"]
    assert all(len(x["provisions"]) == len(set(x["provisions"])) <= 3 for x in found.lines)


@pytest.mark.parametrize(
    ("line", "ko", "why"),
    [
        ("{", "2번째 줄: JSON이 아닙니다", "broken"),
        ("[1]", "2번째 줄: JSON 객체가 아닙니다", "no object"),
        ('{"id": 1}', '2번째 줄: "question"', "no question"),
        ('{"question": 5}', '2번째 줄: "question"', "no text"),
        ('{"question": "x", "as_of": "2020-13-01"}', "2번째 줄: 날짜가 아닙니다", "no date"),
        ('{"question": "x", "as_of": 2020}', '2번째 줄: "as_of"', "a number"),
        ('{"question": "x", "region": []}', '2번째 줄: "region"', "no text"),
    ],
)
def test_a_bad_batch_line_stops_before_anything_is_printed(
    yugwon: Command, home: Path, tmp_path: Path, line: str, ko: str, why: str
) -> None:
    file = _file(tmp_path, ['{"id": 1, "question": "제2조가 뭐예요?"}', line])
    for command in ("ask", "search"):
        ran = yugwon(command, "--batch", file, "--json")
        assert ran.code == 2, why
        assert ran.out == "", why
        assert ko in ran.err, why


def test_search_for_people(yugwon: Command, home: Path) -> None:
    ran = yugwon("search", "게시물 붙이기", "--explain")
    assert ran.code == 0
    assert "마을게시판법 제2조" in ran.out


def test_search_reads_a_slip_as_meant(
    yugwon: Command, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kb.search import Searcher
    from kb.search.spelling import Corrected

    right = yugwon("search", "종이를 붙여도 되나요", "--json").json
    mended = Corrected("종이를 붙여도 되나요", (("죵이", "종이"),))
    monkeypatch.setattr(Searcher, "corrected", lambda self, text: mended)
    found = yugwon("search", "고양이가 우는 까닭", "--json").json
    assert found["corrected"] == [["죵이", "종이"]]
    assert found["provisions"] == right["provisions"]
    assert found["passages"] == right["passages"]
    assert "→ 죵이: 종이" in yugwon("search", "고양이가 우는 까닭").out
