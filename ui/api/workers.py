"""Several processes that serve one home: started, watched and ended by one that serves nothing.

They share the listening socket, and each has a socket of its own by which the others hand it what
belongs to its pages (:mod:`ui.api.handing`). One that dies is started again.
"""

from __future__ import annotations

import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from kb.errors import BadInput, HomeUnusable
from kb.settings import Settings

log = logging.getLogger(__name__)
PAUSES = (0.5, 1.0, 2.0, 5.0, 10.0)
"""Seconds before a process that ended is started again, growing while it does not stay."""
STAYED = 60.0
"""Seconds after which a process counts as having stayed."""
GRACE = 30.0
"""Seconds in which the processes may end what they are doing."""


def may(settings: Settings, count: int) -> None:
    """Whether so many processes may serve the home.

    SQLite and an embedded Chroma belong to one process. Raises BadInput.
    """
    if count == 1 or (settings.url.startswith("postgresql") and settings.chroma_url):
        return
    raise BadInput(
        f"작업자 {count}개는 PostgreSQL(database_url)과 Chroma 서버(chroma_url)를 쓸 때만 됩니다. "
        "SQLite와 내장 Chroma는 한 프로세스의 것입니다",
        f"{count} workers need PostgreSQL (database_url) and a Chroma server (chroma_url); SQLite "
        "and the embedded Chroma belong to one process",
    )


class Workers:
    """The processes, each with its number."""

    def __init__(self, count: int, host: str, bound: socket.socket) -> None:
        self._host = host
        self._bound = bound
        self.folder = Path(tempfile.mkdtemp(prefix="yugwon-serve-"))
        (self.folder / "metrics").mkdir()
        self._own = [self._socket(n) for n in range(count)]
        self._processes: list[subprocess.Popen[bytes] | None] = [None] * count
        self._begun = [0.0] * count
        self._tries = [0] * count
        self._ended = threading.Event()

    def run(self, ready: Callable[[], None]) -> None:
        """Serve until SIGTERM or SIGINT; ``ready`` is told once the first can answer.

        Raises HomeUnusable when none could be started at all.
        """
        before = {s: signal.signal(s, self._end) for s in (signal.SIGTERM, signal.SIGINT)}
        told = False
        try:
            for n in range(len(self._own)):
                self._start(n)
            while not self._ended.wait(0.2):
                if not told and any(self.folder.glob("ready-*")):
                    told = True
                    ready()
                for n in range(len(self._own)):
                    self._look_after(n, told)
        finally:
            self._stop()
            for s, handler in before.items():
                signal.signal(s, handler)
            shutil.rmtree(self.folder, ignore_errors=True)

    def _socket(self, n: int) -> socket.socket:
        own = socket.socket(socket.AF_UNIX)
        own.bind(str(path(self.folder, n)))
        own.listen(128)
        return own

    def _start(self, n: int) -> None:
        given = (self._bound.fileno(), self._own[n].fileno())
        self._begun[n] = time.monotonic()
        self._processes[n] = subprocess.Popen(
            [sys.executable, "-m", "ui.api.worker", str(n), *map(str, given), str(self.folder),
             self._host],
            pass_fds=given,
            # Ctrl-C at a terminal reaches this process alone, which ends the others
            start_new_session=True,
            env={**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(self.folder / "metrics")},
        )  # fmt: skip

    def _look_after(self, n: int, told: bool) -> None:
        process = self._processes[n]
        now = time.monotonic()
        if process is None:
            if now >= self._begun[n]:
                self._start(n)
            return
        code = process.poll()
        if code is None:
            return
        (self.folder / f"ready-{n}").unlink(missing_ok=True)
        if not told and code == 2:  # it has said why on standard error
            raise HomeUnusable("작업자를 시작하지 못했습니다", "the workers could not be started")
        self._tries[n] = 0 if now - self._begun[n] > STAYED else self._tries[n] + 1
        pause = PAUSES[min(self._tries[n], len(PAUSES) - 1)]
        log.warning(
            "worker %d (pid %d) ended with %d; again in %.1f s", n, process.pid, code, pause
        )
        self._processes[n], self._begun[n] = None, now + pause

    def _end(self, *_: object) -> None:
        self._ended.set()

    def _stop(self) -> None:
        running = [p for p in self._processes if p is not None and p.poll() is None]
        for p in running:
            p.terminate()
        end = time.monotonic() + GRACE
        for p in running:
            try:
                p.wait(max(0.1, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                p.kill()
                p.wait()
        for own in self._own:
            own.close()


def path(folder: Path, n: int) -> Path:
    """The socket by which a worker is handed what is its own."""
    return folder / f"{n}.sock"
