"""``yugwon corpus``: what is held, one document of it, and the whole as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.cli import output
from ui.cli.asking import Json
from ui.cli.opening import opened

commands = typer.Typer(help="보유 자료. / What is held.", rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(commands, name="corpus")


@commands.command("list")
def list_(
    kind: Annotated[
        str | None, typer.Option(metavar="KIND", help="statute, ruling, decision, reply …")
    ] = None,
    json: Json = False,
) -> None:
    """문서를 늘어놓습니다. / List the documents.

    Example: yugwon corpus list --kind casebook
    """
    with opened(starter=False) as home:
        found = [d for d in home.store.documents(kind) if d["active"]]
        if json:
            output.emit(found)
            return
        out = output.console()
        for d in found:
            line = f"{d['id']}  {d['kind']:<9} {d['day'] or '-':<10}  {d['label']}  {d['title']}"
            out.print(line, markup=False)
        out.print(f"문서 {len(found)}건 / {len(found)} documents", markup=False)


@commands.command("show")
def show(
    document: Annotated[str, typer.Argument(metavar="DOCUMENT", show_default=False)],
    json: Json = False,
) -> None:
    """문서 하나를 보입니다. / Show one document, by its id or its name.

    Example: yugwon corpus show casebook-2018.md
    """
    from kb.errors import UnknownProvision
    from kb.store import origins

    with opened(starter=False) as home:
        listed = home.store.documents()
        chosen = [d for d in listed if document in (d["id"], d["label"], d["title"])]
        chosen.sort(key=lambda d: not d["active"])
        if not chosen:
            raise UnknownProvision(
                f"보유하지 않은 문서입니다: {document} (목록: yugwon corpus list)",
                f"no such document: {document} (list: yugwon corpus list)",
            )
        found = home.store.document(chosen[0]["id"])
        assert found is not None
        fetched = origins.of(home.store, found.original)
        if json:
            output.emit(
                {
                    **chosen[0],
                    "fetched": [o.as_json() for o in fetched],
                    "text": found.text,
                    "pages": list(found.pages),
                }
            )
            return
        out = output.console()
        out.print(f"{found.title} ({found.label}, {found.kind}, {found.day or '날짜 없음'})")
        for origin in fetched:
            out.print(f"{origin.final}  {origin.at:%Y-%m-%d %H:%M} UTC", markup=False)
        for note in found.notes:
            out.print(f"- {note}", markup=False)
        out.print(found.text, markup=False)


@commands.command("export")
def export(
    file: Annotated[str, typer.Argument(metavar="FILE", show_default=False)], json: Json = False
) -> None:
    """자료 전체를 한 파일로 냅니다. / Write the whole corpus to one file (.jsonl.zst).

    Example: yugwon corpus export corpus.jsonl.zst
    """
    from kb.store import archive

    with opened(starter=False) as home:
        count = archive.write(home.store, Path(file))
        if json:
            output.emit({"file": file, "documents": count, "digest": home.store.digest()})
        else:
            output.console().print(f"{file}: 문서 {count}건 / {count} documents", markup=False)


@commands.command("import")
def import_(
    file: Annotated[str, typer.Argument(metavar="FILE", show_default=False)], json: Json = False
) -> None:
    """내보낸 자료를 넣습니다. / Take in an exported corpus.

    Example: yugwon corpus import corpus.jsonl.zst
    """
    from kb.errors import BadInput
    from kb.store import archive

    if not Path(file).is_file():
        raise BadInput(f"파일이 없습니다: {file}", f"no such file: {file}")
    with opened(starter=False) as home, home.writing("corpus import"):
        held, new = archive.read(home.store, Path(file), by="import")
        if json:
            output.emit({"documents": held, "added": new, "digest": home.store.digest()})
        else:
            said = f"문서 {held}건 중 새로 {new}건 / {held} documents, {new} new"
            output.console().print(said, markup=False)


@commands.command("verify")
def verify(json: Json = False) -> None:
    """보유 자료가 온전한지 봅니다. / Whether what is held is whole; exit 1 if not.

    Example: yugwon corpus verify
    """
    from ui import checkup
    from ui.cli.checks import report

    with opened(starter=False) as home:
        report(checkup.verify(home.store, home.folder), json)
