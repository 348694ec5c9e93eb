"""``yugwon queue reply``, ``publish`` and ``withdraw``: headquarters' replies to matters."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.cli import output
from ui.cli.asking import Json
from ui.cli.matter import By, Id, print_examined, who
from ui.cli.opening import opened

if TYPE_CHECKING:
    from ui.home import Home

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
            home.desk, matter, written, by=who(by), question=question, title=title,
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
            print_examined(checked, out)
        if hindered:
            raise typer.Exit(1)


def publish(matter: Id, override: Override = "", by: By = None, json: Json = False) -> None:
    """초안을 공표합니다. 초안을 쓴 사람은 하지 못합니다. / Publish a draft; not by its drafter.

    Example: yugwon queue publish 3 --by 박과장
    """
    from ui import curated
    from ui.days import today
    from ui.queue import differing_json, publication_json

    with opened() as home, _writing(home, "queue publish"):
        published = curated.publish(home, matter, by=who(by), day=today(), override=override)
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
        ended = curated.withdraw(home, matter, because, by=who(by))
        curated.follow_up(home, matter, ended.interpretation, today())
        if json:
            output.emit(publication_json(ended))
        else:
            output.console().print(
                f"철회했습니다: {ended.interpretation} / withdrawn", markup=False
            )


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
