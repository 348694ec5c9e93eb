"""Runs the HTTP application in this process."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable

import uvicorn

from kb.errors import BadInput
from ui.background import Vectors
from ui.curated import Watch
from ui.home import Home


def listen(home: Home, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serve until interrupted; ``ready`` is told the address once the socket is open.

    Raises BadInput when the address cannot be listened on.
    """
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    try:
        bound = socket.create_server((host, port), backlog=128)
    except OSError as e:
        raise BadInput(
            f"{host}:{port}에서 들을 수 없습니다: {e.strerror}. 다른 포트를 쓰십시오 (--port)",
            f"cannot listen on {host}:{port}: {e.strerror}; use another port (--port)",
        ) from None
    with bound:
        from ui.api.app import application

        app = application(home)
        shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host
        ready(f"http://{shown}:{bound.getsockname()[1]}")
        logging.getLogger("httpx").setLevel(logging.WARNING)
        config = uvicorn.Config(app, log_level="warning", access_log=False)
        vectors = Vectors(home)
        vectors.start()
        watch = Watch(home).start()
        try:
            uvicorn.Server(config).run(sockets=[bound])
        finally:
            vectors.end()
            watch.stop()
