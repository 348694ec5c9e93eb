"""What has been found out about one question so far (답변의 중간 결과)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from kb.answer import reading
from kb.answer.conclusion import Evidence, Verdict
from kb.answer.draft import Draft, Shown
from kb.answer.grounding import FAR
from kb.answer.openfacts import Turning
from kb.answer.papers import Paper
from kb.answer.record import Branch, Fact, Reason
from kb.law.identifiers import ProvisionId
from kb.search.types import Hits


class Made:
    """What has been found out about one question so far."""

    def __init__(self, question: reading.Question, alone: str, draft: Draft, today: date) -> None:
        self.question = question
        self.alone = alone
        self.draft = draft
        self.today = today
        self.hits = Hits()
        self.facts: tuple[Fact, ...] = ()
        self.named: list[ProvisionId] = []
        self.first: ProvisionId | None = None
        """What search puts first, instruments for another vote left out."""
        self.penal: list[ProvisionId] = []
        """What punishes a breach of the provisions named, where the question asks for it."""
        self.evidence: tuple[Evidence, ...] = ()
        self.papers: tuple[Paper, ...] = ()
        self.verdict = Verdict()
        self.shown: list[Shown] = []
        self.provisions: list[ProvisionId] = []
        self.conclusion: str | None = None
        self.basis: Literal["statute"] | None = None
        self.reason: Reason | None = None
        self.turn: Turning | None = None
        self.branches: list[Branch] = []

    @property
    def paper(self) -> Paper | None:
        """The document that the question names, where it names one."""
        return next((p for p in self.papers if p.named), None)

    @property
    def far(self) -> bool:
        """Whether what search found first is too unsure to be called the nearest provision."""
        settled = self.named or self.verdict.conclusion is not None or self.conclusion is not None
        return not settled and self.hits.certainty < FAR
