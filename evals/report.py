"""A run as one HTML file that stands alone: figures, plots, and the groups that went wrong."""

from __future__ import annotations

import io
from collections import Counter
from pathlib import Path

from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from evals import agreement
from evals.consistency import Run

CONCLUSIONS = {
    "permitted": "허용",
    "prohibited": "금지",
    "conditional": "조건부",
    "explains": "설명",
    "none": "결론 없음",
}


def write_html(finished: Run, file: Path) -> None:
    """Write the report of a run; nothing in it is loaded from elsewhere."""
    environment = Environment(loader=PackageLoader("evals"), autoescape=True)
    worst = sorted(
        (r for r in finished.results if not r.agreed_stated_right),
        key=lambda r: (sum(r.right(a) for a in r.answers), r.group.id),
    )
    confusion = Counter(
        (
            r.group.expected.conclusion or "none",
            a.conclusion or "none",
        )
        for r in finished.results
        for a in r.answers
    )
    page = environment.get_template("report.html.j2").render(
        run=finished,
        worst=worst,
        confusion=confusion,
        conclusions=CONCLUSIONS,
        plots=[Markup(p) for p in plots(finished)],
    )
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(page, encoding="utf-8")


def plots(finished: Run) -> list[str]:
    """Risk–coverage and reliability plots as SVG, where conclusions were stated."""
    sure = [
        (a.probability, r.right(a))
        for r in finished.results
        if r.answerable
        for a in r.answers
        if a.conclusion is not None and a.probability is not None
    ]
    if not sure:
        return []
    confidence, right = [c for c, _ in sure], [k for _, k in sure]
    curve = agreement.risk_coverage(confidence, right)
    _, bins = agreement.calibration_error(confidence, right)
    return [
        _plot([x for x, _ in curve], [y for _, y in curve], "coverage", "risk", diagonal=False),
        _plot(
            [m for m, _, _ in bins], [s for _, s, _ in bins], "probability", "right", diagonal=True
        ),
    ]


def _plot(x: list[float], y: list[float], xlabel: str, ylabel: str, *, diagonal: bool) -> str:
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context({"svg.hashsalt": "yugwon"}):
        figure = Figure(figsize=(4.2, 3.2), layout="constrained")
        axes = figure.add_subplot()
        if diagonal:
            axes.plot([0, 1], [0, 1], color="#999", linewidth=1, linestyle="--")
        axes.plot(x, y, color="#1b4f8a", marker="o" if diagonal else None)
        axes.set_xlabel(xlabel)
        axes.set_ylabel(ylabel)
        axes.set_xlim(0, 1)
        axes.set_ylim(0, 1)
        out = io.StringIO()
        figure.savefig(out, format="svg", metadata={"Date": None})
    text = out.getvalue()
    return text[text.index("<svg") :]
