"""Retrieval evaluation (검색 평가): real questions, left out of the corpus while they are asked.

    python -m evals.retrieval [--home DIR] [--set replies] [--split test] [--e5] [--minilm] [--out FILE]

What is asked and what is gold: :mod:`evals.leftout`. What is measured: :mod:`evals.ranked`, beside
baselines on the same questions in the same run (:mod:`evals.systems`), and for the questions apart
(:mod:`evals.strata`).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from evals import leftout, strata, systems, trec
from evals.agreement import Figure
from evals.ranked import MEASURES, Line, Measured, measure
from evals.systems import OURS, Ranking
from kb import settings as configuration
from kb.search import Searcher, open_search
from kb.settings import Settings
from kb.store import Store


def run(
    store: Store,
    searcher: Searcher,
    split: str,
    day: date,
    baselines: bool = True,
    models: Mapping[str, Any] | None = None,
    kind: str = "replies",
    progress: Callable[[str, int, int], None] | None = None,
) -> Measured:
    """Measure the searcher, and the baselines where asked for.

    ``models`` are embedders of further plain vector indexes (:func:`evals.systems.baselines`).
    ``progress`` is told the system, the questions done and all of them. Raises BadInput as
    :func:`evals.leftout.asked`.
    """
    searcher.warm()
    asked = leftout.asked(store, searcher, kind, split, day)

    def line(name: str, rank: Ranking) -> Line:
        tell = progress
        return measure(name, rank, asked, tell and (lambda done: tell(name, done, len(asked))))

    others = systems.baselines(searcher, day, models or {}) if baselines or models else {}
    ranked = {OURS: systems.ours(searcher), **others}
    return Measured(
        kind,
        "" if kind == "casebook" else split,
        day,
        f"{store.revision()}/{store.digest()}",
        tuple(asked),
        strata.divide(asked, searcher.index.cases),
        tuple(line(name, rank) for name, rank in ranked.items()),
        {unit.id: unit.title for unit in searcher.index.articles},
    )


def embedders(settings: Settings, e5: bool, minilm: bool) -> dict[str, Any]:
    """The embedders of the further baselines that are asked for, by name.

    Raises BadInput or BadSettings where the package of one is not installed.
    """
    found = {}
    if e5:
        found["multilingual-e5-small"] = systems.multilingual_e5(settings.models)
    if minilm:
        found["all-MiniLM-L6-v2"] = systems.minilm()
    return found


def table(measured: Measured) -> str:
    """The systems and the strata as Markdown tables."""
    heads = [f"| {first} | " + " | ".join(MEASURES) for first in ("system", "questions apart")]
    rule = "|---|" + "---|" * len(MEASURES)
    rows = [heads[0] + " | p50 ms | p95 ms |", rule + "---|---|"]
    for line in measured.lines:
        name = line.system
        if name == OURS:
            name += f" ({measured.split or measured.kind}, n={len(measured.asked)})"
        cells = " | ".join(_cell(line.figures[m]) for m in MEASURES)
        rows.append(f"| {name} | {cells} | {line.p50:.0f} | {line.p95:.0f} |")
    rows += ["", heads[1] + " |", rule]
    for parts in measured.strata.values():
        for name, among in parts.items():
            cells = " | ".join(_cell(measured.lines[0].figure(m, among)) for m in MEASURES)
            rows.append(f"| {name.removeprefix('kr/law/')} (n={len(among)}) | {cells} |")
    return "\n".join(rows)


def _cell(f: Figure) -> str:
    return f"{f.value:.3f} ({f.low:.2f}–{f.high:.2f})"


def keep(
    measured: Measured,
    qrels: Path | None = None,
    run: Path | None = None,
    report: Path | None = None,
    language: str = "ko",
) -> list[Path]:
    """Write the files that are asked for and return where they stand.

    The run of each further system stands beside the first (``run-kiwi-bm25.txt``).
    """
    from evals import retrieval_report

    written = []
    if qrels:
        trec.write_qrels(measured.asked, qrels)
        written.append(qrels)
    for line in measured.lines if run else ():
        assert run is not None
        file = run if line is measured.lines[0] else trec.beside(run, line.system)
        trec.write_run(line.system, line.rankings, file)
        written.append(file)
    if report:
        retrieval_report.write_html(measured, report, language)
        written.append(report)
    return written


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line of the module."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--home", type=Path)
    parser.add_argument("--set", default="replies", choices=leftout.SETS)
    parser.add_argument("--split", default="test", choices=leftout.SPLITS)
    parser.add_argument("--day", type=date.fromisoformat, default=date(2026, 11, 24))
    parser.add_argument("--no-baselines", action="store_true")
    parser.add_argument("--e5", action="store_true")
    parser.add_argument("--minilm", action="store_true")
    parser.add_argument("--out", type=Path, help="write the numbers as JSON")
    parser.add_argument("--qrels", type=Path, help="write the gold in the form of TREC")
    parser.add_argument("--run", type=Path, help="write the rankings in the form of TREC")
    parser.add_argument("--report", type=Path, help="write a page with figures and misses")
    given = parser.parse_args(arguments)
    settings = configuration.load(home=given.home)
    store = Store.open(settings.url)
    searcher = open_search(store, settings)
    models = embedders(settings, given.e5, given.minilm)
    measured = run(
        store, searcher, given.split, given.day, not given.no_baselines, models, given.set
    )
    print(table(measured))
    keep(measured, given.qrels, given.run, given.report, settings.language)
    if given.out:
        rows = json.dumps(measured.as_rows(), ensure_ascii=False, indent=1)
        given.out.write_text(rows, encoding="utf-8")
    store.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
