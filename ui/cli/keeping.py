"""``yugwon backup``, ``yugwon restore`` and ``yugwon migrate``."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from ui import logged
from ui.cli import output
from ui.cli.asking import Json
from ui.cli.opening import opened
from ui.cli.taking_in import progress_bars

File = Annotated[str, typer.Argument(metavar="FILE", show_default=False)]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("backup")(backup)
    app.command("restore")(restore)
    app.command("migrate")(migrate)


def backup(
    file: File,
    check: Annotated[
        bool, typer.Option("--check", help="쓰지 않고 있는 백업을 확인. / Only verify the file.")
    ] = False,
    json: Json = False,
) -> None:
    """쓰는 중에도 백업하고 다시 읽어 확인합니다. / Back up while in use, and verify by reading back.

    Example: yugwon backup yugwon-2026-11-27.tar.zst
    """
    from kb.errors import BadInput
    from kb.store import backup as backups

    path = Path(file)
    if check:
        manifest = backups.verify(path)
    else:
        if not path.absolute().parent.is_dir():
            raise BadInput(f"폴더가 없습니다: {path.parent}", f"no such folder: {path.parent}")
        with opened(starter=False) as home, progress_bars(json) as progress:
            manifest = backups.write(home.store, home.folder, path, progress)
            logged.note(home, "backup.write", f"corpus/{manifest.digest}")
    if json:
        output.emit({"file": file, "bytes": path.stat().st_size, **asdict(manifest)})
        return
    rows = sum(n for n, _ in manifest.tables.values())
    said = (
        f"{file}: {rows}줄, 원본 {manifest.originals}개, 자료 {manifest.revision}판, 확인함 "
        f"/ {rows} rows, {manifest.originals} originals, revision {manifest.revision}, verified"
    )
    output.console().print(said, markup=False)


def restore(
    file: File,
    replace: Annotated[
        bool,
        typer.Option("--replace", help="지금 것을 백업으로 바꿈. / Replace what is held now."),
    ] = False,
    json: Json = False,
) -> None:
    """백업을 되살립니다. / Restore a backup into the home (or the database of the settings).

    A home that holds documents is replaced only with --replace, and a backup of it is made first.
    Works beside a running server, which then shows the restored state.

    Example: yugwon restore yugwon-2026-11-27.tar.zst --replace
    """
    from datetime import UTC, datetime

    from kb.errors import BadInput
    from kb.search import index
    from kb.store import backup as backups
    from kb.store import restoring
    from ui.background import read_cases

    path = Path(file)
    manifest = backups.verify(path)
    backups.must_fit(manifest, path)  # before anything is put aside
    saved = ""
    with opened(starter=False) as home, progress_bars(json) as progress:
        moment = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
        ahead = restoring.ahead(home.settings.url)
        whole = not ahead and restoring.damage(home.settings.url) is None
        if not whole or home.store.revision():
            if not replace:
                raise BadInput(
                    f"자료가 있는 저장소입니다: {home.folder} (바꾸려면 --replace)",
                    f"the home holds documents: {home.folder} (--replace to replace them)",
                )
            if whole:
                saved = str(home.folder / f"before-restore-{moment}.tar.zst")
                backups.write(home.store, home.folder, Path(saved))
            else:
                why = "newer" if ahead else "damaged"
                saved = restoring.aside(home.settings.url, moment, why)
        home.close()
        restoring.restore(path, home.settings.url, home.folder, progress)
    with opened(starter=False) as home:
        logged.note(home, "backup.restore", f"corpus/{manifest.digest}")
        held = f"{home.store.revision()}/{home.store.digest()}"
        if held != f"{manifest.revision}/{manifest.digest}":
            raise BadInput("되살린 것이 백업과 다릅니다", "what was restored is not the backup")
        with progress_bars(json) as progress:
            index.build(home.store, home.settings, progress=progress)
            read_cases(home, progress)
        if json:
            output.emit({"file": file, "saved": saved or None, **asdict(manifest)})
            return
        out = output.console()
        out.print(f"되살렸습니다: 자료 {held} / restored: corpus {held}", markup=False)
        if saved:
            out.print(f"그 앞의 것: {saved} / what was there before", markup=False)


def migrate(
    url: Annotated[str, typer.Argument(metavar="DATABASE_URL", show_default=False)],
    json: Json = False,
) -> None:
    """다른 데이터베이스로 옮깁니다. / Move everything held into another, empty database.

    From SQLite to PostgreSQL or back, in one transaction; every table is counted and hashed on
    both sides before it ends. A run that breaks off has moved nothing. The source stays as it is;
    set database_url to the new one afterwards. The server must not be running.

    Example: yugwon migrate postgresql+psycopg://yugwon@/yugwon
    """
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    from kb.curation import log
    from kb.errors import BadInput
    from kb.store import Store, moving

    try:
        shown = make_url(url).render_as_string()
    except ArgumentError:
        raise BadInput(f"데이터베이스 URL이 아닙니다: {url}", f"no database URL: {url}") from None
    with opened(starter=False) as home, home.owning("migrate"), progress_bars(json) as progress:
        if make_url(url) == make_url(home.settings.url):
            raise BadInput("같은 데이터베이스입니다", "that is the database in use")
        target = Store.open(url)
        try:
            moved = moving.move(home.store, target, progress)
            with target.writing() as c:
                log.append(c, _person(), "database.migrate", f"corpus/{target.digest()}")
        finally:
            target.close()
    if json:
        tables = {name: {"rows": n, "sha256": sha} for name, (n, sha) in moved.items()}
        output.emit({"to": shown, "tables": tables})
        return
    out = output.console()
    for name, (n, sha) in moved.items():
        out.print(f"{name:16} {n:>9,}  {sha[:16]}", markup=False, highlight=False)
    rows = sum(n for n, _ in moved.values())
    out.print(
        f"{shown}: {rows:,}줄, 양쪽에서 확인함. 이제 yugwon.toml의 database_url을 바꾸십시오 / rows "
        "moved, verified on both sides; now set database_url",
        markup=False,
    )


def _person() -> str:
    import getpass

    return getpass.getuser()
