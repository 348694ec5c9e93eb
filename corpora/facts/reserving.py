"""What keeps a conclusion from being lent (``reservations.yaml``), loaded and checked."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpora.facts import load
from kb.errors import DataFault

FILE = Path(__file__).with_name("reservations.yaml")


class Reservation(BaseModel):
    """Facts that a question must not add to a case of one conclusion, and why."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    why: str = Field(min_length=1)
    named: bool = False
    """Only where the case itself names the dimension."""
    facts: tuple[str, ...] = Field(min_length=1)

    @property
    def names(self) -> tuple[tuple[str, str], ...]:
        """The facts as dimension and key."""
        return tuple((kind, key) for kind, _, key in (f.partition(".") for f in self.facts))


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    permitted: tuple[Reservation, ...]
    prohibited: tuple[Reservation, ...]
    grounds: tuple[Reservation, ...]


@lru_cache(maxsize=1)
def load_reservations() -> Mapping[
    Literal["permitted", "prohibited", "grounds"], tuple[Reservation, ...]
]:
    """The reservations by the conclusion of the case, and what prohibited cases rest on.

    Raises DataFault for a broken entry and for a fact that the lexicon does not have.
    """
    try:
        data = _File.model_validate(yaml.safe_load(FILE.read_text("utf-8")))
    except (yaml.YAMLError, ValidationError) as e:
        raise DataFault(f"{FILE.name}: {e}", f"{FILE.name}: {e}") from None
    known = load().by_name
    for entry in (*data.permitted, *data.prohibited, *data.grounds):
        for name in entry.names:
            if name not in known:
                fact = ".".join(name)
                raise DataFault(f"{FILE.name}: 없는 사실 {fact}", f"{FILE.name}: no fact {fact}")
    return {"permitted": data.permitted, "prohibited": data.prohibited, "grounds": data.grounds}
