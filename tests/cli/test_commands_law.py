"""``show``, ``history``, ``diff``, ``cite`` and ``calendar`` over a law of two versions."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Command


@pytest.mark.parametrize(
    ("provision", "day", "words", "why"),
    [
        ("마을게시판법 제2조", "2021-01-01", "30일까지", "the text before the amendment"),
        ("마을게시판법 제2조제1항", "2024-03-03", "30일까지", "the day before it"),
        ("마을게시판법 제2조제1항", "2024-03-04", "10일까지", "the day itself"),
        ("마을게시판법 2조 2항 1호", "2025-01-01", "받는 일", "as people write it"),
        ("kr/law/마을게시판법#2.2.2", "2025. 1. 1.", "떼는 일", "an id, and a Korean date"),
        (
            "「마을게시판법」 제1조",
            "20250101",
            "목적으로",
            "in brackets; a bare day",
        ),
    ],
)
def test_show(yugwon: Command, home: Path, provision: str, day: str, words: str, why: str) -> None:
    ran = yugwon("show", provision, "--as-of", day, "--json")
    assert ran.code == 0, ran.err
    assert words in ran.json["text"], why
    assert ran.json["state"] in ("held", "no_later_change_known")
    assert set(ran.json) >= {"id", "as_of", "state", "text", "version", "amended_on", "standing"}


@pytest.mark.parametrize(
    ("arguments", "ko", "en", "why"),
    [
        (["show", "마을게시판법 제99조"], "비슷한 것: 제1조, 제2조", "near", "unknown article"),
        (["show", "마을게시판밥 제1조"], "비슷한 것: 마을게시판법", "near", "a slip of the pen"),
        (["show", "마을게시판법"], "조 번호가 없습니다", "no article", "an instrument alone"),
        (["show", "마을게시판법 제2조제9항"], "그런 항·호·목이 없습니다", "no such", "no such 항"),
        (["show", "🙂"], "보유하지 않은", "no such law", "emoji"),
        (["show", ""], "보유하지 않은", "no such law", "nothing"),
        (["show", "kr/law/#1"], "보유하지 않은", "no such law", "a broken id"),
        (
            ["show", "마을게시판법 제1조", "--as-of", "1990-01-01"],
            "전입니다",
            "before",
            "too early",
        ),
        (
            ["show", "마을게시판법 제1조", "--as-of", "2020-02-30"],
            "날짜가 아닙니다",
            "day",
            "no date",
        ),
        (
            ["show", "마을게시판법 제1조", "--as-of", "내일"],
            "날짜가 아닙니다",
            "not a day",
            "a word",
        ),
        (["history", "없는법 제1조"], "보유하지 않은", "no such law", "unknown law"),
        (["diff", "마을게시판법 제2조", "--from", "x"], "날짜가 아닙니다", "not a day", "no date"),
        (["diff", "마을게시판법 제2조"], "빠진 것이 있습니다", "--from", "no day at all"),
        (["calendar", "--election", "동네 반장 선거"], "없는 선거", "no such election", "unknown"),
    ],
)
def test_bad_input_is_one_line(
    yugwon: Command, home: Path, arguments: list[str], ko: str, en: str, why: str
) -> None:
    ran = yugwon(*arguments)
    assert ran.code == 2, why
    assert ran.out == ""
    assert len(ran.err.strip().splitlines()) == 1, ran.err
    assert ko in ran.err, why
    assert en in ran.err, why
    assert "Traceback" not in ran.err


def test_show_for_people(yugwon: Command, home: Path) -> None:
    ran = yugwon("show", "마을게시판법 제2조", "--as-of", "2021-01-01")
    assert ran.code == 0
    assert "기준일 2021-01-01" in ran.out
    assert "  1. 게시물을 받는 일" in ran.out.splitlines(), "its own line, with no padding behind"


def test_history_has_both_versions(yugwon: Command, home: Path) -> None:
    ran = yugwon("history", "마을게시판법 제2조", "--json")
    versions = [m["version"] for m in ran.json["moments"] if m["kind"] == "version"]
    assert versions == ["2020-02-03", "2024-03-04"]
    assert "2024-03-04" in yugwon("history", "마을게시판법 제2조").out


def test_diff_names_the_words(yugwon: Command, home: Path) -> None:
    given = ["diff", "마을게시판법 제2조", "--from", "2021-01-01", "--to", "2025-01-01"]
    ran = yugwon(*given, "--json")
    kinds = {s["kind"]: s["text"].strip() for s in ran.json["segments"] if s["kind"] != "equal"}
    assert kinds["removed"].startswith("30일까지")
    assert kinds["added"].startswith("10일까지")
    assert "[-30일까지-]" in yugwon(*given).out


def test_cite_checks_what_it_finds(yugwon: Command, home: Path, tmp_path: Path) -> None:
    draft = tmp_path / "draft.txt"
    draft.write_text("「마을게시판법」 제2조제1항과 제9조를 본다.", encoding="utf-8")
    ran = yugwon("cite", str(draft), "--json")
    assert ran.code == 1, "제9조 is not there"
    for c in ran.json:
        assert draft.read_text(encoding="utf-8")[c["start"] : c["end"]] == c["text"]
        assert {"start", "end", "text", "target", "reason"} <= set(c)
    assert ran.json[0]["check"] in ("ok", "unchecked")
    assert yugwon("cite", str(tmp_path / "none.txt")).code == 2


def test_calendar(yugwon: Command) -> None:
    ran = yugwon("calendar", "--election", "제7회 지방선거", "--as-of", "2018-05-01", "--json")
    assert ran.code == 0
    [election] = ran.json["elections"]
    assert election["day"] == "2018-06-13"
    periods = {p["name"]: p for p in election["periods"]}
    assert periods["선거운동기간"]["from"] == "2018-05-31"
    assert yugwon("calendar").code == 0
