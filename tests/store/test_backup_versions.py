"""Backups over an upgrade: one of an earlier schema is brought up, one of a newer is refused."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import tarfile
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
import zstandard
from sqlalchemy import create_engine, inspect, text

from kb.curation import log
from kb.errors import HomeUnusable
from kb.store import Store, answers, backup, migrate, restoring
from tests.cli.conftest import Command, held, home, papers, yugwon

__all__ = ["held", "home", "papers", "yugwon"]

QUESTION = "주민이 게시판에 알림을 붙여도 되나요?"
LATER: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "0006": (("corrections",), ()),
    "0007": (("accounts", "sessions", "keys"), ()),
    "0008": ((), ("subjects",)),
    "0009": (("addresses",), ()),
}
"""Tables, and columns of answers, that each migration brought since there are backups."""
Members = dict[str, bytes]


@pytest.fixture
def used(held: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, in use."""
    copy = tmp_path / "home"
    shutil.copytree(held, copy)
    monkeypatch.setenv("YUGWON_HOME", str(copy))
    monkeypatch.setenv("YUGWON_WORKERS", "1")
    return copy


def rewritten(file: Path, out: Path, change: Callable[[dict[str, Any], Members], None]) -> Path:
    """A backup that says of itself, and holds, what it is changed to; whole in itself."""
    plain = zstandard.decompress(file.read_bytes(), max_output_size=200_000_000)
    with tarfile.open(fileobj=io.BytesIO(plain)) as tar:
        members = {m.name: tar.extractfile(m).read() for m in tar}  # type: ignore[union-attr]
    manifest = json.loads(members.pop("manifest.json"))
    change(manifest, members)
    for name, content in members.items():
        if name.startswith("tables/"):
            table = name.removeprefix("tables/").removesuffix(".jsonl")
            sha = hashlib.sha256(content).hexdigest()
            manifest["tables"][table] = [content.count(b"\n"), sha]
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as tar:
        for name, content in {"manifest.json": json.dumps(manifest).encode(), **members}.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    out.write_bytes(zstandard.compress(raw.getvalue()))
    return out


def of_schema(number: str) -> Callable[[dict[str, Any], Members], None]:
    """As the version of a schema wrote it: without what later ones brought."""

    def change(manifest: dict[str, Any], members: Members) -> None:
        manifest["migration"] = number
        for later, (tables, columns) in LATER.items():
            if later > number:
                for table in tables:
                    del members[f"tables/{table}.jsonl"], manifest["tables"][table]
                for column in columns:
                    rows = _rows(members["tables/answers.jsonl"])
                    assert rows
                    for row in rows:
                        del row[column]
                    members["tables/answers.jsonl"] = _lines(rows)

    return change


def _rows(content: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in content.splitlines()]


def _lines(rows: Iterable[dict[str, Any]]) -> bytes:
    return b"".join(backup.line(row) for row in rows)


def test_every_migration_is_known_here() -> None:
    """A migration that is added says what backups of the version before it lack."""
    assert max(LATER) == migrate.newest()


@pytest.mark.parametrize("number", ["0005", *sorted(LATER)][:-1])
def test_of_an_earlier_schema_it_is_brought_up(
    yugwon: Command, used: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: str
) -> None:
    asked = yugwon("ask", QUESTION, "--json").json
    yugwon("queue", "send", "--answer", asked["id"], "--region", "서울특별시")
    whole = tmp_path / "whole.tar.zst"
    assert yugwon("backup", str(whole)).code == 0
    old = rewritten(whole, tmp_path / "old.tar.zst", of_schema(number))
    assert yugwon("backup", str(old), "--check").code == 0
    other = tmp_path / "other"
    monkeypatch.setenv("YUGWON_HOME", str(other))
    ran = yugwon("restore", str(old), "--json")
    assert ran.code == 0, ran.err
    assert yugwon("corpus", "verify").code == 0
    assert yugwon("queue", "show", "1", "--json").json["regions"] == ["서울특별시"]
    store = Store.open(f"sqlite:///{other}/yugwon.db")
    with store.reading() as c:
        there = c.execute(text("select version_num from alembic_version")).scalar()
        empty = c.execute(text("select count(*) from answers where subjects is null")).scalar()
        kept = c.execute(text("select id, subjects, cites from answers order by id")).all()
    assert there == migrate.newest()
    assert empty == 0, "what is searched by subject is filled in"
    before = Store.open(f"sqlite:///{used}/yugwon.db")
    with before.reading() as c:
        assert kept == c.execute(text("select id, subjects, cites from answers order by id")).all()
    before.close()
    assert [p.id for p in answers.find(store)] == [asked["id"]]
    assert log.fault(store) is None
    store.close()
    again = tmp_path / "again.tar.zst"
    made = yugwon("backup", str(again), "--json").json
    assert made["migration"] == migrate.newest()
    assert set(made["tables"]) == {t.name for t in backup.tables()}


def _newer_migration(manifest: dict[str, Any], members: Members) -> None:
    manifest["migration"] = "0999"


def _newer_table(manifest: dict[str, Any], members: Members) -> None:
    _newer_migration(manifest, members)
    members["tables/offices.jsonl"] = b'{"id": 1}\n'


def _newer_column(manifest: dict[str, Any], members: Members) -> None:
    _newer_migration(manifest, members)
    rows = _rows(members["tables/documents.jsonl"])
    members["tables/documents.jsonl"] = _lines({**row, "weight": 1} for row in rows)


def _newer_manifest(manifest: dict[str, Any], members: Members) -> None:
    _newer_migration(manifest, members)
    manifest["signed"] = "x"


def _newer_form(manifest: dict[str, Any], members: Members) -> None:
    _newer_migration(manifest, members)
    manifest["schema"] = backup.SCHEMA + 1
    manifest["tables"] = "elsewhere"
    members.clear()


NEWER = [_newer_migration, _newer_table, _newer_column, _newer_manifest, _newer_form]


@pytest.mark.parametrize("change", NEWER, ids=[c.__name__.removeprefix("_") for c in NEWER])
@pytest.mark.parametrize("damaged", [False, True], ids=["sound", "damaged"])
def test_of_a_newer_schema_it_is_refused_before_anything_is_touched(
    yugwon: Command,
    used: Path,
    tmp_path: Path,
    change: Callable[[dict[str, Any], Members], None],
    damaged: bool,
) -> None:
    whole = tmp_path / "whole.tar.zst"
    assert yugwon("backup", str(whole)).code == 0
    newer = rewritten(whole, tmp_path / "newer.tar.zst", change)
    if damaged:
        (used / "yugwon.db").write_bytes(b"no database" * 1000)
    before = {p.name for p in used.iterdir()}
    held_then = (used / "yugwon.db").read_bytes()
    ran = yugwon("restore", str(newer), "--replace", "--json")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count("\n") == 1, ran.err
    assert "더 새로운 판이 만든 백업" in ran.err
    assert "a newer version made this backup" in ran.err
    assert "0999" in ran.err
    assert migrate.newest() in ran.err
    assert {p.name for p in used.iterdir()} == before
    assert (used / "yugwon.db").read_bytes() == held_then


def _at(home: Path, number: str) -> str:
    """A home's database as the version of a schema left it."""
    url = f"sqlite:///{home}/yugwon.db"
    engine = create_engine(url)
    with engine.begin() as c:
        for later, (tables, columns) in LATER.items():
            if later > number:
                for table in tables:
                    c.execute(text(f"drop table {table}"))
                for column in columns:
                    c.execute(text(f"alter table answers drop column {column}"))
        c.execute(text(f"update alembic_version set version_num = '{number}'"))
    engine.dispose()
    return url


def test_made_while_a_migration_waits(
    yugwon: Command, used: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first command of a new version may be the backup: it is one of the new schema."""
    asked = yugwon("ask", QUESTION, "--json").json
    _at(used, "0007")
    file = str(tmp_path / "b.tar.zst")
    made = yugwon("backup", file, "--json")
    assert made.code == 0, made.err
    assert made.json["migration"] == migrate.newest()
    monkeypatch.setenv("YUGWON_HOME", str(tmp_path / "other"))
    assert yugwon("restore", file).code == 0
    again = yugwon("answers", "show", asked["id"], "--json").json
    assert {**again["record"], "milliseconds": 0} == {**asked, "milliseconds": 0}


def test_a_home_whose_migration_waits_is_replaced(
    yugwon: Command, used: Path, tmp_path: Path
) -> None:
    file = str(tmp_path / "b.tar.zst")
    assert yugwon("backup", file).code == 0
    _at(used, "0007")
    ran = yugwon("restore", file, "--replace", "--json")
    assert ran.code == 0, ran.err
    saved = backup.verify(Path(ran.json["saved"]))
    assert saved.migration == migrate.newest()


def test_two_that_open_it_at_once_migrate_it_once(used: Path) -> None:
    url = _at(used, "0007")
    failures: list[BaseException] = []
    ready = threading.Barrier(4)

    def start() -> None:
        ready.wait()
        try:
            Store.open(url).close()
        except BaseException as e:
            failures.append(e)

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    engine = create_engine(url)
    assert inspect(engine).has_table("addresses")
    engine.dispose()


def test_a_migration_that_breaks_off_leaves_the_earlier_schema(
    used: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = _at(used, "0007")

    def full(c: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(answers, "complete", full)
    with pytest.raises(OSError, match="No space"):
        Store.open(url)
    engine = create_engine(url)
    with engine.connect() as c:
        assert c.execute(text("select version_num from alembic_version")).scalar() == "0007"
    assert "subjects" not in [c["name"] for c in inspect(engine).get_columns("answers")]
    engine.dispose()
    monkeypatch.undo()
    Store.open(url).close()


def test_a_database_of_a_newer_version_is_named_and_put_aside(
    yugwon: Command, used: Path, tmp_path: Path
) -> None:
    """Who goes back to the earlier program restores the backup that it had made."""
    file = str(tmp_path / "b.tar.zst")
    assert yugwon("backup", file).code == 0
    engine = create_engine(f"sqlite:///{used}/yugwon.db")
    with engine.begin() as c:
        c.execute(text("update alembic_version set version_num = '0999'"))
    engine.dispose()
    with pytest.raises(HomeUnusable, match="newer version"):
        Store.open(f"sqlite:///{used}/yugwon.db")
    for command in (("corpus", "list"), ("backup", str(tmp_path / "c.tar.zst"))):
        ran = yugwon(*command)
        assert (ran.code, ran.err.count("\n")) == (2, 1), ran.err
        assert "더 새로운 판이 쓰던 데이터베이스" in ran.err
    assert not (tmp_path / "c.tar.zst").exists()
    assert yugwon("restore", file).code == 2, "only when told"
    ran = yugwon("restore", file, "--replace", "--json")
    assert ran.code == 0, ran.err
    assert ".newer-" in ran.json["saved"]
    assert restoring.ahead(f"sqlite:///{ran.json['saved']}")
    assert yugwon("corpus", "verify").code == 0
