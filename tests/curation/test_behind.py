"""What a server makes behind those who ask: cases read beforehand, and the same answers."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from kb import settings
from kb.answer import beforehand, caseview
from ui import background
from ui.home import Home

QUESTIONS = (
    "예비후보자가 길에서 명함을 돌려도 되나요?",
    "통장이 후보자 명함을 돌려도 되나요?",
    "선거사무소 개소식에서 떡을 내도 되나요?",
)


def _answers(home: Home) -> list[dict[str, Any]]:
    caseview.view.cache_clear()
    told = []
    for question in QUESTIONS:
        record = home.answerer.ask(question, today=date(2026, 11, 24))
        told.append(record.model_dump(mode="json", exclude={"id", "milliseconds"}))
    return told


def _count(folder: Path) -> int:
    try:
        with closing(sqlite3.connect(f"file:{folder}?mode=ro", uri=True)) as kept:
            return int(kept.execute("SELECT count(*) FROM views").fetchone()[0])
    except sqlite3.Error:
        return 0


def test_cases_are_read_behind_and_answers_stay_the_same(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for file in (home / "views").glob("*"):
        file.unlink()
    opened = Home(settings.load())
    before = _answers(opened)
    assert _count(beforehand.path(home)) == 0, "a question is not kept there"
    monkeypatch.setattr(background, "EVERY", 0.05)
    monkeypatch.setattr(beforehand, "LOOK", 0.0)
    behind = background.Behind(opened)
    behind.start()
    wanted = {
        t.key for s in opened.store.interpretations() for t in caseview.tellings(s)
    }  # fmt: skip
    until = time.monotonic() + 120
    while _count(beforehand.path(home)) < len(wanted) and time.monotonic() < until:
        time.sleep(0.1)
    behind.end()
    assert _count(beforehand.path(home)) == len(wanted)
    asked: list[beforehand.Known | None] = []
    get = beforehand.shared().get
    monkeypatch.setattr(
        beforehand.shared(), "get", lambda told: asked.append(get(told)) or asked[-1]
    )
    assert _answers(opened) == before
    assert sum(known is not None for known in asked) > 20, "cases come from what was read"
    assert sum(known is None for known in asked) <= 2 * len(QUESTIONS), "questions do not"
    opened.close()


def test_a_database_that_is_away_for_a_while_is_said_once_and_tried_again(
    home: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tries: list[int] = []

    def read_cases(*given: Any, **named: Any) -> int:
        tries.append(1)
        if len(tries) < 4:
            raise OperationalError("SELECT", {}, Exception("connection refused"))
        return 0

    monkeypatch.setattr(background, "EVERY", 0.01)
    monkeypatch.setattr(background, "read_cases", read_cases)
    opened = Home(settings.load())
    behind = background.Behind(opened)
    behind.start()
    until = time.monotonic() + 30
    while len(tries) < 4 and time.monotonic() < until:
        time.sleep(0.02)
    time.sleep(0.1)
    behind.end()
    opened.close()
    assert len(tries) == 4, "done is done"
    said = [r for r in caplog.records if r.name == "ui.background"]
    assert len(said) == 1
    assert said[0].exc_info is None
