"""Runs the HTTP application in this process."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable

import uvicorn

from kb.errors import BadInput
from ui.api.bounds import Prompt
from ui.background import Vectors
from ui.curated import Watch
from ui.home import Home


def listen(home: Home, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serve until interrupted; ``ready`` is told the address once the socket is open.

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
    with bound:
        from ui.api.app import application

        app = application(home, host)
        shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host
        ready(f"http://{shown}:{bound.getsockname()[1]}")
        logging.getLogger("httpx").setLevel(logging.WARNING)
        config = uvicorn.Config(app, log_level="warning", access_log=False, http=Prompt)
        vectors = Vectors(home)
        vectors.start()
        watch = Watch(home).start()
        try:
            uvicorn.Server(config).run(sockets=[bound])
        finally:
            vectors.end()
            watch.stop()


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
