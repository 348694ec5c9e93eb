"""Forgets the pages that people have closed (세션 정리).

Gradio keeps what it knows of a page, about a megabyte, until ten thousand pages have been opened
after it. A page that was closed does not come back: a reload begins a new one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

MOST = 1000
"""Pages kept, open ones too; the one that was used longest ago goes first."""
REST = timedelta(minutes=15)
"""How long a page that lost its connection may take to come back."""
_OPENED = "/gradio_api/heartbeat/"
"""What each page asks for once, when it is opened."""


class Forgetting:
    """Forgets closed pages each time that a page is opened."""

    def __init__(self, app: ASGIApp, pages: Iterable[Any]) -> None:
        self._app = app
        self._pages = tuple(pages)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _OPENED in scope["path"]:
            for page in self._pages:
                forget(page.state_holder, datetime.now())
        await self._app(scope, receive, send)


def forget(holder: Any, now: datetime) -> int:
    """Drop the closed pages of Gradio's state holder that have rested; returns how many."""
    with holder.lock:
        gone = [
            id
            for id, state in holder.session_data.items()
            if state.is_closed and now - holder.time_last_used.get(id, datetime.min) > REST
        ]
        for id in gone:
            holder.session_data.pop(id, None)
            holder.time_last_used.pop(id, None)
    return len(gone)
