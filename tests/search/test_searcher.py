"""Search from the outside: citations first, the day, votes, exclusion, the life of an index."""

from __future__ import annotations

import pickle
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kb.errors import IndexFault
from kb.search import Hits, Query, Searcher, channels, found, index, open_search, ranker
from kb.settings import Settings
from kb.store import Store
from tests.search.conftest import NEW, ids, reply, statute

DAY = date(2026, 11, 24)
CITED = [
    ("공직선거법 제108조 위반인가요", "kr/law/공직선거법#108", "full name"),
    ("선거법 60조의3 1항 2호", "kr/law/공직선거법#60-3.1.2", "short name, no 제"),
    ("현수막은 제113조에 걸리나요", "kr/law/공직선거법#113", "no name: the authority's law"),
]


@pytest.mark.parametrize(("question", "first", "why"), CITED, ids=[c[2] for c in CITED])
def test_a_cited_provision_goes_first(
    store: Store, settings: Settings, question: str, first: str, why: str
) -> None:
    hits = open_search(store, settings).search(Query(question, DAY))
    assert str(hits.provisions[0].id) == first, why
    assert hits.citations


def test_a_like_reply_brings_the_provision_it_rests_on(store: Store, settings: Settings) -> None:
    hits = open_search(store, settings).search(Query("동창회 모임에 과자를 보내도 될까요", DAY))
    assert hits.interpretations[0].id == "kr/reply/시험/1"
    assert "kr/law/공직선거법#113" in ids(hits.provisions)
    assert hits.provisions[0].channels


def test_what_is_excluded_takes_no_part(store: Store, settings: Settings) -> None:
    searcher = open_search(store, settings)
    for left_out in ("kr/reply/시험/1", "doc/r1"):
        query = Query("동창회 모임에 과자를 보내도 될까요", DAY, exclude=frozenset({left_out}))
        hits = searcher.search(query)
        assert "kr/reply/시험/1" not in ids(hits.interpretations)
        assert "doc/r1" not in [p.document for p in hits.passages]


def test_the_wording_of_the_day_is_read(store: Store, settings: Settings) -> None:
    searcher = open_search(store, settings)
    for day, words in ((date(2021, 1, 1), "180일"), (DAY, "120일")):
        text = searcher.wordings(day, ["kr/law/공직선거법#90"])["kr/law/공직선거법#90"]
        assert words in text


def test_the_same_question_gives_the_same_hits(store: Store, settings: Settings) -> None:
    searcher = open_search(store, settings)
    query = Query("예비후보자 명함", DAY)
    assert searcher.search(query) == searcher.search(query)


@pytest.mark.parametrize("text", ["", " ", "🙂🙂", "?" * 50, "가" * 4000, "x y z", "明銜"])
def test_odd_questions_do_no_harm(store: Store, settings: Settings, text: str) -> None:
    hits = open_search(store, settings).search(Query(text, DAY))
    assert len(hits.provisions) <= 10


def test_an_empty_corpus_is_searched_in_vain(settings: Settings) -> None:
    empty = Store.open(settings.url)
    assert not open_search(empty, settings).search(Query("명함", DAY)).provisions


def test_a_new_document_is_found_after_refresh(store: Store, settings: Settings) -> None:
    searcher = open_search(store, settings)
    store.add([reply("9", "드론으로 구호를 띄워도 됩니까?", "할 수 없습니다.", "90.1")])
    index.build(store, settings)
    assert searcher.refresh()
    assert not searcher.refresh()
    assert searcher.index.meta["reused"] > 0
    hits = searcher.search(Query("드론으로 구호를 띄우기", DAY))
    assert hits.interpretations[0].id == "kr/reply/시험/9"


def test_an_index_is_built_once(store: Store, settings: Settings) -> None:
    first = index.build(store, settings)
    stamp = (first / "meta.json").stat().st_mtime_ns
    assert index.build(store, settings) == first
    assert (first / "meta.json").stat().st_mtime_ns == stamp


@pytest.mark.parametrize("broken", ["meta.json", "cases.json", "clause.npy"])
def test_a_broken_index_is_built_again(store: Store, settings: Settings, broken: str) -> None:
    file: Path = index.build(store, settings) / broken
    file.unlink()
    file.write_bytes(b"\x00")
    with pytest.raises(IndexFault):
        index.read(settings)
    assert open_search(store, settings).search(Query("현수막", DAY)).provisions


def test_no_index_is_said(settings: Settings) -> None:
    with pytest.raises(IndexFault):
        index.read(settings)


def _searched(searcher: Searcher) -> list[Hits]:
    asked = ("드론으로 구호를 띄우기", "동창회에 과자", "현수막을 언제부터 걸 수 없나요", "명함")
    return [searcher.search(Query(text, DAY)) for text in asked]


def test_how_an_index_came_about_does_not_matter(store: Store, settings: Settings) -> None:
    index.build(store, settings)
    store.add([reply("9", "드론으로 구호를 띄워도 됩니까?", "할 수 없습니다.", "90.1")])
    store.add([statute(date(2025, 1, 1), "3", NEW | {"90": ("시설물", "현수막은 60일 전부터.")})])
    store.remove("doc/r2")
    grown = index.build(store, settings)
    assert len(index.read(settings).segments) == 2
    found = _searched(open_search(store, settings))
    assert index.build(store, settings, whole=True) == grown
    assert len(index.read(settings).segments) == 1
    assert _searched(open_search(store, settings)) == found


def test_what_is_removed_is_found_no_more(store: Store, settings: Settings) -> None:
    searcher = open_search(store, settings)
    store.remove("doc/r1")
    index.build(store, settings)
    assert searcher.refresh()
    hits = searcher.search(Query("동창회에 과자를 보내도 되나요?", DAY))
    assert "kr/reply/시험/1" not in ids(hits.interpretations)


def test_only_what_readers_may_hold_stays_on_disk(store: Store, settings: Settings) -> None:
    for n in range(4, 9):
        store.add([reply(str(n), f"{n}번 질문을 해도 됩니까?", "됩니다.", "90.1")])
        index.build(store, settings)
    root = index.folder(settings)
    assert len([p for p in root.iterdir() if p.is_dir()]) == index.KEPT + 1
    assert len(list((root / "segments").iterdir())) == 3


def test_how_vectors_lie_in_memory_does_not_matter(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = (
        "동창회에 과자",
        "명함을 돌려도 되나요? " * 8 + "\n현수막을 걸어도 되나요? 몇 장까지요?",
    )
    few = [open_search(store, settings).search(Query(text, DAY)) for text in asked]
    monkeypatch.setattr(channels, "MANY", 1)
    searcher = open_search(store, settings)
    for text, hits in zip(asked, few, strict=True):
        found = searcher.search(Query(text, DAY))
        assert ids(found.provisions) == ids(hits.provisions)
        assert ids(found.interpretations) == ids(hits.interpretations)
        assert [h.score for h in found.provisions] == pytest.approx(
            [h.score for h in hits.provisions], abs=2e-3
        )


def test_why_is_worked_out_when_it_is_looked_at(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    explained: list[int] = []
    explain = ranker.Ranker.explain

    def watched(self: ranker.Ranker, features: Any) -> list[dict[str, float]]:
        explained.append(1)
        return explain(self, features)

    monkeypatch.setattr(ranker.Ranker, "explain", watched)
    first, second, *_ = open_search(store, settings).search(Query("명함", DAY)).provisions
    assert not explained
    for hit in (first, second):
        assert sum(hit.channels.values()) == pytest.approx(hit.score, abs=5e-3)
    assert pickle.loads(pickle.dumps(first)) == first
    assert len(explained) == 1, "once for all that a search found"


def test_texts_are_read_together_and_kept_for_a_while(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[list[str]] = []
    texts = Store.texts
    monkeypatch.setattr(Store, "texts", lambda s, ids: read.append(list(ids)) or texts(s, ids))
    monkeypatch.setattr(found, "KEPT", 40)
    kept = found.Texts(store)
    both = kept.of(["doc/r1", "doc/none", "doc/r2"])
    assert both.keys() == {"doc/r1", "doc/r2"}
    assert kept.of(["doc/r2"]) == {"doc/r2": both["doc/r2"]}
    assert kept.of(["doc/r1"]) == {"doc/r1": both["doc/r1"]}, "no longer kept: the letters are full"
    assert read == [["doc/r1", "doc/none", "doc/r2"], [], ["doc/r1"]]
