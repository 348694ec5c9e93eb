"""From SQLite to PostgreSQL and back by one command, whole or not at all."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.curation import log
from kb.errors import BadInput, HomeUnusable
from kb.store import Store, backup, moving
from tests.cli.conftest import Command, held, home, papers, yugwon
from tests.running.servers import Postgres, environment, postgres

__all__ = ["held", "home", "papers", "yugwon"]


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    with postgres() as cluster:
        yield cluster


@pytest.fixture
def used(held: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, in use."""
    copy = tmp_path / "home"
    shutil.copytree(held, copy)
    monkeypatch.setenv("YUGWON_HOME", str(copy))
    monkeypatch.setenv("YUGWON_WORKERS", "1")
    return copy


QUESTION = "주민이 게시판에 알림을 붙여도 되나요?"


def test_there_and_back(
    yugwon: Command, used: Path, server: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = yugwon("ask", QUESTION, "--json").json
    yugwon("queue", "send", "--answer", asked["id"], "--region", "서울특별시")
    url = server.create("there")
    ran = yugwon("migrate", url, "--json")
    assert ran.code == 0, ran.err
    tables = ran.json["tables"]
    assert tables["documents"]["rows"] == 4
    assert tables["answers"]["rows"] >= 1
    monkeypatch.setenv("YUGWON_DATABASE_URL", url)
    assert yugwon("doctor").code == 0
    again = yugwon("ask", QUESTION, "--json").json
    assert {**again, "milliseconds": 0} == {**asked, "milliseconds": 0}
    assert yugwon("queue", "show", "1", "--json").json["regions"] == ["서울특별시"]
    assert yugwon("queue", "send", QUESTION, "--region", "부산광역시").code == 0, "numbers go on"
    assert "database.migrate" in yugwon("log").out
    back = f"sqlite:///{tmp_path}/back.db"
    assert yugwon("migrate", back).code == 0
    third = Store.open(back)
    assert log.fault(third) is None
    third.close()


def test_what_is_not_empty_is_not_overwritten(
    yugwon: Command, used: Path, server: Postgres
) -> None:
    url = server.create("full")
    assert yugwon("migrate", url).code == 0
    ran = yugwon("migrate", url)
    assert ran.code == 2
    assert "documents" in ran.err
    assert yugwon("migrate", f"sqlite:///{used}/yugwon.db").code == 2
    assert yugwon("migrate", "nonsense").code == 2


def test_what_arrives_otherwise_is_not_kept(
    used: Path, server: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = Store.open(f"sqlite:///{used}/yugwon.db")
    target = Store.open(server.create("other"))
    copy = moving._copy

    def losing(out: object, into: object, table: object) -> tuple[int, str]:
        n, sha = copy(out, into, table)  # type: ignore[arg-type]
        return (n + 1, sha) if getattr(table, "name", "") == "articles" else (n, sha)

    monkeypatch.setattr(moving, "_copy", losing)
    with pytest.raises(HomeUnusable, match="articles"):
        moving.move(source, target)
    assert target.documents() == []
    monkeypatch.undo()
    moved = moving.move(source, target)
    assert moved == dict(backup.write(target, used, used / "b.tar.zst").tables)
    with pytest.raises(BadInput):
        moving.move(source, target)
    source.close()
    target.close()


def test_killed_on_its_way_it_has_moved_nothing_and_is_done_again(
    used: Path, server: Postgres
) -> None:
    source = Store.open(f"sqlite:///{used}/yugwon.db")
    for n in range(6000):  # something to be on the way with
        record = {"id": str(n), "reading": {"day_said": "today"}, "headline": "가" * 400}
        if n == 0:
            keep = [record]
        keep.append(record)
    from datetime import date

    with source.writing() as c:
        from kb.store import answers

        for record in keep[1:]:
            answers.keep(c, record["id"], "서울", "질문", date(2026, 1, 1), record, None, "",  # type: ignore[arg-type]
                         _at())  # fmt: skip
    source.close()
    for n, pause in enumerate((0.9, 1.4, 2.0)):
        url = server.create(f"killed{n}")
        process = subprocess.Popen(
            [sys.executable, "-c", "from ui.cli import main; main()", "migrate", url],
            env=environment(used), stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
        time.sleep(pause)
        os.killpg(process.pid, signal.SIGKILL)
        killed = process.wait(30) == -signal.SIGKILL
        target = Store.open(url)
        held = len(target.documents())
        target.close()
        # killed after the last word was written and before it said so, it has moved everything
        assert held in ((0, 4) if killed else (4,))
        if held == 0:
            done = subprocess.run(
                [sys.executable, "-c", "from ui.cli import main; main()", "migrate", url],
                env=environment(used), capture_output=True, text=True, timeout=120,
            )  # fmt: skip
            assert done.returncode == 0, done.stderr


def _at() -> object:
    from datetime import datetime

    return datetime(2026, 1, 1)
