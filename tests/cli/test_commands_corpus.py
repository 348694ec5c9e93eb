"""``ingest``, ``sources``, ``corpus`` and ``doctor``: what goes in, is listed and carried."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Command


def test_dry_run_takes_nothing_in(
    yugwon: Command, papers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YUGWON_HOME", str(tmp_path))
    ran = yugwon("ingest", str(papers), "--dry-run", "--json")
    assert ran.code == 0
    by_kind = [line["kind"] for line in ran.lines]
    assert sorted(by_kind) == ["reply", "reply", "statute", "statute"]
    reply = next(line for line in ran.lines if line["kind"] == "reply")
    assert reply["title"].startswith("게시물 부착")
    assert reply["date"] == "2024-05-06"
    assert reply["conclusion"] == "permitted"
    assert reply["provisions"] == ["kr/law/공직선거법#58"]
    keys = {"document", "kind", "title", "date", "conclusion", "provisions", "refused"}
    assert all(keys <= set(line) for line in ran.lines)
    assert yugwon("corpus", "list", "--json").json == []


def test_known_input_is_recognised(
    yugwon: Command, held: Path, papers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(held, tmp_path / "home")
    monkeypatch.setenv("YUGWON_HOME", str(tmp_path / "home"))
    ran = yugwon("ingest", str(papers), "--json")
    assert ran.code == 0
    assert (ran.json["added"], ran.json["known"]) == (0, 3)


def test_a_refused_file_says_why(
    yugwon: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YUGWON_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("YUGWON_WORKERS", "1")
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"%PDF-1.4 broken")
    ran = yugwon("ingest", str(bad))
    assert ran.code == 1
    assert "bad.pdf" in ran.out + ran.err


def test_sources_and_list(yugwon: Command, home: Path) -> None:
    found = {s["label"]: s["documents"] for s in yugwon("sources", "--json").json}
    assert found["replies.csv"] == 2
    assert len(yugwon("corpus", "list", "--kind", "reply", "--json").json) == 2
    assert "알림을 붙여도" in yugwon("corpus", "show", "replies.csv#1").out
    assert yugwon("corpus", "show", "nothing").code == 2


def test_a_corpus_is_carried_whole(
    yugwon: Command, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = str(tmp_path / "corpus.jsonl.zst")
    out = yugwon("corpus", "export", file, "--json").json
    shown = yugwon("show", "마을게시판법 제2조", "--json").json
    monkeypatch.setenv("YUGWON_HOME", str(tmp_path / "other"))
    taken = yugwon("corpus", "import", file, "--json").json
    assert taken == {"documents": 4, "added": 4, "digest": out["digest"]}
    assert yugwon("corpus", "import", file, "--json").json["added"] == 0
    assert yugwon("show", "마을게시판법 제2조", "--json").json == shown
    assert yugwon("corpus", "verify").code == 0


def test_a_broken_export_is_refused(
    yugwon: Command, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "corpus.jsonl.zst"
    yugwon("corpus", "export", str(file))
    monkeypatch.setenv("YUGWON_HOME", str(tmp_path / "other"))
    for content in (b"", b"not zstandard", file.read_bytes()[:200]):
        (tmp_path / "broken").write_bytes(content)
        ran = yugwon("corpus", "import", str(tmp_path / "broken"))
        assert ran.code == 2
        assert len(ran.err.strip().splitlines()) == 1


def test_verify_notices_a_changed_original(
    yugwon: Command, held: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(held, tmp_path / "home")
    monkeypatch.setenv("YUGWON_HOME", str(tmp_path / "home"))
    original = next(f for f in (tmp_path / "home" / "originals").rglob("*") if f.is_file())
    original.write_bytes(b"other")
    ran = yugwon("corpus", "verify", "--json")
    assert ran.code == 1
    assert [c["name"] for c in ran.json if c["state"] == "failed"] == ["originals"]


def test_doctor(yugwon: Command, home: Path) -> None:
    ran = yugwon("doctor", "--json")
    assert ran.code == 0
    assert {c["name"] for c in ran.json} >= {"version", "home", "store", "index"}
    assert json.dumps(ran.json, ensure_ascii=False)


def test_a_run_killed_before_its_index_is_completed_by_the_next(
    yugwon: Command, held: Path, papers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    shutil.copytree(held, home)
    shutil.rmtree(home / "indexes")
    monkeypatch.setenv("YUGWON_HOME", str(home))
    assert yugwon("ingest", str(papers), "--json").json["added"] == 0
    assert (home / "indexes" / "current").is_file()
