"""Search: from everyday words to the governing provision and the case on point (검색)."""

from __future__ import annotations

from kb.errors import IndexFault
from kb.search import index
from kb.search.searcher import Searcher
from kb.search.types import Hits, PassageHit, ProvisionHit, Query, SourceHit
from kb.settings import Settings
from kb.store import Store

__all__ = [
    "Hits", "PassageHit", "ProvisionHit", "Query", "Searcher", "SourceHit", "open_search",
]  # fmt: skip


def open_search(store: Store, settings: Settings) -> Searcher:
    """Open the index of the store's revision, building it when it is absent, stale or broken.

    Raises IndexFault when the index cannot be opened even then, HomeUnusable when the folder
    cannot be written.
    """
    index.build(store, settings)
    try:
        return Searcher(store, settings, index.read(settings))
    except IndexFault:
        index.drop(settings)
        index.build(store, settings)
        return Searcher(store, settings, index.read(settings))
