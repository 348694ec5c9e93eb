"""Makes the vectors of the second tier beside a running server, at the lowest priority."""

from __future__ import annotations

import logging
import os
import threading
from typing import TYPE_CHECKING

from kb.errors import YugwonError

if TYPE_CHECKING:
    from ui.home import Home

log = logging.getLogger(__name__)
EVERY = 5.0
"""Seconds between two looks at whether there is a new index."""
LOWEST = 19
"""Priority of the thread, where the platform knows one a thread."""


class Vectors:
    """A thread that makes what vectors a new index lacks, and has search take them up."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="vectors", daemon=True)

    def start(self) -> None:
        """Begin, where the setting ``embedder`` names a model beside the fast one."""
        from kb.search import embedders

        if not embedders.is_fast(self._home.settings):
            self._thread.start()

    def end(self) -> None:
        """Stop after the batch under way; what has been made is kept."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join(timeout=30)

    def _run(self) -> None:
        from kb.search import index, tier

        if hasattr(os, "setpriority"):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), LOWEST)
        done = ""
        while not self._ended.is_set():
            name = index.current(self._home.settings) or ""
            if name and name != done:
                try:
                    tier.build(self._home.store, self._home.settings, stop=self._ended.is_set)
                    self._home.searcher.refresh()
                except YugwonError as e:
                    log.warning("%s", e)
                done = name
            self._ended.wait(EVERY)
