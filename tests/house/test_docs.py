"""Every command and every setting stands in the documentation."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.main import get_command

from kb.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
PAGES = "\n".join(
    f.read_text(encoding="utf-8")
    for f in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
)


def _commands(command: object, path: str = "yugwon") -> list[tuple[str, str]]:
    children = getattr(command, "commands", {})
    if not children:
        return [(path, getattr(command, "help", None) or "")]
    return [
        c for name, child in sorted(children.items()) for c in _commands(child, f"{path} {name}")
    ]


def _all() -> list[tuple[str, str]]:
    from ui.cli.app import app

    return _commands(get_command(app))


@pytest.mark.parametrize(("command", "text"), _all(), ids=lambda x: x[:30])
def test_commands_are_documented(command: str, text: str) -> None:
    assert command in PAGES, f"{command} stands in no page"
    assert text, f"{command} has no help"
    assert "Example" in text, f"the help of {command} has no example"


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_settings_are_documented(name: str) -> None:
    assert f"`{name}`" in PAGES
