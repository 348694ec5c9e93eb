"""A case is found, and judged the same, by the words in which others ask about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from corpora.questions import cases
from kb.law.identifiers import InterpretationId
from kb.search import Query, open_search
from kb.settings import Settings
from kb.store import Store
from tests.search.conftest import ids

DAY = date(2026, 11, 24)
ASKED = "점포 유리에 플래카드 붙이면 걸리나요"
OTHERS = ("점포 유리창에 플래카드를 붙이려고 합니다", "상점 앞에 걸개그림을 내걸어도 되는지")


@pytest.fixture
def worded(monkeypatch: pytest.MonkeyPatch) -> None:
    question = "가게 앞에 현수막을 걸어도 됩니까?"
    held: Mapping[str, tuple[str, ...]] = {cases.case_print(question[:20] + question): OTHERS}
    monkeypatch.setattr(cases, "load", lambda: held)


def _likeness(store: Store, settings: Settings) -> dict[str, float]:
    hits = open_search(store, settings).search(Query(ASKED, DAY))
    return {h.id.rpartition("/")[2]: h.similarity for h in hits.interpretations}


def test_a_case_is_found_by_the_words_of_others(
    store: Store, settings: Settings, worded: None
) -> None:
    searcher = open_search(store, settings)
    hits = searcher.search(Query(ASKED, DAY))
    assert ids(hits.interpretations)[0].endswith("/2")
    assert hits.interpretations[0].similarity > 0.7
    apart = searcher.search(Query("명함을 나눠 줘도 되나요", DAY))
    assert ids(apart.interpretations)[0].endswith("/3")


def test_without_them_it_is_less_alike(store: Store, settings: Settings) -> None:
    assert _likeness(store, settings).get("2", 0.0) < 0.5


def test_a_case_carries_its_own_words_and_those_of_others(store: Store, worded: None) -> None:
    held = store.interpretation(InterpretationId("시험", "2"))
    assert held is not None
    assert held.wordings == OTHERS
    other = store.interpretation(InterpretationId("시험", "1"))
    assert other is not None
    assert other.wordings == ()
