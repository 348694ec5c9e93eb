"""An index build that is killed leaves no process behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

BUSY = """
from kb.search.analysis import analyse
if __name__ == "__main__":
    texts = [(False, f"{n}번 후보자가 명함을 주었다") for n in range(60_000)]
    analyse(texts, {}, 2, lambda *_: print("going", flush=True))
"""


def _children(pid: int) -> list[int]:
    return [int(c) for c in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_workers_end_with_a_build_that_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "busy.py"
    script.write_text(BUSY, encoding="utf-8")
    root = str(Path(__file__).resolve().parents[2])
    with subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": root},
    ) as build:
        assert build.stdout is not None
        assert build.stdout.readline() == b"going\n"
        workers = _children(build.pid)
        build.kill()
        assert build.wait() == -signal.SIGKILL
    assert len(workers) >= 2
    until = time.monotonic() + 20
    while any(map(_runs, workers)) and time.monotonic() < until:
        time.sleep(0.1)
    assert not [pid for pid in workers if _runs(pid)]
