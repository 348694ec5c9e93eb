"""Wires the answerer to store, search, law book, facts and calendar (:func:`open_answerer`)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

from kb.answer.answerer import Answerer, Calendar
from kb.answer.when import Election
from kb.law.identifiers import WorkId
from kb.settings import Settings


def open_answerer(store: Any, searcher: Any, settings: Settings) -> Answerer:
    """An answerer over a store and its search index.

    Raises DataFault when a data file under ``corpora/`` breaks its schema.
    """
    import corpora.instruments
    from kb.answer import facts, samecase
    from kb.law import citations
    from kb.store.lawbook import LawBook

    names = corpora.instruments.load()
    default = WorkId.of("공직선거법")

    class Comparing:
        def facts(self, question: str) -> Any:
            return facts.read(question)

        def compare(
            self, found: Any, question: str, source: Any, hit: Any, part: Any = None
        ) -> Any:
            return samecase.compare(found, question, source, hit, part)

    class Ruled:
        def rule(self, found: Any, question: str, day: date) -> Any:
            return None

    def said(day: date, election: Election | None, language: Literal["ko", "en"]) -> Sequence[str]:
        return ()

    def turns(day: date, election: Election | None) -> Sequence[tuple[date, str, str]]:
        return ()

    return Answerer(
        store=store,
        searcher=searcher,
        law=LawBook(store),
        comparing=Comparing(),
        ruled=Ruled(),
        calendar=Calendar((), said, turns),
        cite=lambda text: citations.find(text, names, default=default),
        settings=settings,
    )
