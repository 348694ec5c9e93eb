"""Vectors in Chroma through LlamaIndex: the same neighbours as exact cosine, one owner."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from llama_index.core.vector_stores import (
    FilterOperator,
    MetadataFilter,
    MetadataFilters,
    VectorStoreQuery,
)

import corpora.starter
from kb.errors import HomeUnusable
from kb.search import Query, collection, index, open_search
from kb.search.fast import open_fast
from kb.search.morphemes import shared
from kb.search.nearest import Nearest
from kb.settings import Settings
from kb.store import Store

DAY = date(2026, 11, 24)
ASKED = ("명함을 나눠 줘도 되나요", "경로당에 과일을 보내면", "사전투표소 앞 현수막", "후원금 한도")


@pytest.fixture(scope="module")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, Settings]:
    settings = Settings(home=tmp_path_factory.mktemp("home"), workers=1, vector_search="chroma")
    store = Store.open(settings.url)
    store.add(corpora.starter.load())
    index.build(store, settings)
    return store, settings


@pytest.mark.parametrize("text", ASKED)
@pytest.mark.parametrize("field", collection.FIELDS)
def test_chroma_finds_what_exact_cosine_finds(
    chroma: tuple[Store, Settings], field: str, text: str
) -> None:
    base = index.read(chroma[1]).segments[0]
    vector = open_fast().of_tokens(shared().tokens(text))
    exact = base.fields[field].vectors.astype(np.float32) @ vector
    nearest = Nearest.open(chroma[1], base)
    assert nearest is not None
    try:
        rows, cosines = nearest.find(field, vector)
    finally:
        nearest.close()
    # up to ties: the ten best cosines are the same ten
    assert np.allclose(np.sort(cosines)[::-1][:10], np.sort(exact)[::-1][:10], atol=1e-3)
    assert np.allclose(cosines, exact[rows], atol=1e-3)


def test_search_through_chroma_agrees_with_exact(chroma: tuple[Store, Settings]) -> None:
    store, settings = chroma
    exact = open_search(store, settings.model_copy(update={"vector_search": "exact"}))
    through = open_search(store, settings)
    assert through.near_by == "chroma"
    try:
        for text in ASKED:
            ours, theirs = (s.search(Query(text, DAY)) for s in (exact, through))
            assert ours.provisions[0].id == theirs.provisions[0].id
            same = {str(h.id) for h in ours.provisions} & {str(h.id) for h in theirs.provisions}
            assert len(same) >= 8
    finally:
        through.close()


def test_other_programs_filter_by_day(chroma: tuple[Store, Settings]) -> None:
    base = index.read(chroma[1]).segments[0]
    with collection.client(chroma[1], base) as opened:
        store = collection.vector_store(opened, collection.names(base)["article.text"])
        vector = open_fast().of_tokens(shared().tokens("명함"))
        in_force = MetadataFilters(
            filters=[
                MetadataFilter(key="since", value=20261124, operator=FilterOperator.LTE),
                MetadataFilter(key="until", value=20261124, operator=FilterOperator.GT),
            ]
        )
        found = store.query(
            VectorStoreQuery(query_embedding=vector.tolist(), similarity_top_k=5, filters=in_force)
        )
    assert found.nodes
    assert all(n.metadata["since"] <= 20261124 < n.metadata["until"] for n in found.nodes)
    assert all(n.metadata["owner"].startswith("kr/") for n in found.nodes)


def test_one_process_owns_the_folder(chroma: tuple[Store, Settings]) -> None:
    base = index.read(chroma[1]).segments[0]
    with (
        collection.client(chroma[1], base),
        pytest.raises(HomeUnusable),
        collection.client(chroma[1], base),
    ):
        pass
