"""Seconds until a new document and a published reply are in the answers of a running server.

    python -m evals.visible --home DIR [--times 5] [--json]

A server of its own runs over a copy of the home. A document is uploaded on the page (where a
Chromium is), a reply is published over HTTP; from each of these acts a question about it is asked
until the answer names it. Then, without the server, a file is taken in by the command line, and
counts as shown when the command ends. Seconds are from the act to its acknowledgement and to the
end of that answer; CPU seconds are those of the server and all that it started, or of the command.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.table import Table

from evals.load import CHROMIUM, Server

PATIENCE = 60.0
"""Seconds after which something counts as never found."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing that came, and when it was in answers."""

    what: str
    acknowledged: float
    """Seconds from the act to its acknowledgement."""
    until: float
    """Seconds from the act to the end of the first answer that uses it."""
    cpu: float


def row(name: str) -> bytes:
    """A table with one made-up reply, about a thing of a name."""
    return (
        "제목,관련법,답변일,질의내용,답변내용\n"
        f"{name} 설치,공직선거법 제90조,2025-03-02,{name}을 거리에 설치해도 되나요?,"
        f"{name}의 설치는 공직선거법 제90조에 위반될 것입니다.\n"
    ).encode()


def answered(client: httpx.Client, name: str) -> bool:
    """Whether the answer to a question about a thing names it among its sources and cases."""
    said = client.post("/api/ask", json={"question": f"{name}을 거리에 설치해도 되나요?"})
    said.raise_for_status()
    found: dict[str, Any] = said.json()
    return name in json.dumps([found["cases"], found["sources"]], ensure_ascii=False)


def measured(
    server: Server, client: httpx.Client, what: str, name: str, act: Callable[[], None]
) -> Shown:
    """Do something and ask until it is in an answer. Raises SystemExit when it never is."""
    _, before = server.usage()
    begun = time.perf_counter()
    act()
    acknowledged = time.perf_counter() - begun
    while not answered(client, name):
        if time.perf_counter() - begun > PATIENCE:
            raise SystemExit(f"{what}: not in answers after {PATIENCE:.0f} s")
        time.sleep(0.05)
    until = time.perf_counter() - begun
    return Shown(what, acknowledged, until, server.usage()[1] - before)


def by_command(home: Path, file: Path, name: str) -> Shown:
    """Take a file in by the command line. Raises SystemExit where it is not in the next answer."""
    run_by = [sys.executable, "-c", "from ui.cli import main; main()"]
    environment = {**os.environ, "YUGWON_HOME": str(home)}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.perf_counter()
    subprocess.run(
        [*run_by, "ingest", str(file)], env=environment, check=True, stdout=subprocess.DEVNULL
    )
    took = time.perf_counter() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    asked = subprocess.run(
        [*run_by, "ask", f"{name}을 거리에 설치해도 되나요?", "--json"],
        env=environment, check=True, capture_output=True, text=True,
    )  # fmt: skip
    if name not in json.dumps(json.loads(asked.stdout)["cases"], ensure_ascii=False):
        raise SystemExit(f"ingest: {name} is not in the next answer")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Shown("yugwon ingest FILE", took, took, cpu)


def published(client: httpx.Client, matter: int) -> None:
    """Publish the draft of a matter."""
    body = {"by": "공표자", "override": "측정"}
    client.post(f"/api/queue/{matter}/publication", json=body).raise_for_status()


def drafted(client: httpx.Client, name: str) -> int:
    """A matter with a draft about a thing."""
    question = f"{name}을 거리에 설치해도 되나요?"
    sent = client.post("/api/queue", json={"question": question, "region": "서울특별시"})
    matter = int(sent.raise_for_status().json()["matter"])
    answer = f"{name}의 설치는 「공직선거법」 제90조에 위반될 것입니다."
    body = {"answer": answer, "question": question, "title": f"{name} 설치", "by": "초안자"}
    client.post(f"/api/queue/{matter}/drafts", json=body).raise_for_status()
    return matter


@contextmanager
def page(server: Server) -> Iterator[Any]:
    """The upload of the page in a browser; None where there is none."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        yield None
        return
    if not Path(CHROMIUM).exists():
        yield None
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        opened = browser.new_page()
        opened.set_default_timeout(PATIENCE * 1000)
        yield opened
        browser.close()


def chosen(opened: Any, server: Server, file: Path) -> None:
    """Choose a file on the page and preview it."""
    opened.goto(f"{server.url}/headquarters")
    opened.get_by_role("tab", name="자료 넣기").click()
    opened.wait_for_selector("#yg-preview")
    opened.wait_for_timeout(1000)  # until the page listens
    opened.set_input_files("#yg-files input[type=file]", [str(file)])
    opened.wait_for_selector(f"#yg-files >> text={file.stem}")
    opened.click("#yg-preview")
    opened.wait_for_selector("#yg-take:not([disabled])")


def uploaded(opened: Any) -> None:
    """Take in what was chosen, until the page says so."""
    opened.click("#yg-take")
    opened.wait_for_selector("#yg-outcome >> text=새로 1건")


def run(home: Path, times: int) -> list[Shown]:
    """Measure everything some times over a copy of a home."""
    found: list[Shown] = []
    with tempfile.TemporaryDirectory(prefix="yugwon-visible-") as folder:
        copy = Path(folder) / "home"
        shutil.copytree(home, copy)
        server = Server.start(copy, [])
        try:
            with httpx.Client(base_url=server.url, timeout=PATIENCE) as client:
                answered(client, "가나마로")
                with page(server) as opened:
                    for n in range(times):
                        found += _once(server, client, opened, Path(folder), n)
        finally:
            server.stop()
        for n in range(times):
            name = f"바사수{n}호"
            file = Path(folder) / f"line{n}.csv"
            file.write_bytes(row(name))
            found.append(by_command(copy, file, name))
    return found


def _once(server: Server, client: httpx.Client, opened: Any, folder: Path, n: int) -> list[Shown]:
    out = []
    if opened is not None:
        name = f"가라누{n}호"
        file = folder / f"page{n}.csv"
        file.write_bytes(row(name))
        chosen(opened, server, file)
        out.append(measured(server, client, "uploaded on the page", name, lambda: uploaded(opened)))
    name = f"다마부{n}호"
    matter = drafted(client, name)
    out.append(
        measured(server, client, "published", name, lambda: published(client, matter))
    )  # fmt: skip
    time.sleep(2.0)  # what follows a publication is no part of the next
    return out


def table(found: list[Shown]) -> Table:
    """Medians and the longest of each kind."""
    made = Table(
        "what", "n", "acknowledged s", "in answers s", "longest s", "CPU s",
        title="a new document in answers",
    )  # fmt: skip
    for what in dict.fromkeys(s.what for s in found):
        mine = sorted((s for s in found if s.what == what), key=lambda s: s.until)
        middle = mine[len(mine) // 2]
        acknowledged = sorted(s.acknowledged for s in mine)[len(mine) // 2]
        cpu = sorted(s.cpu for s in mine)[len(mine) // 2]
        made.add_row(
            what, str(len(mine)), f"{acknowledged:.1f}", f"{middle.until:.1f}",
            f"{mine[-1].until:.1f}", f"{cpu:.1f}",
        )  # fmt: skip
    return made


def main() -> int:
    """The command described above; returns 0."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    found = run(given.home, given.times)
    if given.json:
        print(json.dumps([asdict(s) for s in found], ensure_ascii=False))
    else:
        Console(width=110).print(table(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
