"""The life of a provision as a figure: held texts, amendments known, decisions, the day asked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from ui.web.strings import Strings

if TYPE_CHECKING:
    from kb.store.shown import History

NAVY, GREEN, AMBER, RED, GRAY = "#3b6fb0", "#2b9566", "#d09a2c", "#cf4a40", "#8a93a1"


def timeline(history: History, day: date, today: date, s: Strings) -> Any:
    """A plotly figure; the same history gives the same figure."""
    import plotly.graph_objects as go

    ko = s.language == "ko"
    rows = [
        s("law.history.texts"),
        s("law.history.marks"),
        s("law.history.decisions"),
    ]
    figure = go.Figure()
    versions = [m for m in history.moments if m.kind == "version" and m.version]
    changes = sorted({m.day for m in history.moments if m.kind != "decision"})
    for m in versions:
        assert m.version is not None
        later = next((d for d in changes if d > m.day), today + timedelta(days=60))
        kind = "요지" if m.version.digest else "발췌" if m.version.excerpt else "본문"
        if not ko:
            kind = "digest" if m.version.digest else "excerpt" if m.version.excerpt else "text"
        figure.add_trace(
            go.Scatter(
                x=[m.day, max(later, m.day)],
                y=[rows[0], rows[0]],
                mode="lines+markers",
                line={"width": 9, "color": GREEN},
                marker={"size": [13, 1], "color": GREEN, "symbol": "circle"},
                hovertemplate=f"{m.day} {s('law.effective')} · {m.promulgated} "
                f"{s('law.promulgated')} · {kind}<extra></extra>",
                showlegend=False,
            )
        )
    for held, colour, label in (
        (True, NAVY, s("law.history.held")),
        (False, AMBER, s("law.history.gap")),
    ):
        marks = [m for m in history.moments if m.kind == "mark" and m.held is held]
        if marks:
            figure.add_trace(
                go.Scatter(
                    x=[m.day for m in marks],
                    y=[rows[1]] * len(marks),
                    mode="markers",
                    marker={"size": 12, "color": colour, "symbol": "diamond"},
                    text=[f"{m.promulgated} {s('law.promulgated')} · {label}" for m in marks],
                    hovertemplate="%{x|%Y-%m-%d}<br>%{text}<extra></extra>",
                    showlegend=False,
                )
            )
    decisions = [m for m in history.moments if m.kind == "decision" and m.standing]
    if decisions:
        figure.add_trace(
            go.Scatter(
                x=[m.day for m in decisions],
                y=[rows[2]] * len(decisions),
                mode="markers",
                marker={"size": 13, "color": RED, "symbol": "x"},
                text=[(m.standing.ko if ko else m.standing.en) for m in decisions if m.standing],
                hovertemplate="%{x|%Y-%m-%d}<br>%{text}<extra></extra>",
                showlegend=False,
            )
        )
    figure.add_shape(
        type="line",
        x0=day,
        x1=day,
        y0=0,
        y1=1,
        yref="paper",
        line={"color": GRAY, "width": 1.5, "dash": "dot"},
    )
    figure.add_annotation(
        x=day,
        y=1,
        yref="paper",
        yanchor="bottom",
        text=f"{s('law.day')} {day}",
        showarrow=False,
        font={"size": 12, "color": GRAY},
    )
    figure.update_layout(
        height=230,
        margin={"l": 10, "r": 20, "t": 30, "b": 30},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"size": 13, "color": GRAY},
        dragmode=False,
        hovermode="closest",
    )
    figure.update_xaxes(type="date", gridcolor="rgba(138,147,161,.25)", zeroline=False)
    figure.update_yaxes(
        categoryorder="array",
        categoryarray=rows[::-1],
        gridcolor="rgba(138,147,161,.18)",
        range=[-0.6, 2.6],
        fixedrange=True,
    )
    return figure
