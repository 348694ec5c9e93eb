"""A labelled question with the cases that search finds for it (후보): what the same-case test learns from."""

from __future__ import annotations

from dataclasses import dataclass

from corpora.questions.samecase import Pair
from kb.answer import beside

CHANGED_WEIGHT = 4.0
"""A changed question tells more than a far case: it shows what matters."""


@dataclass(frozen=True, slots=True, eq=False)
class Option:
    """A candidate of a question, and what is known of it."""

    case: beside.Candidate
    own: bool
    """The case that the question was made from, or one that repeats it."""
    unsure: bool
    """It may be, so it is neither right nor wrong."""


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A labelled question and the cases that search finds for it."""

    pair: Pair
    options: tuple[Option, ...]

    def counts(self, option: Option) -> bool:
        """Whether the option is a lesson: of a changed question only its own case is."""
        return option.own or not (option.unsure or self.pair.kind == "changed")

    def same(self, option: Option) -> bool:
        """The label."""
        return self.pair.kind == "same" and option.own

    @property
    def weight(self) -> float:
        return CHANGED_WEIGHT if self.pair.kind == "changed" else 1.0
