"""``yugwon ingest`` and ``reindex``: what goes into the knowledge base."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui import logged
from ui.cli import output
from ui.cli.asking import Json
from ui.cli.opening import opened

if TYPE_CHECKING:
    from ingest.report import Report
    from ingest.sources.gather import Place

KINDS = (
    "statute", "ruling", "decision", "casebook", "reply", "circular", "press", "amendment", "other",
)  # fmt: skip
"""As ``ingest.given`` knows them; written out so that ``--help`` need not import the readers."""
LISTED = 20
"""Refusals and repairs printed one by one."""


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("ingest")(ingest)
    app.command("reindex")(reindex)


def ingest(
    paths: Annotated[list[str], typer.Argument(metavar="PATH|URL...", show_default=False)],
    only: Annotated[
        str | None, typer.Option(metavar="NAME", help="이 법령만. / Only this instrument.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="넣지 않고 미리 봄. / Read, but take nothing in.")
    ] = False,
    kind: Annotated[
        str | None, typer.Option(metavar="KIND", help=f"종류 / Kind: {', '.join(KINDS)}.")
    ] = None,
    date: Annotated[
        str | None,
        typer.Option(metavar="DAY", help="회답·선고·시행일. / Day of reply, ruling or effect."),
    ] = None,
    office: Annotated[
        str | None, typer.Option(metavar="NAME", help="회답한 기관, 법원. / Office or court.")
    ] = None,
    number: Annotated[
        str | None, typer.Option(metavar="NO", help="문서·사건·공포번호. / Number of it.")
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(metavar="FIELD=HEADER", help="표의 열. / A column: answer='회신 결과'."),
    ] = None,
    json: Json = False,
) -> None:
    """법령·판례·사례집·회답을 넣습니다. / Take in statutes, rulings, casebooks, replies.

    HWP, HWPX, PDF, DOCX, XLSX, CSV, HTML, Markdown, text, law.go.kr XML and JSON, and zip and tar
    of them. What a document is, is told from its content; --dry-run shows the guess with its
    confidence, and the options correct it.

    A URL may be that of a document, an archive (zip, tar) or a git repository (with its history);
    what is there decides, not its name. A file that cannot be read is refused with its reason, and
    the rest goes on. Exit 1 when all that was found was refused.

    Example: yugwon ingest law/ replies.csv https://example.org/cases.zip --only 공직선거법 --dry-run
    """
    from ingest.sources import web
    from kb.errors import BadInput

    urls = list(dict.fromkeys(p for p in paths if web.is_url(p)))
    for path in paths:
        if path not in urls and not Path(path).exists():
            raise BadInput(f"파일이 없습니다: {path}", f"no such file or folder: {path}")
    for url in urls:
        web.parse(url)
    from ingest.given import Given
    from ingest.pipeline import ingest as take_in

    corrected = Given.of(kind, date, office, number, column or ())
    with ExitStack() as stack:
        home = stack.enter_context(opened(starter=False))
        progress = stack.enter_context(progress_bars(json))
        fetched = stack.enter_context(web.fetched(urls, home.settings, progress))
        places = dict(zip(urls, fetched, strict=True))
        given = [places[p] if p in places else Path(p) for p in paths]
        if dry_run:
            report = take_in(
                home.store,
                home.settings,
                given,
                only=only,
                dry_run=True,
                progress=progress,
                said=corrected,
            )
        else:
            with home.writing("ingest"):
                _ahead(given)
                report = take_in(
                    home.store, home.settings, given, only=only, progress=progress, said=corrected
                )
                logged.note(
                    home, "corpus.take_in", "corpus",
                    files=len(given), added=report.added, refused=len(report.refused),
                )  # fmt: skip
                if report.added or report.known:
                    # A run that was killed may have taken documents in without indexing them.
                    _index(home, progress)
        origins = [p.origin.as_json() for p in fetched if p.origin]
        if json:
            for line in report.lines if dry_run else [_summary(report, origins)]:
                output.emit(line)
        else:
            for origin in origins:
                said = (
                    f"받음 / fetched: {origin['final']}  {origin['at']}  sha256 {origin['sha256']}"
                )
                output.console().print(said, markup=False)
            _print_report(report, dry_run)
        if report.refused and not (report.added or report.known or report.held):
            raise typer.Exit(0 if dry_run and len(report.lines) > len(report.refused) else 1)


def _ahead(given: Sequence[Path | Place]) -> None:
    """Open the analyser while a single document is read, where the reading is soon over."""
    if len(given) == 1 and isinstance(given[0], Path) and given[0].is_file():
        from kb.search import morphemes

        morphemes.shared().open_beside()


def _summary(report: Report, fetched: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "fetched": fetched,
        "added": report.added,
        "known": report.known,
        "held": report.held,
        "refused": [{"document": r.label, "ko": r.ko, "en": r.en} for r in report.refused],
        "counts": dict(sorted(report.counts.items())),
        "formats": {
            name: {
                "files": t.files,
                "read": t.read,
                "refused": t.refused,
                "seconds": round(t.seconds, 2),
            }
            for name, t in sorted(report.formats.items())
        },
        "seconds": {k: round(v, 2) for k, v in report.seconds.items()},
    }


def _index(home: Any, progress: Any) -> None:
    from kb.search import index, tier
    from ui.background import read_cases

    index.build(home.store, home.settings, progress=progress)
    read_cases(home, progress)
    found = tier.state(home.settings)
    if found and found.done < found.wanted:
        output.say(
            f"심층 벡터 {found.done}/{found.wanted}: 서버가 뒤에서 만들거나, yugwon reindex --vectors",
            f"vectors of {home.settings.embedder}: {found.done} of {found.wanted}; the server makes "
            "them in the background, or yugwon reindex --vectors",
        )


@contextmanager
def progress_bars(quiet: bool) -> Iterator[Any]:
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
    for label, columns in report.columns.items():
        out.print(Text(f"{label}: 열을 이렇게 읽었습니다 / columns read as", style="cyan"))
        for column in columns:
            out.print(Text(f"    {column}"))
    for line in report.lines:
        if line["refused"] is None:
            sure = f"확신 {line['confidence']:.2f}" if "confidence" in line else ""
            about = [line["kind"], sure, line["date"] or "날짜 없음", line["conclusion"]]
            cases = f"사례 {len(line['cases'])}건" if line.get("cases") else ""
            said = " · ".join(str(a) for a in (*about, cases, *line["provisions"][:3]) if a)
            out.print(Text(f"{line['document']}  {line['title']}"))
            out.print(Text(f"    {said}", style="dim"))
            if line.get("because"):
                out.print(Text(f"    {line['because']}", style="dim"))
    for label, note in report.notes[:LISTED]:
        out.print(Text(f"고침·의심 / repaired or in doubt: {label}: {note}", style="dim"))
    for r in report.refused[:LISTED]:
        out.print(Text(f"거절 / refused: {r.label}: {r.ko} / {r.en}", style="yellow"))
    for name, listed in (("고침 / repairs", report.notes), ("거절 / refusals", report.refused)):
        if len(listed) > LISTED:
            out.print(Text(f"… {name}: {len(listed) - LISTED} more", style="dim"))
    for name, t in sorted(report.formats.items()) if len(report.formats) > 1 else ():
        said = f"파일 {t.files} · 읽음 {t.read} · 거절 {t.refused} · {t.seconds:.1f} s"
        out.print(Text(f"{name:<16} {said}", style="dim"))
    refused = len(report.refused)
    if dry_run:
        n = len(report.lines) - refused
        said = f"미리 봄 / dry run: 문서 {n} · 거절 {refused} / documents {n}, refused {refused}"
    else:
        said = (
            f"넣음: 새 문서 {report.added} · 그대로인 파일 {report.known} · 거절 {refused} "
            f"/ taken in: new documents {report.added}, unchanged files {report.known}, "
            f"refused {refused}"
        )
    out.print(Text(said, style="bold"))


def reindex(
    vectors: Annotated[
        bool,
        typer.Option(
            "--vectors",
            help="embedder 설정의 모자란 벡터만. / Only the vectors that the setting embedder lacks.",
        ),
    ] = False,
    json: Json = False,
) -> None:
    """검색 색인을 다시 만듭니다. / Build the search index anew.

    With another ``embedder`` than fast its vectors are made after the index; those that are there
    stay, and a run that is ended goes on where it was.

    Example: yugwon reindex --vectors
    """
    import time

    from kb.search import index, tier
    from ui.background import read_cases

    with opened() as home:
        begun = time.perf_counter()
        with home.writing("reindex"), progress_bars(json) as progress:
            folder = index.build(home.store, home.settings, progress=progress, whole=not vectors)
            read = read_cases(home, progress)
            made = tier.build(home.store, home.settings, progress)
        seconds = round(time.perf_counter() - begun, 1)
        stages = index.stages(folder)
        if json:
            revision = home.store.revision()
            told = {
                "index": str(folder), "revision": revision, "cases": read, "seconds": seconds,
            }  # fmt: skip
            if made:
                told["vectors"] = {
                    "model": made.fingerprint, "done": made.done, "wanted": made.wanted,
                }  # fmt: skip
            output.emit({**told, "stages": stages})
        else:
            spent = " · ".join(f"{stage} {spent} s" for stage, spent in stages.items())
            output.console().print(f"{folder} ({seconds} s: {spent})", markup=False)
            if made:
                output.console().print(
                    f"심층 벡터 / vectors of {home.settings.embedder} ({made.fingerprint}): "
                    f"{made.done}/{made.wanted}",
                    markup=False,
                )
