"""A process that works for another ends with it: who kills a command leaves nothing running."""

from __future__ import annotations

import os
import threading
import time

EVERY = 0.5
"""Seconds between two looks at whether the parent is still there."""


def end_with_parent() -> None:
    """From now on this process ends soon after the one that started it, however that one ended."""
    threading.Thread(target=_watch, args=(os.getppid(),), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(EVERY)
    os._exit(1)
