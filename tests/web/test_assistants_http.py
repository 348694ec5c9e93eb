"""MCP over HTTP: the protocol's own client, with keys of people who may different things."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from kb.curation import accounts, tokens
from kb.curation.people import Role
from tests.web.serving import made_up_home, served
from ui.home import Home

# Gradio leaves the event loops of page objects that are dropped to the collector.
pytestmark = [
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
PEOPLE = {
    "reader": (Role.READER, ""),
    "seoul": (Role.STAFF, "서울특별시"),
    "busan": (Role.STAFF, "부산광역시"),
    "curator": (Role.CURATOR, ""),
}
QUESTION = "명함 돌려도 되나요?"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    made = made_up_home(tmp_path_factory.mktemp("home"), access="accounts")
    yield made
    made.close()


@pytest.fixture(scope="module")
def keys(home: Home) -> dict[str, str]:
    for name, (role, region) in PEOPLE.items():
        accounts.add(home.store, name, [role], region=region, by="test")
    return {name: tokens.make_key(home.store, name, "mcp", by="test") for name in PEOPLE}


@pytest.fixture(scope="module")
def site(home: Home, keys: dict[str, str]) -> Iterator[str]:
    with served(home) as url:
        yield url


@asynccontextmanager
async def assistant(site: str, key: str) -> AsyncIterator[Client]:
    headers = {"Authorization": f"Bearer {key}"}
    async with httpx2.AsyncClient(headers=headers, timeout=60) as http:
        transport = streamable_http_client(f"{site}/mcp", http_client=http)
        async with Client(transport, read_timeout_seconds=60) as client:
            yield client


def use(site: str, key: str, *calls: tuple[str, dict[str, Any]]) -> list[Any]:
    """What a client with a key gets: the result of each call, or the words of its refusal."""

    async def run() -> list[Any]:
        got = []
        async with assistant(site, key) as client:
            for name, given in calls:
                result = await client.call_tool(name, given)
                text = result.content[0].text  # type: ignore[union-attr]
                got.append(text if result.is_error else json.loads(text))
        return got

    return asyncio.run(run())


def test_an_office_asks_and_sends_up(site: str, keys: dict[str, str]) -> None:
    async def names() -> set[str]:
        async with assistant(site, keys["seoul"]) as client:
            return {t.name for t in (await client.list_tools()).tools}

    assert asyncio.run(names()) == {
        "ask", "search", "show", "diff", "cite", "corpus", "queue", "send_up",
    }  # fmt: skip
    answer, sent, mine, held = use(
        site, keys["seoul"],
        ("ask", {"question": QUESTION, "region": "부산광역시"}),
        ("send_up", {"question": QUESTION, "note": "연락처 010-1234-5678"}),
        ("queue", {}),
        ("corpus", {}),
    )  # fmt: skip
    assert answer["conclusion"] == "prohibited"
    assert (sent["region"], sent["person"]) == ("서울특별시", "seoul")
    assert sent["note"] == "연락처 ○○○"
    assert [x["id"] for x in mine["own"]] == [sent["id"]]
    assert held["revision"] == 0
    (matters,) = use(site, keys["curator"], ("queue", {}))
    assert matters["matters"][0]["regions"] == ["서울특별시"]


def test_nobody_sees_more_than_they_may(site: str, keys: dict[str, str]) -> None:
    (answer,) = use(site, keys["seoul"], ("ask", {"question": "현수막 걸어도 되나요?"}))
    other, mine = use(
        site, keys["busan"], ("send_up", {"answer": answer["id"]}), ("queue", {})
    )  # fmt: skip
    assert "another region" in other
    assert mine == {"own": []}
    for call in (("queue", {}), ("send_up", {"question": QUESTION})):
        (said,) = use(site, keys["reader"], call)
        assert "권한" in said, call


@pytest.mark.parametrize("key", ["none", "yg_wrong"])
def test_without_a_key_there_is_nothing(site: str, key: str) -> None:
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    headers = {"Accept": "application/json, text/event-stream", "Authorization": f"Bearer {key}"}
    assert httpx.post(f"{site}/mcp", json=body, headers=headers).status_code == 401


def test_another_site_cannot_use_a_browsers_session(home: Home, site: str) -> None:
    token = tokens.open_session(home.store, "seoul", 1, by="password")
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    headers = {
        "Accept": "application/json, text/event-stream",
        "Cookie": f"yugwon_session={token}",
        "Origin": "https://evil.example",
    }
    assert httpx.post(f"{site}/mcp", json=body, headers=headers).status_code == 403


def test_a_home_without_accounts_serves_its_own_machine_alone(tmp_path: Path) -> None:
    made = made_up_home(tmp_path / "h")
    with served(made) as url:
        (answer,) = use(url, "x", ("ask", {"question": QUESTION}))
        assert answer["conclusion"] == "prohibited"
        body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
        headers = {"Accept": "application/json, text/event-stream", "Host": "evil.example"}
        assert httpx.post(f"{url}/mcp", json=body, headers=headers).status_code == 403
    made.close()
