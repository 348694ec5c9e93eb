"""The answer record as Markdown, DOCX, PDF or JSON, with its sources."""

from __future__ import annotations

from kb.answer.record import AnswerRecord
from kb.errors import BadInput

FORMS = {
    "md": "text/markdown; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "json": "application/json",
}
"""Endings of the exports and their media types."""

__all__ = ["FORMS", "export"]


def export(record: AnswerRecord, form: str) -> bytes:
    """The record as a file of the given form. Raises BadInput for an unknown form."""
    if form == "md":
        from ui.export.markdown import markdown

        return markdown(record).encode()
    if form == "docx":
        from ui.export.docx import docx

        return docx(record)
    if form == "pdf":
        from ui.export.pdf import pdf

        return pdf(record)
    if form == "json":
        return (record.model_dump_json(by_alias=True, indent=1) + "\n").encode()
    known = ", ".join(FORMS)
    raise BadInput(
        f"내보낼 수 없는 형식입니다: {form} (있는 형식: {known})",
        f"unknown form of export: {form} (known: {known})",
    )
