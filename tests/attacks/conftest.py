"""A site where people sign in, and each of them with a session, to be attacked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from httpx import Client

from kb.curation import accounts
from kb.curation.tokens import open_session
from tests.web.serving import PASSWORD, PEOPLE, made_up_home, served
from ui.home import Home


def pytest_collection_modifyitems(items: list[Any]) -> None:
    """Gradio leaves the event loops of page objects that are dropped to the collector."""
    for item in items:
        if "tests/attacks/" in str(item.path):
            for ignored in ("pytest.PytestUnraisableExceptionWarning", "ResourceWarning"):
                item.add_marker(pytest.mark.filterwarnings(f"ignore::{ignored}"))


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    made = made_up_home(tmp_path_factory.mktemp("home"), access="accounts", max_bytes=3_000_000)
    for name, (role, region) in PEOPLE.items():
        accounts.add(made.store, name, [role], region=region, by="test")
    accounts.change(made.store, "reader", password=PASSWORD, by="test")
    yield made
    made.close()


@pytest.fixture(scope="session")
def site(home: Home) -> Iterator[str]:
    with served(home) as url:
        yield url


@pytest.fixture(scope="session")
def tokens(home: Home) -> dict[str, str]:
    """A session of each."""
    return {n: open_session(home.store, n, 1, by="password") for n in PEOPLE}


@pytest.fixture(scope="session")
def people(site: str, tokens: dict[str, str]) -> Iterator[dict[str, Client]]:
    """A browser of each, signed in."""
    made = {
        name: Client(base_url=site, timeout=60, cookies={"yugwon_session": token})
        for name, token in tokens.items()
    }
    yield made
    for client in made.values():
        client.close()


@pytest.fixture
def stranger(site: str) -> Iterator[Client]:
    """A browser of somebody who has not signed in."""
    with Client(base_url=site, timeout=60) as made:
        yield made
