"""The answer record, or the official reply made from it, as Markdown, DOCX, PDF or JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.answer.record import AnswerRecord
from kb.errors import BadInput

if TYPE_CHECKING:
    from ui.export.outline import Sheet

FORMS = {
    "md": "text/markdown; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "json": "application/json",
}
"""Endings of the exports and their media types."""

__all__ = ["FORMS", "export", "reply"]


def export(record: AnswerRecord, form: str) -> bytes:
    """The record as a file of the given form. Raises BadInput for an unknown form."""
    if form == "json":
        return (record.model_dump_json(by_alias=True, indent=1) + "\n").encode()
    from ui.export.outline import sheet

    return _written(sheet(record), form)


def reply(record: AnswerRecord, form: str, office: str, to: str = "") -> bytes:
    """The record as an official reply of an office; ``to`` is written and kept nowhere else.

    Raises BadInput for a form that letters do not have, or too long a recipient.
    """
    from ui.export.letter import LONGEST_RECIPIENT, letter

    if len(to) > LONGEST_RECIPIENT:
        raise BadInput("수신이 너무 깁니다", "the recipient is too long")
    return _written(letter(record, office, " ".join(to.split())), form)


def _written(sheet: Sheet, form: str) -> bytes:
    if form == "md":
        from ui.export.markdown import markdown

        return markdown(sheet).encode()
    if form == "docx":
        from ui.export.docx import docx

        return docx(sheet)
    if form == "pdf":
        from ui.export.pdf import pdf

        return pdf(sheet)
    known = ", ".join(FORMS)
    raise BadInput(
        f"내보낼 수 없는 형식입니다: {form} (있는 형식: {known})",
        f"unknown form of export: {form} (known: {known})",
    )
