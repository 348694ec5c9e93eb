"""A record or letter as a DOCX document."""

from __future__ import annotations

import io
from datetime import datetime, time
from typing import Any

from ui.export.outline import Line, Sheet, Table

FONT = "맑은 고딕"


def docx(sheet: Sheet) -> bytes:
    """The sheet as one document, the same bytes' content for the same sheet."""
    from docx import Document
    from docx.oxml.ns import qn
    from docx.shared import Pt

    made = Document()
    style: Any = made.styles["Normal"]
    style.font.name = FONT
    style.font.size = Pt(10.5)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    moment = datetime.combine(sheet.day, time())
    about = made.core_properties
    about.title, about.author = _clean(sheet.title)[:250], sheet.author
    about.created = about.modified = moment
    for piece in sheet.pieces:
        if isinstance(piece, Table):
            _table(made, piece)
        else:
            _line(made, piece)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _line(made: Any, piece: Line) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt, RGBColor

    text = _clean(piece.text)
    match piece.kind:
        case "title":
            made.add_heading(text, level=1)
        case "office" | "sender":
            centred = made.add_paragraph()
            centred.alignment = WD_ALIGN_PARAGRAPH.CENTER
            run = centred.add_run(text)
            run.bold, run.font.size = True, Pt(18)
        case "heading":
            made.add_heading(text, level=2)
        case "item":
            made.add_paragraph(text, style="List Bullet")
        case "quote":
            made.add_paragraph(text, style="Quote")
        case "note":
            run = made.add_paragraph().add_run(text)
            run.font.size = Pt(9)
            run.font.color.rgb = RGBColor(0x6D, 0x75, 0x82)
        case _:
            made.add_paragraph(text)


def _table(made: Any, piece: Table) -> None:
    table = made.add_table(rows=0, cols=len(piece.rows[0]), style="Light Grid Accent 1")
    for row in piece.rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = _clean(text)
    made.add_paragraph()


def _clean(text: str) -> str:
    """Without the control characters that XML cannot hold."""
    return "".join(c for c in text if c >= " " or c in "\n\t")
