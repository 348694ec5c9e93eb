"""The one evaluation that a server carries out at a time, beside the people who ask.

It goes on when the browser is closed and when the server is started again, and can be stopped; what
was stopped is one of the unfinished runs, which go on by :meth:`Watch.resume`.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb.errors import BadInput, YugwonError
from ui import consistency, evaluations
from ui.failures import as_error

if TYPE_CHECKING:
    from pathlib import Path

    from evals.runs import Planned, Run
    from ui.home import Home

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class State:
    """How far the evaluation is."""

    name: str = ""
    done: int = 0
    total: int = 0
    running: bool = False
    error: YugwonError | None = None
    run: Run | None = None
    """The finished run."""


def watch_of(home: Home) -> Watch:
    """The watch of a home: one, whatever the number of pages and languages."""
    made: Watch = home.__dict__.setdefault("evaluating", Watch(home))
    return made


class Watch:
    """Starts, watches and stops the evaluation of a home."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._guard = threading.Lock()
        self._state = State()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def state(self) -> State:
        """As of now."""
        return self._state

    def start(self, wanted: consistency.Wanted) -> State:
        """Start an evaluation. Raises BadInput when one is running or the set is unusable."""
        with self._guard:
            self._free()
            planned, folder = consistency.plan(self._home, wanted)
            return self._begin(planned, folder)

    def resume(self, name: str) -> State:
        """Go on with a run that was stopped or killed. Raises BadInput as :meth:`start`."""
        with self._guard:
            self._free()
            planned, folder = consistency.begun(self._home, name)
            return self._begin(planned, folder)

    def stop(self) -> None:
        """Have every run under way stop after the answers under way, in whatever process it is."""
        for k in evaluations.kept(self._home, finished=False):
            if k.busy:
                evaluations.halt(k.folder)
        if self._state.running:
            self._stop.set()

    def take_up(self) -> None:
        """Go on with the run that ended with an earlier server, if there is one."""
        name = evaluations.interrupted(self._home)
        if name is None or self._state.running:
            return
        try:
            self.resume(name)
        except YugwonError as e:
            log.info("%s is not taken up: %s", name, e)

    def join(self, seconds: float | None = None) -> None:
        """Wait until it has ended."""
        if self._thread is not None:
            self._thread.join(seconds)

    def _free(self) -> None:
        if self._state.running:
            raise BadInput("이미 평가하고 있습니다", "an evaluation is running already")

    def _begin(self, planned: Planned, folder: Path) -> State:
        self._stop.clear()
        self._state = State(planned.name, 0, len(planned.plan), running=True)
        self._thread = threading.Thread(
            target=self._carry_out, args=(planned, folder), name="evaluation", daemon=True
        )
        self._thread.start()
        return self._state

    def _carry_out(self, planned: Planned, folder: Path) -> None:
        total = len(planned.plan)

        def tell(done: int, of: int) -> None:
            self._state = State(planned.name, done, of, running=True)

        try:
            run = consistency.carry_out(
                self._home, planned, folder, progress=tell, stop=self._stop.is_set, beside=True
            )
            self._state = State(planned.name, total, total, run=run)
        except Exception as e:
            known = as_error(e)
            if known is None:
                log.exception("the evaluation failed")
                known = YugwonError("평가하지 못했습니다", "the evaluation failed")
            self._state = State(planned.name, self._state.done, total, error=known)
