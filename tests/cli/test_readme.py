"""The README's answer is what the command prints on the corpus that comes with the project."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.conftest import Command

README = Path(__file__).resolve().parents[2] / "README.md"


def test_the_readme_shows_a_real_answer(
    yugwon: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    block = re.search(
        r"\$ yugwon ask \"(?P<question>[^\"]+)\" --as-of (?P<day>\S+)\n\n(?P<answer>.+?)\n\n출처 \[1\]",
        README.read_text(encoding="utf-8"),
        re.DOTALL,
    )
    assert block is not None
    monkeypatch.setenv("YUGWON_HOME", str(tmp_path))
    ran = yugwon("ask", block["question"], "--as-of", block["day"])
    assert ran.code == 0
    printed = [" ".join(line.split()) for line in ran.out.splitlines()]
    shown = [" ".join(line.split()) for line in block["answer"].splitlines()]
    assert printed[: len(shown)] == shown
