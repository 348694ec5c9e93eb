"""Shared fixtures: the development data beside the project, where it is there."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data; the test is skipped where the project stands alone."""
    if not (SHARED / "data").is_dir():
        pytest.skip("the development data (../shared/data) is not here")
    return SHARED / "data"
