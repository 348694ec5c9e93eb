"""Everyday questions bring a provision; links and chapters; how sure the first one is."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from corpora.questions import index as everyday
from kb.search import Query, certainty, open_search, references
from kb.search.surroundings import Surroundings
from kb.search.units import ArticleUnit
from kb.settings import Settings
from kb.store import Store
from tests.search.conftest import ids

DAY = date(2026, 11, 24)


def test_what_people_ask_brings_the_provision_and_is_no_source(
    store: Store, settings: Settings
) -> None:
    searcher = open_search(store, settings)
    asked = next(
        q for q in everyday.load("train") if q.provision.startswith("kr/law/공직선거법#108")
    )
    hits = searcher.search(Query(asked.question, DAY))
    assert "kr/law/공직선거법#108" in ids(hits.provisions)[:3]
    assert asked.id not in ids(hits.interpretations)
    _, columns = searcher.candidates(Query(asked.question, DAY))
    _, less = searcher.candidates(Query(asked.question, DAY, exclude=frozenset({asked.id})))
    assert columns["everyday.sense"].max() > 0.99 > less["everyday.sense"].max()


def test_only_questions_of_articles_held_are_indexed(store: Store, settings: Settings) -> None:
    index = open_search(store, settings).index
    held = {a.id for a in index.articles}
    assert index.asked
    assert {a.provision.partition("#")[2].partition(".")[0] for a in index.asked} <= {
        i.partition("#")[2] for i in held
    }


REFERENCES = [
    ("kr/law/공직선거법#255", "kr/law/공직선거법", "제90조제1항을 위반하여", "kr/law/공직선거법#90",
     "a penalty names its rule"),
    ("kr/law/공직선거관리규칙#32", "kr/law/공직선거관리규칙", "법 제67조제1항에 따른", "kr/law/공직선거법#67",
     "법 in a 규칙 is its statute"),
    ("kr/law/공직선거법#90", "kr/law/공직선거법", "제90조제2항과 달리", None, "not itself"),
    ("kr/law/공직선거법#60-2", "kr/law/공직선거법", "「정당법」 제22조에", "kr/law/정당법#22", "a named law"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("id", "work", "text", "named", "why"), REFERENCES, ids=[r[4] for r in REFERENCES]
)
def test_articles_that_a_text_names(
    id: str, work: str, text: str, named: str | None, why: str
) -> None:
    statute = references.parent(work, "이 규칙은 「공직선거법」에서 위임된 사항을 정한다")
    found = references.cites(id, work, statute, text)
    assert found == ((named,) if named else ()), why


def test_votes_reach_the_rule_behind_a_penalty_and_its_chapter() -> None:
    def unit(id: str, chapter: str, *cites: str) -> ArticleUnit:
        return ArticleUnit(id, "", 0, 1, id.partition("#")[0], False, False, 9, chapter, cites)

    around = Surroundings.of(
        [unit("가#90", "선거운동"), unit("가#255", "벌칙", "가#90"), unit("가#91", "선거운동"),
         unit("나#1", "총칙")]
    )  # fmt: skip
    found = around.features({"vote.reply": np.asarray([0, 3, 1, 0], np.float32)})
    assert found["linked.cited_by"].tolist() == [0.75, 0, 0, 0]
    assert found["gathered.chapter"].tolist() == [0.25, 0.75, 0.25, 0]
    assert found["gathered.work"].tolist() == [1, 1, 1, 0]


def test_a_foreign_question_is_less_certain_than_one_that_a_reply_answers(
    store: Store, settings: Settings
) -> None:
    searcher = open_search(store, settings)
    near = searcher.search(Query("동창회에 과자를 보내도 되나요?", DAY)).certainty
    far = searcher.search(Query("전세 보증금을 돌려받지 못하면 어디에 신고하나요?", DAY)).certainty
    assert 0.0 <= far < near <= 1.0
    assert certainty.estimate({}, {}) == 0.5, "nothing learnt says nothing"
