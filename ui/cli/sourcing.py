"""``yugwon sources`` and ``sync``: where what is held comes from, and what is new there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui import logged
from ui.cli import output
from ui.cli.asking import Json
from ui.cli.opening import opened
from ui.cli.taking_in import progress_bars

if TYPE_CHECKING:
    from ingest.sync import Synced
    from kb.store.sources import Source
    from ui.home import Home

LISTED = 20
commands = typer.Typer(
    help="출처. / Where what is held comes from.\n\nExample: yugwon sources --json",
    rich_markup_mode=None,
    invoke_without_command=True,
)


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(commands, name="sources")
    app.command("sync")(sync)


@commands.callback()
def _sources(context: typer.Context, json: Json = False) -> None:
    if context.invoked_subcommand is None:
        _list(json)


@commands.command("list")
def list_(json: Json = False) -> None:
    """등록한 출처와 넣은 파일들을 보입니다. / Registered sources, and the files taken in.

    Example: yugwon sources list
    """
    _list(json)


def _list(json: bool) -> None:
    from kb.store import sources
    from ui.corpus import files

    with opened(starter=False) as home:
        registered = sources.listed(home.store)
        taken = files(home.store)
        if json:
            known = [{"label": s.place, **s.as_json()} for s in registered]
            output.emit([*known, *taken])
            return
        out = output.console()
        for s in registered:
            when = f"{s.synced_at:%Y-%m-%d %H:%M}" if s.synced_at else "-"
            asked = " ".join(f"{code}={query}" for code, query in s.options.get("take", ()))
            line = f"{s.id:<16} {s.kind:<8} {when:<17} {s.place} {asked}".rstrip()
            out.print(line, markup=False)
            if s.outcome:
                out.print(f"    ! {s.outcome}", markup=False)
        for f in taken:
            out.print(f"{f['kind']:<10} {f['documents']:>6}  {f['label']}", markup=False)
        if not (taken or registered):
            out.print("넣은 것이 없습니다. / Nothing has been taken in.")


@commands.command("add")
def add(
    place: Annotated[str, typer.Argument(metavar="PATH|URL|law.go.kr", show_default=False)],
    name: Annotated[str, typer.Option(metavar="NAME", help="부를 이름. / What it is called.")] = "",
    only: Annotated[
        str | None, typer.Option(metavar="NAME", help="이 법령만. / Only this instrument.")
    ] = None,
    take: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KIND=QUERY",
            help="law.go.kr: 법령, 판례, 헌재결정례, 법령해석례, 행정규칙 = 찾을 말. / What to ask for.",
        ),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(metavar="DAY", help="law.go.kr: 이날부터. / From this day on."),
    ] = None,
    body: Annotated[
        bool, typer.Option("--body", help="law.go.kr: 본문에서 찾음. / Search in the texts.")
    ] = False,
    json: Json = False,
) -> None:
    """출처를 등록합니다: 폴더, git 저장소, 주소, law.go.kr. / Register a source.

    What is there is brought in by yugwon sync.

    Example: yugwon sources add law.go.kr --take 법령=공직선거법 --take 판례=공직선거법 --since 2010-01-01
    """
    from ingest.following import now
    from kb.store import sources

    with opened(starter=False) as home:
        source = _source(home, place, name, only, take or [], since, body)
        with home.writing("sources add"):
            sources.add(home.store, source, now())
            logged.note(home, "sources.add", f"source/{source.id}")
        if json:
            output.emit(sources.find(home.store, source.id).as_json())
        else:
            said = (
                f"등록했습니다: {source.id} ({source.kind}, {source.place}). 가져오기: yugwon sync"
            )
            output.console().print(f"{said} / registered; bring it in: yugwon sync", markup=False)


def _source(
    home: Home, place: str, name: str, only: str | None, take: list[str], since: str | None,
    body: bool,
) -> Source:  # fmt: skip
    from ingest.following import kind_of
    from ingest.sources import web
    from kb.errors import BadInput
    from kb.store import sources
    from ui import registering

    options: dict[str, Any] = {}
    if place in ("law.go.kr", "lawgokr"):
        kind, place = "lawgokr", "law.go.kr"
        options["take"] = registering.queries(take)
        options |= registering.limits(since, body)
    elif take or since or body:
        raise BadInput(
            "--take, --since, --body는 law.go.kr에만 씁니다",
            "--take, --since and --body are for law.go.kr",
        )
    else:
        kind = kind_of(place, home.settings)
        place = place if web.is_url(place) else str(Path(place).resolve())
    if only:
        options["only"] = only
    taken = {s.id for s in sources.listed(home.store)}
    return sources.Source(name or registering.name(place, taken), kind, place, options)


@commands.command("remove")
def remove(
    source: Annotated[str, typer.Argument(metavar="NAME", show_default=False)],
    json: Json = False,
) -> None:
    """출처를 더는 따르지 않습니다. 넣은 것은 남습니다. / Forget a source; what it brought stays.

    Example: yugwon sources remove law.go.kr
    """
    from kb.store import sources

    with opened(starter=False) as home:
        found = sources.find(home.store, source)
        with home.writing("sources remove"):
            sources.remove(home.store, found.id)
            logged.note(home, "sources.remove", f"source/{found.id}")
        if json:
            output.emit(found.as_json())
        else:
            output.console().print(f"지웠습니다 / removed: {found.id}", markup=False)


def sync(
    source: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME]...", show_default=False)
    ] = None,
    again: Annotated[
        bool,
        typer.Option("--again", help="law.go.kr의 받은 글도 다시. / Ask for held texts once more."),
    ] = False,
    watch: Annotated[
        bool,
        typer.Option("--watch", help="폴더가 바뀔 때마다. / Whenever a folder changes."),
    ] = False,
    json: Json = False,
) -> None:
    """출처에서 새것을 가져오고, 법이 무엇이 바뀌었는지 말합니다. / Bring in what is new.

    Says what changed in the law, article by article, and which held replies and past answers it
    touches. Exit 1 when a source could not be followed, 2 when none could.

    Example: yugwon sync --json
    """
    from kb.store import sources

    with opened(starter=False) as home:
        known = sources.listed(home.store)
        chosen = [sources.find(home.store, s) for s in source] if source else known
        if not chosen:
            from kb.errors import BadInput

            raise BadInput(
                "등록한 출처가 없습니다 (등록: yugwon sources add PATH|URL|law.go.kr)",
                "no source is registered (yugwon sources add PATH|URL|law.go.kr)",
            )
        if watch:
            _watch(home, chosen, json)
            return
        done = _once(home, chosen, again, json)
        failed = [f.error for f in done.followed if f.error]
        if failed and len(failed) == len(chosen) and not done.changed:
            raise failed[0]
        for error in failed:
            output.complain(error)
        if failed:
            raise typer.Exit(1)


def _once(home: Home, chosen: list[Source], again: bool, json: bool) -> Synced:
    from ingest.following import Following
    from ingest.sync import sync as follow_all
    from kb.search import index
    from ui.background import read_cases
    from ui.cli import synced
    from ui.days import today

    with progress_bars(json) as progress, home.writing("sync"):
        by = Following(home.store, home.settings, today(), again, progress)
        done = follow_all(chosen, by)
        if done.changed:
            index.build(home.store, home.settings, progress=progress)
            read_cases(home, progress)
            logged.note(home, "corpus.sync", "corpus", sources=[x.id for x in chosen])
    if json:
        output.emit(done.as_json())
    else:
        synced.show(done)
    return done


def _watch(home: Home, chosen: list[Source], json: bool) -> None:
    """Sync the folders now and whenever something in them changes, until it is stopped."""
    import watchfiles

    from kb.errors import BadInput, YugwonError

    folders = [s for s in chosen if s.kind == "folder"]
    if not folders:
        raise BadInput(
            "지켜볼 폴더가 없습니다: 폴더를 출처로 등록하십시오",
            "there is no folder to watch: register one as a source",
        )
    places = {Path(s.place): s for s in folders}
    begun = False
    # The first round comes when the folders are watched already, so that nothing falls between.
    for changes in watchfiles.watch(
        *places, raise_interrupt=True, yield_on_timeout=True, rust_timeout=1_000
    ):
        if begun and not changes:
            continue
        touched = [Path(path) for _, path in changes]
        stirred = [s for p, s in places.items() if any(t.is_relative_to(p) for t in touched)]
        try:
            done = _once(home, stirred if begun else folders, False, json)
        except YugwonError as e:  # the home is being written by another process; the next one
            output.complain(e)
            continue
        for error in (f.error for f in done.followed if f.error):
            output.complain(error)
        if not begun:
            output.say("지켜보고 있습니다 (그만: Ctrl-C)", "watching (Ctrl-C ends it)")
        begun = True
