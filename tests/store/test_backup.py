"""A backup made while the application writes, restored into another home, and bad files refused."""

from __future__ import annotations

import io
import shutil
import tarfile
import threading
from pathlib import Path

import pytest
import zstandard

from kb.errors import BadInput
from kb.store import Store, backup, restoring
from tests.cli.conftest import Command, held, home, papers, yugwon

__all__ = ["held", "home", "papers", "yugwon"]


@pytest.fixture
def used(held: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, in use."""
    copy = tmp_path / "home"
    shutil.copytree(held, copy)
    monkeypatch.setenv("YUGWON_HOME", str(copy))
    monkeypatch.setenv("YUGWON_WORKERS", "1")
    return copy


def test_carried_to_another_home(
    yugwon: Command, used: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = yugwon("ask", "주민이 게시판에 알림을 붙여도 되나요?", "--json").json
    yugwon("queue", "send", "--answer", asked["id"], "--region", "서울특별시")
    file = str(tmp_path / "b.tar.zst")
    made = yugwon("backup", file, "--json").json
    assert made["originals"] == 3
    assert yugwon("backup", file, "--check").code == 0
    monkeypatch.setenv("YUGWON_HOME", str(tmp_path / "other"))
    ran = yugwon("restore", file, "--json")
    assert ran.code == 0, ran.err
    assert yugwon("corpus", "verify").code == 0
    assert yugwon("doctor").code == 0
    assert yugwon("queue", "show", "1", "--json").json["regions"] == ["서울특별시"]
    again = yugwon("ask", "주민이 게시판에 알림을 붙여도 되나요?", "--json").json
    assert again["headline"] == asked["headline"]
    acts = [line.split("  ")[3] for line in yugwon("log").out.splitlines() if line.strip()]
    assert acts[-1].startswith("backup.restore") or "backup.restore" in yugwon("log").out


def test_a_home_in_use_is_replaced_only_when_told(
    yugwon: Command, used: Path, tmp_path: Path
) -> None:
    file = str(tmp_path / "b.tar.zst")
    assert yugwon("backup", file).code == 0
    before = yugwon("corpus", "list", "--json").json
    assert yugwon("restore", file).code == 2
    reader = Store.open(f"sqlite:///{used}/yugwon.db")
    reply = next(d["id"] for d in reader.documents("reply"))
    reader.remove(reply)
    assert reader.document(reply) is None
    ran = yugwon("restore", file, "--replace", "--json")
    assert ran.code == 0, ran.err
    assert reader.document(reply) is not None, "who has it open sees the restored state"
    reader.close()
    assert yugwon("corpus", "list", "--json").json == before
    assert yugwon("backup", ran.json["saved"], "--check").code == 0


def test_made_while_written_it_is_of_one_moment(used: Path, tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{used}/yugwon.db")
    stop = threading.Event()
    written = 0

    def write() -> None:
        nonlocal written
        while not stop.is_set():
            record = {"id": str(written), "reading": {"day_said": "today"}}
            store.save_answer(str(written), "서울", "질문", store.documents()[0]["brought_at"].date(),
                              record, {"as_of": None})  # fmt: skip
            written += 1

    thread = threading.Thread(target=write)
    thread.start()
    try:
        for n in range(5):
            made = backup.write(store, used, tmp_path / f"{n}.tar.zst")
            assert made.tables["answers"][0] == made.tables["askings"][0]
    finally:
        stop.set()
        thread.join()
    assert written > 0
    url = f"sqlite:///{tmp_path}/restored.db"
    restoring.restore(tmp_path / "4.tar.zst", url, tmp_path / "restored")
    store.close()


def _member(name: str, data: bytes = b"x", kind: bytes = tarfile.REGTYPE) -> bytes:
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as tar:
        for n, d, k in ((name, data, kind),):
            info = tarfile.TarInfo(n)
            info.size, info.type = len(d), k
            tar.addfile(info, io.BytesIO(d))
    return zstandard.compress(raw.getvalue())


def test_broken_backups_are_refused(used: Path, tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{used}/yugwon.db")
    good = tmp_path / "good.tar.zst"
    backup.write(store, used, good)
    store.close()
    plain = zstandard.decompress(good.read_bytes(), max_output_size=100_000_000)
    changed = plain.replace("게시물".encode(), "게시판".encode(), 1)
    assert changed != plain
    escaping = plain.replace(b"tables/articles.jsonl", b"../../../articles.jsn", 1)
    for content, why in (
        (b"", "empty"),
        (b"not a backup", "no archive"),
        (good.read_bytes()[:-200], "cut short"),
        (zstandard.compress(changed), "a row changed"),
        (zstandard.compress(escaping), "a name that leads out"),
        (_member("tables/answers.jsonl"), "no manifest"),
        (_member("manifest.json", b"{}"), "another format"),
        (_member("manifest.json", b"[" * 100_000), "deep nonsense"),
    ):
        bad = tmp_path / "bad.tar.zst"
        bad.write_bytes(content)
        try:
            backup.verify(bad)
        except BadInput:
            continue
        pytest.fail(why)
    with pytest.raises(BadInput):
        backup.verify(tmp_path / "missing")
    assert not list(tmp_path.glob(".*part"))


def test_a_damaged_database_is_named_and_restored(
    yugwon: Command, used: Path, tmp_path: Path
) -> None:
    file = str(tmp_path / "b.tar.zst")
    assert yugwon("backup", file).code == 0
    db = used / "yugwon.db"
    data = bytearray(db.read_bytes())
    for page in range(4, min(40, len(data) // 4096)):
        data[page * 4096 : page * 4096 + 64] = b"\xff" * 64
    db.write_bytes(bytes(data))
    ran = yugwon("doctor", "--json")
    assert ran.code == 1
    assert "database" in [c["name"] for c in ran.json if c["state"] == "failed"]
    assert yugwon("restore", file).code == 2
    ran = yugwon("restore", file, "--replace", "--json")
    assert ran.code == 0, ran.err
    assert Path(ran.json["saved"]).is_file()
    assert yugwon("doctor").code == 0
    assert yugwon("corpus", "verify").code == 0
