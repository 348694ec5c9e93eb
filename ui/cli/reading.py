"""``yugwon show``, ``history``, ``diff``, ``calendar`` and ``cite``: reading the law."""

from __future__ import annotations

from typing import Annotated

import typer

from ui.cli import output
from ui.cli.asking import AsOf, Json
from ui.cli.opening import opened

Provision = Annotated[str, typer.Argument(metavar="PROVISION", show_default=False)]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("show")(show)


def show(provision: Provision, as_of: AsOf = None, json: Json = False) -> None:
    """그날의 조문을 보입니다. / Show a provision as it stood on a day.

    Example: yugwon show "공직선거법 제15조" --as-of 2019-05-01
    """
    from ui import law
    from ui.days import parse_day, today

    day = parse_day(as_of) if as_of else today()
    with opened() as home:
        shown = law.show(home, provision, day)
        if json:
            output.emit(law.show_line(shown))
        else:
            from ui.cli.law_text import print_shown

            print_shown(shown, output.console())
