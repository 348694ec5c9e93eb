"""What is read of cases beforehand: the same as what is read at once, kept through every fault."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kb.answer import beforehand, caseview
from kb.answer.beforehand import Telling
from kb.answer.caseview import CaseView
from kb.errors import HomeUnusable

TOLD = (
    Telling("예비후보자가 시장 입구에서 명함을 나누어 주는 행위", ("명함", "할 수 있는 사례")),
    Telling(
        "배우자와 동행하지 않고 선거사무원이 혼자 인사해도 되는지요?",
        (),
        "선거사무원의 명함",
        "귀문의 경우 제60조의3에 따라 함께 다니는 때에만 할 수 있습니다.",
    ),
    Telling("선거일 전 100일에 5만원 상당의 떡을 경로당에 보내는 행위"),
)


@pytest.fixture(autouse=True)
def _apart() -> Iterator[None]:
    caseview.view.cache_clear()
    yield
    beforehand.shared().use(None)
    caseview.view.cache_clear()


def _plain(view: CaseView) -> dict[str, Any]:
    words = ("words", "around", "title", "answer", "every")
    told = {name: getattr(view, name) for name in view.__slots__ if name not in words}
    for name in words:
        own = getattr(view, name)
        told[name] = (own.tokens, own.numbers.tolist(), np.round(own.mean, 6).tolist(), own.known)
    return told


def _view(told: Telling) -> dict[str, Any]:
    caseview.view.cache_clear()
    return _plain(caseview.view(*told))


def _held(home: Path) -> list[bytes]:
    with closing(sqlite3.connect(beforehand.path(home))) as kept:
        return [key for (key,) in kept.execute("SELECT key FROM views")]


def test_a_view_is_the_same_read_beforehand_and_read_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [_view(t) for t in TOLD]
    assert now[0]["facts"]
    assert now[1]["denied"]
    assert beforehand.make(tmp_path, TOLD) == 3
    beforehand.shared().use(tmp_path)
    monkeypatch.setattr(beforehand, "read", None)
    assert [_view(t) for t in TOLD] == now


def test_it_is_made_once_goes_on_where_it_was_ended_and_forgets_what_is_held_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beforehand, "BATCH", 1)
    said: list[tuple[str, int, int]] = []
    first = beforehand.make(tmp_path, TOLD, lambda *p: said.append(p), stop=lambda: True)
    assert first == 1
    assert said == [("cases", 1, 3)]
    assert beforehand.make(tmp_path, TOLD) == 2
    assert beforehand.make(tmp_path, TOLD) == 0
    assert beforehand.make(tmp_path, TOLD[1:]) == 0
    assert sorted(_held(tmp_path)) == sorted(t.key for t in TOLD[1:])


def test_what_an_earlier_program_read_goes(tmp_path: Path) -> None:
    old = tmp_path / "views" / "0123456789abcdef.db"
    old.parent.mkdir()
    old.write_bytes(b"old")
    beforehand.make(tmp_path, TOLD[:1])
    assert not old.exists()
    assert beforehand.path(tmp_path).exists()


def test_the_program_and_the_lexicon_decide_what_counts_as_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = beforehand.fingerprint()
    beforehand.fingerprint.cache_clear()
    monkeypatch.setattr(beforehand, "_READING", beforehand._READING[1:])
    try:
        assert beforehand.fingerprint() != before
    finally:
        beforehand.fingerprint.cache_clear()


@pytest.mark.parametrize("content", [b"", b"no database at all, but bytes" * 200])
def test_a_broken_file_is_read_past_and_made_anew(tmp_path: Path, content: bytes) -> None:
    now = _view(TOLD[0])
    file = beforehand.path(tmp_path)
    file.parent.mkdir()
    file.write_bytes(content)
    beforehand.shared().use(tmp_path)
    assert _view(TOLD[0]) == now
    beforehand.shared().use(None)
    assert beforehand.make(tmp_path, TOLD) == 3


def test_a_broken_row_is_read_past(tmp_path: Path) -> None:
    now = _view(TOLD[0])
    beforehand.make(tmp_path, TOLD)
    with closing(sqlite3.connect(beforehand.path(tmp_path))) as kept, kept:
        kept.execute("UPDATE views SET view = ?", (b"\x00\x01",))
    beforehand.shared().use(tmp_path)
    assert _view(TOLD[0]) == now


def test_a_folder_that_cannot_be_written_is_named_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "views").write_text("a file in its place", encoding="utf-8")
    with pytest.raises(HomeUnusable, match="views"):
        beforehand.make(tmp_path, TOLD)


def test_many_are_read_by_processes_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beforehand, "FEW", 1)
    monkeypatch.setattr(beforehand, "read", None)  # here nothing is read
    assert beforehand.make(tmp_path, TOLD, behind=True) == 3
    assert len(_held(tmp_path)) == 3
