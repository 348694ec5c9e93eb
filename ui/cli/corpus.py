"""``yugwon corpus``: what is held, one document of it, and the whole as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui import logged
from ui.cli import output
from ui.cli.asking import Json
from ui.cli.opening import opened

commands = typer.Typer(help="보유 자료. / What is held.", rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    """Add the commands of this module and those that look into and correct what is held."""
    from ui.cli import inspecting

    inspecting.register(commands)
    app.add_typer(commands, name="corpus")


Kind = Annotated[str, typer.Option(metavar="KIND", help="statute, ruling, decision, reply …")]
Law = Annotated[
    str, typer.Option(metavar="NAME", help="이 법령과 이를 인용한 것. / Of and citing this law.")
]
Year = Annotated[str, typer.Option(metavar="YEAR", help="이 해의 것. / Of this year.")]
Office = Annotated[str, typer.Option(metavar="NAME", help="기관·법원. / Office or court.")]


@commands.command("list")
def list_(
    kind: Kind = "",
    law: Law = "",
    year: Year = "",
    office: Office = "",
    words: Annotated[
        str, typer.Option(metavar="WORDS", help="이름·제목의 낱말. / Words of name or title.")
    ] = "",
    all_: Annotated[
        bool, typer.Option("--all", help="물러난 것도. / What stepped back too.")
    ] = False,
    json: Json = False,
) -> None:
    """문서를 늘어놓습니다. / List the documents.

    Example: yugwon corpus list --kind reply --law 공직선거법 --year 2024
    """
    from ui.corpus import Narrowed, documents

    with opened(starter=False) as home:
        found = documents(home.store, Narrowed(kind, law, year, office, words, all_))
        if json:
            output.emit(found)
            return
        out = output.console()
        for d in found:
            gone = "" if d["active"] else "  (물러남 / stepped back)"
            day = d["day"] or "-"
            line = f"{d['id']}  {d['kind']:<9} {day!s:<10}  {d['label']}  {d['title']}{gone}"
            out.print(line, markup=False)
        out.print(f"문서 {len(found)}건 / {len(found)} documents", markup=False)


@commands.command("show")
def show(
    document: Annotated[str, typer.Argument(metavar="DOCUMENT", show_default=False)],
    outline: Annotated[
        bool, typer.Option("--outline", help="글 대신 짜임. / Its structure instead of its text.")
    ] = False,
    json: Json = False,
) -> None:
    """문서 하나를 보입니다. / Show one document, by its id or its name.

    Example: yugwon corpus show casebook-2018.md --outline
    """
    from dataclasses import asdict

    from kb.errors import UnknownProvision
    from kb.store import corrections, origins
    from ui.corpus import structure

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
        parts = structure(home.store, found.id) if outline else []
        subjects = {id for _, id in corrections.subjects(home.store, found.id)}
        corrected = [x for x in corrections.history(home.store) if x.subject in subjects]
        if json:
            output.emit(
                {
                    **chosen[0],
                    "fetched": [o.as_json() for o in fetched],
                    "corrections": [x.as_json() for x in corrected],
                    **({"structure": [asdict(p) for p in parts]} if outline else {}),
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
        for x in corrected:
            said = (
                f"- 바로잡음 / corrected: {x.field}: {x.before} → {x.after} ({x.because}; {x.by})"
            )
            out.print(said, markup=False)
        if not outline:
            out.print(found.text, markup=False)
        for p in parts:
            page = f"{p.page}쪽  " if p.page else ""
            conclusion = f"  [{p.conclusion}]" if p.conclusion else ""
            out.print(f"{'  ' * p.depth}{page}{p.title}{conclusion}  {p.id}", markup=False)


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
        logged.note(home, "corpus.import", f"corpus/{home.store.digest()}", added=new)
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
