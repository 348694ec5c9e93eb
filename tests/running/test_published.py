"""Published means found by all regions within five seconds: measured on the server that people use."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from corpora import offices
from tests.running.servers import Yugwon, chroma, command, environment, postgres, yugwon
from ui.days import today

MOST = 5.0
"""Seconds after which no office misses a reply that was published."""
QUESTION = "메타버스 공간에 후보자 아바타를 세워 선거운동을 해도 됩니까?"
IN_OTHER_WORDS = (
    QUESTION,
    "후보자 아바타로 메타버스에서 선거운동 가능한가요?",
    "메타버스에서 후보가 아바타로 선거운동하는 건 괜찮나요?",
)
REPLY = (
    "후보자가 메타버스 공간에서 아바타를 이용하여 선거운동을 하는 것은 「공직선거법」 "
    "제59조제3호에 위반되지 아니할 것입니다."
)
REGIONS = tuple(o.region for o in offices.load().on(today()))


@pytest.fixture(scope="module", params=["one process, SQLite", "two processes, PostgreSQL, Chroma"])
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Yugwon]:
    """``yugwon serve`` over the starter corpus."""
    folder = tmp_path_factory.mktemp("published")
    settings: dict[str, Any] = {}
    arguments: tuple[str, ...] = ()
    with ExitStack() as beside:
        if request.param.startswith("two"):
            database = beside.enter_context(postgres())
            vectors = beside.enter_context(chroma(folder / "chroma"))
            settings = {
                "database_url": database.create("yugwon"),
                "chroma_url": vectors.url,
                "vector_search": "chroma",
            }
            arguments = ("--workers", "2")
        home = folder / "home"
        made = command(environment(home, **settings), "reindex")
        assert made.returncode == 0, made.stderr
        yield beside.enter_context(yugwon(home, *arguments, **settings))


@dataclass
class Asked:
    """When each question was asked, in seconds after the publication, and whether it was found."""

    found: list[tuple[float, bool]] = field(default_factory=list)

    @property
    def last_miss(self) -> float:
        return max((at for at, found in self.found if not found), default=0.0)


def publish(url: str) -> str:
    """Send up, draft, publish; returns the id of the reply as it is acknowledged."""
    with httpx.Client(base_url=url, timeout=120) as client:

        def done(path: str, **body: Any) -> dict[str, Any]:
            got = client.post(path, json=body)
            assert got.status_code == 200, got.text
            return dict(got.json())

        matter = done("/api/queue", question=QUESTION, region=REGIONS[0])["matter"]
        done(f"/api/queue/{matter}/drafts", answer=REPLY, by="김담당")
        return str(done(f"/api/queue/{matter}/publication", by="박과장")["interpretation"])


def test_found_by_all_regions(server: Yugwon) -> None:
    def ask(n: int) -> dict[str, Any]:
        # a connection of its own, so that any of the processes may answer
        body = {"question": IN_OTHER_WORDS[n % 3], "region": REGIONS[n % len(REGIONS)]}
        got = httpx.post(f"{server.url}/api/ask", json=body, timeout=120)
        assert got.status_code == 200, f"{got.text} {server.said()}"
        return dict(got.json())

    assert len(REGIONS) >= 16
    with ThreadPoolExecutor(4) as people:
        before = list(people.map(ask, range(len(REGIONS))))  # every process has answered already
        assert {a["conclusion"] for a in before} == {None}
        reply = publish(server.url)
        begun = time.monotonic()
        asked = Asked()

        def seeks(n: int) -> None:
            at = time.monotonic() - begun
            answer = ask(n)
            first = answer["sources"][0]["id"] if answer["sources"] else ""
            found = (first, answer["conclusion"]) == (reply, "permitted")
            asked.found.append((at, found))

        rounds = 0
        while time.monotonic() - begun < MOST or rounds < 2:
            list(people.map(seeks, range(rounds, rounds + len(REGIONS))))
            rounds += 1
        list(people.map(seeks, range(len(REGIONS))))
    print(
        f"{len(asked.found)} questions from {len(REGIONS)} regions: the last that missed the reply "
        f"was asked {asked.last_miss:.2f} s after it was acknowledged"
    )
    assert asked.last_miss <= MOST
    assert all(found for at, found in asked.found if at > MOST)
    assert sum(found for _, found in asked.found) >= len(REGIONS)
