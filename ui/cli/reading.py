"""``yugwon show``, ``history``, ``diff``, ``calendar`` and ``cite``: reading the law."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from ui.cli import output
from ui.cli.asking import AsOf, Json
from ui.cli.opening import opened

Provision = Annotated[str, typer.Argument(metavar="PROVISION", show_default=False)]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("show")(show)
    app.command("history")(history)
    app.command("diff")(diff)
    app.command("calendar")(calendar)
    app.command("cite")(cite)


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
            output.emit(shown.as_json())
        else:
            from ui.cli.law_text import print_shown

            print_shown(shown, output.console())


def history(provision: Provision, json: Json = False) -> None:
    """조문의 연혁을 보입니다. / The life of a provision: versions, amendments, decisions.

    Example: yugwon history "공직선거법 제90조"
    """
    from ui import law

    with opened() as home:
        found = law.history(home, provision)
        if json:
            output.emit(found.as_json())
        else:
            from ui.cli.law_text import print_history

            print_history(found, output.console())


def diff(
    provision: Provision,
    since: Annotated[
        str, typer.Option("--from", metavar="DAY", help="앞의 날. / The earlier day.")
    ],
    until: Annotated[
        str | None,
        typer.Option("--to", metavar="DAY", help="뒤의 날(기본 오늘). / Later day; today."),
    ] = None,
    json: Json = False,
) -> None:
    """두 날의 조문을 견줍니다. / What differs between two days.

    Example: yugwon diff "공직선거법 제90조" --from 2022-03-01 --to 2024-02-01
    """
    from ui import law
    from ui.days import parse_day, today

    first = parse_day(since)
    second = parse_day(until) if until else today()
    with opened() as home:
        found = law.diff(home, provision, first, second)
        if json:
            output.emit(found.as_json())
        else:
            from ui.cli.law_text import print_difference

            print_difference(found, output.console())


def calendar(
    election: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="선거 이름이나 날. / Its name or day."),
    ] = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """선거일과 그 기간들을 보입니다. / Elections and their periods by the rule of the day's law.

    Example: yugwon calendar --election 제7회 --as-of 2018-05-01
    """
    from ui import elections
    from ui.days import parse_day, today

    day = parse_day(as_of) if as_of else today()
    found = elections.calendar(election, day)
    if json:
        output.emit(found)
    else:
        from ui.cli.law_text import print_calendar

        print_calendar(found, output.console())


def cite(
    file: Annotated[str, typer.Argument(metavar="FILE|-", show_default=False)],
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """글의 인용을 찾아 확인합니다. / Find and check the citations of a draft; - is stdin.

    Exit 1 when a citation does not resolve, or what it names is not held or repealed.

    Example: yugwon cite draft.txt --as-of 2026-05-01
    """
    from kb.errors import BadInput
    from ui import drafts
    from ui.days import parse_day, today

    day = parse_day(as_of) if as_of else today()
    try:
        raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as e:
        raise BadInput(
            f"파일을 읽을 수 없습니다: {file}: {e.strerror}", f"cannot read {file}: {e.strerror}"
        ) from None
    text = raw.decode("utf-8-sig")
    with opened() as home:
        found = drafts.citations(home, text, day)
        if json:
            output.emit(found)
        else:
            from ui.cli.law_text import print_citations

            print_citations(found, output.console())
        if any(c["check"] != "ok" for c in found):
            raise typer.Exit(1)
