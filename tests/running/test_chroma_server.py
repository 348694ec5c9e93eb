"""A real Chroma server: search asks it, goes on without it, and finds it again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, suppress
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from kb.search import Query, Searcher, collection, index, open_search
from kb.search import nearest as asking
from kb.search.nearest import Nearest
from kb.settings import Settings
from kb.store import Store
from tests.cli.conftest import Command, held, home, papers, yugwon
from tests.running.servers import Chroma, chroma

__all__ = ["held", "home", "papers", "yugwon"]

DAY = date(2026, 11, 24)
ASKED = ("게시판에 알림을 붙여도 되나요", "밤에 방송해도 되나요")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chroma]:
    with chroma(tmp_path_factory.mktemp("chroma")) as running:
        yield running


@pytest.fixture
def opened(held: Path, server: Chroma, tmp_path: Path) -> Iterator[tuple[Store, Settings]]:
    import shutil

    home = tmp_path / "home"
    shutil.copytree(held, home)
    shutil.rmtree(home / "indexes")
    settings = Settings(home=home, workers=1, vector_search="chroma", chroma_url=server.url)
    store = Store.open(settings.url)
    yield store, settings
    store.close()


@pytest.fixture
def closing() -> Iterator[ExitStack]:
    """Closes what a test opens."""
    with ExitStack() as stack:
        yield stack


def _opened(closing: ExitStack, store: Store, settings: Settings) -> Searcher:
    found = open_search(store, settings)
    closing.callback(found.close)
    return found


def _scores(searcher: Searcher) -> list[list[tuple[str, float]]]:
    return [
        [(str(h.id), round(h.score, 3)) for h in searcher.search(Query(q, DAY)).provisions]
        for q in ASKED
    ]


def test_search_asks_the_server(
    opened: tuple[Store, Settings], server: Chroma, closing: ExitStack
) -> None:
    store, settings = opened
    through = _opened(closing, store, settings)
    client = closing.enter_context(collection.client(settings, through.index.segments[0]))
    names = collection.names(through.index.segments[0])
    counts = {f: client.get_collection(n, embedding_function=None).count()
              for f, n in names.items()}  # fmt: skip
    assert counts == {f: through.index.segments[0].fields[f].size for f in names}
    assert not list(settings.home.rglob("chroma.sqlite3")), "nothing is kept beside the index"
    exact = _opened(closing, store, settings.model_copy(update={"vector_search": "exact"}))
    assert _scores(through) == _scores(exact)
    assert through.near_by == "chroma"
    assert through.near_fault is None
    # that it is asked at all: what the server does not hold is not near
    field = "case.question"
    client.get_collection(names[field], embedding_function=None).delete(
        ids=[k.decode() for k in through.index.segments[0].fields[field].keys.tolist()][:1]
    )
    nearest = Nearest.open(settings, through.index.segments[0])
    assert nearest is not None
    closing.callback(nearest.close)
    vector = through.index.segments[0].fields[field].vectors[0].astype(np.float32)
    rows, _ = nearest.find(field, vector)
    assert 0 not in rows


def test_search_goes_on_without_it_and_finds_it_again(
    opened: tuple[Store, Settings], server: Chroma, closing: ExitStack,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(asking, "AGAIN", 0.0)
    store, settings = opened
    through = _opened(closing, store, settings)
    before = _scores(through)
    server.kill()
    try:
        assert _scores(through) == before
        assert through.near_fault is not None
        assert server.url in through.near_fault.en
        opened_without = _opened(closing, store, settings)
        assert _scores(opened_without) == before, "and opens without it"
    finally:
        server.start()
    assert _scores(through) == before
    assert through.near_fault is None
    assert _scores(opened_without) == before
    assert opened_without.near_fault is None


def test_what_came_while_it_was_away_is_written_later(
    opened: tuple[Store, Settings], server: Chroma, closing: ExitStack
) -> None:
    store, settings = opened
    away = settings.model_copy(update={"chroma_url": "http://127.0.0.1:9"})
    _opened(closing, store, away)
    meta = index.read(settings).meta
    assert list(meta["chroma"]) == []
    base = index.read(settings).segments[0]
    with collection.client(settings, base) as client:
        for name in collection.names(base).values():
            with suppress(Exception):  # an earlier test may have written the same
                client.delete_collection(name)
    assert collection.missing(settings, base, [])
    index.build(store, settings)
    assert not collection.missing(settings, base, [])


def test_doctor_says_whether_it_answers(
    yugwon: Command, home: Path, server: Chroma, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YUGWON_CHROMA_URL", server.url)
    states = {c["name"]: c["state"] for c in yugwon("doctor", "--json").json}
    assert states["chroma"] == "ok"
    monkeypatch.setenv("YUGWON_CHROMA_URL", "http://127.0.0.1:9")
    states = {c["name"]: c["state"] for c in yugwon("doctor", "--json").json}
    assert states["chroma"] == "warning"
