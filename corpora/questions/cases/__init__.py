"""How people ask about a decided case (사례를 묻는 말), in our own words.

``wordings-NN.jsonl`` holds one case a line (schema 1):

    {"schema": 1, "id": "c00-00", "cases": ["<print>", …], "files": ["casebook-2025.pdf"],
     "wordings": ["…", "…"]}

``cases`` are the prints (:func:`case_print`) of the case in every document that repeats it, so that
its text need not stand here. Wordings say what the case says with all its material facts and without
its conclusion. Whoever takes in those documents finds their cases by these words, too; they are
written from the case and not from the questions by which answers are measured.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpora.questions.prints import letters_print
from kb.errors import DataFault

FOLDER = Path(__file__).parent
PRINT = 48
"""Letters of a case that its print is made of."""

_LETTERS = re.compile(r"[^가-힣0-9a-zA-Z]")


class Worded(BaseModel):
    """One case and the ways in which it is asked about."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    schema_: Literal[1] = Field(alias="schema")
    id: str = Field(pattern=r"^[cr]\d\d-\d\d$")
    cases: tuple[str, ...] = Field(min_length=1)
    files: tuple[str, ...] = Field(min_length=1)
    wordings: tuple[str, ...] = Field(min_length=1, max_length=4)


def case_print(text: str) -> str:
    """The print of a case by its text, of a reply by its title and inquiry."""
    return letters_print(text, PRINT)


@lru_cache(maxsize=1)
def load() -> Mapping[str, tuple[str, ...]]:
    """The wordings of each case by its print; :func:`check` says what is wrong with them.

    Raises DataFault that names file and line for a line that is no case.
    """
    found: dict[str, tuple[str, ...]] = {}
    for file, n, line in _lines():
        try:
            worded = json.loads(line)
            found.update(dict.fromkeys(worded["cases"], tuple(worded["wordings"])))
        except (ValueError, KeyError, TypeError) as e:
            raise _fault(file, n, str(e)) from None
    return found


def every() -> Iterator[Worded]:
    """All cases with their wordings, in the order of the files. Raises DataFault as :func:`load`."""
    for file, n, line in _lines():
        yield _worded(file, n, line)


def check() -> None:
    """Raise DataFault for the first line that breaks the schema, or repeats an id, a case or a wording."""
    held: set[str] = set()
    ids: set[str] = set()
    said: set[str] = set()
    for file, n, line in _lines():
        worded = _worded(file, n, line)
        bare = {_LETTERS.sub("", w) for w in worded.wordings}
        if worded.id in ids:
            raise _fault(file, n, f"id {worded.id} is repeated")
        if again := sorted(held.intersection(worded.cases)):
            raise _fault(file, n, f"the case {again[0]} stands before")
        if len(bare) < len(worded.wordings) or bare & said:
            raise _fault(file, n, f"a wording of {worded.id} stands before")
        ids.add(worded.id)
        held.update(worded.cases)
        said |= bare


def _worded(file: Path, n: int, line: str) -> Worded:
    try:
        return Worded.model_validate_json(line)
    except ValidationError as e:
        raise _fault(file, n, f"{e.errors()[0]['loc']}: {e.errors()[0]['msg']}") from None


def _lines() -> Iterator[tuple[Path, int, str]]:
    for file in _files():
        for n, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            yield file, n, line


def _files() -> list[Path]:
    return sorted(FOLDER.glob("wordings-*.jsonl"))


def _fault(file: Path, n: int, why: str) -> DataFault:
    return DataFault(f"{file.name} {n}행: {why}", f"{file.name} line {n}: {why}")


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """Of every wording: an index built with others is another index (12 hex)."""
    digest = hashlib.sha256()
    for file in _files():
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
