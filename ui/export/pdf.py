"""A record or letter as PDF, by ReportLab alone.

A Korean font of the system is embedded where there is one; otherwise the document names the
standard Korean character collection, which every reader with Asian fonts can show.
"""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from ui.export.outline import Line, Sheet, Table

FONTS = (
    (
        "/usr/share/fonts/truetype/nanum/NanumGothic.ttf",
        "/usr/share/fonts/truetype/nanum/NanumGothicBold.ttf",
    ),
    ("/Library/Fonts/NanumGothic.ttf", "/Library/Fonts/NanumGothicBold.ttf"),
    ("C:/Windows/Fonts/malgun.ttf", "C:/Windows/Fonts/malgunbd.ttf"),
)
"""Regular and bold files, tried in order."""


@cache
def _fonts() -> tuple[str, str]:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfbase.ttfonts import TTFont

    for regular, bold in FONTS:
        if Path(regular).is_file() and Path(bold).is_file():
            pdfmetrics.registerFont(TTFont("yugwon", regular))
            pdfmetrics.registerFont(TTFont("yugwon-bold", bold))
            return "yugwon", "yugwon-bold"
    pdfmetrics.registerFont(UnicodeCIDFont("HYGothic-Medium"))
    return "HYGothic-Medium", "HYGothic-Medium"


def _styles() -> dict[str, Any]:
    from reportlab.lib.styles import ParagraphStyle

    regular, bold = _fonts()

    def style(name: str, font: str, size: float, **more: Any) -> Any:
        return ParagraphStyle(
            name, fontName=font, fontSize=size, leading=size * 1.6, wordWrap="CJK", **more
        )

    return {
        "title": style("title", bold, 15, spaceAfter=8),
        "heading": style("heading", bold, 11, spaceBefore=10, spaceAfter=3, textColor="#1f3a5f"),
        "text": style("text", regular, 10, spaceAfter=2),
        "item": style("item", regular, 10, leftIndent=10, bulletIndent=0, spaceAfter=2),
        "quote": style("quote", regular, 9.5, leftIndent=14, textColor="#525b69", spaceAfter=4),
        "note": style("note", regular, 8.5, textColor="#6d7582", spaceAfter=3),
        "office": style("office", bold, 16, alignment=1, spaceAfter=14),
        "sender": style("sender", bold, 16, alignment=1, spaceBefore=26, spaceAfter=14),
        "cell": style("cell", regular, 9),
        "head": style("head", bold, 9),
    }


def pdf(sheet: Sheet) -> bytes:
    """The sheet as one document on A4; the same bytes for the same sheet."""
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    styles = _styles()
    flow: list[Any] = []
    for piece in sheet.pieces:
        if isinstance(piece, Table):
            flow.append(_table(piece, styles))
        else:
            flow.append(_line(piece, styles, Paragraph))
    out = io.BytesIO()
    SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=56,
        rightMargin=56,
        topMargin=56,
        bottomMargin=56,
        title=sheet.title[:250],
        author=sheet.author,
        invariant=1,
    ).build(flow, onFirstPage=_foot(sheet), onLaterPages=_foot(sheet))
    return out.getvalue()


def _line(piece: Line, styles: dict[str, Any], paragraph: Any) -> Any:
    text = _clean(piece.text)
    if piece.kind == "item":
        return paragraph(text, styles["item"], bulletText="·")
    return paragraph(text, styles[piece.kind])


def _table(piece: Table, styles: dict[str, Any]) -> Any:
    from reportlab.platypus import Paragraph
    from reportlab.platypus import Table as Grid

    rows = [
        [Paragraph(_clean(text), styles["cell" if n else "head"]) for text in row]
        for n, row in enumerate(piece.rows)
    ]
    grid = Grid(rows, colWidths=[60, 145, 145, 133], hAlign="LEFT")
    grid.setStyle(
        [
            ("LINEBELOW", (0, 0), (-1, -1), 0.4, "#dedcd4"),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ]
    )
    return grid


def _foot(sheet: Sheet) -> Any:
    regular, _ = _fonts()

    def draw(canvas: Any, document: Any) -> None:
        canvas.saveState()
        canvas.setFont(regular, 8)
        canvas.setFillColor("#6d7582")
        canvas.drawString(56, 32, sheet.foot)
        canvas.drawRightString(document.pagesize[0] - 56, 32, str(document.page))
        canvas.restoreState()

    return draw


def _clean(text: str) -> str:
    """Escaped, without control characters, with its line breaks."""
    kept = "".join(c for c in text if c >= " " or c in "\n\t")
    return escape(kept).replace("\n", "<br/>")
