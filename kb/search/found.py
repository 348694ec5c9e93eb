"""Passages for quotation: spans of rulings and cases like the question, with page and offsets."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from kb.law.values import Document
from kb.search.channels import Scores
from kb.search.index import Index
from kb.search.types import PassageHit, Query
from kb.store import Store


def passages(
    store: Store, index: Index, cases: npt.NDArray[np.int64], scores: Sequence[Scores],
    like: npt.NDArray[np.float32], query: Query, excluded: frozenset[int],
) -> tuple[PassageHit, ...]:  # fmt: skip
    """The best spans: replies and casebook cases by likeness, passages by words, interleaved."""
    out: list[PassageHit] = []
    barred = {index.cases[i].document for i in excluded} | query.exclude
    if len(cases):
        for i in cases[np.lexsort((cases, -like[cases]))][: query.top + len(excluded)].tolist():
            c = index.cases[i]
            text = _text(store, c.document)
            if i not in excluded and c.document not in query.exclude and text and like[i] > 0:
                out.append(
                    PassageHit(c.document, c.label, c.page, c.start, c.end,
                               text.text[c.start : c.end], round(float(like[i]), 4))
                )  # fmt: skip
    lexical = np.max([s.lexical["passage"] for s in scores], axis=0)
    if len(lexical):
        scale = 0.9 * max((h.score for h in out), default=1.0) / max(float(lexical.max()), 1e-6)
        k = min(query.top, len(lexical))
        best = np.argpartition(-lexical, k - 1)[:k]
        for i in best[np.lexsort((best, -lexical[best]))].tolist():
            p = index.passages[i]
            text = _text(store, p.document)
            if p.document not in barred and text is not None and lexical[i] > 0:
                out.append(
                    PassageHit(p.document, p.label, p.page, p.start, p.end,
                               text.text[p.start : p.end], round(float(lexical[i] * scale), 4))
                )  # fmt: skip
    out.sort(key=lambda h: (-h.score, h.id))
    return tuple(out[: query.top])


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
        if p.document in out or p.document in query.exclude:
            continue
        text = _text(store, p.document)
        if text is not None:
            out[p.document] = PassageHit(
                p.document, p.label, p.page, p.start, p.end,
                text.text[p.start : p.end], round(float(lexical[i]), 4),
            )  # fmt: skip
    return tuple(out.values())


@lru_cache(maxsize=256)
def _text(store: Store, document: str) -> Document | None:
    return store.document(document)
