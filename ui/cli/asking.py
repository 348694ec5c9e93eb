"""``yugwon ask`` and ``yugwon search``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.cli import ahead, output
from ui.cli.opening import note_vectors, opened

if TYPE_CHECKING:
    from datetime import date


AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of", metavar="DAY", help="기준일, 없으면 오늘. / Day of the law; default today."
    ),
]
Json = Annotated[bool, typer.Option("--json", help="JSON으로. / As JSON.")]
Batch = Annotated[
    str | None,
    typer.Option(
        "--batch",
        metavar="FILE",
        help="질문 JSONL 파일, -는 표준입력. / JSONL of questions; - is stdin.",
    ),
]
Question = Annotated[str | None, typer.Argument(metavar="QUESTION", show_default=False)]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("ask")(ask)
    app.command("search")(search)


def ask(
    question: Question = None,
    as_of: AsOf = None,
    region: Annotated[str, typer.Option(help="묻는 지역 선관위. / Region whose office asks.")] = "",
    explain: Annotated[
        bool,
        typer.Option(
            "--explain", help="설정된 LLM의 검증된 설명을 덧붙임. / Add a checked LLM explanation."
        ),
    ] = False,
    batch: Batch = None,
    json: Json = False,
) -> None:
    """출처와 함께 답합니다. / Answer with sources.

    Example: yugwon ask "예비후보자가 지하철 개찰구 안에서 명함 돌려도 되나요?" --as-of 2026-05-01
    """
    from ui.days import parse_day, today

    day = parse_day(as_of) if as_of else None
    if batch is not None:
        _ask_batch(batch, day, region, question)
        return
    text = _one(question)
    ahead.lend()
    with opened() as home:
        from ui.asked import answer, explained

        record = answer(home, text, as_of=day, today=today(), region=region)
        if explain:
            record = explained(home, record)
        note_vectors(home)
        if json:
            output.emit(record.batch_line())
        else:
            from ui.cli.card import show_card

            show_card(record, output.console())


def _ask_batch(file: str, day: date | None, region: str, question: str | None) -> None:
    from kb.errors import YugwonError
    from ui.asked import answer
    from ui.cli import batch
    from ui.days import today

    _none_beside(question)
    asked, now = batch.read(file), today()
    with opened() as home:
        note_vectors(home)
        for line in batch.watched(asked):
            try:
                record = answer(
                    home,
                    line.question,
                    as_of=line.as_of or day,
                    today=now,
                    region=line.region or region,
                )
                output.emit(record.batch_line(line.id))
            except YugwonError as e:
                output.emit(batch.without_answer(line, day or now, e))


def search(
    question: Question = None,
    as_of: AsOf = None,
    top: Annotated[int, typer.Option(min=1, max=200, help="몇 건. / How many.")] = 10,
    explain: Annotated[
        bool, typer.Option("--explain", help="점수의 내역을 보임. / Show what made each score.")
    ] = False,
    batch: Batch = None,
    json: Json = False,
) -> None:
    """조문·회답·판례를 찾습니다. / Find provisions, replies and rulings.

    Example: yugwon search "선거사무소 개소식 다과" --top 5 --explain
    """
    from ui.days import parse_day, today
    from ui.searched import line

    day = parse_day(as_of) if as_of else today()
    if batch is not None:
        _search_batch(batch, day, top, question)
        return
    text = _one(question)
    ahead.lend()
    with opened() as home:
        found = line(home, text, day, top, explain)
        note_vectors(home)
        if json:
            output.emit(found)
        else:
            _print_found(found, explain)


def _search_batch(file: str, day: date, top: int, question: str | None) -> None:
    from kb.errors import YugwonError
    from ui.cli import batch
    from ui.searched import line

    _none_beside(question)
    questions = batch.read(file)
    with opened() as home:
        note_vectors(home)
        for asked in batch.watched(questions):
            try:
                found = line(home, asked.question, asked.as_of or day, top)
            except YugwonError as e:
                found = {"provisions": [], "passages": [], "milliseconds": 0, "error": str(e)}
            output.emit({"id": asked.id, **found})


def _print_found(found: dict[str, Any], explain: bool) -> None:
    from rich.text import Text

    from kb.law.identifiers import ProvisionId

    out = output.console()
    for typed, read in found["corrected"]:
        out.print(Text(f"→ {typed}: {read}", style="italic"))
    scores = {c["id"]: c for c in found.get("channels", ())}
    for title, ids in (
        ("조문 / provisions", found["provisions"]),
        ("회답·사례 / interpretations", found["interpretations"]),
        ("판례 / rulings", found["rulings"]),
    ):
        if not ids:
            continue
        out.print(Text(title, style="bold"))
        for n, id in enumerate(ids, 1):
            label = ProvisionId.parse(id).label if "#" in id else id
            out.print(Text(f"{n:3}. {label}"))
            if explain:
                parts = {k: v for k, v in scores[id].items() if k not in ("id", "score")}
                said = " · ".join(f"{k} {v:.3f}" for k, v in sorted(parts.items()))
                out.print(Text(f"     {scores[id]['score']:.4f}  {said}", style="dim"))
    if found["passages"]:
        out.print(Text("구절 / passages", style="bold"))
    for p in found["passages"]:
        page = f", {p['page']}쪽" if p["page"] else ""
        out.print(Text(f"  {p['document']}{page}", style="cyan"))
        out.print(Text("    " + " ".join(p["text"].split())[:200]))
    if not any(found[k] for k in ("provisions", "interpretations", "rulings", "passages")):
        out.print("찾은 것이 없습니다. / Nothing found.")


def _one(question: str | None) -> str:
    from kb.errors import BadInput

    if question is None:
        raise BadInput("질문이나 --batch가 있어야 합니다", "a question or --batch is needed")
    if question == "-":
        import sys

        return sys.stdin.read()
    return question


def _none_beside(question: str | None) -> None:
    from kb.errors import BadInput

    if question is not None:
        raise BadInput(
            "질문과 --batch는 함께 쓸 수 없습니다", "give either a question or --batch, not both"
        )
