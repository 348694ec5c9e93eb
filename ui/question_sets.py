"""Question sets kept in a home: imported, checked, edited as a table, saved (``questions/*.jsonl``)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kb.errors import BadInput

if TYPE_CHECKING:
    from corpora.questions import Fault, Group
    from ui.home import Home

FOLDER = "questions"
_NAME = re.compile(r"[\w가-힣.-]{1,60}")

Rows = list[list[str]]


def names(home: Home) -> list[str]:
    """The sets kept in a home, by name."""
    return sorted(f.stem for f in (home.folder / FOLDER).glob("*.jsonl"))


def file_of(home: Home, name: str) -> Path:
    """The file of a kept set. Raises BadInput for one that is not there."""
    if name not in names(home):
        raise BadInput(f"그런 질문 묶음이 없습니다: {name}", f"no such question set: {name}")
    return home.folder / FOLDER / f"{name}.jsonl"


def header() -> list[str]:
    """Names of the columns of a set as a table."""
    from corpora.questions import tables

    return list(tables.COLUMNS)


def built_in() -> Rows:
    """The train and dev groups of the project as rows, to start one's own set from."""
    from corpora import questions
    from corpora.questions import tables

    return tables.rows(questions.load_all(questions.own()))


def read(file: Path) -> tuple[Rows, list[Fault]]:
    """A JSONL, CSV or XLSX file as rows, and what is wrong with it.

    The rows of a table are there as they were given, so that they can be mended where they stand;
    the broken lines of a JSONL file are left out of them.

    Raises BadInput, DataFault when it cannot be read at all.
    """
    from corpora.questions import tables

    groups, faults = tables.read(file)
    given = tables.as_given(file)
    return (tables.rows(groups) if given is None else given), faults


def check(rows: Sequence[Sequence[Any]]) -> tuple[list[Group], list[Fault]]:
    """The groups of rows as edited, and their faults by row number (the header is row 1)."""
    from corpora.questions import tables

    return tables.groups([tables.COLUMNS, *rows])


def save(home: Home, name: str, rows: Sequence[Sequence[Any]]) -> Path:
    """Check and keep a set under a name. Raises BadInput for the name, DataFault for the rows."""
    from corpora import questions

    name = name.strip()
    if not _NAME.fullmatch(name) or name.startswith("."):
        raise BadInput(
            "묶음 이름은 글자, 숫자, -, _, . 60자까지입니다",
            "the name of a set is letters, digits, -, _ and ., at most 60",
        )
    groups, faults = check(rows)
    questions.refuse(name, faults)
    if not groups:
        raise BadInput("저장할 질문이 없습니다", "there is no question to save")
    folder = home.folder / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name}.jsonl"
    questions.write(groups, file)
    return file
