"""``yugwon queue``: questions sent up to headquarters, and their replies."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.cli import output
from ui.cli.asking import AsOf, Json
from ui.cli.opening import opened

if TYPE_CHECKING:
    from rich.console import Console

    from kb.curation import Matter
    from kb.curation.drafting import Examined
    from ui.home import Home

commands = typer.Typer(help="본부 안건. / Headquarters' queue.", rich_markup_mode=None)

By = Annotated[str | None, typer.Option("--by", metavar="NAME", help="하는 사람. / Who does this.")]
Id = Annotated[int, typer.Argument(metavar="MATTER", min=1, show_default=False)]
Supersede = Annotated[
    list[str] | None,
    typer.Option("--supersede", metavar="ID", help="대체할 해석. / Interpretation it replaces."),
]
Override = Annotated[
    str,
    typer.Option(
        "--override",
        metavar="REASON",
        help="풀리지 않은 인용이나 다른 해석이 있어도 되는 까닭. / Why it stands all the same.",
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(commands, name="queue")


@commands.command("list")
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


@commands.command("show")
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
        _print_matter(found, out)
        for m, x in near:
            why = "; ".join(x.differs) or f"확률 {x.probability:.2f}"
            out.print(f"비슷한 안건 {m.id}: {m.question} ({why})", style="dim", markup=False)
        if checked:
            _print_examined(checked, out)
        if differing:
            out.print(f"이제 달라지는 지난 답 {len(differing)}건:", style="bold")
        for d in differing:
            out.print(f"  {d.answer}: {d.was} → {d.now}", markup=False)


@commands.command("send")
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


@commands.command("move")
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
        found = desk.move(home.desk, sending, to, by=_who(by))
        if json:
            output.emit(matter_json(found))
        else:
            _print_matter(found, output.console())


@commands.command("reply")
def reply(
    matter: Id,
    text: Annotated[
        str, typer.Argument(metavar="FILE|-", show_default=False, help="회답 글. / Its text.")
    ],
    question: Annotated[
        str, typer.Option(help="회답이 답하는 질문. / The question it answers.")
    ] = "",
    title: Annotated[str, typer.Option(help="제목. / Title.")] = "",
    conclusion: Annotated[
        str,
        typer.Option(
            metavar="WHAT", help="read, permitted, prohibited, conditional, explains, none"
        ),
    ] = "read",
    supersede: Supersede = None,
    override: Override = "",
    by: By = None,
    json: Json = False,
) -> None:
    """회답 초안을 저장하고 확인합니다. / Save a draft and check it; exit 1 if it cannot be published yet.

    Example: yugwon queue reply 3 reply.txt --by 김담당
    """
    from kb.curation.drafting import examined, save
    from kb.law.identifiers import InterpretationId
    from ui.days import today
    from ui.queue import draft_json, examined_json

    written = _read(text)
    ids = [InterpretationId.parse(i) for i in supersede or ()]
    with opened() as home:
        draft = save(
            home.desk, matter, written, by=_who(by), question=question, title=title,
            conclusion=conclusion, supersedes=ids, override=override,
        )  # fmt: skip
        checked = examined(home.desk, home.desk.matter(matter), today())
        assert checked is not None
        hindered = bool(checked.unresolved or checked.against(ids)) and not draft.override
        if json:
            output.emit(draft_json(draft) | {"examined": examined_json(checked)})
        else:
            out = output.console()
            out.print(f"초안 {draft.number}을(를) 저장했습니다 / draft {draft.number} saved")
            _print_examined(checked, out)
        if hindered:
            raise typer.Exit(1)


@commands.command("publish")
def publish(matter: Id, override: Override = "", by: By = None, json: Json = False) -> None:
    """초안을 공표합니다. 초안을 쓴 사람은 하지 못합니다. / Publish a draft; not by its drafter.

    Example: yugwon queue publish 3 --by 박과장
    """
    from ui import curated
    from ui.days import today
    from ui.queue import differing_json, publication_json

    with opened() as home, _writing(home, "queue publish"):
        published = curated.publish(home, matter, by=_who(by), day=today(), override=override)
        id = published.interpretation
        curated.follow_up(home, matter, id, today())
        differing = home.desk.differing(id)
        if json:
            output.emit(
                publication_json(published) | {"differing": [differing_json(d) for d in differing]}
            )
            return
        out = output.console()
        out.print(f"공표했습니다: {id} / published", markup=False)
        out.print(
            f"이제 달라지는 지난 답 {len(differing)}건 / {len(differing)} earlier answers differ"
        )


@commands.command("withdraw")
def withdraw(
    matter: Id,
    because: Annotated[str, typer.Option("--because", metavar="REASON", help="까닭. / Why.")],
    by: By = None,
    json: Json = False,
) -> None:
    """공표한 회답을 철회합니다. 기록은 남습니다. / Withdraw a reply; its history stays.

    Example: yugwon queue withdraw 3 --because "법 개정" --by 박과장
    """
    from ui import curated
    from ui.days import today
    from ui.queue import publication_json

    with opened() as home, _writing(home, "queue withdraw"):
        ended = curated.withdraw(home, matter, because, by=_who(by))
        curated.follow_up(home, matter, ended.interpretation, today())
        if json:
            output.emit(publication_json(ended))
        else:
            output.console().print(
                f"철회했습니다: {ended.interpretation} / withdrawn", markup=False
            )


@commands.command("close")
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
        found = desk.close(home.desk, matter, because, by=_who(by), reply=id)
        if json:
            output.emit(matter_json(found))
        else:
            _print_matter(found, output.console())


@commands.command("notices")
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


def _who(by: str | None) -> str:
    import getpass

    return by or getpass.getuser()


def _read(file: str) -> str:
    from kb.errors import BadInput

    try:
        raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as e:
        raise BadInput(
            f"파일을 읽을 수 없습니다: {file}: {e.strerror}", f"cannot read {file}: {e.strerror}"
        ) from None
    return raw.decode("utf-8-sig")


def _writing(home: Home, what: str) -> Any:
    """The home's lock; a server that holds it brings what is published into its own index."""
    from contextlib import nullcontext

    from kb.errors import HomeUnusable

    lock = home.writing(what)
    try:
        lock.__enter__()
    except HomeUnusable:
        return nullcontext()
    return _Held(lock)


class _Held:
    """A context that was entered already."""

    def __init__(self, entered: Any) -> None:
        self._entered = entered

    def __enter__(self) -> None:
        return None

    def __exit__(self, *error: object) -> None:
        self._entered.__exit__(*error)


def _print_matter(m: Matter, out: Console) -> None:
    from ui.days import korea_day
    from ui.wording import word

    out.print(f"안건 {m.id} · {word('matter', m.state.value)} · 기준일 {m.day}", style="bold")
    out.print(m.question, markup=False)
    for s in m.sendings:
        where = s.region or "지역 없음"
        like = f" · 같은 사안일 확률 {s.probability:.2f}" if s.probability is not None else ""
        head = f"  [{s.id}] {korea_day(s.at)} {where} · {word('why', s.why.value)}{like}"
        out.print(head, style="dim", markup=False)
        out.print(f"      {s.question}" + (f" ({s.note})" if s.note else ""), markup=False)
        same = [f"{word('fact', x.kind)} {x.question}" for x in s.because if x.agrees == "same"]
        if same:
            out.print(f"      같은 사실: {', '.join(same)}", style="dim", markup=False)
    for d in m.drafts:
        out.print(f"  초안 {d.number} ({d.by}): {' '.join(d.answer.split())[:120]}", markup=False)
    for p in m.publications:
        ended = f" → {word('standing', p.ended)}: {p.ended_because}" if p.ended else ""
        out.print(f"  공표 {p.day} ({p.by}): {p.interpretation}{ended}", markup=False)
    if m.because:
        out.print(f"  {m.because}", markup=False)


def _print_examined(e: Examined, out: Console) -> None:
    from ui.wording import word

    out.print(f"결론: {word('conclusion', e.conclusion.value if e.conclusion else None)}")
    for c in e.citations:
        mark = "✓" if c.check == "ok" else "✗"
        out.print(f"  {mark} {c.text}: {word('check', c.check)}", markup=False)
    for h in e.held:
        if h.relation != "near":
            said = word("conclusion", h.conclusion)
            out.print(f"  {word('relation', h.relation)}: {h.title} ({said}) {h.id}", markup=False)
