"""Rulings that state no holding are found by the passages of their reasons."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from kb.law.identifiers import RulingId
from kb.law.values import Document, Intake, Ruling
from kb.search import Query, open_search
from kb.search.reasons import STRANGE
from kb.settings import Settings
from kb.store import Store
from tests.search.conftest import LAW, ids

DAY = date(2026, 11, 24)
HEAD = "공직선거법위반\n【피고인】 갑\n【변호인】 변호사 을\n【주 문】\n피고인은 무죄.\n"
SPOKEN = "병은 ‘드론에 뭐 달면 어때요? 드론이면 되잖아요. 드론은 하늘이거든요.’라고 하였다.\n" * 9
JUDGED = (
    "투표소 상공에 드론을 띄워 현수막을 보이게 한 것은 공직선거법 제90조 제1항의 현수막 설치와 같다. "
    "땅에 닿지 않았다는 사정만으로 설치가 아니라고 볼 수 없다.\n"
)
FILLER = "증거에 관하여 본다. 증인의 진술은 믿을 수 있고 달리 볼 자료가 없다.\n" * 20


def ruling(number: str, reasons: str, *provisions: str, holdings: str = "") -> Intake:
    """A ruling of a lower court, its reasons behind its head."""
    text = HEAD + "【이 유】\n" + reasons
    document = Document(f"doc/{number}", "ruling", f"{number}.pdf", number, text, number)
    held = Ruling(
        RulingId.of("가나지방법원", number), "가나지방법원", date(2024, 5, 1), number,
        "공직선거법위반", holdings=holdings, text=text, document=document.id,
        provisions=tuple(LAW.provision(p) for p in provisions),
    )  # fmt: skip
    return Intake(document, rulings=(held,))


def test_by_its_reasons_with_the_passage(store: Store, settings: Settings) -> None:
    store.add([
        ruling("2024고합1", FILLER + JUDGED + FILLER, "90.1"),
        ruling("2024고합2", FILLER + SPOKEN, "90.1"),
        ruling("2024고합3", FILLER, "90.1", holdings="증인을 믿을지"),
    ])  # fmt: skip
    hits = open_search(store, settings).search(
        Query("투표소 위에 드론으로 현수막을 띄우면 설치인가요", DAY)
    )
    best = hits.rulings[0]
    assert best.id == "kr/ruling/가나지방법원/2024고합1"
    assert best.span is not None
    document = store.document("doc/2024고합1")
    assert document is not None
    assert "현수막 설치와 같다" in document.text[slice(*best.span)]
    assert best.channels["cites"] == 1.0
    spoken = [h for h in hits.rulings if h.id.endswith("2024고합2")]
    assert all(h.span and "드론" not in document.text[slice(*h.span)] for h in spoken), (
        "what somebody said is no reason"
    )


def test_one_that_cites_nothing_found_is_worth_less(store: Store, settings: Settings) -> None:
    store.add([ruling("2024고합1", FILLER + JUDGED, "90.1"), ruling("2024고합9", JUDGED * 2)])
    hits = open_search(store, settings).search(Query("드론으로 현수막을 띄우면 설치인가요", DAY))
    by = {h.id[-1]: h for h in hits.rulings}
    assert (by["1"].channels["cites"], by["9"].channels["cites"]) == (1.0, 0.0)
    assert by["9"].score < STRANGE + 0.01


def test_what_is_excluded_takes_no_part(store: Store, settings: Settings) -> None:
    store.add([ruling("2024고합1", JUDGED, "90.1")])
    searcher = open_search(store, settings)
    query = Query("드론으로 현수막을 띄우면 설치인가요", DAY)
    assert len(searcher.search(query).rulings) == 1
    for left_out in ("doc/2024고합1", "kr/ruling/가나지방법원/2024고합1"):
        assert not searcher.search(replace(query, exclude=frozenset({left_out}))).rulings


def test_they_do_not_vote(store: Store, settings: Settings) -> None:
    """What a ruling without a holding cites on the way must not lift a provision."""
    query = Query("동창회 모임에 과자를 보내도 될까요", DAY)
    before = open_search(store, settings).search(query)
    store.add([ruling("2024고합1", "과자를 동창회에 보냈다. " + JUDGED, "90.1", "59")])
    after = open_search(store, settings).search(query)
    assert ids(after.provisions) == ids(before.provisions)
