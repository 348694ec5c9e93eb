"""Reads ``variations.yaml``: the words by which questions are varied by rule."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kb.errors import DataFault

FILE = Path(__file__).with_name("variations.yaml")

Pair = tuple[str, str]


class Change(BaseModel):
    """One material fact replaced by another of its kind."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    kind: Literal["actor", "place", "period", "negation"]
    from_: str = Field(alias="from", min_length=2)
    to: str = Field(min_length=1)
    unless: str = ""
    """Not where this stands too."""


class Other(BaseModel):
    """A fact that takes the place of another of its kind, and its words."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fact: str = Field(pattern=r"^(actor|place|time)\.[a-z_0-9]+$")
    ko: str = Field(min_length=1)
    en: str = Field(min_length=1)

    @property
    def kind(self) -> str:
        return self.fact.partition(".")[0]

    @property
    def key(self) -> str:
        return self.fact.partition(".")[2]


class Words(BaseModel):
    """All of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    synonyms: tuple[Pair, ...]
    details: tuple[str, ...]
    details_en: tuple[str, ...]
    courtesies: tuple[Pair, ...]
    courtesies_en: tuple[Pair, ...]
    regions: tuple[str, ...]
    regions_en: tuple[str, ...]
    places: str
    places_en: str
    spelling: tuple[Pair, ...]
    others: tuple[Other, ...]
    changes: tuple[Change, ...]
    changes_en: tuple[Change, ...]


@cache
def load() -> Words:
    """The words. Raises DataFault with the place in the file."""
    try:
        return Words.model_validate(yaml.safe_load(FILE.read_text(encoding="utf-8")))
    except ValidationError as e:
        first = e.errors()[0]
        where = ".".join(str(x) for x in first["loc"])
        raise DataFault(
            f"{FILE.name}: {where}: {first['msg']}", f"{FILE.name}: {where}: {first['msg']}"
        ) from None
