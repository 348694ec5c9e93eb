"""The same case and what is nearly the same (같은 사안과 닮은 사안), in our own words.

From these the reader (:mod:`kb.answer.reader`) learns to see what differs. ``contrasts-*.jsonl`` holds
one case a line (schema 1), named by the prints of ``corpora.questions.cases``:

    {"schema": 1, "id": "c00-00", "cases": ["<print>", …],
     "same": ["…"],
     "changed": [{"fact": "actor", "question": "…"}, …],
     "near": [{"fact": "means", "question": "…"}]}

``same`` asks about exactly this case; in ``changed`` one material fact is another, so that its conclusion
cannot be carried over; ``near`` is another case of the same corner of the law. The questions by which
answers are measured (``corpora/questions/samecase``) are others and take no part.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kb.errors import DataFault

FOLDER = Path(__file__).parent

DIMENSION = Literal[
    "actor", "time", "place", "means", "deed", "target", "object", "amount", "condition",
    "election", "negation",
]  # fmt: skip


class Differing(BaseModel):
    """A question and the fact by which it differs from the case."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fact: DIMENSION
    question: str = Field(min_length=6, max_length=600)


class Contrast(BaseModel):
    """One case with questions that are it, and such as are not."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    schema_: Literal[1] = Field(alias="schema")
    id: str = Field(pattern=r"^[cr]\d\d-\d\d$")
    cases: tuple[str, ...] = Field(min_length=1)
    same: tuple[str, ...] = ()
    changed: tuple[Differing, ...] = ()
    near: tuple[Differing, ...] = ()

    @property
    def questions(self) -> tuple[str, ...]:
        """All of them."""
        return (*self.same, *(d.question for d in (*self.changed, *self.near)))


def every() -> Iterator[Contrast]:
    """All cases, in the order of the files.

    Raises DataFault for a line that breaks the schema, or repeats an id or a question.
    """
    ids: set[str] = set()
    said: set[str] = set()
    for file in sorted(FOLDER.glob("contrasts-*.jsonl")):
        for n, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            try:
                found = Contrast.model_validate_json(line)
            except ValidationError as e:
                raise _fault(file, n, f"{e.errors()[0]['loc']}: {e.errors()[0]['msg']}") from None
            if found.id in ids:
                raise _fault(file, n, f"id {found.id} is repeated")
            if again := sorted(said.intersection(found.questions)):
                raise _fault(file, n, f"stands before: {again[0]}")
            ids.add(found.id)
            said.update(found.questions)
            yield found


def check() -> None:
    """Read all. Raises DataFault as :func:`every`."""
    for _ in every():
        pass


def _fault(file: Path, n: int, why: str) -> DataFault:
    return DataFault(f"{file.name} {n}행: {why}", f"{file.name} line {n}: {why}")
