"""A page that was closed is forgotten after a while; one that is open, or may come back, is kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from gradio.state_holder import StateHolder

from ui.web import sessions

NOW = datetime(2026, 11, 27, 12, 0)


@pytest.fixture
def holder() -> StateHolder:
    made = StateHolder()
    for name, closed, ago in (
        ("open", False, 600), ("just closed", True, 1), ("closed", True, 16), ("idle", False, 16),
    ):  # fmt: skip
        made.session_data[name] = SimpleNamespace(is_closed=closed)  # type: ignore[assignment]
        made.time_last_used[name] = NOW - timedelta(minutes=ago)
    return made


def test_closed_pages_are_forgotten(holder: StateHolder) -> None:
    assert sessions.forget(holder, NOW) == 1
    assert set(holder.session_data) == set(holder.time_last_used) == {"open", "just closed", "idle"}
    assert sessions.forget(holder, NOW + timedelta(hours=1)) == 1
    assert set(holder.session_data) == {"open", "idle"}


def test_they_are_when_a_page_is_opened(holder: StateHolder) -> None:
    passed: list[str] = []

    async def within(scope: Any, receive: Any, send: Any) -> None:
        passed.append(scope["path"])

    asked = sessions.Forgetting(within, [SimpleNamespace(state_holder=holder)])
    for path, held in (("/gradio_api/queue/join", 4), ("/en/gradio_api/heartbeat/abc", 2)):
        coroutine = asked({"type": "http", "path": path}, None, None)  # type: ignore[arg-type]
        with pytest.raises(StopIteration):
            coroutine.send(None)  # type: ignore[attr-defined]
        assert len(holder.session_data) == held
    assert len(passed) == 2
