"""``yugwon queue``: questions sent up to headquarters, the matters they join, what is told back."""

from __future__ import annotations

from typing import Annotated

import typer

from ui.cli import output, replying
from ui.cli.asking import AsOf, Json
from ui.cli.matter import By, Id, print_examined, print_matter, who
from ui.cli.opening import opened

commands = typer.Typer(help="본부 안건. / Headquarters' queue.", rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    """Add the commands about matters and their replies, in the order of a matter's life."""
    commands.command("list")(list_)
    commands.command("show")(show)
    commands.command("send")(send)
    commands.command("move")(move)
    commands.command("reply")(replying.reply)
    commands.command("publish")(replying.publish)
    commands.command("withdraw")(replying.withdraw)
    commands.command("close")(close)
    commands.command("notices")(notices)
    app.add_typer(commands, name="queue")


def list_(
    state: Annotated[
        str | None,
        typer.Option(metavar="STATE", help="open, drafted, published, withdrawn, closed"),
    ] = None,
    region: Annotated[str, typer.Option(help="이 지역이 올린 것. / Sent by this region.")] = "",
    json: Json = False,
) -> None:
    """안건을 늘어놓습니다. / List the matters, longest waiting first.

    Example: yugwon queue list --state open
    """
    from kb.curation import State
    from kb.errors import BadInput
    from ui.days import korea_day
    from ui.queue import matter_json
    from ui.wording import word

    if state is not None and state not in tuple(State):
        known = ", ".join(State)
        raise BadInput(
            f"없는 상태입니다: {state} (있는 것: {known})", f"no state {state} (known: {known})"
        )
    with opened(starter=False) as home:
        found = home.desk.matters([State(state)] if state else State, region)
        if json:
            output.emit([matter_json(m) for m in found])
            return
        out = output.console()
        for m in found:
            where = ", ".join(r or "지역 없음" for r in m.regions)
            head = f"{m.id:>4}  {word('matter', m.state.value)}  {korea_day(m.opened_at)}"
            out.print(f"{head}  {m.question}", markup=False)
            out.print(f"      질문 {len(m.sendings)}건: {where}", style="dim", markup=False)
        out.print(f"안건 {len(found)}건 / {len(found)} matters", markup=False)


def show(matter: Id, json: Json = False) -> None:
    """안건 하나를 보입니다. / One matter: who asked, what is like it, drafts and their check.

    Example: yugwon queue show 3
    """
    from kb.curation.drafting import examined
    from ui import queue
    from ui.days import today

    with opened() as home:
        found = home.desk.matter(matter)
        checked = examined(home.desk, found, today())
        near = queue.near(home, found)
        differing = [d for p in found.publications for d in home.desk.differing(p.interpretation)]
        if json:
            output.emit(
                queue.matter_json(found)
                | {
                    "near": [queue.near_json(m, x) for m, x in near],
                    "examined": queue.examined_json(checked) if checked else None,
                    "differing": [queue.differing_json(d) for d in differing],
                }
            )
            return
        out = output.console()
        print_matter(found, out)
        for m, x in near:
            why = "; ".join(x.differs) or f"확률 {x.probability:.2f}"
            out.print(f"비슷한 안건 {m.id}: {m.question} ({why})", style="dim", markup=False)
        if checked:
            print_examined(checked, out)
        if differing:
            out.print(f"이제 달라지는 지난 답 {len(differing)}건:", style="bold")
        for d in differing:
            out.print(f"  {d.answer}: {d.was} → {d.now}", markup=False)


def send(
    question: Annotated[str | None, typer.Argument(metavar="QUESTION", show_default=False)] = None,
    answer: Annotated[
        str | None,
        typer.Option("--answer", metavar="ID", help="받은 답의 번호. / Id of an answer given."),
    ] = None,
    region: Annotated[str, typer.Option(help="올리는 지역. / Region that sends.")] = "",
    as_of: AsOf = None,
    why: Annotated[
        str | None,
        typer.Option(metavar="WHY", help="no_basis, conflict, doubt, headquarters, feedback"),
    ] = None,
    note: Annotated[str, typer.Option(help="덧붙이는 말. / A note to headquarters.")] = "",
    by: By = None,
    json: Json = False,
) -> None:
    """질문을 본부에 올립니다. / Send a question up with its answer; same cases are joined.

    Example: yugwon queue send "드론에 이름을 띄워도 되나요?" --region 서울특별시
    """
    from kb.curation import Why
    from kb.curation import sending as desk
    from kb.errors import BadInput
    from ui.asked import answer as ask
    from ui.days import parse_day, today
    from ui.queue import sending_json

    if (question is None) == (answer is None):
        raise BadInput(
            "질문이나 --answer 가운데 하나가 있어야 합니다", "give either a question or --answer"
        )
    if why is not None and why not in tuple(Why):
        known = ", ".join(Why)
        raise BadInput(f"없는 까닭입니다: {why} (있는 것: {known})", f"known reasons: {known}")
    day = parse_day(as_of) if as_of else None
    with opened() as home:
        region = region or home.settings.region
        if question is not None:
            answer = ask(home, question, today=today(), as_of=day, region=region).id
        assert answer is not None
        sent = desk.send(
            home.desk,
            answer,
            region=region,
            person=by or "",
            why=Why(why) if why else None,
            note=note,
        )
        matter = home.desk.matter(sent.matter)
        if json:
            output.emit(sending_json(sent) | {"regions": list(matter.regions)})
            return
        output.console().print(
            f"안건 {matter.id}에 올렸습니다 (질문 {len(matter.sendings)}건) "
            f"/ sent up as matter {matter.id} ({len(matter.sendings)} questions)",
            markup=False,
        )


def move(
    sending: Annotated[int, typer.Argument(metavar="QUESTION", min=1, show_default=False)],
    to: Annotated[
        int | None, typer.Option("--to", metavar="MATTER", help="없으면 따로. / Default: its own.")
    ] = None,
    by: By = None,
    json: Json = False,
) -> None:
    """질문을 다른 안건으로 옮기거나 떼어 냅니다. / Move a question, or take it out alone.

    Example: yugwon queue move 7 --to 3
    """
    from kb.curation import sending as desk
    from ui.queue import matter_json

    with opened(starter=False) as home:
        found = desk.move(home.desk, sending, to, by=who(by))
        if json:
            output.emit(matter_json(found))
        else:
            print_matter(found, output.console())


def close(
    matter: Id,
    because: Annotated[str, typer.Option("--because", metavar="REASON", help="까닭. / Why.")],
    reply_: Annotated[
        str | None,
        typer.Option(
            "--reply", metavar="ID", help="이미 답하는 해석. / Held reply that answers it."
        ),
    ] = None,
    by: By = None,
    json: Json = False,
) -> None:
    """회답 없이 닫습니다. / Close a matter without a reply of its own.

    Example: yugwon queue close 3 --because "소관이 아님" --by 김담당
    """
    from kb.curation import sending as desk
    from kb.law.identifiers import InterpretationId
    from ui.queue import matter_json

    id = InterpretationId.parse(reply_) if reply_ else None
    with opened(starter=False) as home:
        found = desk.close(home.desk, matter, because, by=who(by), reply=id)
        if json:
            output.emit(matter_json(found))
        else:
            print_matter(found, output.console())


def notices(
    region: Annotated[str, typer.Option(help="지역. / Region.")] = "", json: Json = False
) -> None:
    """올린 질문에 관한 소식. / What the offices of a region were told.

    Example: yugwon queue notices --region 서울특별시
    """
    from ui.days import korea_day
    from ui.queue import notice_json
    from ui.wording import word

    with opened(starter=False) as home:
        found = home.desk.notices(region or home.settings.region)
        if json:
            output.emit([notice_json(n) for n in found])
            return
        out = output.console()
        for n in found:
            out.print(
                f"{korea_day(n.at)}  {word('notice', n.kind)}: {n.sending.question}", markup=False
            )
            if n.interpretation:
                out.print(f"            {n.interpretation}  → {n.again or ''}", style="dim")
        if not found:
            out.print("소식이 없습니다. / Nothing yet.")
