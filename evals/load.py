"""Many people at once, on the HTTP interface and on the page: ``make load``.

    python -m evals.load [--home DIR] [--people 50] [--browsers 5] [--minutes 10] [--beside] [--json]

A server of its own runs over a copy of the home (without ``--home``: the starter corpus). A person
asks, searches, looks up, opens what was answered before, sends up, and reads for a while between
(``--pause``, seconds on average). A browser asks on the page. Seconds are from request to whole
answer, on the page from Enter to the card. With ``--beside`` the crowd comes twice: alone, and while
an ingest into homes of its own and an evaluation of this one run on the same machine without end.
Exit 1: something failed, the 95th percentile of answers is over two seconds, or what runs beside
more than doubles it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.table import Table

from evals.beside import Beside
from evals.crowd import Person, questions

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
MOST = 2.0
"""Seconds that the 95th percentile of answers may take."""
TIMES = 2.0
"""How many times as long they may take while an ingest and an evaluation run beside."""
EVERY = 5.0
"""Seconds between two looks at the memory."""


@dataclass
class Measured:
    """What a run found."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)
    memory: list[tuple[float, float]] = field(default_factory=list)
    """Seconds since the begin, MiB of the server and all that it started."""
    cpu: float = 0.0
    """CPU seconds of the server."""
    lasted: float = 0.0

    def took(self, what: str, seconds: float) -> None:
        """An answer that came."""
        self.seconds[what].append(seconds)

    def failed(self, what: str, why: str) -> None:
        """One that did not."""
        self.errors.append(f"{what}: {why[:200]}")

    def as_json(self) -> dict[str, Any]:
        """The object that ``--json`` prints."""
        return {
            "seconds": {
                what: {"n": len(s), "p50": at(s, 0.5), "p95": at(s, 0.95), "max": max(s)}
                for what, s in sorted(self.seconds.items())
            },
            "errors": self.errors[:50],
            "failed": len(self.errors),
            "memory": {"begin": _mean(self.memory[:6]), "end": _mean(self.memory[-6:]),
                       "most": max(m for _, m in self.memory)},
            "cpu": round(self.cpu, 1),
            "lasted": round(self.lasted, 1),
        }  # fmt: skip


def at(values: list[float], share: float) -> float:
    """The value below which a share of them lies."""
    found = sorted(values)
    return round(found[min(len(found) - 1, int(share * len(found)))], 3)


def _mean(points: list[tuple[float, float]]) -> float:
    return round(sum(m for _, m in points) / max(1, len(points)), 1)


# -- the server ------------------------------------------------------------------------------


@dataclass
class Server:
    """``yugwon serve`` in a process of its own."""

    process: subprocess.Popen[bytes]
    url: str

    @classmethod
    def start(cls, home: Path, arguments: list[str]) -> Server:
        """Start it and wait until it answers."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        process = subprocess.Popen(
            [sys.executable, "-c", "from ui.cli import main; main()", "serve", "--port", str(port),
             *arguments],
            env=_environment(home), stdout=subprocess.DEVNULL,
        )  # fmt: skip
        server = cls(process, f"http://127.0.0.1:{port}")
        for _ in range(600):
            with suppress(httpx.HTTPError):
                if httpx.get(f"{server.url}/healthz", timeout=5).is_success:
                    return server
            if process.poll() is not None:
                break
            time.sleep(0.5)
        raise SystemExit("the server did not start")

    def usage(self) -> tuple[float, float]:
        """MiB resident and CPU seconds, of it and all that it started."""
        memory = cpu = 0.0
        for pid in [self.process.pid, *_children(self.process.pid)]:
            with suppress(OSError):
                pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
                memory += pages * os.sysconf("SC_PAGE_SIZE") / 2**20
                said = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
                cpu += (int(said[11]) + int(said[12])) / os.sysconf("SC_CLK_TCK")
        return memory, cpu

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        try:
            self.process.wait(40)
        except subprocess.TimeoutExpired:
            self.process.kill()


def _environment(home: Path) -> dict[str, str]:
    return {**os.environ, "YUGWON_HOME": str(home), "GRADIO_ANALYTICS_ENABLED": "False",
            "HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}  # fmt: skip


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in map(int, task.read_text().split()):
                found += [child, *_children(child)]
    return found


# -- the crowd -------------------------------------------------------------------------------


async def _watch(server: Server, into: Measured, begun: float) -> None:
    while True:
        memory, _ = server.usage()
        into.memory.append((time.monotonic() - begun, memory))
        if server.process.poll() is not None:
            into.failed("server", f"it ended with {server.process.returncode}")
            return
        await asyncio.sleep(EVERY)


async def _browse(
    browser: Any, url: str, number: int, after: float, pause: float, into: Measured
) -> None:
    """Somebody opens the page after some seconds, asks, and comes again and again."""
    from playwright.async_api import Error

    dice = random.Random(1000 + number)
    asked = questions()
    await asyncio.sleep(after)
    while True:
        context = await browser.new_context()
        page = await context.new_page()
        page.set_default_timeout(30_000)
        try:
            begun = time.monotonic()
            await page.goto(url)
            await page.wait_for_selector("#yg-box textarea")
            into.took("page opened", time.monotonic() - begun)
            await page.fill("#yg-box textarea", dice.choice(asked))
            begun = time.monotonic()
            await page.press("#yg-box textarea", "Enter")
            await page.wait_for_selector(".yg-card")
            into.took("page asked", time.monotonic() - begun)
        except Error as e:
            into.failed("page", str(e))
        await context.close()
        await asyncio.sleep(dice.expovariate(1 / pause))


async def run(server: Server, people: int, browsers: int, seconds: float, pause: float) -> Measured:
    """Let the crowd come in over half a minute, and go on for some seconds."""
    if not browsers or not Path(CHROMIUM).exists():
        return await _live(server, people, [], seconds, pause)
    from playwright.async_api import async_playwright

    # open before anybody comes: to start them is no load on the server, and takes both cores
    async with async_playwright() as playwright:
        opened = [
            await playwright.chromium.launch(
                executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
            )
            for _ in range(browsers)
        ]
        return await _live(server, people, opened, seconds, pause)


async def _live(
    server: Server, people: int, browsers: list[Any], seconds: float, pause: float
) -> Measured:
    into = Measured()
    begun = time.monotonic()
    _, cpu = server.usage()
    over = min(30.0, seconds / 4)
    limits = httpx.Limits(max_connections=people + 10, max_keepalive_connections=people)
    async with httpx.AsyncClient(base_url=server.url, timeout=60, limits=limits) as client:
        tasks = [asyncio.create_task(_watch(server, into, begun))]
        for n in range(people):
            person = Person(client, n, pause, into)
            tasks.append(asyncio.create_task(person.live(over * n / people)))
        for n, browser in enumerate(browsers):
            after = over * n / len(browsers)
            browse = _browse(browser, server.url, n, after, pause, into)
            tasks.append(asyncio.create_task(browse))
        await asyncio.sleep(seconds)
        for task in tasks:
            task.cancel()
        for result in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(result, Exception):
                into.failed("driver", repr(result))
    into.cpu = server.usage()[1] - cpu
    into.lasted = time.monotonic() - begun
    return into


def main(arguments: list[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m evals.load", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    parser.add_argument("--home", type=Path)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--browsers", type=int, default=5)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--pause", type=float, default=12.0)
    parser.add_argument("--beside", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("serve", nargs="*", help="further arguments of yugwon serve, after --")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="yugwon-load-") as name:
        home = Path(name) / "home"
        if given.home:
            shutil.copytree(given.home, home)
        server = Server.start(home, given.serve)
        crowd = partial(run, server, given.people, given.browsers, given.minutes * 60, given.pause)
        others = Beside(home, Path(name), _environment(home))
        try:
            measured = asyncio.run(crowd())
            beside = None
            if given.beside:
                others.start()
                beside = asyncio.run(crowd())
                beside.errors += [*others.faults, *(f"no {w} ran beside" for w in others.lacking)]
        finally:
            others.stop()
            server.stop()
    found = measured.as_json()
    slow = _p95(found) > MOST
    if beside is not None:
        found["beside"] = {**beside.as_json(), **others.as_json()}
        found["times"] = round(_p95(found["beside"]) / max(_p95(found), 0.001), 2)
        slow = slow or found["times"] > TIMES
    if given.json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        _print(found, given)
    failed = found["failed"] + found.get("beside", {"failed": 0})["failed"]
    return int(bool(failed) or slow)


def _p95(found: dict[str, Any]) -> float:
    return float(found["seconds"].get("ask", {"p95": 0.0})["p95"])


def _print(found: dict[str, Any], given: argparse.Namespace) -> None:
    out = Console(width=100)
    who = f"{given.people} people, {given.browsers} browsers"
    _print_crowd(out, found, who)
    if beside := found.get("beside"):
        _print_crowd(out, beside, f"{who}, an ingest and an evaluation beside them")
        done = ", ".join(f"{n} × {what}" for what, n in sorted(beside["done"].items())) or "none"
        out.print(
            f"done beside: {done} (and what was under way) · p95 of ask {_p95(found):.3f} → "
            f"{_p95(beside):.3f} s, {found['times']} times (at most {TIMES})"
        )


def _print_crowd(out: Console, found: dict[str, Any], who: str) -> None:
    table = Table(title=f"{who}, {found['lasted']:.0f} s")
    for column in ("", "n", "p50", "p95", "max"):
        table.add_column(column, justify="left" if not column else "right")
    for what, s in found["seconds"].items():
        table.add_row(what, str(s["n"]), *(f"{s[k]:.3f}" for k in ("p50", "p95", "max")))
    out.print(table)
    memory = found["memory"]
    out.print(
        f"failed {found['failed']} · memory {memory['begin']:.0f} → {memory['end']:.0f} MiB (most "
        f"{memory['most']:.0f}) · CPU of the server {found['cpu']:.0f} s of {found['lasted']:.0f} s"
    )
    for line in found["errors"][:10]:
        out.print(line, markup=False)


if __name__ == "__main__":
    sys.exit(main())
