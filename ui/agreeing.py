"""Held replies compared with each other beside a running server, in a process that stands back."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

from kb.errors import BadInput, HomeUnusable, YugwonError
from ui import agreement, evaluations
from ui.failures import as_error

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess
    from pathlib import Path

    from kb.settings import Settings
    from ui.home import Home

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class State:
    """How far the comparison is."""

    done: int = 0
    total: int = 0
    running: bool = False
    error: YugwonError | None = None


class Agreeing:
    """Starts, watches and stops the comparison of a home."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._guard = threading.Lock()
        self._state = State()
        self._process: BaseProcess | None = None
        self._stopped = False

    @property
    def state(self) -> State:
        """As of now."""
        return self._state

    def start(self) -> State:
        """Start a comparison. Raises BadInput when one is running, HomeUnusable."""
        with self._guard:
            if self._state.running:
                raise BadInput("이미 견주고 있습니다", "a comparison is running already")
            self._home.searcher.refresh()  # the index is built here, once
            folder = evaluations.new_folder(self._home, "replies")
            told, tells = get_context("spawn").Pipe(duplex=False)
            self._process = get_context("spawn").Process(
                target=_compare, args=(self._home.settings, folder, tells), daemon=True
            )
            self._process.start()
            tells.close()
            self._stopped = False
            self._state = State(running=True)
            threading.Thread(
                target=self._listen, args=(told, folder), name="agreeing", daemon=True
            ).start()
            return self._state

    def stop(self) -> None:
        """End it; nothing of it is kept."""
        if self._process is not None and self._state.running:
            self._stopped = True
            self._process.terminate()

    def _listen(self, told: Connection, folder: Path) -> None:
        done = total = 0
        error: YugwonError | None = HomeUnusable(
            "견주던 프로세스가 죽었습니다 (메모리 부족일 수 있습니다)",
            "the process that compared died (out of memory?)",
        )
        try:
            while True:
                said: Any = told.recv()
                if said is None:
                    error = None
                elif isinstance(said[0], str):
                    error = YugwonError(*said)
                else:
                    done, total = said
                    self._state = State(done, total, running=True)
        except EOFError:
            pass
        if error is not None and not (folder / agreement.PAIRS).exists():
            _remove(folder)
        if self._stopped:
            error = None
        self._state = State(done, total, error=error)


def _remove(folder: Path) -> None:
    try:
        folder.rmdir()
    except OSError:
        log.info("%s is left: it is not empty", folder)


def _compare(settings: Settings, folder: Path, tells: Connection) -> None:
    """In the process: compare, keep, and say how far it is."""
    from evals import running
    from ui.home import Home

    running.stand_back()
    try:
        home = Home(running.reading(settings))
        agreement.replies(home, lambda done, total: tells.send((done, total)), folder)
        tells.send(None)
    except Exception as e:
        known = as_error(e)
        if known is None:
            log.exception("the comparison failed")
            known = YugwonError("견주지 못했습니다", "the comparison failed")
        tells.send((known.ko, known.en))
