"""Several parsing processes with a time and a memory limit, results in the order of the input."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from ingest.worker import Job, Result, receive, send

_ROOT = Path(__file__).resolve().parents[1]
_AHEAD = 32
"""Jobs under way at once: enough to keep every process busy, few enough for memory."""
T = TypeVar("T")


class _Process:
    """One child; replaced when it had to be killed."""

    def __init__(self, seconds: float, megabytes: int) -> None:
        self._seconds = seconds
        self._megabytes = megabytes
        self._child: subprocess.Popen[bytes] | None = None

    def run(self, job: Job) -> Result:
        child = self._child or self._start()
        assert child.stdin is not None
        assert child.stdout is not None
        late = threading.Event()

        def kill() -> None:
            late.set()
            child.kill()

        timer = threading.Timer(self._seconds, kill)
        timer.start()
        try:
            send(child.stdin, job)  # type: ignore[arg-type]
            result: Result = receive(child.stdout)  # type: ignore[arg-type]
            return result
        except (EOFError, OSError):
            self.close()
            if late.is_set():
                why = (
                    f"{self._seconds:g}초 안에 읽지 못했습니다",
                    f"could not be parsed within {self._seconds:g} seconds",
                )
                return "refused", why, "", self._seconds
            return (
                "refused",
                ("읽는 프로세스가 중단되었습니다", "the parsing process died"),
                "",
                0.0,
            )
        finally:
            timer.cancel()

    def _start(self) -> subprocess.Popen[bytes]:
        path = os.pathsep.join(p for p in (str(_ROOT), os.environ.get("PYTHONPATH", "")) if p)
        self._child = subprocess.Popen(
            [sys.executable, "-m", "ingest.worker", str(self._megabytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": path, "PYTHONUTF8": "1"},
        )
        return self._child

    def close(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        for stream in (child.stdin, child.stdout):
            if stream:
                with suppress(OSError):
                    stream.close()
        child.kill()
        child.wait()


class Workers:
    """A context manager over ``count`` parsing processes."""

    def __init__(self, count: int, seconds: float, megabytes: int) -> None:
        self._count = count
        self._limits = seconds, megabytes
        self._local = threading.local()
        self._all: list[_Process] = []
        self._threads = ThreadPoolExecutor(count)

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        self._threads.shutdown(wait=True, cancel_futures=True)
        for process in self._all:
            process.close()

    def map(self, jobs: Iterable[tuple[T, Job]]) -> Iterator[tuple[T, Result]]:
        """Results in the order of the jobs, each with what was given beside it."""
        waiting: deque[tuple[T, Future[Result]]] = deque()
        for beside, job in jobs:
            waiting.append((beside, self._threads.submit(self._run, job)))
            while len(waiting) >= _AHEAD or (waiting and waiting[0][1].done()):
                beside, future = waiting.popleft()
                yield beside, future.result()
        for beside, future in waiting:
            yield beside, future.result()

    def _run(self, job: Job) -> Result:
        process: _Process | None = getattr(self._local, "process", None)
        if process is None:
            process = self._local.process = _Process(*self._limits)
            self._all.append(process)
        return process.run(job)
