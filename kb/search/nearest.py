"""The nearest vectors of a base, asked of its collections: opened, asked, and missed for a while.

A Chroma server may go away under a search, and come back: until then the vectors at hand are
compared one by one, and it is asked again every few seconds.
"""

from __future__ import annotations

import dataclasses
import logging
import threading
import time
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from kb.errors import HomeUnusable, IndexFault
from kb.search import collection, stores
from kb.search.segment import Segment
from kb.settings import Settings

NEAREST = 400
"""Texts that Chroma brings a field."""
AGAIN = 5.0
"""Seconds after which a server that was away is asked again."""
Floats = npt.NDArray[np.float32]
log = logging.getLogger(__name__)


@dataclass(slots=True)
class Nearest:
    """The collections of a base, open for questions; :meth:`close` gives the folder free.

    While a Chroma server is away the vectors at hand are compared one by one: slower, and the same.
    """

    stores: dict[str, Any]
    rows: dict[str, dict[str, int]]
    base: Segment
    kind: str
    """``chroma``, or the class of another store."""
    _exit: Any
    _server: Settings | None = None
    fault: IndexFault | None = None
    """Why the server could not be asked the last time."""
    _again: float = 0.0
    _turn: threading.Lock = dataclasses.field(default_factory=threading.Lock)

    @classmethod
    def open(cls, settings: Settings, base: Segment) -> Nearest | None:
        """The collections of a base, None where exact cosine is to be used.

        Where the setting leaves it open, a missing collection or a folder owned by another
        process means exact cosine. Raises HomeUnusable, IndexFault where Chroma was asked for.
        """
        if not collection.wanted(settings, base):
            return None
        rows = {
            f: {k.decode(): n for n, k in enumerate(base.fields[f].keys.tolist())}
            for f in collection.FIELDS
        }
        if stores.other(settings):
            made = {f: stores.made(settings, base, n) for f, n in collection.names(base).items()}
            return cls(made, rows, base, settings.vector_store, nullcontext())
        if collection.remote(settings):
            found = cls({}, rows, base, "chroma", nullcontext(), settings)
            found.reached()
            return found
        entered = collection.client(settings, base)
        try:
            opened = entered.__enter__()
            made = _stores(opened, base)
        except (HomeUnusable, IndexFault):
            if settings.vector_search == "chroma":
                raise
            return None
        return cls(made, rows, base, "chroma", entered)

    def reached(self) -> bool:
        """Whether the server has been reached, now or before; asked again every few seconds."""
        if self._server is None or self.stores:
            return True
        if time.monotonic() < self._again:
            return False
        with self._turn:
            if not self.stores:
                entered = collection.client(self._server, self.base)
                try:
                    self.stores = _stores(entered.__enter__(), self.base)
                    self._exit, self.fault = entered, None
                except Exception as e:  # it may go away between two calls
                    self._away(e if isinstance(e, IndexFault) else _gone(self._server, e))
        return self.fault is None

    def _away(self, fault: IndexFault) -> None:
        if self.fault is None:
            log.warning("%s / %s", fault.ko, fault.en)
        self.stores, self.fault, self._again = {}, fault, time.monotonic() + AGAIN
        self.close()

    def find(self, field: str, vector: Floats) -> tuple[npt.NDArray[np.int64], Floats]:
        """Rows of the nearest texts of a field in the base, and their cosines."""
        rows = self.rows[field]
        if not rows or not vector.any():
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        at = self._asked(field, vector) if self.reached() else None
        if at is None:
            at = np.arange(len(rows))
        # every store has its own measure of likeness; the vectors are at hand
        cosines: Floats = self.base.fields[field].vectors[at].astype(np.float32) @ vector
        return at, cosines

    def _asked(self, field: str, vector: Floats) -> npt.NDArray[np.int64] | None:
        """Rows that the store finds nearest; None when its server has gone away."""
        from llama_index.core.vector_stores import VectorStoreQuery

        rows = self.rows[field]
        query = VectorStoreQuery(
            query_embedding=vector.tolist(), similarity_top_k=min(NEAREST, len(rows))
        )
        try:
            found = self.stores[field].query(query)
        except Exception as e:  # whatever its client lets through
            if self._server is None:
                raise
            self._away(_gone(self._server, e))
            return None
        ids = found.ids if found.ids is not None else [n.node_id for n in found.nodes or ()]
        keys = ids if self.kind == "chroma" else [stores.key_of(i) for i in ids]
        return np.asarray([rows[k] for k in keys if k in rows], np.int64)

    def close(self) -> None:
        """Close the client and give the folder free."""
        entered, self._exit = self._exit, nullcontext()
        entered.__exit__(None, None, None)


def _gone(settings: Settings, why: Exception) -> IndexFault:
    url, name = settings.chroma_url, type(why).__name__
    return IndexFault(
        f"Chroma 서버가 답하지 않습니다: {url}: {name}",
        f"the Chroma server at {url} does not answer: {name}",
    )


def _stores(opened: Any, base: Segment) -> dict[str, Any]:
    """The collections of a base. Raises IndexFault where one is not there."""
    named = collection.names(base)
    if not collection.held(opened).issuperset(named.values()):
        raise IndexFault(
            "Chroma 모음이 없습니다: yugwon reindex", "no Chroma collection: yugwon reindex"
        )
    return {f: collection.vector_store(opened, n) for f, n in named.items()}
