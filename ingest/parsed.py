"""What comes back from the reading of one file."""

from __future__ import annotations

from dataclasses import dataclass

from kb.law.values import Intake

STATED = ("시행 ", "수신 ", "대비표 ")
"""How notes begin that repeat what a circular's form or a comparison says: no doubt either."""
KIND_TOLD = "(으)로 읽음(확신"
"""In the note that says how the kind of a document was told: no repair and no doubt."""


@dataclass(frozen=True, slots=True)
class Guess:
    """A kind, how sure it is, and the signs it was told by."""

    kind: str
    confidence: float
    because: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """The documents of a file, and how it was understood."""

    intakes: list[Intake]
    guess: Guess | None = None
    """Of a document whose kind its form does not say."""
    columns: tuple[str, ...] = ()
    """Of a table: how each column was understood."""
