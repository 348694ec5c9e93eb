"""The glossary (용어집): everyday words and the statutory words that they mean.

Every ``*.yaml`` here but ``instruments.yaml`` is a list of entries; :func:`load` checks them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kb.errors import DataFault
from kb.law.identifiers import squeeze

FOLDER = Path(__file__).parent
Kind = Literal["term", "synonym", "abbreviation", "hanja"]


class _Row(BaseModel):
    """One entry as written: the schema of the data files."""

    model_config = ConfigDict(extra="forbid")

    kind: Kind
    statutory: str = Field(min_length=1)
    everyday: list[str] = []
    en: list[str] = []
    hanja: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A statutory word with what people say for it, in Korean, English and Hanja."""

    statutory: str
    everyday: tuple[str, ...]
    en: tuple[str, ...]
    hanja: str
    kind: str
    note: str
    file: str


@lru_cache(maxsize=1)
def load() -> tuple[Entry, ...]:
    """All entries, by file and place. Raises DataFault with file and entry."""
    entries: list[Entry] = []
    for file in sorted(FOLDER.glob("*.yaml")):
        if file.name == "instruments.yaml":
            continue
        rows = yaml.load(file.read_text(encoding="utf-8"), _loader()) or []
        for n, raw in enumerate(rows, 1):
            try:
                row = _Row.model_validate(raw)
            except ValidationError as e:
                what = f"{file.name}, {n}: {e.errors()[0]['loc']}: {e.errors()[0]['msg']}"
                raise DataFault(f"용어집 항목이 틀렸습니다: {what}", f"bad entry: {what}") from None
            entries.append(
                Entry(
                    row.statutory,
                    tuple(row.everyday),
                    tuple(w.lower() for w in row.en),
                    row.hanja,
                    row.kind,
                    row.note,
                    file.name,
                )
            )
    return tuple(entries)


def _loader() -> type[yaml.SafeLoader]:
    fast: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return fast


@lru_cache(maxsize=1)
def words() -> tuple[str, ...]:
    """Statutory compounds written without spaces, for the analyser's user dictionary."""
    found = {squeeze(e.statutory) for e in load() if " " not in e.statutory}
    return tuple(sorted(w for w in found if len(w) > 2 and all("가" <= c <= "힣" for c in w)))


@lru_cache(maxsize=1)
def everyday() -> Mapping[str, tuple[str, ...]]:
    """Everyday word (squeezed) to the statutory words that it may mean."""
    table: dict[str, list[str]] = {}
    for e in load():
        for word in (*e.everyday, *([e.hanja] if e.hanja else [])):
            if squeeze(word) != squeeze(e.statutory):
                table.setdefault(squeeze(word), []).append(e.statutory)
    return {k: tuple(dict.fromkeys(v)) for k, v in table.items()}


@lru_cache(maxsize=1)
def english() -> Mapping[str, tuple[str, ...]]:
    """English word or phrase, lower case, to the statutory words."""
    table: dict[str, list[str]] = {}
    for e in load():
        for word in e.en:
            table.setdefault(word, []).append(e.statutory)
    return {k: tuple(dict.fromkeys(v)) for k, v in table.items()}


def kinds() -> tuple[str, ...]:
    """The kinds that an entry may have."""
    return get_args(Kind)
