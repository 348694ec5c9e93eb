"""The answer record: the product. Command line, page, API, export and evaluation render it.

Schema 1. Field names of the batch contract are stable: they may be added to, not changed.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

ConclusionName = Literal["permitted", "prohibited", "conditional", "explains"]
Reason = Literal[
    "out_of_subject",
    "no_basis",
    "false_premise",
    "opinion",
    "personal_data",
    "open_fact",
    "conflict",
]
Likeness = Literal["same", "similar", "different"]


class _Value(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Fact(_Value):
    """A material fact (중요사실) read from the question."""

    kind: str
    """election, actor, time, place, act, target, amount, condition"""
    value: str
    """Key of corpora/facts"""
    label: str
    start: int | None = None
    end: int | None = None
    """Span in the question; None when inferred."""
    inferred: str | None = None
    """The rule or source by which it was inferred, as a sentence."""
    negated: bool = False


class FactComparison(_Value):
    """One line of the table question × case."""

    kind: str
    question: str | None
    case: str | None
    agrees: Literal["same", "differs", "open", "irrelevant"]
    because: str = ""


class Reading(_Value):
    """How the question was understood."""

    question: str
    standalone: str
    """The question with what a follow-up left out; equals ``question`` otherwise."""
    day: date
    day_said: str
    """Why this day: ``today``, ``given``, or the words of the question."""
    election: str | None = None
    election_day: date | None = None
    days_before: int | None = None
    periods: list[str] = Field(default_factory=list)
    """Sentences on the periods in force on the day."""
    facts: list[Fact] = Field(default_factory=list)
    open: list[str] = Field(default_factory=list)
    parts: list[str] = Field(default_factory=list)
    glossary: list[tuple[str, str]] = Field(default_factory=list)


class Branch(_Value):
    """A possible value of an open fact, with what is concluded then."""

    fact: str
    label: str
    conclusion: ConclusionName | None
    citations: list[int] = Field(default_factory=list)


class Case(_Value):
    """A past reply, case or ruling compared with the question."""

    id: str
    kind: str
    document: str
    title: str
    page: int | None
    likeness: Likeness
    probability: float
    conclusion: ConclusionName | None
    differs: list[str]
    standing: str
    """good, amended, amended_words_stand, repealed, unconstitutional, departed, unknown, …"""
    standing_said: str
    """The standing as a sentence, with its days."""
    day: date | None
    comparison: list[FactComparison] = Field(default_factory=list)
    digest: bool = False
    text: str
    """As held, uncut."""
    n: int | None = None
    """Number of the source that it is cited by."""


class Sentence(_Value):
    """One sentence of the answer with the numbers of its sources."""

    section: Literal[
        "conclusion", "basis", "interpretations", "day", "differences", "notes", "explanation"
    ]
    text: str
    citations: list[int] = Field(default_factory=list)


class Source(_Value):
    """A cited source: one number, one id, one quoted span."""

    n: int
    id: str
    kind: str
    """provision, reply, case, summary, digest, ruling; circular, press, amendment, other"""
    title: str
    pinpoint: str
    page: int | None
    quote: str
    """The words quoted, exactly as held; for a digest its own words, marked so."""
    start: int
    end: int
    """Span of ``quote`` in ``text``."""
    text: str
    """The provision, case or passage as held."""
    document: str = ""
    in_force: bool | None
    state: str = ""
    """TextState for a provision."""
    standing: str
    digest: bool = False
    url: str = ""
    version: str = ""


class AnswerRecord(_Value):
    """One answer, complete: what was asked, how it was read, what was found, what is said."""

    id: str
    schema_: int = Field(1, alias="schema")
    as_of: date
    region: str = ""
    language: Literal["ko", "en"] = "ko"
    corpus: str
    """Revision and digest of the corpus: ``17/8c0a…``."""
    reading: Reading
    headline: str
    """The first line: can be read out on the telephone."""
    conclusion: ConclusionName | None
    basis: Literal["reply", "case", "summary", "ruling", "statute", "digest"] | None = None
    """Whose conclusion it is."""
    probability: float | None = None
    abstained: bool
    reason: Reason | None
    ask_back: list[str] = Field(default_factory=list)
    branches: list[Branch] = Field(default_factory=list)
    provisions: list[str] = Field(default_factory=list)
    cases: list[Case] = Field(default_factory=list)
    sentences: list[Sentence] = Field(default_factory=list)
    sources: list[Source] = Field(default_factory=list)
    withheld: list[str] = Field(default_factory=list)
    """Sentences of the answer itself that the checker took out, and why."""
    dropped: list[str] = Field(default_factory=list)
    """What the checker removed from an LLM's explanation, and why; whole sentences begin with why,
    what is no sentence with a word of :mod:`kb.answer.explain`."""
    milliseconds: float

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    @property
    def compared(self) -> Case | None:
        """The case to set beside the question: the nearest, unless it is another matter."""
        if self.abstained or self.reason == "false_premise":
            return None
        near = (c for c in self.cases if c.comparison and c.likeness != "different")
        return next(near, None)

    def batch_line(self, id: str | None = None) -> dict[str, object]:
        """The record as one line of the batch contract; ``id`` replaces the record's own."""
        line = self.model_dump(mode="json", by_alias=True)
        line["id"] = id if id is not None else self.id
        return line
