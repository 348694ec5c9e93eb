"""XLSX through openpyxl, read-only: the values that were saved; no formula is computed."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from ingest.readers.blocks import Content, clean, content, paragraph, table
from ingest.readers.limits import Limits, damaged
from ingest.readers.package import Package
from kb.errors import Refused

_MOST_ROWS = 200_000
_MOST_COLUMNS = 500


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet with something in it."""

    name: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    """Number of the row, as the spreadsheet counts, and its cells."""


def sheets(data: bytes, limits: Limits) -> list[Sheet]:
    """Visible sheets of a workbook. Raises Refused with the reason."""
    import openpyxl

    package = Package(data, limits)
    package.without_entities()
    found = []
    with damaged("XLSX", "XLSX"):
        book = openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, data_only=True, keep_links=False
        )
        try:
            for sheet in book.worksheets:
                if sheet.sheet_state != "visible":
                    continue
                sheet.reset_dimensions()
                rows = tuple(_rows(sheet.iter_rows(values_only=True, max_col=_MOST_COLUMNS)))
                if rows:
                    found.append(Sheet(sheet.title, rows))
        finally:
            book.close()
    if not found:
        raise Refused("빈 스프레드시트입니다", "the spreadsheet is empty")
    return found


def _rows(rows: Iterator[tuple[object, ...]]) -> Iterator[tuple[int, tuple[str, ...]]]:
    for number, row in enumerate(rows, 1):
        if number > _MOST_ROWS:
            raise Refused(
                f"행이 너무 많습니다(최대 {_MOST_ROWS:,})",
                f"too many rows (at most {_MOST_ROWS:,})",
            )
        cells = [_said(v) for v in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield number, tuple(cells)


def _said(value: object) -> str:
    """A cell as a person reads it."""
    match value:
        case None:
            return ""
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime() | date():
            return value.isoformat(sep=" ") if isinstance(value, datetime) else value.isoformat()
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case _:
            return clean(str(value))


def read(data: bytes, limits: Limits) -> Content:
    """A workbook as a document: each sheet a table under its name. Raises Refused."""
    blocks = []
    for sheet in sheets(data, limits):
        blocks.append(paragraph(sheet.name))
        blocks.append(table([cells for _, cells in sheet.rows]))
    return content(blocks)
