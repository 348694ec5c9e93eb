"""Documents that are kept as their text: their passages are found and their citations checked."""

from __future__ import annotations

from datetime import date

from ingest import references
from ingest.identity import document_id
from ingest.readers.blocks import Content
from kb.law.values import Document, Intake


def parse(
    content: Content,
    label: str,
    sha: str,
    kind: str = "other",
    day: date | None = None,
    title: str = "",
    notes: tuple[str, ...] = (),
) -> list[Intake]:
    """One document of the kind, with the citations in it."""
    document = Document(
        document_id(kind, sha),
        kind,
        label,
        title or content.title or first_line(content.text),
        content.text + "\n",
        sha,
        day,
        content.pages,
        notes=(*content.notes, *notes),
    )
    found = references.find(document.text, references.ELECTION_ACT)
    return [Intake(document, citations=tuple(found))]


def first_line(text: str) -> str:
    """The first words of a text, short enough for a title.

    >>> first_line("| 수신 | 각 위원회 |")
    '수신 각 위원회'
    """
    line = " ".join(text.strip().split("\n")[0].replace("|", " ").split())
    return line if len(line) <= 60 else line[:59] + "…"
