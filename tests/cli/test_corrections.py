"""What a person corrects is kept with its reason, and holds when the document comes again."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Command

REPLY = "replies.csv#1"


@pytest.fixture
def own(held: Path, papers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the home, and of the papers beside it."""
    shutil.copytree(held, tmp_path / "home")
    shutil.copytree(papers, tmp_path / "papers")
    monkeypatch.setenv("YUGWON_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("YUGWON_WORKERS", "1")
    return tmp_path / "papers"


def fields(yugwon: Command) -> dict[str, object]:
    parts = yugwon("corpus", "show", REPLY, "--outline", "--json").json
    listed = yugwon("corpus", "list", "--kind", "reply", "--words", "replies.csv#1", "--json").json
    return {
        "day": parts["day"],
        "conclusion": parts["structure"][0]["conclusion"],
        "offices": listed[0]["offices"],
    }


def test_a_correction_is_kept_with_its_reason(yugwon: Command, own: Path) -> None:
    before = fields(yugwon)
    assert before == {
        "day": "2024-05-06",
        "conclusion": "permitted",
        "offices": ["중앙선거관리위원회"],
    }
    ran = yugwon(
        "corpus", "correct", REPLY, "--day", "2023-04-05", "--conclusion", "conditional",
        "--office", "경기도선거관리위원회", "--because", "원본과 다름", "--by", "김주무관", "--json",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    assert {x["field"]: (x["before"], x["after"]) for x in ran.json} == {
        "day": ("2024-05-06", "2023-04-05"),
        "conclusion": ("permitted", "conditional"),
        "office": ("중앙선거관리위원회", "경기도선거관리위원회"),
    }
    corrected = {
        "day": "2023-04-05",
        "conclusion": "conditional",
        "offices": ["경기도선거관리위원회"],
    }
    assert fields(yugwon) == corrected
    assert len(yugwon("corpus", "list", "--year", "2023", "--kind", "reply", "--json").json) == 1
    history = yugwon("corpus", "corrections", REPLY, "--json").json
    assert {(x["by"], x["because"]) for x in history} == {("김주무관", "원본과 다름")}
    again = yugwon("corpus", "correct", REPLY, "--day", "2023-04-05", "--because", "또", "--json")
    assert again.json == []
    assert yugwon("corpus", "verify").code == 0
    acts = [line["act"] for line in yugwon("log", "--json").lines]
    assert acts.count("corpus.correct") == 3


@pytest.mark.parametrize("change", ["the same file, read anew", "another row changed"])
def test_it_holds_when_the_document_comes_again(
    yugwon: Command, own: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    yugwon("corpus", "correct", REPLY, "--day", "2023-04-05", "--because", "원본")
    if change.startswith("the same"):
        monkeypatch.setattr("ingest.forms.EDITION", 999)
    else:
        table = own / "replies.csv"
        table.write_text(table.read_text("utf-8").replace("밤에 방송", "밤늦게 방송"), "utf-8")
    assert yugwon("ingest", str(own / "replies.csv"), "--json").json["added"] >= 1
    assert fields(yugwon)["day"] == "2023-04-05"


def test_the_history_is_carried_with_the_corpus(
    yugwon: Command, own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    yugwon("corpus", "correct", REPLY, "--day", "2023-04-05", "--because", "원본")
    made = yugwon("corpus", "corrections", "--json").json
    file = str(tmp_path / "corpus.jsonl.zst")
    yugwon("corpus", "export", file)
    monkeypatch.setenv("YUGWON_HOME", str(tmp_path / "other"))
    for _ in range(2):
        assert yugwon("corpus", "import", file).code == 0
        assert fields(yugwon)["day"] == "2023-04-05"
        there = yugwon("corpus", "corrections", "--json").json
        assert [{**x, "id": 0} for x in there] == [{**x, "id": 0} for x in made]


def test_back_again_is_one_more_correction(yugwon: Command, own: Path) -> None:
    yugwon("corpus", "correct", REPLY, "--conclusion", "none", "--because", "확인 중")
    assert fields(yugwon)["conclusion"] is None
    yugwon("corpus", "correct", REPLY, "--conclusion", "permitted", "--because", "확인함")
    assert fields(yugwon)["conclusion"] == "permitted"
    assert len(yugwon("corpus", "corrections", "--json").json) == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("없는것", "--day", "2024-01-01", "--because", "까닭"), "no such document"),
        ((REPLY, "--because", "까닭"), "what is to be corrected"),
        ((REPLY, "--day", "2024-13-01", "--because", "까닭"), "2026-05-01"),
        ((REPLY, "--conclusion", "가능", "--because", "까닭"), "one of"),
        ((REPLY, "--title", "  ", "--because", "까닭"), "empty"),
        ((REPLY, "--day", "2024-01-01", "--because", " "), "reason"),
        ((REPLY, "--day", "2024-01-01"), "because"),
        ((REPLY, "--kind", "시", "--because", "까닭"), "unknown kind"),
        ((REPLY, "--kind", "press", "--because", "까닭"), "one document"),
        (("2020.md", "--day", "2024-01-01", "--because", "까닭"), "mended file"),
    ],
)
def test_what_cannot_be_corrected(
    yugwon: Command, own: Path, arguments: tuple[str, ...], said: str
) -> None:
    ran = yugwon("corpus", "correct", *arguments)
    assert ran.code == 2
    assert said in ran.err
    assert len(ran.err.strip().splitlines()) == 1
    assert yugwon("corpus", "corrections", "--json").json == []


def test_a_document_read_as_another_kind(
    yugwon: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YUGWON_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("YUGWON_WORKERS", "1")
    paper = tmp_path / "memo.txt"
    paper.write_text(
        "질의회답\n\n질의\n현수막을 게시할 수 있는지요?\n\n회답\n「공직선거법」 제90조에 위반될 것입니다.\n",
        "utf-8",
    )
    assert yugwon("ingest", str(paper), "--json").json["added"] == 1
    [before] = yugwon("corpus", "list", "--json").json
    other = "press" if before["kind"] != "press" else "reply"
    ran = yugwon(
        "corpus", "correct", "memo.txt", "--kind", other, "--because", "잘못 읽음", "--json"
    )
    assert ran.code == 0, ran.err
    [after] = yugwon("corpus", "list", "--json").json
    assert after["kind"] == other
    assert [x["field"] for x in yugwon("corpus", "corrections", "--json").json] == ["kind"]


def test_lists_are_narrowed(yugwon: Command, home: Path) -> None:
    def labels(*arguments: str) -> list[str]:
        return [d["label"] for d in yugwon("corpus", "list", *arguments, "--json").json]

    assert labels("--law", "마을게시판법", "--kind", "statute") == ["2020.md", "2024.md"]
    assert labels("--law", "선거법") == ["replies.csv#1"]
    assert labels("--office", "중앙선거") == ["replies.csv#1", "replies.csv#2"]
    assert labels("--words", "야간") == ["replies.csv#2"]
    assert yugwon("corpus", "list", "--year", "작년").code == 2


def test_words_are_found_where_they_stand(yugwon: Command, home: Path) -> None:
    found = yugwon("corpus", "search", "선거일 전30일", "--json").lines
    assert [f["label"] for f in found] == ["2020.md"]
    text = yugwon("corpus", "show", "2020.md", "--json").json["text"]
    assert text[found[0]["start"] : found[0]["end"]] == "선거일 전 30일"
    assert yugwon("corpus", "search", "없는 말", "--json").lines == []


def test_the_structure_of_a_document(yugwon: Command, home: Path) -> None:
    shown = yugwon("corpus", "show", "2020.md", "--outline", "--json").json
    parts = [(p["title"], shown["text"][p["start"] : p["end"]][:9]) for p in shown["structure"]]
    assert ("제2조(게시)", "① 게시물은 선거") in [(t, x) for t, x in parts]


def test_what_is_missing_is_shown(yugwon: Command, home: Path) -> None:
    ran = yugwon("corpus", "gaps", "--json")
    assert ran.code == 0, ran.err
    found = ran.json
    assert [w["id"] for w in found["instruments"]] == ["kr/law/공직선거법"]
    assert found["versions"] == []
    assert yugwon("corpus", "gaps", "--law", "마을게시판법").code == 0
