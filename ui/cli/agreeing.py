"""``yugwon eval replies``: do the replies that offices gave agree with each other?"""

from __future__ import annotations

from typing import Annotated

import typer

from ui.cli import output
from ui.cli.asking import Json
from ui.cli.opening import opened


def add(evaluations: typer.Typer) -> None:
    """Add the command of this module."""
    evaluations.command("replies")(replies)


def replies(
    top: Annotated[int, typer.Option(min=1, help="몇 쌍을 보이나. / How many pairs.")] = 30,
    send: Annotated[
        int, typer.Option(min=0, help="앞의 몇 쌍을 본부에 올리나. / How many to send up.")
    ] = 0,
    region: Annotated[str, typer.Option(help="올리는 지역. / Region that sends.")] = "",
    json: Json = False,
) -> None:
    """보유한 회답·사례 가운데 같은 사안에 다른 결론. / Same case, different conclusions, as held.

    Ranked by how alike the facts are; report.html shows them side by side.

    Example: yugwon eval replies --top 30
    """
    from evals.naming import korean
    from evals.replies import plain
    from ui import agreement
    from ui.cli.taking_in import progress_bars

    with opened() as home, progress_bars(json) as progress:
        found, folder = agreement.replies(
            home, lambda done, total: progress("견줌 / comparing", done, total)
        )
        matters = [agreement.send_up(home, plain(p), region) for p in found.pairs[:send]]
    if json:
        output.emit(
            {
                "folder": str(folder),
                "answers": found.answers,
                "compared": found.compared,
                "clusters": [[a.id for a in c] for c in found.clusters],
                "pairs": [plain(p) for p in found.pairs[:top]],
                "sent": matters,
            }
        )
        return
    out = output.console()
    out.print(
        f"회답·사례 / answers {found.answers}, 견준 쌍 / compared {found.compared}, 같은 사례 무리 / "
        f"clusters {len(found.clusters)}, 결론이 다른 쌍 / pairs {len(found.pairs)}",
        markup=False,
    )
    for n, p in enumerate(found.pairs[:top], 1):
        mark = korean("same case") if p.same else ""
        out.print(f"{n:3}. {p.alike:.3f} {mark}", markup=False)
        for a in (p.one, p.other):
            words = " ".join(a.question.split())[:90]
            said = korean(a.conclusion.value)
            out.print(f"     {said} / {a.conclusion.value}: {a.where}: {words}", markup=False)
        if p.differs:
            out.print(f"     {' · '.join(p.differs)}", style="dim", markup=False)
    for matter in matters:
        out.print(f"안건 {matter}에 올렸습니다 / sent up as matter {matter}", markup=False)
    out.print(f"{folder / 'report.html'}", markup=False)
