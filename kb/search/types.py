"""What search is asked and what it returns; no I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from kb.law.identifiers import ProvisionId
from kb.law.values import Citation


@dataclass(frozen=True, slots=True)
class Query:
    """A question to search for.

    ``exclude`` holds ids of rulings and interpretations, and of documents, that must not take
    part: leave-one-out evaluation asks a reply's own question without the reply.
    """

    text: str
    day: date
    top: int = 10
    exclude: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ProvisionHit:
    """A provision (article or finer, without version) with its score and where it comes from."""

    id: ProvisionId
    score: float
    channels: Mapping[str, float] = field(default_factory=dict)
    """Contribution of each channel or feature, named; the sum or model input of ``score``."""


@dataclass(frozen=True, slots=True)
class SourceHit:
    """An interpretation or ruling like the question; ``id`` is its string form."""

    id: str
    score: float
    """Higher is more alike; comparable within one search only."""
    similarity: float
    """Cosine of the embedder between question and the source's question side, -1 to 1."""
    channels: Mapping[str, float] = field(default_factory=dict)
    span: tuple[int, int] | None = None
    """Of a ruling without a holding: the passage of its reasons found, in its document's text."""


@dataclass(frozen=True, slots=True)
class PassageHit:
    """A passage of a document, for ``search`` output and for quotation."""

    document: str
    label: str
    page: int | None
    start: int
    end: int
    text: str
    score: float

    @property
    def id(self) -> str:
        return f"{self.document}:{self.start}-{self.end}"


@dataclass(frozen=True, slots=True)
class Hits:
    """Everything that a search found, each list best first."""

    provisions: tuple[ProvisionHit, ...] = ()
    interpretations: tuple[SourceHit, ...] = ()
    rulings: tuple[SourceHit, ...] = ()
    passages: tuple[PassageHit, ...] = ()
    papers: tuple[PassageHit, ...] = ()
    """The best passage of each document that is no law, ruling, reply or case (공문, 보도자료 …)."""
    citations: tuple[Citation, ...] = ()
    """Citations found in the question."""
    glossary: tuple[tuple[str, str], ...] = ()
    """(everyday word, statutory word) pairs of the glossary that took part."""
    parts: tuple[str, ...] = ()
    """The separate requests into which a long inquiry was split (itself, if one)."""
    subject: float = 1.0
    """How far the question is within the subject of the corpus, 0 to 1."""
    certainty: float = 1.0
    """Probability, 0 to 1, that the first provision governs (:mod:`kb.search.certainty`).

    Below ``kb.search.certainty.FAR`` it is far: nothing should be called the nearest provision.
    """
