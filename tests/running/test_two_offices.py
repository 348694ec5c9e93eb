"""Two offices that ask the same in the same minute get the same record, byte for byte."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import httpx
import pytest

from kb.settings import Settings
from tests.cli.conftest import held, papers
from tests.web.serving import served
from ui.home import Home

__all__ = ["held", "papers"]

# Gradio leaves event loops to the collector
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

OFFICES = ("서울특별시", "부산광역시", "대구광역시", "제주특별자치도")
ASKED = (
    "주민이 게시판에 알림을 붙여도 되나요?",
    "밤에 방송해도 되나요?",
    "게시물은 언제까지 붙일 수 있나요?",
    "우주선을 띄워도 되나요?",
)


@pytest.fixture(scope="module")
def site(held: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("offices") / "home"
    shutil.copytree(held, folder)
    home = Home(Settings(home=folder, workers=1))
    _ = home.answerer
    with served(home) as url:
        yield url
    home.close()


@pytest.mark.parametrize("question", ASKED)
def test_the_same_record(site: str, question: str) -> None:
    start = Barrier(len(OFFICES) * 2)

    def ask(region: str) -> tuple[bytes, bytes]:
        start.wait(30)
        body = {"question": question, "region": region}
        answer = httpx.post(f"{site}/api/ask", json=body, timeout=60)
        assert answer.status_code == 200, answer.text
        given = answer.json()
        kept = httpx.get(f"{site}/answers/{given['id']}.json", timeout=60).json()
        assert given["region"] == region
        # time and id may differ, and for whom it was made
        for record in (given, kept):
            for name in ("id", "milliseconds", "region"):
                record.pop(name, None)
        return _bytes(given), _bytes(kept)

    with ThreadPoolExecutor(len(OFFICES) * 2) as together:
        found = list(together.map(ask, OFFICES * 2))
    assert len({given for given, _ in found}) == 1
    assert len({kept for _, kept in found}) == 1


def test_each_office_finds_it_among_its_own(site: str) -> None:
    for region in OFFICES:
        httpx.post(f"{site}/api/ask", json={"question": ASKED[0], "region": region}, timeout=60)
    for region in OFFICES:
        listed = httpx.get(f"{site}/api/answers", params={"region": region}, timeout=60).json()
        assert ASKED[0] in [a["question"] for a in listed], region


def _bytes(value: object) -> bytes:
    """As it came: the order of its keys counts."""
    return json.dumps(value, ensure_ascii=False).encode()
