"""Plots of a report as SVG text, the same bytes for the same run."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from evals import agreement, consistency
from evals.agreement import Figure
from evals.consistency import Result
from evals.naming import korean

BLUE, GREY, RED = "#1f5fa8", "#999999", "#b3261e"
LINES = (BLUE, "#c77700", "#17794a", "#7a3fa0", RED, GREY)


AXES = {
    "coverage": "답변율",
    "risk": "틀린 비율",
    "probability": "말한 확률",
    "right": "옳은 비율",
    "first k": "앞 k개",
    "share of questions": "질문의 비율",
}
"""Korean names of the axes; a report shows one of the two."""


def of(result: Result) -> list[tuple[str, str, str]]:
    """(Korean caption, English caption, SVG) of every plot that the run has numbers for."""
    made: list[tuple[str, str, str]] = []
    confidence, right = consistency.selected(result.groups)
    if confidence:
        points = agreement.risk_coverage(confidence, right)
        made.append(
            (
                "위험–답변율: 확신이 큰 답부터 낼 때 틀린 답의 비율",
                "Risk–coverage: share of wrong answers as they are stated from the surest down",
                _risk(points),
            )
        )
    probable, true = consistency.sure(result.groups)
    if probable:
        _, bins = agreement.calibration_error(probable, true)
        made.append(
            (
                "신뢰도: 말한 확률과 실제로 옳은 비율",
                "Reliability: said probability and share that is right",
                reliability(bins),
            )
        )
    return made


def _risk(points: Sequence[tuple[float, float]]) -> str:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(4.6, 3.1), layout="constrained")
    axes = figure.add_subplot()
    axes.step([x for x, _ in points], [y for _, y in points], where="post", color=BLUE)
    axes.fill_between(
        [x for x, _ in points], [y for _, y in points], step="post", alpha=0.15, color=BLUE
    )
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="coverage", ylabel="risk")
    return _svg(figure)


def reliability(bins: Sequence[tuple[float, float, int]]) -> str:
    """Said probability against the share that is right; the area of a point is its number."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(4.6, 3.1), layout="constrained")
    axes = figure.add_subplot()
    axes.plot([0, 1], [0, 1], color=GREY, linewidth=1, linestyle="--")
    most = max(n for _, _, n in bins)
    axes.scatter(
        [m for m, _, _ in bins],
        [s for _, s, _ in bins],
        s=[30 + 220 * n / most for _, _, n in bins],
        color=BLUE,
        alpha=0.7,
    )
    for mean, share, n in bins:
        axes.annotate(f"n={n}", (mean, share), xytext=(6, -10), textcoords="offset points",
                      fontsize=7, color="#444444")  # fmt: skip
    axes.set(xlim=(0, 1.02), ylim=(-0.03, 1.05), xlabel="probability", ylabel="right")
    return _svg(figure)


def hits(systems: Mapping[str, Sequence[Figure]]) -> str:
    """Share of questions with a right article among the first k, a line a system.

    The first system is drawn strong, with its interval.
    """
    from matplotlib.figure import Figure as Drawing

    figure = Drawing(figsize=(6.4, 3.9), layout="constrained")
    axes = figure.add_subplot()
    for number, (name, curve) in enumerate(systems.items()):
        ks = range(1, len(curve) + 1)
        color = LINES[number % len(LINES)]
        axes.plot(ks, [f.value for f in curve], color=color, label=name, marker="o",
                  markersize=3, linewidth=1 if number else 2.2)  # fmt: skip
        if not number:
            axes.fill_between(
                ks, [f.low for f in curve], [f.high for f in curve], alpha=0.15, color=color
            )
    axes.set(ylim=(0, 1.02), xlabel="first k", ylabel="share of questions")
    axes.set_xticks(range(1, max(map(len, systems.values())) + 1))
    axes.grid(axis="y", color="#e3e6eb", linewidth=0.6)
    if len(systems) > 1:
        axes.legend(fontsize=8, loc="lower right", framealpha=0.85)
    return _svg(figure, {**AXES, **{name: korean(name) for name in systems}})


def _svg(figure: object, names: Mapping[str, str] = AXES) -> str:
    import matplotlib as mpl

    out = io.StringIO()
    with mpl.rc_context({"svg.hashsalt": "yugwon", "svg.fonttype": "none"}):
        figure.savefig(out, format="svg", metadata={"Date": None})  # type: ignore[attr-defined]
    text = out.getvalue()
    for english, named in names.items():
        both = f'<tspan lang="ko">{named}</tspan><tspan lang="en">{english}</tspan>'
        text = text.replace(f">{english}</text>", f">{both}</text>")
    return text[text.index("<svg") :]
