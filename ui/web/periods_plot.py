"""The periods of an election as bars over its days, with the day looked at (선거 기간 도표)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from ui.web.strings import Strings
from ui.web.timeline_plot import AMBER, GRAY, GREEN, NAVY, RED

if TYPE_CHECKING:
    from kb.law.calendar import Election, Period

COLOURS = {
    "prohibition": RED,
    "restriction": AMBER,
    "permission": GREEN,
    "procedure": NAVY,
    "period": NAVY,
    "deadline": GRAY,
}
ROW = 26
"""Pixels of a bar's row."""


def periods_figure(periods: Sequence[Period], election: Election, day: date, s: Strings) -> Any:
    """A plotly figure; the same periods give the same figure."""
    import plotly.graph_objects as go

    ko = s.language == "ko"
    figure = go.Figure()
    names = [_row(p, ko) for p in periods]
    for period, name in zip(periods, names, strict=True):
        last = period.end + timedelta(days=1)
        figure.add_trace(
            go.Scatter(
                x=[period.start, last],
                y=[name, name],
                mode="lines",
                line={"width": 13, "color": COLOURS.get(period.rule.effect, GRAY)},
                hovertemplate=f"{period.start} – {period.end}<br>"
                f"{period.rule.ko if ko else period.rule.en}<extra></extra>",
                showlegend=False,
            )
        )
    for at, colour in ((election.day, NAVY), (day, GRAY)):
        figure.add_shape(
            type="line", x0=at, x1=at, y0=0, y1=1, yref="paper",
            line={"color": colour, "width": 1.5, "dash": "dot"},
        )  # fmt: skip
    figure.update_layout(
        height=90 + ROW * len(names),
        margin={"l": 10, "r": 20, "t": 10, "b": 30},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"size": 12, "color": GRAY},
        dragmode=False,
        hovermode="closest",
    )
    figure.update_xaxes(type="date", gridcolor="rgba(138,147,161,.25)", zeroline=False)
    figure.update_yaxes(
        categoryorder="array",
        categoryarray=names[::-1],
        gridcolor="rgba(138,147,161,.12)",
        fixedrange=True,
        automargin=True,
    )
    return figure


def _row(p: Period, ko: bool) -> str:
    """A name that tells two periods of one name apart by their provision."""
    pinpoint = p.rule.provision.pinpoint
    return f"{p.rule.name} · {pinpoint.label}" if ko else f"{p.rule.name_en} · Article {pinpoint}"
