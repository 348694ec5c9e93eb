"""Several processes behind one address: only where they may, and none is missed when it dies."""

from __future__ import annotations

import os
import re
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.cli.conftest import Command, held, home, papers
from tests.cli.conftest import yugwon as run_here
from tests.running.conftest import Site
from tests.running.servers import said_json, until, yugwon

__all__ = ["held", "home", "papers", "run_here"]

QUESTION = "주민이 게시판에 알림을 붙여도 되나요?"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"chroma_url": "http://127.0.0.1:9"},
        {"database_url": "sqlite:////tmp/never-made.db", "chroma_url": "http://127.0.0.1:9"},
    ],
    ids=["SQLite and embedded Chroma", "SQLite", "SQLite by URL"],
)
def test_a_second_is_refused(
    run_here: Command, home: Path, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str]
) -> None:
    for name, value in settings.items():
        if name != "database_url":
            monkeypatch.setenv(f"YUGWON_{name.upper()}", value)
    ran = run_here("serve", "--port", "0", "--workers", "2")
    assert ran.code == 2
    said = ran.err.strip().splitlines()[-1]
    assert "PostgreSQL" in said
    assert "Chroma" in said


def test_embedded_chroma_is_refused_with_postgresql(site: Site) -> None:
    from kb.errors import BadInput
    from kb.settings import Settings
    from ui.api.workers import may

    url = site.settings["database_url"]
    with pytest.raises(BadInput):
        may(Settings(database_url=url), 2)
    may(Settings(database_url=url, chroma_url=site.chroma.url), 2)
    may(Settings(), 1)


def _pids(server: Any) -> list[int]:
    return [p for p in server.processes()[1:]
            if b"ui.api.worker" in Path(f"/proc/{p}/cmdline").read_bytes()]  # fmt: skip


def _ask(url: str, region: str = "서울특별시") -> dict[str, Any]:
    answer = httpx.post(f"{url}/api/ask", json={"question": QUESTION, "region": region}, timeout=60)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_they_share_the_work_and_one_that_dies_is_replaced(site: Site) -> None:
    with yugwon(site.home, "--workers", "2", **site.settings) as server:
        until(lambda: len(_pids(server)) == 2, what="two workers")
        before = _ask(server.url)
        with ThreadPoolExecutor(8) as many:
            answers = list(many.map(_ask, [server.url] * 40))
        wanted = {k: v for k, v in before.items() if k != "milliseconds"}
        assert all({k: v for k, v in a.items() if k != "milliseconds"} == wanted for a in answers)
        until(lambda: _used(server), 30, "both at work")

        first = _pids(server)[0]
        os.kill(first, signal.SIGKILL)
        with ThreadPoolExecutor(4) as many:
            # a connection that it had accepted breaks; what is asked anew is answered
            list(many.map(_ask_through, [server.url] * 20))
        until(lambda: len(_pids(server)) == 2 and first not in _pids(server), 60, "another one")

        text = httpx.get(f"{server.url}/metrics", timeout=10).text
        asked = re.search(r'yugwon_requests_total\{part="api",status="200"\} (\S+)', text)
        assert asked is not None
        assert float(asked[1]) >= 41, "counted over all of them, those that died too"
        workers = _pids(server)
        assert server.stop() == 0
        assert not any(Path(f"/proc/{p}").exists() for p in workers)


def _used(server: Any) -> bool:
    """Whether each worker has answered something."""
    folders = list(Path("/tmp").glob("yugwon-serve-*/metrics"))
    _ask(server.url)
    return any(
        len({re.sub(r"\D", "", f.name) for f in folder.glob("counter_*.db")}) >= 2
        for folder in folders
    )


def _ask_through(url: str) -> None:
    for _ in range(5):
        try:
            _ask(url)
            return
        except httpx.TransportError:
            time.sleep(0.2)
    raise AssertionError("it was not answered in five tries")


def test_when_the_first_process_is_killed_its_port_is_free_again(site: Site) -> None:
    with yugwon(site.home, "--workers", "2", **site.settings) as server:
        assert server.process is not None
        os.kill(server.process.pid, signal.SIGKILL)
        server.process.wait(10)
        server.start()

        def answered() -> bool:
            # a connection that a worker of the killed process had taken may still be reset
            try:
                return bool(_ask(server.url)["id"])
            except httpx.TransportError:
                return False

        until(answered, 30, "an answer on the same port")


def test_what_one_publishes_all_find(site: Site, tmp_path: Path) -> None:
    question = "예비후보자가 게시판에 그림을 붙여도 되나요?"
    with yugwon(site.home, "--workers", "2", **site.settings) as server:
        with httpx.Client(base_url=server.url, timeout=60) as client:
            sent = client.post(
                "/api/queue", json={"question": question, "region": "서울특별시", "by": "이"}
            )
            assert sent.status_code == 200, sent.text
            matter = sent.json()["matter"]
            draft = {
                "answer": "예비후보자가 게시판에 그림을 붙이는 것은 「마을게시판법」 제2조제1항에 "
                "위반될 것입니다.",
                "by": "김담당",
            }
            drafted = client.post(f"/api/queue/{matter}/drafts", json=draft)
            assert drafted.status_code == 200, drafted.text
            published = client.post(f"/api/queue/{matter}/publication", json={"by": "박과장"})
            assert published.status_code == 200, published.text
        reply = published.json()["interpretation"]

        def found(_: int) -> bool:
            body = {"question": question, "region": "부산광역시"}
            answer = httpx.post(f"{server.url}/api/ask", json=body, timeout=60)
            assert answer.status_code == 200, f"{answer.text} {server.said()}"
            return reply in [c["id"] for c in answer.json()["cases"]]

        # within seconds on a machine that does nothing else
        until(lambda: all(map(found, range(8))), 30, "that all workers find it")


@pytest.mark.browser
def test_a_page_stays_with_its_process(site: Site) -> None:
    from playwright.sync_api import sync_playwright

    if not Path(CHROMIUM).exists():
        pytest.skip(f"no browser at {CHROMIUM}")
    with (
        yugwon(site.home, "--workers", "2", **site.settings) as server,
        sync_playwright() as playwright,
    ):
        until(lambda: len(_pids(server)) == 2, what="two workers")
        until(lambda: _used(server), 60, "both at work")
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        named = set()
        for n in range(8):
            context = browser.new_context()
            page = context.new_page()
            page.set_default_timeout(60_000)
            page.goto(server.url)
            page.fill("#yg-box textarea", QUESTION)
            page.press("#yg-box textarea", "Enter")
            page.wait_for_selector(".yg-card")
            named |= {c["value"] for c in context.cookies() if c["name"] == "yugwon_worker"}
            context.close()
            if named == {"0", "1"} and n >= 3:
                break
        browser.close()
    assert named == {"0", "1"}


def test_what_is_taken_in_elsewhere_waits_its_turn(site: Site, tmp_path: Path) -> None:
    """Two homes over one database: the second waits for the first, and both are there."""
    from kb.store import Store

    first = Store.open(site.settings["database_url"])
    paper = tmp_path / "papers" / "r.csv"
    paper.parent.mkdir()
    paper.write_text(
        "제목,관련법,답변일,질의내용,답변내용,출처\n"
        "다른 곳의 회답,마을게시판법 제2조,2024-06-09,낮에 방송해도 되나요?,방송할 수 있습니다.,\n",
        encoding="utf-8",
    )
    from tests.running.servers import environment

    env = environment(tmp_path / "home", **site.settings)
    with ThreadPoolExecutor(1) as beside:
        with first.turn():
            waiting = beside.submit(said_json, env, "ingest", str(paper.parent))
            time.sleep(6)
            assert not waiting.done()
        assert waiting.result(120)["added"] == 1
    first.close()
