"""What the answerer needs of search, of the law of the day and of the same-case test.

Each is one adapter behind a protocol, so that the core is tested with small stand-ins.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol

from kb.answer.pairing import Near
from kb.answer.record import Fact, FactComparison, Likeness
from kb.law.identifiers import InterpretationId, Pinpoint, ProvisionId, RulingId, WorkId
from kb.law.values import Article, Document, Interpretation, Part, Ruling, Version, Work
from kb.search.spelling import Corrected
from kb.search.types import Hits, Query


class Searching(Protocol):
    """Search as ``kb.search`` offers it."""

    def search(self, query: Query) -> Hits:
        """Everything found for a query."""

    def corrected(self, text: str) -> Corrected:
        """A question with its slips of the keyboard mended."""


class Holding(Protocol):
    """The part of the store that is read while answering."""

    def revision(self) -> int:
        """Number of the corpus."""

    def digest(self) -> str:
        """Hash of the corpus."""

    def documents(self, kind: str | None = None) -> list[dict[str, Any]]:
        """Documents held, without their texts."""

    def document(self, id: str) -> Document | None:
        """One document with its text."""

    def works(self) -> list[Work]:
        """All instruments."""

    def versions(self, work: WorkId | None = None) -> list[Version]:
        """Held versions."""

    def history(self, work: WorkId, article: Pinpoint) -> list[Article]:
        """Every held text of an article."""

    def ruling(self, id: RulingId) -> Ruling | None:
        """One ruling."""

    def interpretation(self, id: InterpretationId) -> Interpretation | None:
        """One interpretation."""

    def save_answer(self, id: str, region: str, question: str, as_of: Any, record: Any) -> None:
        """Keep a record."""


class Law(Protocol):
    """The law of a day (``kb.store.lawbook.LawBook``)."""

    def show(self, id: ProvisionId, day: date) -> Any:
        """The provision on the day. Raises UnknownProvision."""

    def punishing(self, id: ProvisionId, day: date) -> Sequence[ProvisionId]:
        """The places that punish a breach of a provision."""

    def good_law(
        self,
        source: Interpretation | Ruling,
        day: date,
        words: Sequence[str] = (),
        provisions: Sequence[ProvisionId] = (),
    ) -> Any:
        """What a reply or ruling is worth on the day."""


class Compared(Protocol):
    """Outcome of the same-case test (``kb.answer.samecase.Comparison``)."""

    @property
    def likeness(self) -> Likeness: ...
    @property
    def probability(self) -> float: ...
    @property
    def differs(self) -> Sequence[str]: ...
    @property
    def lines(self) -> Sequence[FactComparison]: ...


class Comparing(Protocol):
    """Facts and the same-case test."""

    def facts(self, question: str) -> tuple[Fact, ...]:
        """The material facts of a question."""

    def compare_all(
        self,
        facts: tuple[Fact, ...],
        question: str,
        sources: Sequence[tuple[Interpretation, Near, Part | None]],
    ) -> Sequence[Compared]:
        """Whether replies and cases are about the same facts; ``Near``: how search found each."""


class Ruled(Protocol):
    """Provisions whose words plainly cover the facts (``kb.answer.rules``)."""

    def rule(self, facts: tuple[Fact, ...], question: str, day: date) -> Any:
        """The rule that applies on the day, or None."""
