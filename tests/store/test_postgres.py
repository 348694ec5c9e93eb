"""The store and the queue over a real PostgreSQL, and the way there from SQLite and back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from kb.curation import log
from kb.store import Store, backup, restoring
from tests.cli.conftest import Command, held, home, papers, yugwon
from tests.running.servers import Postgres, postgres

__all__ = ["held", "home", "papers", "yugwon"]


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    """A fresh cluster, that this test alone has and ends."""
    with postgres() as cluster:
        yield cluster


@pytest.fixture
def url(server: Postgres, request: pytest.FixtureRequest) -> str:
    """An empty database for one test."""
    return server.create("t" + str(abs(hash(request.node.name)))[:12])


def test_ingest_ask_and_decide(
    yugwon: Command, papers: Path, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YUGWON_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("YUGWON_WORKERS", "1")
    monkeypatch.setenv("YUGWON_DATABASE_URL", url)
    assert yugwon("ingest", str(papers), "--json").json["added"] == 4
    assert yugwon("ingest", str(papers), "--json").json["added"] == 0
    assert yugwon("show", "마을게시판법 제2조", "--as-of", "2021-01-01", "--json").json["text"]
    question = "예비후보자가 게시판에 그림을 붙여도 되나요?"
    sent = yugwon("queue", "send", question, "--region", "서울특별시", "--json").json
    assert sent["matter"] == 1
    file = tmp_path / "reply.txt"
    file.write_text(
        "예비후보자가 게시판에 그림을 붙이는 것은 「마을게시판법」 제2조제1항에 위반될 것입니다.",
        encoding="utf-8",
    )
    assert yugwon("queue", "reply", "1", str(file), "--by", "김담당").code == 0
    published = yugwon("queue", "publish", "1", "--by", "박과장", "--json")
    assert published.code == 0, published.err
    cases = yugwon("ask", question, "--json").json["cases"]
    assert published.json["interpretation"] in [c["id"] for c in cases]
    assert yugwon("log").code == 0
    assert yugwon("doctor").code == 0
    store = Store.open(url)
    with pytest.raises(DatabaseError, match="append-only"), store.engine.begin() as c:
        c.execute(text("DELETE FROM log"))
    store.close()


def test_from_sqlite_and_back(held: Path, url: str, tmp_path: Path) -> None:
    first = Store.open(f"sqlite:///{held}/yugwon.db")
    with first.writing() as c:
        log.append(c, "test", "test", "x")
    made = backup.write(first, held, tmp_path / "a.tar.zst")
    restoring.restore(tmp_path / "a.tar.zst", url, tmp_path / "there")
    second = Store.open(url)
    assert (second.revision(), second.digest()) == (first.revision(), first.digest())
    assert log.fault(second) is None
    again = backup.write(second, tmp_path / "there", tmp_path / "b.tar.zst")
    assert again.tables == made.tables, "row for row and byte for byte the same"
    with second.writing() as c:
        assert log.append(c, "test", "test", "y").seq == made.log[0] + 1
    restoring.restore(tmp_path / "b.tar.zst", f"sqlite:///{tmp_path}/c.db", tmp_path / "c")
    third = Store.open(f"sqlite:///{tmp_path}/c.db")
    assert third.digest() == first.digest()
    for store in (first, second, third):
        store.close()


def test_restored_numbers_go_on(held: Path, url: str, tmp_path: Path) -> None:
    from kb.curation import accounts
    from kb.curation.people import Role

    source = Store.open(f"sqlite:///{tmp_path}/s.db")
    accounts.add(source, "a", [Role.ADMIN], by="test")
    record = {"id": "x", "reading": {"day_said": "today"}}
    from datetime import date

    for _ in range(3):
        source.save_answer("x", "서울", "q", date(2026, 1, 1), record, {"as_of": None})
    backup.write(source, tmp_path, tmp_path / "n.tar.zst")
    source.close()
    restoring.restore(tmp_path / "n.tar.zst", url, tmp_path / "n")
    there = Store.open(url)
    there.save_answer("x", "서울", "q", date(2026, 1, 1), record, {"as_of": None})
    with there.reading() as c:
        assert c.execute(text("SELECT max(id), count(*) FROM askings")).one() == (4, 4)
    there.close()
