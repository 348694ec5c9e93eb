"""Use and misuse of the command line as such: help, exit codes, one line for each failure."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from filelock import FileLock

from kb.errors import unwritten
from tests.cli.conftest import Command
from ui.cli.app import run
from ui.home import Home

COMMANDS = [
    ["ask"],
    ["search"],
    ["show"],
    ["history"],
    ["diff"],
    ["calendar"],
    ["cite"],
    ["ingest"],
    ["sources"],
    ["reindex"],
    ["corpus", "list"],
    ["corpus", "show"],
    ["corpus", "export"],
    ["corpus", "import"],
    ["corpus", "verify"],
    ["eval", "consistency"],
    ["eval", "retrieval"],
    ["train", "embedder"],
    ["train", "ranker"],
    ["serve"],
    ["doctor"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_has_help_with_an_example(yugwon: Command, command: list[str]) -> None:
    ran = yugwon(*command, "--help")
    assert ran.code == 0
    assert "--json" in ran.out
    assert f"Example: yugwon {' '.join(command)}" in ran.out


@pytest.mark.parametrize(
    ("arguments", "ko", "why"),
    [
        (["nope"], "없는 명령입니다", "an unknown command"),
        (["corpus"], "명령이 빠졌습니다", "a group without a command"),
        (["ask"], "질문이나 --batch", "no question"),
        (["ask", "x", "--batch", "y"], "함께 쓸 수 없습니다", "both at once"),
        (["ask", "x", "--nope"], "없는 선택지입니다: --nope", "an unknown option"),
        (["ask", "x", "--as-of"], "값이 빠졌습니다", "an option without its value"),
        (["search", "x", "--top", "many"], "쓸 수 없는 값입니다", "no number"),
        (["search", "x", "--top", "0"], "쓸 수 없는 값입니다", "out of range"),
        (["show"], "빠진 것이 있습니다", "no argument"),
        (["ingest", "/no/such/folder"], "파일이 없습니다", "no such path"),
        (["ask", "x", "--batch", "/no/such.jsonl"], "함께", "checked before the file"),
        (["serve", "--port", "99999"], "쓸 수 없는 값입니다", "no port"),
    ],
)
def test_misuse(yugwon: Command, arguments: list[str], ko: str, why: str) -> None:
    ran = yugwon(*arguments)
    assert ran.code == 2, why
    assert ko in ran.err, why
    assert len(ran.err.strip().splitlines()) == 1, ran.err
    assert ran.out == ""


def test_bare_command_shows_help(yugwon: Command) -> None:
    ran = yugwon()
    assert ran.code == 0
    assert "Commands:" in ran.out


def test_unknown_setting(yugwon: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YUGWON_COLOUR", "red")
    ran = yugwon("sources")
    assert ran.code == 2
    assert "colour" in ran.err


def test_home_that_is_a_file(
    yugwon: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "home").write_text("")
    monkeypatch.setenv("YUGWON_HOME", str(tmp_path / "home"))
    for command in (["sources"], ["ask", "질문입니다"], ["show", "공직선거법 제1조"]):
        ran = yugwon(*command)
        assert ran.code == 2
        assert len(ran.err.strip().splitlines()) == 1, ran.err


def test_home_that_is_no_database(
    yugwon: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "yugwon.db").write_bytes(b"not a database, " * 100)
    monkeypatch.setenv("YUGWON_HOME", str(tmp_path))
    ran = yugwon("sources")
    assert ran.code == 2
    assert "데이터베이스" in ran.err


def test_second_writer_is_told_who_holds_the_home(
    yugwon: Command, home: Path, papers: Path
) -> None:
    (home / "yugwon.lock.owner").write_text(json.dumps({"pid": 4711, "command": "serve"}))
    with FileLock(home / "yugwon.lock"):
        ran = yugwon("ingest", str(papers))
        assert ran.code == 2
        assert "yugwon serve (pid 4711)" in ran.err
        assert yugwon("show", "마을게시판법 제1조").code == 0, "readers need no lock"


def test_second_process(home: Path, papers: Path) -> None:
    """A real one: while it holds the home, this one is refused."""
    script = (
        "import sys, time; from kb.settings import load; from ui.home import Home\n"
        "with Home(load()).writing('reindex'):\n    print('held', flush=True); time.sleep(30)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, env=dict(os.environ)
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        assert run(["ingest", str(papers)]) == 2
        other.kill()


def test_full_disk(
    yugwon: Command, papers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ingest import originals

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(tmp_path))

    monkeypatch.setenv("YUGWON_HOME", str(tmp_path))
    monkeypatch.setenv("YUGWON_WORKERS", "1")
    monkeypatch.setattr(originals, "keep", full)
    ran = yugwon("ingest", str(papers))
    assert ran.code == 2
    assert "디스크가 가득 찼습니다" in ran.err
    monkeypatch.undo()
    monkeypatch.setenv("YUGWON_HOME", str(tmp_path))
    assert "0 documents" in yugwon("corpus", "list").out, "nothing half-written"


def test_help_is_quick() -> None:
    begun = time.perf_counter()
    code = "import sys; from ui.cli import main; sys.argv = ['yugwon', '--help']; main()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert b"Commands:" in done.stdout
    assert time.perf_counter() - begun < 3
    heavy = (
        "import sys; import ui.cli.app; "
        "print([m for m in ('torch', 'gradio', 'chromadb', 'sqlalchemy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", heavy], capture_output=True, check=True)
    assert done.stdout.strip() == b"[]"


def test_the_index_is_open_before_the_server_listens(
    yugwon: Command, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened_first: list[bool] = []

    def listen(held: Home, *_: object) -> None:
        opened_first.append("searcher" in vars(held))

    monkeypatch.setattr("ui.api.serving.listen", listen)
    assert yugwon("serve", "--port", "0").code == 0
    assert opened_first == [True]


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (OSError("81152 requested and 65472 written"), "the disk is full"),
        (OSError(errno.ENOSPC, "No space left on device"), "the disk is full"),
        (OSError(errno.EACCES, "Permission denied"), "Permission denied"),
    ],
)
def test_why_a_file_could_not_be_written(failure: OSError, said: str) -> None:
    assert unwritten(failure)[1] == said
