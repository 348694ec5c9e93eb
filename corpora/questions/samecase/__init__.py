"""Labelled pairs question × case (사례 대조 문항), in our own words: the same case, or one fact changed.

The files of a split (``train*.jsonl``, ``dev*.jsonl``, ``test*.jsonl``) hold one question a line; a
case is named by the file that it stands in and a print of its first letters (for a reply of its title
and question), never by its text.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from corpora.questions.prints import letters_print
from kb.errors import DataFault

FOLDER = Path(__file__).parent
PRINT = 24
"""Letters of a case that its print is made of."""


class CaseName(BaseModel):
    """Which case is meant: the file's hash and name, and the print of the case."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sha256: str
    file: str
    print: str


class Pair(BaseModel):
    """One question with the case that it is about, or nearly about."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    """``<split>-<group>-<letter>``: the group's phrasings and changes share the middle."""
    split: Literal["train", "dev", "test"]
    register_: Literal["chat", "story", "formal"]
    question: str
    case: CaseName
    kind: Literal["same", "changed"]
    changed: str | None = None
    """The dimension of the one fact that was changed."""
    expected: Literal["permitted", "prohibited", "conditional", "explains"] | None
    """What the case concludes; a changed question must not inherit it."""

    @property
    def group(self) -> str:
        """The phrasings of one case."""
        return self.id.rsplit("-", 1)[0]


def pair_print(text: str) -> str:
    """The print by which a pair names a case."""
    return letters_print(text, PRINT)


def load(split: Literal["train", "dev", "test"]) -> list[Pair]:
    """The pairs of a split, in the file's order. Raises DataFault that names the line."""
    pairs = []
    for path in sorted(FOLDER.glob(f"{split}*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            try:
                pairs.append(Pair.model_validate_json(line))
            except ValidationError as e:
                raise DataFault(
                    f"{path.name} {number}행: {e.errors()[0]['msg']}",
                    f"{path.name} line {number}: {e.errors()[0]['msg']}",
                ) from None
    return pairs
