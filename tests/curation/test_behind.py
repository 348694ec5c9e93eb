"""What a server makes behind those who ask: cases read beforehand, and the same answers."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

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
