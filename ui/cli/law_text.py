"""Provisions, their history, differences, calendar and citations on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text

from kb.law.identifiers import ProvisionId
from ui.cli.output import block
from ui.wording import word

if TYPE_CHECKING:
    from rich.console import Console

    from kb.store.shown import Difference, History, ProvisionOnDay

_STATE = {
    "held": "green",
    "no_later_change_known": "green",
    "not_held": "yellow",
    "not_yet_in_force": "blue",
    "repealed": "red",
    "digest": "blue",
    "unknown": "yellow",
}


def print_shown(shown: ProvisionOnDay, out: Console) -> None:
    """A provision on a day: state, text, what is known of it, and texts beside it."""
    state = shown.state.value
    title = f" ({shown.title})" if shown.title else ""
    out.print(Text.assemble((shown.id.at(None).label + title, "bold")))
    out.print(
        Text.assemble(
            f"기준일 {shown.as_of} · ",
            (f"{word('state', state)} / {word('state', state, 'en')}", _STATE[state]),
        )
    )
    if shown.version is not None:
        v = shown.version
        out.print(Text(f"시행 {v.effective} · 공포 {v.promulgated} · 제{v.number}호", style="dim"))
    if shown.text:
        head = "요지 (원문 아님):\n" if shown.digest else ""
        block(out, Text(f"\n{head}{shown.text}\n"))
    for standing in shown.standing:
        out.print(Text(f"! {standing.ko}", style="red" if standing.impaired else "yellow"))
    for note in shown.notes:
        out.print(Text(f"- {note.ko}"))
    if not shown.text:
        for other in shown.others:
            label = {"before": "앞의 본", "after": "뒤의 본", "digest": "요지"}[other.role]
            out.print(Text(f"[{label}: {other.version.effective} 시행]", style="cyan"))
            block(out, Text(other.text))
    if shown.url:
        out.print(Text(shown.url, style="dim"))


def print_history(history: History, out: Console) -> None:
    """One line a moment, oldest first."""
    out.print(Text(f"{history.id.label} {history.title}", style="bold"))
    for m in history.moments:
        if m.kind == "version":
            v = m.version
            kind = "요지" if v and v.digest else "발췌" if v and v.excerpt else "본문 보유"
            said = f"시행 · {m.promulgated} 공포 · {kind}"
            colour = "green"
        elif m.kind == "mark":
            change = m.change
            said = f"{word('change', change.kind if change else '')} 표시 · {m.promulgated} 공포"
            if not m.held:
                said += " · 그 본문 미보유"
            colour = "dim" if m.held else "yellow"
        else:
            said, colour = (m.standing.ko if m.standing else ""), "red"
        out.print(Text.assemble((str(m.day), "bold"), "  ", (said, colour)))


def print_difference(found: Difference, out: Console) -> None:
    """The later text with the words that went struck through and those that came marked."""
    out.print(Text(f"{found.id.at(None).label}", style="bold"))
    for shown in (found.earlier, found.later):
        at = f" ({shown.version.effective} 시행)" if shown.version else ""
        out.print(Text(f"{shown.as_of}: {word('state', shown.state.value)}{at}", style="dim"))
    if found.amended_on:
        out.print(Text("개정: " + ", ".join(str(d) for d in found.amended_on), style="dim"))
    if not found.changed:
        same = bool(found.earlier.text)
        out.print("두 날의 본문이 같습니다. / No difference." if same else "견줄 본문이 없습니다.")
        return
    text = Text()
    plain = not out.is_terminal
    for s in found.segments:
        if s.kind == "equal":
            text.append(s.text)
        elif s.kind == "removed":
            body, tail = s.text.rstrip(), s.text[len(s.text.rstrip()) :]
            text.append(f"[-{body}-]{tail}" if plain else s.text, style="red strike")
        else:
            body, tail = s.text.rstrip(), s.text[len(s.text.rstrip()) :]
            text.append(f"{{+{body}+}}{tail}" if plain else s.text, style="green bold")
    block(out, text)


def print_calendar(found: dict[str, Any], out: Console) -> None:
    """Elections with their days, and the periods of each; those of the day are marked."""
    for e in found["elections"]:
        n = e["days_before"]
        far = f"{n}일 전" if n > 0 else "선거일" if n == 0 else f"{-n}일 뒤"
        computed = f" · 계산한 날 ({e['rule']})" if e["computed"] else ""
        head = Text.assemble((e["day"], "bold"), f"  {e['name']}  ", (far + computed, "dim"))
        out.print(head)
        for p in e["periods"]:
            span = p["from"] if p["from"] == p["until"] else f"{p['from']} ~ {p['until']}"
            label = ProvisionId.parse(p["provision"]).label
            style = "bold green" if p["now"] else ""
            out.print(Text(f"    {span:<23}  {p['name']} ({label}) {p['ko']}", style=style))


def print_citations(found: list[dict[str, Any]], out: Console) -> None:
    """One line a citation: what it names, or why it cannot be checked."""
    for c in found:
        mark, colour = ("✓", "green") if c["check"] == "ok" else ("✗", "red")
        said = " · ".join(x for x in (c["check"], c["reason"]) if x and x != "ok")
        where = f"{c['start']:>6}-{c['end']:<6}"
        tail = f"{c['text']} → {c['target'] or '—'}" + (f" ({said})" if said else "")
        out.print(Text.assemble((f"{mark} ", colour), f"{where} {tail}"))
    bad = sum(1 for c in found if c["check"] != "ok")
    out.print(Text(f"인용 {len(found)}건 · 확인되지 않음 {bad}건", style="bold"))
