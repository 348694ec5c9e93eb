"""``yugwon ingest``, ``sources`` and ``reindex``: what goes into the knowledge base."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.cli import output
from ui.cli.asking import Json
from ui.cli.opening import opened

if TYPE_CHECKING:
    from ingest.pipeline import Report

REFUSED_SHOWN = 20


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("ingest")(ingest)
    app.command("sources")(sources)
    app.command("reindex")(reindex)


def ingest(
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", show_default=False)],
    only: Annotated[
        str | None, typer.Option(metavar="NAME", help="이 법령만. / Only this instrument.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="넣지 않고 미리 봄. / Read, but take nothing in.")
    ] = False,
    json: Json = False,
) -> None:
    """법령·판례·사례집·회답을 넣습니다. / Take in statutes, rulings, casebooks, replies.

    A file that cannot be read is refused with its reason, and the rest goes on. Exit 1 when all
    that was found was refused.

    Example: yugwon ingest law/ replies.csv --only 공직선거법 --dry-run
    """
    from ingest.pipeline import ingest as take_in
    from kb.errors import BadInput

    for path in paths:
        if "://" not in path and not Path(path).exists():
            raise BadInput(f"파일이 없습니다: {path}", f"no such file or folder: {path}")
    with opened(starter=False) as home:
        with _progress(json) as progress:
            if dry_run:
                report = take_in(
                    home.store, home.settings, paths, only=only, dry_run=True, progress=progress
                )
            else:
                with home.writing("ingest"):
                    report = take_in(home.store, home.settings, paths, only=only, progress=progress)
                    if report.added:
                        _index(home, progress)
        if json:
            for line in report.lines:
                output.emit(line)
        else:
            _print_report(report, dry_run)
        if report.lines and all(line.get("refused") for line in report.lines):
            raise typer.Exit(1)


def _index(home: Any, progress: Any) -> None:
    from kb.search import index

    index.build(home.store, home.settings, progress=progress)


@contextmanager
def _progress(quiet: bool) -> Iterator[Any]:
    """A callback ``(stage, done, total)`` that moves rich's bars on a terminal's stderr."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TaskID,
        TextColumn,
        TimeElapsedColumn,
    )

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    tasks: dict[str, TaskID] = {}
    with Progress(*columns, console=console, disable=quiet or not console.is_terminal) as bars:

        def moved(stage: str, done: int, total: int | None) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield moved


def _print_report(report: Report, dry_run: bool) -> None:
    from rich.text import Text

    out = output.console()
    refused = [line for line in report.lines if line.get("refused")]
    if dry_run:
        for line in report.lines:
            if not line.get("refused"):
                about = [line["kind"], line["date"] or "날짜 없음", line["conclusion"]]
                provisions = ", ".join(line["provisions"][:3])
                said = " · ".join(str(a) for a in (*about, provisions) if a)
                out.print(Text(f"{line['document']}  {line['title']}"))
                out.print(Text(f"    {said}", style="dim"))
    for line in refused[:REFUSED_SHOWN]:
        out.print(Text(f"거절 / refused: {line['document']}: {line['refused']}", style="yellow"))
    if len(refused) > REFUSED_SHOWN:
        out.print(Text(f"… {len(refused) - REFUSED_SHOWN} more", style="yellow"))
    word = "미리 봄 / dry run" if dry_run else "넣음 / taken in"
    out.print(
        Text(
            f"{word}: 새로 {report.added} · 이미 있음 {report.known} · 거절 {len(refused)} "
            f"/ new {report.added} · known {report.known} · refused {len(refused)}",
            style="bold",
        )
    )


def sources(json: Json = False) -> None:
    """넣은 파일들을 보입니다. / Files taken in, with what each brought.

    Example: yugwon sources --json
    """
    from ui.corpus import files

    with opened(starter=False) as home:
        found = files(home.store)
        if json:
            output.emit(found)
            return
        out = output.console()
        for f in found:
            out.print(f"{f['kind']:<10} {f['documents']:>6}  {f['label']}", markup=False)
        if not found:
            out.print("넣은 것이 없습니다. / Nothing has been taken in.")


def reindex(json: Json = False) -> None:
    """검색 색인을 다시 만듭니다. / Build the search index anew.

    Example: yugwon reindex
    """
    import time

    from kb.search import index

    with opened() as home:
        begun = time.perf_counter()
        with home.writing("reindex"), _progress(json) as progress:
            folder = index.build(home.store, home.settings, progress=progress)
        seconds = round(time.perf_counter() - begun, 1)
        if json:
            output.emit(
                {"index": str(folder), "revision": home.store.revision(), "seconds": seconds}
            )
        else:
            output.console().print(f"{folder} ({seconds} s)", markup=False)
