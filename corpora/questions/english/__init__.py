"""English questions, each beside the Korean one that it asks (영어 문항), in our own words.

One file a split (``train``, ``dev``, ``test``), one question a line: the Korean question, its
conclusion over the starter corpus, and the English of three registers.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kb.errors import DataFault

FOLDER = Path(__file__).parent
Split = Literal["train", "dev", "test"]
SPLITS: tuple[Split, ...] = ("train", "dev", "test")


class English(BaseModel):
    """The question in English, as people write it in a chat, tell it and put it formally."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    chat: str = Field(min_length=8)
    story: str = Field(min_length=8)
    formal: str = Field(min_length=8)


class Paired(BaseModel):
    """One Korean question with its English ones."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^en-(train|dev|test)-\d+$")
    split: Split
    korean: str = Field(min_length=8)
    expected: Literal["permitted", "prohibited", "conditional", "explains"]
    english: English


def load(split: Split) -> list[Paired]:
    """The questions of a split. Raises DataFault that names the line."""
    path = FOLDER / f"{split}.jsonl"
    pairs = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            pairs.append(Paired.model_validate_json(line))
        except ValidationError as e:
            raise DataFault(
                f"english/{path.name} {number}행: {e.errors()[0]['msg']}",
                f"english/{path.name} line {number}: {e.errors()[0]['msg']}",
            ) from None
    return pairs
