"""Runs the HTTP application in this process."""

from __future__ import annotations

import gc
import logging
import os
import socket
from collections.abc import Callable
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from kb.errors import BadInput
from ui.api.bounds import Prompt
from ui.api.workers import Workers
from ui.background import Behind
from ui.curated import Watch
from ui.days import today
from ui.evaluating import watch_of
from ui.failures import as_error
from ui.home import Home

PATIENCE = 10
"""Seconds that answers under way are given when the server ends; a page's own stream never ends."""


def listen(home: Home, host: str, port: int, ready: Callable[[str], None], count: int = 1) -> None:
    """Serve until interrupted; ``ready`` is told the address once the socket is open.

    Args:
        count: processes that serve; more than one as :func:`ui.api.workers.may` allows.

    Raises BadInput when the address cannot be listened on.
    """
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    _peopled(home, host)
    try:
        bound = socket.create_server((host, port), backlog=128)
    except OSError as e:
        raise BadInput(
            f"{host}:{port}에서 들을 수 없습니다: {e.strerror}. 다른 포트를 쓰십시오 (--port)",
            f"cannot listen on {host}:{port}: {e.strerror}; use another port (--port)",
        ) from None
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host
    address = f"http://{shown}:{bound.getsockname()[1]}"
    with bound:
        if count > 1:
            Workers(count, host, bound).run(lambda: ready(address))
            return
        from ui.api.app import application

        app = application(home, host)
        run(home, app, [bound], ready=lambda: ready(address))


def configured(app: ASGIApp, **more: Any) -> uvicorn.Config:
    """How uvicorn serves an application, wherever it listens.

    It does not read a proxy's headers: the gate does, which knows whom to believe.
    """
    return uvicorn.Config(
        app, log_level="warning", access_log=False, http=Prompt, proxy_headers=False,
        timeout_graceful_shutdown=PATIENCE, **more,
    )  # fmt: skip


def run(
    home: Home,
    app: ASGIApp,
    sockets: list[socket.socket],
    *,
    ready: Callable[[], None],
    behind: bool = True,
) -> None:
    """Serve an application on some sockets in this process until it is told to end.

    Args:
        ready: told when the next question need not wait.
        behind: whether this process makes what an index lacks: vectors, cases read beforehand.
    """
    for name in ("httpx", "httpx2", "chromadb"):
        logging.getLogger(name).setLevel(logging.WARNING)
    config = configured(app)
    _warm(home)
    # what is open now stays: the collector need not look through it again and again
    gc.collect()
    gc.freeze()
    ready()
    making = Behind(home)
    if behind:
        making.start()
        watch_of(home).take_up()
    watch = Watch(home).start()
    try:
        uvicorn.Server(config).run(sockets=sockets)
    finally:
        making.end()
        watch.stop()


def _warm(home: Home) -> None:
    """Open what the first question would otherwise wait for; nothing of it is kept."""
    try:
        home.answerer.ask("선거운동을 할 수 있나요?", today=today())
    except Exception as e:
        known = as_error(e)
        if known is None:
            raise
        logging.getLogger(__name__).warning("%s / %s", known.ko, known.en)


def _peopled(home: Home, host: str) -> None:
    """Raise BadInput when people must sign in here and nobody can."""
    from kb.curation import accounts
    from kb.curation.people import Act
    from ui.api.gate import is_open

    if is_open(home.settings, host):
        return
    if not any(a.person.may(Act.ACCOUNTS) for a in accounts.every(home.store)):
        raise BadInput(
            f"{host}에서 열려면 관리자 계정이 있어야 합니다: yugwon account add 이름 --role admin",
            f"to serve on {host} there must be an admin: yugwon account add NAME --role admin",
        )
