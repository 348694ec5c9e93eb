"""The answer record on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from ui.cli.output import block
from ui.export.outline import numbered
from ui.wording import word, words

if TYPE_CHECKING:
    from rich.console import Console

    from kb.answer.record import AnswerRecord, Case, Source

_COLOUR = {
    "permitted": "green",
    "prohibited": "red",
    "conditional": "yellow",
    "explains": "blue",
    None: "bright_black",
}


def show_card(record: AnswerRecord, out: Console) -> None:
    """Print the record: conclusion first, then what it rests on, then its sources."""
    lang = record.language
    badge = word("conclusion", record.conclusion, lang)
    if record.conclusion is None and record.reason:
        badge = word("reason", record.reason, lang)
    colour = _COLOUR[record.conclusion]
    out.print(
        Text.assemble((f" {badge} ", f"bold white on {colour}"), " ", (record.headline, "bold"))
    )
    reading = record.reading
    day = f"기준일 {record.as_of}" if lang == "ko" else f"As of {record.as_of}"
    about = [day, reading.day_said if reading.day_said not in ("today", "given") else ""]
    if record.basis:
        about.append(word("basis", record.basis, lang))
    out.print(Text(" · ".join(p for p in about if p), style="dim"))
    if reading.standalone != reading.question:
        out.print(Text(f"→ {reading.standalone}", style="italic"))
    compared = record.compared
    if compared is not None:
        out.print(_comparison(compared, lang))
    for section in words("section"):
        # The headline is the first sentence of the conclusion.
        said = [s for s in record.sentences if s.section == section and s.text != record.headline]
        if said:
            out.print(Text(f"\n{word('section', section, lang)}", style="bold"))
        for sentence in said:
            block(out, Text(f"· {numbered(sentence)}"))
    for asked in record.ask_back:
        out.print(Text(f"? {asked}", style="yellow"))
    for branch in record.branches:
        outcome = word("conclusion", branch.conclusion, lang)
        numbers = "".join(f"[{n}]" for n in branch.citations)
        out.print(Text(f"  - {branch.label}: {outcome} {numbers}"))
    if record.sources:
        out.print(Text("\n출처" if lang == "ko" else "\nSources", style="bold"))
    for source in record.sources:
        block(out, _source(source, lang))
    for line in (*record.withheld, *record.dropped):
        out.print(Text(f"(뺌 / dropped) {line}", style="dim"))
    out.print(Text(f"\n{record.id} · {record.corpus} · {record.milliseconds:.0f} ms", style="dim"))


def _comparison(case: Case, lang: str) -> Table:
    ko = lang == "ko"
    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    number = f" [{case.n}]" if case.n else ""
    head = ("사실", "질문", "사례", "") if ko else ("Fact", "Question", "Case", "")
    for name in head:
        table.add_column(Text(name + (number if name in ("사례", "Case") else "")))
    for line in case.comparison:
        agrees = word("agrees", line.agrees, "ko" if ko else "en")
        table.add_row(
            Text(word("fact", line.kind, "ko" if ko else "en")),
            Text(line.question or "—"),
            Text(line.case or "—"),
            Text(agrees + (f": {line.because}" if line.because else "")),
        )
    return table


def _source(source: Source, lang: str) -> Text:
    ko = lang == "ko"
    page = ""
    if source.page and f"{source.page}쪽" not in source.pinpoint:
        page = f" {source.page}쪽" if ko else f" p. {source.page}"
    place = f" {source.pinpoint}" if source.pinpoint and source.pinpoint not in source.title else ""
    quote = " ".join(source.quote.split())
    said = f"요지: {quote}" if source.digest else f"“{quote}”"
    return Text.assemble(
        (f"[{source.n}] ", "cyan"),
        (f"{source.title}{place}{page}", "bold"),
        (f" ({source.standing})" if source.standing else "", "dim"),
        f"\n    {said}",
        (f"\n    {source.url}" if source.url else "", "dim"),
    )
