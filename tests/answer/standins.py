"""Small stand-ins for search, law book and same-case test, over a handful of texts of our own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import corpora.calendar
from kb.answer.answerer import Answerer
from kb.answer.record import Fact, FactComparison, Likeness
from kb.answer.terms import overlap, terms
from kb.errors import UnknownProvision
from kb.law.identifiers import InterpretationId, Pinpoint, ProvisionId, RulingId, WorkId
from kb.law.values import (
    Article,
    Citation,
    Conclusion,
    Document,
    Interpretation,
    Ruling,
    TextState,
    Version,
    Work,
)
from kb.search.spelling import Corrected
from kb.search.types import Hits, PassageHit, ProvisionHit, Query, SourceHit
from kb.settings import Settings

LAW = WorkId.of("공직선거법")
TODAY = date(2026, 11, 24)


def version(effective: date = date(2026, 9, 29)) -> Version:
    """A version of 공직선거법."""
    return Version(LAW, effective, effective, "99999", document="doc/law")


def article(
    place: str, title: str, text: str, *, of: Version | None = None, order: int = 0
) -> Article:
    """An article of 공직선거법."""
    return Article(of or version(), Pinpoint.parse(place), title, text, order)


def reply(
    number: str,
    question: str,
    answer: str,
    conclusion: Conclusion | None,
    *provisions: str,
    **more: Any,
) -> Interpretation:
    """A reply of the commission."""
    given: dict[str, Any] = {
        "kind": "reply",
        "title": f"{number}호 질의회답",
        "day": date(2024, 3, 4),
        "office": "중앙선거관리위원회",
        "document": f"doc/{number}",
        "document_label": f"replies.csv#{number}",
    }
    return Interpretation(
        id=InterpretationId("중앙선거관리위원회", number),
        question=question,
        answer=answer,
        conclusion=conclusion,
        provisions=tuple(LAW.provision(p) for p in provisions),
        **(given | more),
    )


@dataclass(frozen=True)
class Shown:
    id: ProvisionId
    as_of: date
    state: TextState
    text: str
    version: Version | None
    amended_on: tuple[date, ...] = ()
    url: str = ""
    digest: bool = False
    title: str = ""
    others: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Worth:
    kind: str = "good"
    lends: bool = True
    reason_ko: str = "그 뒤 바뀌지 않았습니다"
    reason_en: str = "unchanged since"
    provisions: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Compared:
    likeness: Likeness
    probability: float
    differs: Sequence[str] = ()
    lines: Sequence[FactComparison] = ()


@dataclass
class Stand:
    """Store, search, law book and same-case test in one."""

    articles: list[Article] = field(default_factory=list)
    replies: list[Interpretation] = field(default_factory=list)
    held_rulings: list[Ruling] = field(default_factory=list)
    held_papers: list[Document] = field(default_factory=list)
    """Circulars, press releases …: search finds each of them whole."""
    compared: dict[str, Compared] = field(default_factory=dict)
    worth: dict[str, Worth] = field(default_factory=dict)
    subject: float = 1.0
    certainty: float = 1.0
    similarity: float = 0.5
    """Of the rulings held."""
    found_rule: Any = None
    punished_by: dict[str, str] = field(default_factory=dict)
    """Penal article by the article whose breach it punishes."""
    saved: list[str] = field(default_factory=list)

    # store
    def revision(self) -> int:
        return 1

    def digest(self) -> str:
        return "0123456789ab"

    def document(self, id: str) -> Document | None:
        return next((d for d in self.held_papers if d.id == id), None)

    def documents(self, kind: str | None = None) -> list[dict[str, Any]]:
        return []

    def works(self) -> list[Work]:
        return [Work(LAW, "공직선거법", "법률")]

    def versions(self, work: WorkId | None = None) -> list[Version]:
        return sorted({a.version for a in self.articles}, key=lambda v: v.key)

    def history(self, work: WorkId, place: Pinpoint) -> list[Article]:
        return [a for a in self.articles if work == LAW and a.pinpoint == place.article_only]

    def ruling(self, id: RulingId) -> Ruling | None:
        return next((r for r in self.held_rulings if r.id == id), None)

    def interpretation(self, id: InterpretationId) -> Interpretation | None:
        return next((r for r in self.replies if r.id == id), None)

    def save_answer(self, id: str, region: str, question: str, as_of: Any, record: Any) -> None:
        self.saved.append(id)

    # law
    def punishing(self, id: ProvisionId, day: date) -> tuple[ProvisionId, ...]:
        by = self.punished_by.get(str(id.pinpoint.article_only))
        return (LAW.provision(by),) if by else ()

    def show(self, id: ProvisionId, day: date) -> Shown:
        held = [
            a
            for a in self.articles
            if a.pinpoint == id.pinpoint.article_only and a.version.effective <= day
        ]
        later = self.history(id.work, id.pinpoint)
        if not later:
            raise UnknownProvision("없습니다", "not held")
        if not held:
            return Shown(
                id,
                day,
                TextState.NOT_YET_IN_FORCE,
                later[0].text,
                later[0].version,
                title=later[0].title,
            )
        a = held[-1]
        state = TextState.REPEALED if a.text.startswith("삭제") else TextState.HELD
        return Shown(id, day, state, a.text, a.version, title=a.title)

    def good_law(
        self,
        source: Interpretation | Ruling,
        day: date,
        words: Sequence[str] = (),
        provisions: Sequence[ProvisionId] = (),
    ) -> Worth:
        return self.worth.get(str(source.id), Worth())

    # search
    def search(self, query: Query) -> Hits:
        asked = terms(query.text)
        ranked = sorted(self.articles, key=lambda a: (-overlap(asked, a.title + a.text), str(a.id)))
        return Hits(
            provisions=tuple(
                ProvisionHit(LAW.provision(a.pinpoint), overlap(asked, a.title + a.text))
                for a in ranked
            ),
            interpretations=tuple(
                SourceHit(str(r.id), overlap(asked, r.text), 0.8)
                for r in sorted(self.replies, key=lambda r: (-overlap(asked, r.text), str(r.id)))
            ),
            rulings=tuple(SourceHit(str(r.id), 1.0, self.similarity) for r in self.held_rulings),
            papers=tuple(
                PassageHit(d.id, d.label, d.page_at(0), 0, len(d.text), d.text, 1.0)
                for d in self.held_papers
            ),
            subject=self.subject,
            certainty=self.certainty,
        )

    def corrected(self, text: str) -> Corrected:
        return Corrected(text)

    # facts
    def facts(self, question: str) -> tuple[Fact, ...]:
        table = {"예비후보자": "actor", "배우자": "actor", "선거사무원": "actor", "개찰구": "place"}
        return tuple(
            Fact(kind=k, value=w, label=w, start=question.find(w), end=question.find(w) + len(w))
            for w, k in table.items()
            if w in question
        )

    def compare_all(
        self, facts: tuple[Fact, ...], question: str, sources: Sequence[tuple[Any, Any, Any]]
    ) -> list[Compared]:
        different = Compared("different", 0.1)
        return [self.compared.get(source.id.number, different) for source, _, _ in sources]

    def rule(self, facts: tuple[Fact, ...], question: str, day: date) -> Any:
        return self.found_rule

    def answerer(self) -> Answerer:
        return Answerer(
            store=self,
            searcher=self,
            law=self,
            comparing=self,
            ruled=self,
            calendar=CALENDAR,
            cite=cite,
            settings=Settings(),
        )


CALENDAR = corpora.calendar.load()


def cite(text: str) -> Sequence[Citation]:
    """A stand-in for the citation finder: 제N조(의M) of 공직선거법."""
    import re

    return [
        Citation(m.start(), m.end(), m[0], str(LAW.provision(m[1] + (f"-{m[2]}" if m[2] else ""))))
        for m in re.finditer(r"제(\d+)조(?:의(\d+))?", text)
    ]
