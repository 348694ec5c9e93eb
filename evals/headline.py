"""The headline figures of a run as the table that stands in the README."""

from __future__ import annotations

from evals.consistency import HEADLINE, Result
from evals.naming import korean

SHOWN = (
    HEADLINE,
    "unanimous groups",
    "Fleiss' kappa of conclusions",
    "coverage: conclusion stated, where there is one",
    "right among stated, where there is one",
    "no conclusion, where there is none",
    "governing provision among the first five",
    "citation precision",
    "quotations exact",
    "changed fact: noticed",
)
"""Agreement beside coverage and accuracy, then sources."""


def table(result: Result) -> str:
    """A table in Markdown: name, value, interval, groups."""
    lines = ["| | | 95 % | n |", "|---|---|---|---|"]
    for name in SHOWN:
        figure = result.figures.get(name)
        if figure is not None:
            value = f"**{figure.value:.3f}**" if name == HEADLINE else f"{figure.value:.3f}"
            lines.append(
                f"| {korean(name)} · {name} | {value} | {figure.low:.3f}–{figure.high:.3f} "
                f"| {figure.n} |"
            )
    return "\n".join(lines) + "\n"
