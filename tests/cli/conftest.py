"""A home that holds the made-up law, and the command line run inside the test's process."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.cli import made_up_law
from ui.cli.app import run


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


Command = Callable[..., Ran]


@pytest.fixture
def yugwon(capfd: pytest.CaptureFixture[str]) -> Command:
    """Runs a command line as a person would type it."""

    def call(*arguments: str) -> Ran:
        capfd.readouterr()
        code = run(arguments)
        out, err = capfd.readouterr()
        return Ran(code, out, err)

    return call


@pytest.fixture(scope="session")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the made-up law and replies."""
    return made_up_law.write(tmp_path_factory.mktemp("papers"))


@pytest.fixture(scope="session")
def held(tmp_path_factory: pytest.TempPathFactory, papers: Path) -> Path:
    """A home into which they were taken; tests that write copy it."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("YUGWON_HOME", str(home))
        patch.setenv("YUGWON_WORKERS", "1")
        assert run(["ingest", str(papers)]) == 0
    return home


@pytest.fixture
def home(held: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home in use."""
    monkeypatch.setenv("YUGWON_HOME", str(held))
    monkeypatch.setenv("YUGWON_WORKERS", "1")
    return held
