"""The servers that the application runs beside, each a real process on a free port, and itself."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

ROOT = Path(__file__).resolve().parents[2]
_MAIN = "from ui.cli import main; main()"


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(true: Any, seconds: float = 60.0, what: str = "it") -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise AssertionError(f"{what} did not come about in {seconds} s")
        time.sleep(0.05)


# -- PostgreSQL ------------------------------------------------------------------------------


def _programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    there = shutil.which("initdb")
    return Path(there).parent if there else None


@dataclass
class Postgres:
    """A private cluster in a folder, that listens on a socket there."""

    folder: Path
    programs: Path
    _user: list[str]

    def url(self, name: str) -> str:
        """SQLAlchemy's URL of a database."""
        return f"postgresql+psycopg://yugwon@/{name}?host={self.folder}"

    def create(self, name: str) -> str:
        """Make an empty database; returns its URL."""
        import psycopg

        with psycopg.connect(f"postgresql://yugwon@/postgres?host={self.folder}",
                             autocommit=True) as c:  # fmt: skip
            c.execute(f'CREATE DATABASE "{name}"'.encode())
        return self.url(name)

    def start(self) -> None:
        """Start the cluster, or start it again after it was killed."""
        options = f"-k {self.folder} -c listen_addresses="

        def started() -> bool:
            # one that was killed counts as running until its parent has taken notice
            with suppress(subprocess.CalledProcessError):
                self._run(str(self.programs / "pg_ctl"), "-D", str(self.folder / "data"), "-w",
                          "-o", options, "-l", str(self.folder / "log"), "start")  # fmt: skip
                return True
            return False

        until(started, 60, "PostgreSQL")

    def kill(self) -> None:
        """End it as a loss of power would: the postmaster and all that it started, at once."""
        pid = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        own = [pid, *_children(pid)]
        for one in own:
            _signal(one, signal.SIGKILL)
        until(lambda: not any(_lives(p) for p in own), 20, "the end of PostgreSQL")

    def stop(self) -> None:
        """End it, if it runs."""
        with suppress(subprocess.CalledProcessError):  # it may not run
            self._run(str(self.programs / "pg_ctl"), "-D", str(self.folder / "data"), "-m",
                      "immediate", "stop")  # fmt: skip

    def _run(self, *command: str) -> None:
        subprocess.run([*self._user, *command], check=True, capture_output=True, timeout=120)


@contextmanager
def postgres() -> Iterator[Postgres]:
    """A fresh cluster; the test is skipped where there is no PostgreSQL."""
    pytest.importorskip("psycopg")
    programs = _programs()
    if programs is None:
        pytest.skip("no PostgreSQL here (apt-get install postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="yugwon-pg-", dir="/tmp"))
    as_user: list[str] = []
    if os.geteuid() == 0:  # PostgreSQL does not run as root
        shutil.chown(folder, "postgres")
        as_user = ["runuser", "-u", "postgres", "--"]
    cluster = Postgres(folder, programs, as_user)
    try:
        cluster._run(str(programs / "initdb"), "-D", str(folder / "data"), "-A", "trust", "-U",
                     "yugwon", "-E", "UTF8", "--locale=C", "-N")  # fmt: skip
        cluster.start()
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


# -- Chroma ----------------------------------------------------------------------------------


@dataclass
class Chroma:
    """``chroma run`` over a folder."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """What the setting ``chroma_url`` takes."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        program = Path(sys.executable).with_name("chroma")
        self.process = subprocess.Popen(
            [str(program), "run", "--path", str(self.folder), "--host", "127.0.0.1",
             "--port", str(self.port)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        until(self.answers, 60, "Chroma")

    def answers(self) -> bool:
        """Whether it answers now."""
        try:
            return httpx.get(f"{self.url}/api/v2/heartbeat", timeout=2).is_success
        except httpx.HTTPError:
            return False

    def kill(self) -> None:
        """End it at once."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(20)
            self.process = None


@contextmanager
def chroma(folder: Path) -> Iterator[Chroma]:
    """A Chroma server over a folder."""
    if not Path(sys.executable).with_name("chroma").is_file():
        pytest.skip("no chroma program here (it comes with chromadb)")
    server = Chroma(folder, free_port())
    try:
        server.start()
        yield server
    finally:
        server.kill()


# -- the application -------------------------------------------------------------------------


@dataclass
class Yugwon:
    """``yugwon serve`` in a process of its own."""

    environment: Mapping[str, str]
    arguments: tuple[str, ...] = ()
    port: int = field(default_factory=free_port)
    errors: Path | None = None
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def start(self, wait: bool = True) -> None:
        """Start it; with ``wait`` until it says that it is well."""
        with (self.errors or Path(os.devnull)).open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", _MAIN, "serve", "--port", str(self.port), *self.arguments],
                env=dict(self.environment), cwd=ROOT, start_new_session=True,
                stdout=subprocess.DEVNULL, stderr=log,
            )  # fmt: skip
        if wait:
            until(self.well, 90, "yugwon serve")

    def well(self) -> bool:
        """Whether it answers that it is well. Raises AssertionError when it has ended."""
        assert self.process is not None
        assert self.process.poll() is None, f"it ended: {self.process.returncode} {self.said()}"
        try:
            return httpx.get(f"{self.url}/healthz", timeout=5).is_success
        except httpx.HTTPError:
            return False

    def said(self) -> str:
        """What it wrote on its standard error."""
        return self.errors.read_text(errors="replace")[-2000:] if self.errors else ""

    def processes(self) -> list[int]:
        """It and all that it started."""
        assert self.process is not None
        return [self.process.pid, *_children(self.process.pid)]

    def kill(self) -> None:
        """End it and what it started at once."""
        if self.process is not None:
            own = self.processes()
            for pid in own:
                _signal(pid, signal.SIGKILL)
            self.process.wait(20)
            until(lambda: not any(_lives(p) for p in own), 20, "its end")
            self.process = None

    def stop(self) -> int:
        """End it as systemd does; returns its exit code."""
        assert self.process is not None
        self.process.terminate()
        code = self.process.wait(60)
        self.process = None
        return code


@contextmanager
def yugwon(home: Path, *arguments: str, start: bool = True, **settings: Any) -> Iterator[Yugwon]:
    """The application over a home with some settings, in its own process group."""
    server = Yugwon(environment(home, **settings), arguments, errors=home.parent / "serve.err")
    try:
        if start:
            server.start()
        yield server
    finally:
        server.kill()


def environment(home: Path, **settings: Any) -> dict[str, str]:
    """The environment of a command over a home."""
    own = {k: v for k, v in os.environ.items() if not k.startswith("YUGWON_")}
    own |= {
        "PYTHONPATH": str(ROOT),
        "YUGWON_HOME": str(home),
        "YUGWON_WORKERS": "1",
        "HF_HUB_OFFLINE": "1",
        "TOKENIZERS_PARALLELISM": "false",
        "GRADIO_ANALYTICS_ENABLED": "False",
    }
    return own | {f"YUGWON_{k.upper()}": str(v) for k, v in settings.items()}


def command(
    env: Mapping[str, str], *arguments: str, before: tuple[str, ...] = ()
) -> subprocess.CompletedProcess[str]:
    """Run one command line to its end."""
    return subprocess.run(
        [*before, sys.executable, "-c", _MAIN, *arguments],
        env=dict(env), cwd=ROOT, capture_output=True, text=True, timeout=300,
    )  # fmt: skip


def said_json(env: Mapping[str, str], *arguments: str) -> Any:
    """What a command prints with ``--json``."""
    done = command(env, *arguments, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            own = [int(x) for x in task.read_text().split()]
        except OSError:
            continue
        for child in own:
            found += [child, *_children(child)]
    return found


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def _signal(pid: int, what: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, what)
