"""Slips of the keyboard are mended by the words of the index; everything else is left alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from kb.search import Searcher, open_search
from kb.settings import Settings
from kb.store import Store
from tests.search.conftest import reply, statute

KNOWN = ("예비후보자", "현수막", "투표지", "공소시효", "유권자", "명부")


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    folder: Path = tmp_path_factory.mktemp("spelling")
    settings = Settings(home=folder, workers=1)
    store = Store.open(settings.url)
    said = f"{' '.join(KNOWN)} 상급위원회"
    store.add(
        [
            statute(date(2020, 1, 1), "1", {str(n): (said, f"{n}일 {said}") for n in range(1, 6)}),
            reply("1", f"{said} 문의", "할 수 있습니다."),
        ]
    )
    yield open_search(store, settings)
    store.close()


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("예비흐보자가 명함을 줘도 되나요", "예비후보자가 명함을 줘도 되나요"),
        ("해외에서 어기면 공쏘시효가 몇 년", "해외에서 어기면 공소시효가 몇 년"),
        ("투포지를 찍으면 유권짜도 걸리나요", "투표지를 찍으면 유권자도 걸리나요"),
        ("예비후보자가 현수막을 걸어도 되나요", ""),
        ("선거일이 언제인지 궁금합니다", ""),
        ("홍길동 씨가 물어보래요", ""),
        ("Can a candidate hang a banner?", ""),
        ("하급위원회에 물어보나요", ""),
        ("예비흠보자가 명함을 줘도 되나요", ""),  # no finger misses a syllable twice
        ("명뷰를 봐도 되나요", "명부를 봐도 되나요"),
        ("명뷰를 봐도 되나요" + " 알고 싶습니다" * 20, ""),  # in a long inquiry it may be a name
        ("", ""),
    ],
)
def test_correct(searcher: Searcher, typed: str, read: str) -> None:
    found = searcher.corrected(typed)
    assert found.text == (read or typed)
    assert bool(found.words) is bool(read)


def test_a_slip_is_found_and_shown(searcher: Searcher) -> None:
    from kb.search import Query

    plain = searcher.search(Query("현수막 문의", date(2026, 1, 1)))
    typed = searcher.corrected("현수먁 문의")
    assert typed.words == (("현수먁", "현수막"),)
    again = searcher.search(Query(typed.text, date(2026, 1, 1)))
    assert again.interpretations == plain.interpretations
