"""``yugwon answers``: answers that were given, found again and opened as they were."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli import output
from ui.cli.asking import Json
from ui.cli.opening import opened

if TYPE_CHECKING:
    from kb.curation.again import Again

commands = typer.Typer(help="지난 답. / Past answers.", rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(commands, name="answers")


@commands.command("find")
def find(
    words: Annotated[str, typer.Argument(metavar="WORDS", show_default=False)] = "",
    region: Annotated[str, typer.Option(help="이 지역이 받은 답. / Given to this region.")] = "",
    subject: Annotated[
        str,
        typer.Option(
            metavar="ACT", help="무엇에 관한 물음인지: 명함, 현수막 …. / What it is about."
        ),
    ] = "",
    law: Annotated[
        str,
        typer.Option(metavar="LAW", help="답이 기댄 법령·조문·회답. / Law or reply it rests on."),
    ] = "",
    since: Annotated[
        str | None, typer.Option("--from", metavar="DAY", help="이 날부터. / From this day.")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--to", metavar="DAY", help="이 날까지. / To this day.")
    ] = None,
    top: Annotated[int, typer.Option(min=1, max=500, help="몇 건. / How many.")] = 50,
    json: Json = False,
) -> None:
    """지난 답을 찾습니다, 새것부터. / Find past answers by words, region, subject, law and day.

    Example: yugwon answers find --subject 명함 --law "공직선거법 제60조의3" --from 2026-01-01
    """
    from kb.store import answers
    from ui import subjects
    from ui.days import korea_day, parse_day, spanning
    from ui.queue import past_json
    from ui.wording import word

    first, last = parse_day(since) if since else None, parse_day(until) if until else None
    about = subjects.named(subject)
    with opened(starter=False) as home:
        begin, end = spanning(first, last)
        found = answers.find(
            home.store, words=words, region=region, since=begin, until=end,
            citing=subjects.resting_on(home.store, law), about=about, top=top,
        )  # fmt: skip
    if json:
        output.emit([past_json(p) for p in found])
        return
    out = output.console()
    for p in found:
        said = word("conclusion", p.conclusion)
        if p.conclusion is None and p.reason:
            said = word("reason", p.reason)
        out.print(f"{p.id}  {korea_day(p.at)}  {said}  {p.question}", markup=False)
        where = p.region or "지역 없음 / no region"
        out.print(
            f"                  {where} · 기준일 {p.as_of} · {p.headline}",
            style="dim", markup=False,
        )  # fmt: skip
    out.print(f"지난 답 {len(found)}건 / {len(found)} past answers", markup=False)


@commands.command("show")
def show(
    answer: Annotated[str, typer.Argument(metavar="ID", show_default=False)],
    as_it_was: Annotated[
        bool,
        typer.Option("--as-it-was", help="오늘 다시 묻지 않음. / Don't ask it again today."),
    ] = False,
    json: Json = False,
) -> None:
    """지난 답을 그때 그대로, 오늘도 같은지와 함께. / A past answer, and whether it is so today.

    Example: yugwon answers show 1f0c3a5e9d7b2a44
    """
    from kb.answer.record import AnswerRecord
    from kb.curation.again import ask_again
    from kb.errors import UnknownProvision
    from kb.store import answers
    from ui.cli.card import show_card
    from ui.days import today

    with opened() as home:
        kept = answers.kept(home.store, answer)
        if kept is None:
            raise UnknownProvision(f"없는 답변 기록입니다: {answer}", f"no such answer: {answer}")
        record = AnswerRecord.model_validate(kept.record)
        again = None if as_it_was else ask_again(home.desk, kept, today())
        differing = home.desk.differing(answer=answer)
    if json:
        now = {"same": again.same, "changes": _changes(again)} if again else None
        output.emit({"record": record.batch_line(), "today": now})
        return
    out = output.console()
    show_card(record, out)
    for d in differing:
        out.print(f"공표로 달라진 답 / differs since a reply: {d.was} → {d.now}", markup=False)
    if again is None:
        return
    if again.same:
        out.print("오늘 물어도 같은 답입니다 / the same today", markup=False)
    for change in again.changes:
        out.print(f"오늘은 다릅니다 / otherwise today: {change.ko} / {change.en}", markup=False)


def _changes(again: Again) -> list[dict[str, str]]:
    return [{"kind": c.kind, "ko": c.ko, "en": c.en} for c in again.changes]
