"""Passages for quotation: spans of rulings and cases like the question, with page and offsets."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from kb.search.channels import Scores
from kb.search.indexed import Index
from kb.search.order import first
from kb.search.types import PassageHit, Query
from kb.store import Store

KEPT = 8_000_000
"""Letters of documents that stay in memory: casebooks, above all, are quoted again and again."""


def passages(
    store: Store, index: Index, cases: npt.NDArray[np.int64], scores: Sequence[Scores],
    like: npt.NDArray[np.float32], query: Query, excluded: frozenset[int],
) -> tuple[PassageHit, ...]:  # fmt: skip
    """The best spans: replies and casebook cases by likeness, passages by words, interleaved."""
    out: list[PassageHit] = []
    barred = {index.cases[i].document for i in excluded} | query.exclude
    if len(cases):
        for i in first(cases, like[cases], query.top + len(excluded)).tolist():
            c = index.cases[i]
            if i not in excluded and c.document not in query.exclude and like[i] > 0:
                score = round(float(like[i]), 4)
                out.append(PassageHit(c.document, c.label, c.page, c.start, c.end, "", score))
    lexical = np.max([s.lexical["passage"] for s in scores], axis=0)
    if len(lexical):
        scale = 0.9 * max((h.score for h in out), default=1.0) / max(float(lexical.max()), 1e-6)
        k = min(query.top, len(lexical))
        best = np.argpartition(-lexical, k - 1)[:k]
        for i in best[np.lexsort((best, -lexical[best]))].tolist():
            p = index.passages[i]
            if p.document not in barred and lexical[i] > 0:
                score = round(float(lexical[i] * scale), 4)
                out.append(PassageHit(p.document, p.label, p.page, p.start, p.end, "", score))
    out.sort(key=lambda h: (-h.score, h.id))
    return _quoted(store, out, query.top)


def papers(
    store: Store, index: Index, rows: npt.NDArray[np.int64], scores: Sequence[Scores],
    query: Query,
) -> tuple[PassageHit, ...]:  # fmt: skip
    """The best passage of each document that brings no case: circulars, press releases …

    ``rows`` are the passages of such documents.
    """
    if not len(rows):
        return ()
    lexical = np.max([s.lexical["passage"][rows] for s in scores], axis=0)
    out: dict[str, PassageHit] = {}
    for i in np.lexsort((rows, -lexical)).tolist():
        p = index.passages[rows[i]]
        if lexical[i] <= 0 or len(out) == query.top:
            break
        if p.document not in out and p.document not in query.exclude:
            score = round(float(lexical[i]), 4)
            out[p.document] = PassageHit(p.document, p.label, p.page, p.start, p.end, "", score)
    return _quoted(store, list(out.values()), query.top)


def _quoted(store: Store, hits: Sequence[PassageHit], top: int) -> tuple[PassageHit, ...]:
    """The first hits with their texts; those whose document has gone are passed over."""
    out: list[PassageHit] = []
    texts = _texts(store)
    while hits and len(out) < top:
        part, hits = hits[: top - len(out)], hits[top - len(out) :]
        held = texts.of(h.document for h in part)
        out += [
            replace(h, text=held[h.document][h.start : h.end]) for h in part if h.document in held
        ]
    return tuple(out)


class Texts:
    """Texts of documents, read together and kept for a while. Thread-safe."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: OrderedDict[str, str] = OrderedDict()
        self._letters = 0
        self._lock = threading.Lock()

    def of(self, documents: Iterable[str]) -> dict[str, str]:
        """The texts of some documents; those that are not held are left out."""
        asked = dict.fromkeys(documents)
        with self._lock:
            found = {d: self._kept[d] for d in asked if d in self._kept}
            for d in found:
                self._kept.move_to_end(d)
        read = self._store.texts([d for d in asked if d not in found])
        with self._lock:
            for d, text in read.items():
                self._letters += len(text) - len(self._kept.pop(d, ""))
                self._kept[d] = text
            while self._letters > KEPT and len(self._kept) > 1:
                self._letters -= len(self._kept.popitem(last=False)[1])
        return found | read


@lru_cache(maxsize=8)
def _texts(store: Store) -> Texts:
    return Texts(store)
