"""What is made beside a running server, at the lowest priority: vectors, and what is read of cases."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from ui.failures import as_error

if TYPE_CHECKING:
    from kb.answer.beforehand import Progress
    from ui.home import Home

log = logging.getLogger(__name__)
EVERY = 5.0
"""Seconds between two looks at whether there is a new index."""
LOWEST = 19
"""Priority of the thread, where the platform knows one a thread."""


class Behind:
    """A thread that makes what a new index lacks, and has answers take it up.

    Cases are read in a process of its own (:mod:`kb.answer.beforehand`): a thread at the lowest
    priority that held the interpreter's lock would make those wait who ask.
    """

    def __init__(self, home: Home) -> None:
        self._home = home
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="behind", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def end(self) -> None:
        """Stop after the batch under way; what has been made is kept."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join(timeout=30)

    def _run(self) -> None:
        from kb.search import index

        if hasattr(os, "setpriority"):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), LOWEST)
        done = said = ""
        while not self._ended.wait(EVERY):
            try:
                name = index.current(self._home.settings) or ""
                if name and name != done:
                    read_cases(self._home, stop=self._ended.is_set, behind=True)
                    self._vectors()
                    done = name
            except Exception as e:
                known = as_error(e)
                if str(known or e) != said:  # once; it is tried again
                    said = str(known or e)
                    if known is None:
                        log.exception("what is made behind the server failed")
                    else:
                        log.warning("%s / %s", known.ko, known.en)
            else:
                said = ""

    def _vectors(self) -> None:
        """The vectors of the setting ``embedder``, where it names a model beside the fast one."""
        from kb.search import embedders, tier

        if not embedders.is_fast(self._home.settings):
            tier.build(self._home.store, self._home.settings, stop=self._ended.is_set)
            self._home.searcher.refresh()


def read_cases(
    home: Home,
    progress: Progress | None = None,
    stop: Callable[[], bool] = lambda: False,
    behind: bool = False,
) -> int:
    """Read the held cases beforehand, so that answers need not; returns how many ways of putting one.

    Raises HomeUnusable when there is no space for it.
    """
    from kb.answer import beforehand
    from kb.answer.caseview import tellings

    told = (t for source in home.store.interpretations() for t in tellings(source))
    workers = 1 if behind else home.settings.workers or os.cpu_count() or 1
    return beforehand.make(home.folder, told, progress, stop, workers, behind)
