"""Which person a Gradio session belongs to (자리), so that nobody listens to another's.

Gradio names a session by a word that the browser makes up. Whoever uses one first keeps it.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

KEPT = 20_000
LONGEST = 64


class Seats:
    """Sessions of one process and the people who began them; the oldest are forgotten."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._taken: OrderedDict[str, str] = OrderedDict()
        self._lock = Lock()

    def takes(self, session: str, person: str) -> bool:
        """Whether a person may use a session: a new one, or their own.

        >>> seats = Seats()
        >>> seats.takes("x1", "김담당"), seats.takes("x1", "박과장"), seats.takes("x1", "김담당")
        (True, False, True)
        """
        if not session or len(session) > LONGEST:
            return False
        with self._lock:
            holder = self._taken.setdefault(session, person)
            self._taken.move_to_end(session)
            if len(self._taken) > self._kept:
                self._taken.popitem(last=False)
        return holder == person
