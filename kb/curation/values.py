"""The values of the queue; all immutable.

A *matter* (안건) is one case that headquarters decides once; a *sending* (올린 질문) is one office's
question about it; a *draft* (초안) becomes a *publication* (공표) by a second person's hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from kb.answer.record import FactComparison
from kb.law.identifiers import InterpretationId
from kb.law.values import Conclusion


class Why(StrEnum):
    """Why a question is sent up (올린 까닭)."""

    NO_BASIS = "no_basis"
    CONFLICT = "conflict"
    DOUBT = "doubt"
    """The office doubts the answer, or a fact is open."""
    HEADQUARTERS = "headquarters"
    """Headquarters should say."""
    FEEDBACK = "feedback"
    """An answer was judged wrong."""


class State(StrEnum):
    """Where a matter stands."""

    OPEN = "open"
    DRAFTED = "drafted"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    """Its reply was withdrawn; it waits for another."""
    CLOSED = "closed"
    """Closed without a reply of its own."""


WAITING = (State.OPEN, State.DRAFTED, State.WITHDRAWN)
"""States in which a further question of the same case is joined to a matter."""


@dataclass(frozen=True, slots=True)
class Likened:
    """Two questions compared: whether they are put together, and why."""

    together: bool
    probability: float
    because: tuple[FactComparison, ...] = ()
    differs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sending:
    """One office's question, with the answer that it was given."""

    id: int
    matter: int
    answer: str
    question: str
    day: date
    region: str
    person: str
    at: datetime
    why: Why
    note: str
    probability: float | None
    """That it is the case of the matter's first question; None for the first, or put there by hand."""
    because: tuple[FactComparison, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A reply as saved once; a matter's newest counts."""

    matter: int
    number: int
    title: str
    question: str
    answer: str
    conclusion: Conclusion | None
    supersedes: tuple[InterpretationId, ...]
    override: str
    """Why it may be published although a citation does not resolve or a held reply disagrees."""
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Publication:
    """A reply that was published, and how it ended if it did."""

    interpretation: InterpretationId
    matter: int
    draft: int
    day: date
    by: str
    at: datetime
    ended: str | None = None
    """``withdrawn`` or ``superseded``"""
    ended_by: str | None = None
    ended_at: datetime | None = None
    ended_because: str | None = None


@dataclass(frozen=True, slots=True)
class Matter:
    """A case before headquarters, with all that belongs to it."""

    id: int
    question: str
    day: date
    state: State
    opened_at: datetime
    changed_at: datetime
    interpretation: InterpretationId | None
    because: str
    sendings: tuple[Sending, ...] = ()
    drafts: tuple[Draft, ...] = ()
    publications: tuple[Publication, ...] = ()

    @property
    def draft(self) -> Draft | None:
        """The draft that counts."""
        return self.drafts[-1] if self.drafts else None

    @property
    def regions(self) -> tuple[str, ...]:
        """The regions that asked, first to ask first."""
        return tuple(dict.fromkeys(s.region for s in self.sendings))


@dataclass(frozen=True, slots=True)
class Notice:
    """What an office is told about a question that it sent up."""

    id: int
    sending: Sending
    kind: str
    """``published``, ``withdrawn``, ``superseded``, ``closed``"""
    interpretation: InterpretationId | None
    again: str | None
    """The answer to the same question now."""
    follows: bool | None
    """Whether that answer rests on the reply."""
    at: datetime
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class Differing:
    """An earlier answer that would be another today."""

    answer: str
    interpretation: InterpretationId
    again: str
    was: str | None
    now: str | None
    at: datetime
