"""The analyser that is opened ahead gives what the command's own would give, or makes way for it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from kb.search import morphemes

ASKED = "예비후보자명함을지하철에서나눠줘도되나요"


@pytest.mark.parametrize(
    ("between", "why"),
    [
        ("", "the child answers"),
        ("import os, signal; os.kill(multiprocessing.active_children()[0].pid, signal.SIGKILL)",
         "the child is gone"),
    ],
)  # fmt: skip
def test_same_tokens_with_and_without_the_child(between: str, why: str) -> None:
    script = f"""
import multiprocessing
from ui.cli import ahead
ahead.start(["ask", "q"])
ahead.lend()
assert len(multiprocessing.active_children()) == 1
{between}
from kb.search import morphemes
m = morphemes.shared()
print(m.spaced({ASKED!r}), m.tokens({ASKED!r}), m._kiwi is None)
"""
    ran = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True
    )
    own = morphemes.shared()
    expected = f"{own.spaced(ASKED)} {own.tokens(ASKED)} {not between}"
    assert ran.stdout.strip() == expected, (why, ran.stderr)


@pytest.mark.parametrize(
    "arguments", [[], ["show", "x"], ["ask", "--batch", "-"], ["ask", "--help"]]
)
def test_other_commands_start_none(arguments: list[str]) -> None:
    script = (
        "import multiprocessing; from ui.cli import ahead; "
        f"ahead.start({arguments!r}); print(len(multiprocessing.active_children()))"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "0"
