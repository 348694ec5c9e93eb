"""Prints checks as they are made, and fails the command when one fails."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import typer

from ui.cli import output

if TYPE_CHECKING:
    from ui.checkup import Check

_MARKS = {"ok": ("✓", "green"), "warning": ("!", "yellow"), "failed": ("✗", "red")}


def report(checks: Iterable[Check], json: bool) -> None:
    """One line a check; raises Exit(1) when one failed."""
    from rich.text import Text

    made = []
    out = output.console()
    for check in checks:
        made.append(check)
        if not json:
            mark, colour = _MARKS[check.state]
            out.print(Text.assemble((mark, colour), f" {check.ko} / {check.en}"))
    if json:
        output.emit([c.as_json() for c in made])
    if any(c.state == "failed" for c in made):
        raise typer.Exit(1)
