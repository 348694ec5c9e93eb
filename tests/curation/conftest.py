"""A home with the starter corpus, and the command line run inside the test's process."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import yugwon
from ui.cli.app import run

__all__ = ["yugwon"]


@pytest.fixture(scope="session")
def started(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the starter corpus and its index."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("YUGWON_HOME", str(home))
        patch.setenv("YUGWON_WORKERS", "1")
        assert run(["reindex"]) == 0
    return home


@pytest.fixture
def home(started: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, in use."""
    copy = tmp_path / "home"
    shutil.copytree(started, copy)
    monkeypatch.setenv("YUGWON_HOME", str(copy))
    monkeypatch.setenv("YUGWON_WORKERS", "1")
    return copy
