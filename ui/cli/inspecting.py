"""``yugwon corpus search``, ``gaps``, ``correct``, ``corrections``: looking into what is held."""

from __future__ import annotations

from typing import Annotated

import typer

from ui.cli import output
from ui.cli.asking import Json
from ui.cli.opening import opened

LISTED = 30


def register(commands: typer.Typer) -> None:
    """Add the commands of this module to ``corpus``."""
    commands.command("search")(search)
    commands.command("gaps")(gaps)
    commands.command("correct")(correct)
    commands.command("corrections")(corrections)


def search(
    words: Annotated[str, typer.Argument(metavar="WORDS", show_default=False)],
    kind: Annotated[str, typer.Option(metavar="KIND", help="statute, ruling, reply …")] = "",
    law: Annotated[str, typer.Option(metavar="NAME", help="이 법령. / This law.")] = "",
    document: Annotated[
        str, typer.Option(metavar="WORDS", help="문서 이름·제목. / Name or title of the document.")
    ] = "",
    top: Annotated[int, typer.Option(min=1, help="몇 곳까지. / How many places.")] = 50,
    json: Json = False,
) -> None:
    """글자 그대로 찾습니다(띄어쓰기는 따지지 않음). / Find words in the documents as they stand.

    Example: yugwon corpus search "선거일 전 120일" --kind statute
    """
    from rich.text import Text

    from ui.corpus import Narrowed, places

    with opened(starter=False) as home:
        found = list(places(home.store, words, Narrowed(kind, law, words=document), top))
        if json:
            for p in found:
                output.emit(p.as_json())
            return
        out = output.console()
        for p in found:
            page = f" {p.page}쪽" if p.page else ""
            out.print(Text(f"{p.document['label']}{page}  {p.document['title']}", style="dim"))
            around = (" ".join(x.split()) for x in (p.before, p.words, p.after))
            before, here, after = around
            out.print(Text.assemble("    …", before, " ", (here, "bold"), " ", after, "…"))
        out.print(f"{len(found)}곳 / {len(found)} places", markup=False)


def gaps(
    law: Annotated[
        str, typer.Option(metavar="NAME", help="이 법령의 조문별로. / By article of this law.")
    ] = "",
    json: Json = False,
) -> None:
    """무엇이 빠졌는지 보입니다. / What is cited and not held; versions and days not held.

    Example: yugwon corpus gaps --law 공직선거법
    """
    from kb.law.identifiers import WorkId
    from kb.store import gaps as missing
    from ui.corpus import work_name

    with opened(starter=False) as home:
        work = WorkId(work_name(law)) if law else None
        instruments, articles = missing.wanted(home.store, work)
        versions = missing.versions(home.store, work)
        days = missing.days(home.store, work) if work else []
        if json:
            output.emit(
                {
                    "instruments": [w.as_json() for w in instruments],
                    "articles": [w.as_json() for w in articles],
                    "versions": [
                        {
                            "work": str(x.work),
                            "promulgated": str(x.promulgated),
                            "effective": str(x.effective),
                            "number": x.number,
                        }
                        for x in versions
                    ],
                    "days": [d.as_json() for d in days],
                }
            )
            return
        out = output.console()
        for title, lines in (
            ("인용되지만 없는 법령 / cited instruments not held",
             [f"{w.label}  ({w.cited_by})" for w in instruments]),
            ("인용되지만 없는 조문 / cited articles not held",
             [f"{w.label}  ({w.cited_by})" for w in articles]),
            ("목록에 있으나 없는 판본 / listed versions not held",
             [f"{x.work.name}  {x.effective} 시행, 제{x.number}호" for x in versions]),
            ("조문을 모르는 때 / days whose text is not held",
             [f"{d.id.label}  {', '.join(map(str, d.days))}" for d in days]),
        ):  # fmt: skip
            out.print(f"{title}: {len(lines)}", style="bold", markup=False)
            for line in lines[:LISTED]:
                out.print(f"  {line}", markup=False)
            if len(lines) > LISTED:
                out.print(f"  … {len(lines) - LISTED} more (--json)", markup=False)


def correct(
    document: Annotated[str, typer.Argument(metavar="DOCUMENT|ID", show_default=False)],
    because: Annotated[
        str, typer.Option(metavar="REASON", help="까닭. / Why.", show_default=False)
    ],
    day: Annotated[str | None, typer.Option(metavar="DAY", help="날짜. / Day.")] = None,
    kind: Annotated[
        str | None,
        typer.Option(metavar="KIND", help="종류: 파일을 다시 읽음. / Read anew as this."),
    ] = None,
    office: Annotated[
        str | None, typer.Option(metavar="NAME", help="기관·법원. / Office or court.")
    ] = None,
    number: Annotated[
        str | None, typer.Option(metavar="NUMBER", help="문서·사건 번호. / Number.")
    ] = None,
    conclusion: Annotated[
        str | None,
        typer.Option(help="permitted, prohibited, conditional, explains, none"),
    ] = None,
    title: Annotated[str | None, typer.Option(metavar="TITLE", help="제목. / Title.")] = None,
    by: Annotated[str, typer.Option(metavar="NAME", help="누가. / Who.")] = "",
    json: Json = False,
) -> None:
    """넣은 문서의 날짜·기관·번호·결론·종류를 까닭과 함께 바로잡습니다. / Correct a held document.

    Every correction is kept with its reason and holds when the document is taken in again. Of a
    document with several interpretations one is named by its id (corpus show --outline).

    Example: yugwon corpus correct "written.csv#12" --day 2024-05-06 --because "원본 공문의 날짜"
    """
    import getpass

    from kb.search import index
    from ui import correcting

    typed = {"day": day, "kind": kind, "office": office, "number": number,
             "conclusion": conclusion, "title": title}  # fmt: skip
    values = {k: v for k, v in typed.items() if v is not None}
    with opened(starter=False) as home, home.writing("corpus correct"):
        who = by or getpass.getuser()
        made = correcting.correct(home, document, values, because=because, by=who)
        if made:
            index.build(home.store, home.settings)
        if json:
            output.emit([x.as_json() for x in made])
            return
        out = output.console()
        for x in made:
            out.print(f"{x.subject}  {x.field}: {x.before} → {x.after}", markup=False)
        if not made:
            out.print("이미 그렇습니다. / It reads so already.")


def corrections(
    document: Annotated[
        str | None, typer.Argument(metavar="[DOCUMENT|ID]", show_default=False)
    ] = None,
    json: Json = False,
) -> None:
    """바로잡은 이력을 보입니다. / The history of corrections.

    Example: yugwon corpus corrections "written.csv#12"
    """
    from kb.curation.correcting import target
    from kb.store.corrections import history

    with opened(starter=False) as home:
        subject = target(home.store, document) if document else None
        found = history(home.store, subject)
        if json:
            output.emit([x.as_json() for x in found])
            return
        out = output.console()
        for x in found:
            line = f"{x.at:%Y-%m-%d %H:%M}  {x.by}  {x.subject}  {x.field}: {x.before} → {x.after}"
            out.print(f"{line}  ({x.because})", markup=False)
        if not found:
            out.print("바로잡은 것이 없습니다. / Nothing was corrected.")
