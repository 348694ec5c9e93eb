"""What else a machine does while people ask: an ingest and an evaluation, again and again (곁의 일)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

COMMAND = (sys.executable, "-c", "from ui.cli import main; main()")


class Beside:
    """An ingest into homes of its own and an evaluation of the home that is asked, until it ends.

    Each begins anew when it is done, so that something is under way for as long as people ask.
    """

    def __init__(self, home: Path, folder: Path, environment: Mapping[str, str]) -> None:
        """``environment``: that of the server; ``folder``: where the homes of the ingest stand."""
        originals = home / "originals"
        starter = Path(__file__).parents[1] / "corpora" / "starter"
        self._papers = originals if originals.is_dir() and any(originals.iterdir()) else starter
        self._folder, self._environment = folder, {**environment, "YUGWON_WORKERS": "1"}
        self._ended = threading.Event()
        self._guard = threading.Lock()
        self._under_way: dict[str, subprocess.Popen[bytes]] = {}
        self.done: Counter[str] = Counter()
        """How often each came to its end."""
        self.faults: list[str] = []
        """Those that failed, with what they said."""
        self._threads = [
            threading.Thread(target=self._keep, args=(what,), daemon=True)
            for what in ("ingest", "evaluation")
        ]

    def start(self) -> Beside:
        """Begin both; returns itself."""
        for thread in self._threads:
            thread.start()
        return self

    def stop(self) -> None:
        """End what is under way, if anything is: the crowd may have come alone."""
        self._ended.set()
        with self._guard:
            for process in self._under_way.values():
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
        for thread in self._threads:
            if thread.is_alive():
                thread.join(30)

    @property
    def lacking(self) -> list[str]:
        """What neither is under way nor ever came to its end: nothing was beside the people then."""
        return [what for what in ("ingest", "evaluation") if not self._ran(what)]

    def as_json(self) -> dict[str, Any]:
        """How often each came to its end, and what failed."""
        return {"done": dict(self.done), "faults": self.faults[:10]}

    def _ran(self, what: str) -> bool:
        process = self._under_way.get(what)
        return bool(self.done[what]) or (process is not None and process.poll() is None)

    def _keep(self, what: str) -> None:
        number = 0
        while not self._ended.is_set():
            number += 1
            process = self._begin(what, number)
            if process is None:
                return
            said = process.communicate()[1].decode(errors="replace").strip()
            if self._ended.is_set():
                return
            if process.returncode:
                last = said.splitlines()[-1:] or [""]
                self.faults.append(f"{what}: {process.returncode}: {last[0][:200]}")
                self._ended.wait(5)  # what fails at once is not tried without end
            else:
                self.done[what] += 1

    def _begin(self, what: str, number: int) -> subprocess.Popen[bytes] | None:
        own = dict(self._environment)
        arguments = ["eval", "consistency"]
        if what == "ingest":
            own["YUGWON_HOME"] = str(self._folder / f"beside-{number}")
            for elsewhere in ("YUGWON_DATABASE_URL", "YUGWON_CHROMA_URL"):
                own.pop(elsewhere, None)
            arguments = ["ingest", str(self._papers)]
        with self._guard:
            if self._ended.is_set():
                return None
            self._under_way[what] = process = subprocess.Popen(
                [*COMMAND, *arguments], env=own, start_new_session=True,
                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            )  # fmt: skip
        return process
