"""A full disk, a clock set back, a broken index, a broken page of the database."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from kb.curation import accounts, desk, log, signing_in, tokens
from kb.curation.people import Role
from kb.errors import Forbidden
from kb.search import Query, index, open_search
from kb.settings import Settings
from kb.store import Store, restoring
from tests.cli.conftest import Command, held, papers
from tests.cli.conftest import yugwon as run_here
from tests.running.servers import command, environment, said_json, yugwon

__all__ = ["held", "papers", "run_here"]

QUESTION = "주민이 게시판에 알림을 붙여도 되나요?"
ROUNDS = int(os.environ.get("FAULT_ROUNDS", "6"))


# -- full disk -------------------------------------------------------------------------------


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A file system of 24 MB."""
    at = tmp_path / "disk"
    at.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "none", str(at)],
                             capture_output=True)  # fmt: skip
    if mounted.returncode:
        pytest.skip("a small file system cannot be mounted here (it takes root)")
    yield at
    subprocess.run(["umount", "-l", str(at)], check=True)


def _fill(disk: Path, but: int = 0) -> Path:
    """Fill the disk, but for some bytes."""
    junk = disk / "junk"
    free = shutil.disk_usage(disk).free - but
    with junk.open("wb") as f:
        try:
            while free > 0:
                free -= f.write(b"x" * min(4096, free))
            f.flush()
        except OSError:
            pass
    return junk


def test_a_full_disk_is_said_and_harms_nothing(held: Path, small: Path, tmp_path: Path) -> None:
    home = small / "home"
    shutil.copytree(held, home)
    env = environment(home)
    paper = tmp_path / "more.csv"
    paper.write_text(
        "제목,관련법,답변일,질의내용,답변내용,출처\n"
        + "".join(
            f"회답 {n},마을게시판법 제2조,2024-06-0{n % 9 + 1},{n}번 종이를 붙여도 되나요?,"
            f"「마을게시판법」 제2조에 따라 {n}번 종이를 붙일 수 있을 것입니다. {'길게 ' * 900},\n"
            for n in range(300)
        ),
        encoding="utf-8",
    )
    before = said_json(env, "corpus", "list")
    junk = _fill(small)
    for arguments in (["ingest", str(paper)], ["ask", QUESTION], ["backup", str(small / "b.zst")],
                      ["reindex"]):  # fmt: skip
        ran = command(env, *arguments)
        if arguments[0] == "ask" and ran.returncode == 0:
            continue  # a page that was free already took the record
        assert ran.returncode == 2, f"{arguments}: {ran.stdout}"
        said = ran.stderr.strip().splitlines()[-1]
        assert "full" in said or "disk" in said or "No space" in said, f"{arguments}: {said}"
        assert "Traceback" not in ran.stderr
    assert not (small / "b.zst").exists()
    with yugwon(home, start=False) as server:
        junk.unlink()
        server.start()
        junk = _fill(small)
        answer = httpx.post(f"{server.url}/api/ask", timeout=60, json={"question": QUESTION * 20})
        assert answer.status_code in (200, 503), answer.text
        junk.unlink()
        answer = httpx.post(f"{server.url}/api/ask", timeout=60, json={"question": QUESTION})
        assert answer.status_code == 200, "it goes on without a restart"
    assert said_json(env, "corpus", "list") == before
    assert command(env, "corpus", "verify").returncode == 0
    for junk in small.glob("junk"):
        junk.unlink()
    assert command(env, "ingest", str(paper)).returncode in (0, 2)
    assert command(env, "corpus", "verify").returncode == 0


# -- clock -----------------------------------------------------------------------------------


def test_the_clock_is_set_back(held: Path, tmp_path: Path) -> None:
    faketime = shutil.which("faketime")
    if faketime is None:
        pytest.skip("no faketime here (apt-get install faketime)")
    home = tmp_path / "home"
    shutil.copytree(held, home)
    env = environment(home)
    first = said_json(env, "ask", QUESTION)
    sent = said_json(env, "queue", "send", "--answer", first["id"], "--region", "서울특별시")
    reply = tmp_path / "reply.txt"
    reply.write_text(
        "주민이 게시판에 알림을 붙이는 것은 「마을게시판법」 제2조제1항에 위반되지 아니할 것입니다.",
        encoding="utf-8",
    )
    matter = str(sent["matter"])
    late = {**env, "FAKETIME_DONT_FAKE_MONOTONIC": "1"}

    def then(*arguments: str) -> str:
        ran = command(late, *arguments, before=(faketime, "-f", "-400d"))
        assert ran.returncode == 0, f"{arguments}: {ran.stderr}"
        return ran.stdout

    then("queue", "reply", matter, str(reply), "--by", "김담당")
    then("queue", "publish", matter, "--by", "박과장", "--override", "시험")
    asked = then("ask", QUESTION, "--json")
    assert "안건" in asked or matter in asked
    then("queue", "send", "밤에 게시판을 떼어도 되나요?", "--region", "부산광역시")
    then("doctor")
    store = Store.open(Settings(home=home).url)
    assert log.fault(store) is None
    acts = [line.act for line in log.lines(store)]
    assert acts[-1] == "queue.send", "the order of the log is that of what was done"
    store.close()
    assert command(env, "doctor").returncode == 0, "and when it is right again"


def test_locks_and_sessions_do_not_grow_with_a_clock_set_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store.open(f"sqlite:///{tmp_path}/a.db")
    accounts.add(store, "관리자", [Role.ADMIN], password="a long password", by="test")
    token = signing_in.sign_in(store, "관리자", "a long password", 12)
    for _ in range(signing_in.TRIES):
        with pytest.raises(Forbidden):
            signing_in.sign_in(store, "관리자", "a wrong password", 12)
    assert tokens.of_session(store, token) is not None
    for module in (accounts, signing_in, tokens):
        monkeypatch.setattr(module, "now", lambda: desk.now() - timedelta(days=1))
    assert signing_in.sign_in(store, "관리자", "a long password", 12), "not locked for a day"
    assert tokens.of_session(store, token) is None, "a session of tomorrow is none today"
    store.close()


# -- index -----------------------------------------------------------------------------------


def _garble(file: Path, dice: random.Random) -> None:
    data = bytearray(file.read_bytes())
    if not data:
        return
    at = dice.randrange(len(data))
    for n in range(at, min(len(data), at + 64)):
        data[n] ^= 0xFF
    file.write_bytes(bytes(data))


def _cut(file: Path, dice: random.Random) -> None:
    size = file.stat().st_size
    os.truncate(file, dice.randrange(size) if size else 0)


def _remove(file: Path, dice: random.Random) -> None:
    file.unlink()


def test_a_broken_index_is_made_anew(held: Path, tmp_path: Path) -> None:
    dice = random.Random(os.environ.get("FAULT_SEED", "1"))
    home = tmp_path / "home"
    shutil.copytree(held, home)
    settings = Settings(home=home, workers=1)
    store = Store.open(settings.url)
    from tests.running.test_chroma_server import DAY

    def found() -> list[tuple[str, float]]:
        searcher = open_search(store, settings)
        hits = searcher.search(Query(QUESTION, DAY)).provisions
        searcher.close()
        return [(str(h.id), round(h.score, 3)) for h in hits]

    wanted = found()
    assert wanted
    for n in range(ROUNDS):
        files = sorted(
            p for p in (home / "indexes").rglob("*")
            if p.is_file() and p.suffix != ".lock" and "chroma" not in p.as_posix()
        )  # fmt: skip
        file = dice.choice(files)
        harm = (_garble, _cut, _remove)[n % 3]
        harm(file, dice)
        assert found() == wanted, f"{harm.__name__} {file.relative_to(home)}"
    shutil.rmtree(home / "indexes")
    assert found() == wanted
    (home / "indexes" / "current").write_text("nothing of that name", encoding="utf-8")
    assert found() == wanted
    assert index.current(settings) in {p.name for p in (home / "indexes").iterdir()}
    store.close()


# -- database --------------------------------------------------------------------------------


def test_a_broken_page_is_named_and_restored(
    held: Path, run_here: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dice = random.Random(os.environ.get("FAULT_SEED", "1"))
    home = tmp_path / "home"
    shutil.copytree(held, home)
    monkeypatch.setenv("YUGWON_HOME", str(home))
    monkeypatch.setenv("YUGWON_WORKERS", "1")
    before = run_here("ask", QUESTION, "--json").json
    backup = str(tmp_path / "b.tar.zst")
    assert run_here("backup", backup).code == 0
    db = home / "yugwon.db"
    for suffix in ("-wal", "-shm"):
        db.with_name(db.name + suffix).unlink(missing_ok=True)
    whole = db.read_bytes()
    pages = len(whole) // 4096
    named = 0
    for _ in range(ROUNDS * 3):
        page = dice.randrange(1, pages)
        data = bytearray(whole)
        data[page * 4096 : (page + 1) * 4096] = dice.randbytes(4096)
        db.write_bytes(bytes(data))
        named += restoring.damage(f"sqlite:///{db}") is not None
    assert named >= ROUNDS * 3 - 1, "all but a page that is free"

    data = bytearray(whole)
    for page in range(2, pages, 3):
        data[page * 4096 : (page + 1) * 4096] = dice.randbytes(4096)
    db.write_bytes(bytes(data))
    for suffix in ("-wal", "-shm"):
        db.with_name(db.name + suffix).unlink(missing_ok=True)
    ran = run_here("ask", QUESTION)
    assert ran.code == 2
    said = ran.err.strip().splitlines()[-1]
    assert "doctor" in said, said
    assert "restore" in said, said
    states = {c["name"]: c["state"] for c in run_here("doctor", "--json").json}
    assert states["database"] == "failed"
    assert run_here("restore", backup, "--replace").code == 0
    assert run_here("doctor").code == 0
    again = run_here("ask", QUESTION, "--json").json
    assert {**again, "milliseconds": 0} == {**before, "milliseconds": 0}
