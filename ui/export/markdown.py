"""The record as Markdown; nothing of a source's text is taken for markup."""

from __future__ import annotations

import re

from ui.export.outline import Line, Sheet, Table

_MARKUP = re.compile(r"([\\`*_{}<>#|~\[\]])")
_LINE_START = re.compile(r"^(\s*)([-+]|\d+[.)])(\s)", re.MULTILINE)


def markdown(sheet: Sheet) -> str:
    """The sheet as one document."""
    return "\n".join(_write(piece) for piece in sheet.pieces).strip() + "\n"


def _write(piece: Line | Table) -> str:
    if isinstance(piece, Table):
        head, *rows = piece.rows
        lines = [head, tuple("---" for _ in head), *rows]
        cells = (" | ".join(_plain(c).replace("\n", " ") for c in row) for row in lines)
        return "\n" + "\n".join(f"| {row} |" for row in cells) + "\n"
    text = _plain(piece.text)
    folded = " ".join(text.split())
    match piece.kind:
        case "title" | "office":
            return f"# {folded}\n"
        case "heading":
            return f"\n## {folded}\n"
        case "item":
            return f"- {folded}"
        case "quote":
            return f"\n> {folded}\n"
        case "sender":
            return f"\n**{folded}**\n"
        case "note":
            return f"\n*{folded}*\n"
    return f"\n{text}\n"


def _plain(text: str) -> str:
    return _LINE_START.sub(r"\1\\\2\3", _MARKUP.sub(r"\\\1", text))
