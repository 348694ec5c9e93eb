"""A matter on the command line: how it is named, who acts on it, and how it is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from kb.curation import Matter
    from kb.curation.drafting import Examined

Id = Annotated[int, typer.Argument(metavar="MATTER", min=1, show_default=False)]
By = Annotated[str | None, typer.Option("--by", metavar="NAME", help="하는 사람. / Who does this.")]


def who(by: str | None) -> str:
    """The name under which a person acts: the one given, or that of the machine's user."""
    import getpass

    return by or getpass.getuser()


def print_matter(m: Matter, out: Console) -> None:
    """Print a matter with its questions, drafts and publications."""
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


def print_examined(e: Examined, out: Console) -> None:
    """Print what was found out about a draft."""
    from ui.wording import word

    out.print(f"결론: {word('conclusion', e.conclusion.value if e.conclusion else None)}")
    for c in e.citations:
        mark = "✓" if c.check == "ok" else "✗"
        out.print(f"  {mark} {c.text}: {word('check', c.check)}", markup=False)
    for h in e.held:
        if h.relation != "near":
            said = word("conclusion", h.conclusion)
            out.print(f"  {word('relation', h.relation)}: {h.title} ({said}) {h.id}", markup=False)
