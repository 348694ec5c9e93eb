"""A home over a real PostgreSQL and a real Chroma server, shared by the tests of one file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.cli import made_up_law
from tests.running.servers import Chroma, Postgres, chroma, command, environment, postgres


@dataclass(frozen=True, slots=True)
class Site:
    """What `yugwon serve` is run over."""

    home: Path
    database: Postgres
    chroma: Chroma
    settings: dict[str, Any]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The made-up law in PostgreSQL, its vectors in Chroma."""
    folder = tmp_path_factory.mktemp("site")
    papers = made_up_law.write(tmp_path_factory.mktemp("papers"))
    with postgres() as database, chroma(folder / "chroma") as vectors:
        settings = {
            "database_url": database.create("yugwon"),
            "chroma_url": vectors.url,
            "vector_search": "chroma",
        }
        home = folder / "home"
        done = command(environment(home, **settings), "ingest", str(papers))
        assert done.returncode == 0, done.stderr
        yield Site(home, database, vectors, settings)
