"""The starter corpus in a home of its own, once for all tests of evaluations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from ingest import starter
from kb.search import Searcher, open_search
from kb.settings import Settings
from kb.store import Store


@dataclass(frozen=True, slots=True)
class Starter:
    """A home with the starter corpus."""

    settings: Settings
    store: Store
    searcher: Searcher


@pytest.fixture(scope="session")
def starter_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Starter]:
    """The starter corpus, taken in and indexed."""
    folder: Path = tmp_path_factory.mktemp("starter")
    settings = Settings(home=folder)
    store = Store.open(settings.url)
    starter.ensure(store)
    yield Starter(settings, store, open_search(store, settings))
    store.close()
