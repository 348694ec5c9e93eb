"""Cells with their places and spans, put into rows of equal length."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.readers.blocks import Block

_LARGEST = 400_000
"""Cells of a grid; a table that claims more keeps its cells in the order of the file."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: what is in it, where it begins and how far it reaches."""

    blocks: tuple[Block, ...]
    row: int
    column: int
    rows: int = 1
    columns: int = 1

    @property
    def text(self) -> str:
        """Its paragraphs by line; a table inside it as its rows."""
        return "\n".join(b.text for b in self.blocks)


def rows(cells: Sequence[Cell]) -> list[list[str]]:
    """Rows of a table; a cell that reaches over several stands in its first place only.

    >>> one = Block("가")
    >>> rows([Cell((one,), 0, 0, 2, 1), Cell((Block("나"),), 0, 1), Cell((Block("다"),), 1, 1)])
    [['가', '나'], ['', '다']]
    """
    height = max((c.row + 1 for c in cells), default=0)
    width = max((c.column + 1 for c in cells), default=0)
    if height * width > _LARGEST:
        by_row: dict[int, list[str]] = {}
        for c in cells:
            by_row.setdefault(c.row, []).append(c.text)
        return [by_row[r] for r in sorted(by_row)]
    grid = [[""] * width for _ in range(height)]
    for c in cells:
        here = grid[c.row][c.column]
        grid[c.row][c.column] = f"{here}\n{c.text}" if here else c.text
    return grid


def only(cells: Sequence[Cell]) -> Cell | None:
    """The one cell of a table that is a frame around text; None for a real table."""
    return cells[0] if len(cells) == 1 else None
