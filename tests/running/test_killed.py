"""kill -9 at random moments: nothing acknowledged is lost, nothing is there by half, no hand is needed.

``FAULT_ROUNDS`` says how many times each is killed (``make faults``: 30).
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from kb.settings import Settings
from kb.store import Store
from tests.cli.conftest import held, papers
from tests.running.conftest import Site
from tests.running.offices import Acknowledged, Office, lost
from tests.running.servers import ROOT, Yugwon, command, environment, said_json, until, yugwon

__all__ = ["held", "papers"]

ROUNDS = int(os.environ.get("FAULT_ROUNDS", "2"))
OFFICES = 3


@pytest.fixture
def dice(request: pytest.FixtureRequest) -> random.Random:
    """Moments drawn anew each day's run would not repeat; these do."""
    return random.Random(f"{request.node.name}/{os.environ.get('FAULT_SEED', '1')}")


@contextmanager
def at_work(server: Yugwon, told: Acknowledged, dice: random.Random) -> Iterator[None]:
    """Offices that keep the server busy, whatever happens to it."""
    offices = [Office(server.url, n, told, random.Random(dice.random())) for n in range(OFFICES)]
    for office in offices:
        office.start()
    try:
        yield
    finally:
        for office in offices:
            try:
                office.leave()
            except AssertionError as e:
                raise AssertionError(f"{e}\n{server.said()}") from None


def _report(name: str, rounds: int, told: Acknowledged, back: list[float]) -> None:
    """The line of the fault table (shown by ``pytest -rP`` and ``make faults``)."""
    print(
        f"| {name} | {rounds} | {len(told.answers)} | {len(told.sent)} | {len(told.published)} | "
        f"{told.refused} | 0 | {sorted(back)[len(back) // 2]:.1f} / {max(back):.1f} s |"
    )


def _well(server: Yugwon, settings: dict[str, str], told: Acknowledged) -> None:
    """Nothing lost in the store, and the served answers are those of the newest corpus."""
    assert server.errors is not None
    log = server.errors.read_text(encoding="utf-8", errors="replace")
    assert "주민이" not in log, "no question stands in the log"
    assert "Traceback" not in log, log[-3000:]
    url = settings.get("database_url") or f"sqlite:///{server.environment['YUGWON_HOME']}/yugwon.db"
    store = Store.open(url)
    try:
        assert lost(store, told) == []
    finally:
        store.close()
    until(lambda: "yugwon_index_current 1.0" in httpx.get(f"{server.url}/metrics", timeout=30).text,
          60, "an index of the newest corpus")  # fmt: skip
    for id in list(told.answers)[-3:]:
        assert httpx.get(f"{server.url}/answers/{id}.json", timeout=30).status_code == 200
    for reply, matter in list(told.published.items())[-2:]:
        found = httpx.get(f"{server.url}/api/queue/{matter}", timeout=60).json()
        assert reply in [p["interpretation"] for p in found["publications"]]


def _rounds(
    server: Yugwon, told: Acknowledged, dice: random.Random, settings: dict[str, str],
    kill: Callable[[], None], again: Callable[[], None],
) -> list[float]:  # fmt: skip
    """Kill again and again while offices are at work; seconds until each time all was well."""
    back = []
    with at_work(server, told, dice):
        for _ in range(ROUNDS):
            before = len(told.answers)
            until(lambda before=before: len(told.answers) > before, 60, "an answer")
            time.sleep(dice.uniform(0.0, 2.0))
            kill()
            time.sleep(dice.uniform(0.0, 0.3))
            begun = time.monotonic()
            again()
            until(server.well, 60, "that it is well")
            back.append(time.monotonic() - begun)
    _well(server, settings, told)
    return back


def test_the_server(held: Path, tmp_path: Path, dice: random.Random) -> None:
    home = tmp_path / "home"
    shutil.copytree(held, home)
    told = Acknowledged()
    with yugwon(home) as server:
        back = _rounds(server, told, dice, {}, server.kill, server.start)
    assert len(told.answers) > ROUNDS
    _report("server (SQLite)", ROUNDS, told, back)


def test_the_database(site: Site, dice: random.Random) -> None:
    told = Acknowledged()
    with yugwon(site.home, **site.settings) as server:
        back = _rounds(server, told, dice, site.settings, site.database.kill, site.database.start)
        assert server.process is not None
        assert server.process.poll() is None, "the server itself has stayed"
    assert len(told.answers) > ROUNDS
    _report("database (PostgreSQL)", ROUNDS, told, back)


def test_chroma(site: Site, dice: random.Random) -> None:
    told = Acknowledged()

    def again() -> None:
        asked = httpx.post(f"{server.url}/api/ask", timeout=60,
                           json={"question": "게시판에 무엇을 붙여도 되나요?"})  # fmt: skip
        assert asked.status_code == 200, "answers go on without it"
        site.chroma.start()

    with yugwon(site.home, **site.settings) as server:
        back = _rounds(server, told, dice, site.settings, site.chroma.kill, again)

        def taken_up() -> bool:
            httpx.post(f"{server.url}/api/ask", json={"question": "역 앞에 붙여도 되나요?"},
                       timeout=60)  # fmt: skip
            return "yugwon_chroma_away 0.0" in httpx.get(f"{server.url}/metrics", timeout=30).text

        until(taken_up, 60, "that Chroma is asked again")
    assert told.refused == 0
    _report("Chroma", ROUNDS, told, back)


# -- ingest ----------------------------------------------------------------------------------

_STATUTE = """---
제목: 시험{n}법
법령구분: 법률
공포일자: 2020-01-02
공포번호: '{n}'
시행일자: 2020-02-03
상태: 시행
출처: https://www.law.go.kr/법령/시험{n}법
---

# 시험{n}법

{articles}
"""
FILES = 160


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of made-up laws, enough to be killed in the midst of."""
    folder = tmp_path_factory.mktemp("many")
    for n in range(FILES):
        articles = "\n\n".join(
            f"##### 제{k}조 (게시 {k})\n\n**①** 게시물 {n}은 {k}일까지 붙일 수 있다.\n\n"
            f"**②** 게시판지기는 게시물 {n}을 {k + 1}일 안에 뗀다."
            for k in range(1, 9)
        )
        (folder / f"{n}.md").write_text(_STATUTE.format(n=n, articles=articles), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def whole(many: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, float]:
    """Digest of a home that took everything in undisturbed, and the seconds that took."""
    home = tmp_path_factory.mktemp("whole") / "home"
    begun = time.monotonic()
    done = said_json(environment(home), "ingest", str(many))
    assert done["added"] == FILES
    return _digest(home), time.monotonic() - begun


def _digest(home: Path) -> str:
    store = Store.open(Settings(home=home).url)
    try:
        return store.digest()
    finally:
        store.close()


def _held(home: Path) -> int:
    """How many documents are there, as another process sees it."""
    with (
        suppress(sqlite3.Error),
        closing(sqlite3.connect(f"file:{home / 'yugwon.db'}?mode=ro", uri=True)) as c,
    ):
        return int(c.execute("SELECT count(*) FROM documents").fetchone()[0])
    return 0


def _by_half(home: Path) -> list[str]:
    """Documents that are not there with all that they bring."""
    store = Store.open(Settings(home=home).url)
    try:
        found = []
        versions = {v.document: v for v in store.versions()}
        finished = store.finished()
        for d in store.documents():
            version = versions.get(d["id"])
            if version is None or len(store.articles(version)) != 8:
                found.append(d["label"])
            elif d["original"] not in {sha for sha, _ in finished}:
                found.append(f"{d['label']}: not finished")
            elif not (home / "originals" / d["original"][:2] / d["original"]).is_file():
                found.append(f"{d['label']}: no original")
        return found
    finally:
        store.close()


def test_the_ingest(
    many: Path, whole: tuple[str, float], tmp_path: Path, dice: random.Random
) -> None:
    digest, seconds = whole
    reached: Counter[str] = Counter()
    for n in range(ROUNDS):
        home = tmp_path / f"home{n % 3}"  # each is killed up to three times on its way
        process = subprocess.Popen(
            [sys.executable, "-c", "from ui.cli import main; main()", "ingest", str(many)],
            env=environment(home), cwd=ROOT, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        if n % 2:  # at any time, or when some of it is there
            time.sleep(dice.uniform(0.3, seconds))
        else:
            some = dice.randrange(FILES)
            until(lambda home=home, some=some: _held(home) > some, 120, "some documents")
            time.sleep(dice.uniform(0.0, 0.1))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(30)
        if not (home / "yugwon.db").exists():
            reached["before anything"] += 1
            continue
        assert _by_half(home) == []
        store = Store.open(Settings(home=home).url)
        held = len(store.documents())
        store.close()
        reached["all" if held == FILES else "some" if held else "none"] += 1
        if n % 3 == 2 or n >= ROUNDS - 3:
            done = said_json(environment(home), "ingest", str(many))
            assert done["added"] + done["known"] == FILES
            assert _digest(home) == digest
            assert command(environment(home), "corpus", "verify").returncode == 0
            found = said_json(environment(home), "search", f"게시물 {n}은 며칠까지 붙이나요")
            assert found["provisions"]
            assert command(environment(home), "doctor").returncode == 0
            if n % 3 == 2:
                for k in range(3):
                    shutil.rmtree(tmp_path / f"home{k}", ignore_errors=True)
    print(f"| ingest | {ROUNDS} | {dict(reached)} |")
