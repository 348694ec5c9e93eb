"""What a running server does beside its answers, at the lowest priority.

It makes the vectors of the second tier, and looks at the cases before somebody asks about them.
"""

from __future__ import annotations

import gc
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
PAUSE = 0.02
"""Seconds between two cases that are looked at."""
LOWEST = 19
"""Priority of the thread, where the platform knows one a thread."""


class Beside:
    """A thread that does its work once for every new index."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name=type(self).__name__, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def end(self) -> None:
        """Stop after the step under way; what has been made is kept."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join(timeout=30)

    def work(self) -> None:
        """What is done; to be left when ``_ended`` is set."""
        raise NotImplementedError

    def _run(self) -> None:
        from kb.search import index

        if hasattr(os, "setpriority"):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), LOWEST)
        done = ""
        while not self._ended.is_set():
            name = index.current(self._home.settings) or ""
            if name and name != done:
                try:
                    self.work()
                except YugwonError as e:
                    log.warning("%s", e)
                done = name
            self._ended.wait(EVERY)


class Vectors(Beside):
    """Makes what vectors a new index lacks, and has search take them up."""

    def start(self) -> None:
        """Begin, where the setting ``embedder`` names a model beside the fast one."""
        from kb.search import embedders

        if not embedders.is_fast(self._home.settings):
            super().start()

    def work(self) -> None:
        """Build and take up."""
        from kb.search import tier

        tier.build(self._home.store, self._home.settings, stop=self._ended.is_set)
        self._home.searcher.refresh()


class Views(Beside):
    """Looks at every case held, so that a question waits for its own words alone."""

    def work(self) -> None:
        """One case after another, with a pause for those who are asking."""
        from kb.answer import caseview

        for source in self._home.store.interpretations():
            if source.kind in ("case", "reply") and source.conclusion is not None:
                caseview.look_at(source)
                if self._ended.wait(PAUSE):
                    return
        # they stay: the collector need not look through them again and again
        gc.collect()
        gc.freeze()
