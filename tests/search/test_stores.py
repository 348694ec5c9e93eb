"""Another LlamaIndex vector store, another embedder, a reranker: each by one setting."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kb.errors import BadSettings
from kb.search import Query, open_search
from kb.settings import Settings, load
from kb.store import Store

SIMPLE = "llama_index.core.vector_stores.simple:SimpleVectorStore"


def test_another_vector_store_finds_the_same(store: Store, settings: Settings) -> None:
    exact = open_search(store, settings.model_copy(update={"vector_search": "exact"}))
    through = open_search(store, settings.model_copy(update={"vector_store": SIMPLE}))
    assert (exact.near_by, through.near_by) == ("exact", SIMPLE)
    for text in ("역에서 명함을 나눠 줘도 되나요", "현수막을 걸 수 있나요"):
        ours, theirs = (s.search(Query(text, date(2026, 1, 1))) for s in (exact, through))
        assert [h.id for h in ours.provisions] == [h.id for h in theirs.provisions]
    # what is written once is found again by the next process
    again = open_search(store, settings.model_copy(update={"vector_store": SIMPLE}))
    assert again.search(Query("명함", date(2026, 1, 1))).provisions


@pytest.mark.parametrize(
    "wrong",
    [
        "no.such.module:Store",
        "llama_index.core.vector_stores.simple:NoSuchStore",
        "pathlib:Path",
        "without-a-class",
    ],
)
def test_a_store_that_is_none_is_refused(store: Store, settings: Settings, wrong: str) -> None:
    with pytest.raises(BadSettings, match="vector_store"):
        open_search(store, settings.model_copy(update={"vector_store": wrong}))


def test_options_are_read_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YUGWON_VECTOR_STORE_OPTIONS", '{"table_name": "{name}"}')
    assert load(home=tmp_path).vector_store_options == {"table_name": "{name}"}
    monkeypatch.setenv("YUGWON_VECTOR_STORE_OPTIONS", "not json")
    with pytest.raises(BadSettings, match="vector_store_options"):
        load(home=tmp_path)
