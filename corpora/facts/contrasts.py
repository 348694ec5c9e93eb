"""Pairs of opposites (``opposites.yaml``), loaded and checked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kb.errors import DataFault

FILE = Path(__file__).with_name("opposites.yaml")


class _Side(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    ko: str = Field(min_length=1)
    en: str = Field(min_length=1)
    forms: tuple[str, ...] = Field(min_length=1)


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    one: _Side
    other: _Side


@dataclass(frozen=True, slots=True)
class Pole:
    """One of two opposites."""

    ko: str
    en: str
    pattern: re.Pattern[str]


@lru_cache(maxsize=1)
def load_opposites() -> tuple[tuple[Pole, Pole], ...]:
    """The pairs, in the file's order. Raises DataFault for a broken entry or expression."""
    try:
        entries = [_Entry.model_validate(e) for e in yaml.safe_load(FILE.read_text("utf-8"))]
        return tuple((_pole(e.one), _pole(e.other)) for e in entries)
    except (yaml.YAMLError, ValidationError, re.error, TypeError) as e:
        raise DataFault(f"{FILE.name}: {e}", f"{FILE.name}: {e}") from None


def _pole(side: _Side) -> Pole:
    return Pole(side.ko, side.en, re.compile("|".join(f"(?:{f})" for f in side.forms)))
