"""What runs beside a crowd: it can be ended before it was begun."""

from __future__ import annotations

from pathlib import Path

from evals.beside import Beside


def test_a_crowd_that_came_alone(tmp_path: Path) -> None:
    others = Beside(tmp_path / "home", tmp_path, {})
    others.stop()
    assert not others.done
    assert not others.faults
