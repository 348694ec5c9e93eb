"""Wires the answerer to store, search, law book, facts and calendar (:func:`open_answerer`).

The parts are imported when it is called: commands that answer nothing need not wait for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kb.errors import HomeUnusable
from kb.settings import Settings

if TYPE_CHECKING:
    from kb.answer.answerer import Answerer


def open_answerer(store: Any, searcher: Any, settings: Settings) -> Answerer:
    """An answerer over a store and its search index.

    Raises DataFault when a data file under ``corpora/`` breaks its schema.
    """
    import corpora.calendar
    from kb.answer import beforehand, facts, reading, samecase
    from kb.answer.answerer import Answerer
    from kb.answer.reader import open_reader
    from kb.answer.rules import RuleBook
    from kb.search import cited
    from kb.store.lawbook import LawBook

    def read(pairs: Any) -> Any:
        # opened when a case is near enough to be read, so that a command starts without it
        try:
            reader = open_reader(settings.models)
        except HomeUnusable:  # a service without a cache folder of its own
            reader = open_reader(settings.home / "models")
        return reader.read(pairs)

    class Comparing:
        def facts(self, question: str) -> Any:
            return facts.read(question, language=reading.language(question))

        def compare_all(self, found: Any, question: str, sources: Any) -> Any:
            return samecase.compare_all(found, question, sources, read)

    beforehand.shared().use(settings.home)
    law = LawBook(store, settings.home / "gathered")
    return Answerer(
        store=store,
        searcher=searcher,
        law=law,
        comparing=Comparing(),
        ruled=RuleBook(law),
        calendar=corpora.calendar.load(),
        cite=lambda text: cited.find(text, law.names()),
        settings=settings,
    )
