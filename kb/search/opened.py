"""An index in use, with what is computed from it once for all questions."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from kb.search import features, index, tier, votes
from kb.search.channels import Channels
from kb.search.everyday import Everyday
from kb.search.fast import open_fast
from kb.search.indexed import Index
from kb.search.nearest import Nearest
from kb.search.reasons import Reasons
from kb.search.spelling import Spelling
from kb.settings import Settings


class Opened:
    """One index with what is computed from it once; ``before`` lends what has stayed the same."""

    def __init__(self, opened: Index, settings: Settings, before: Opened | None = None) -> None:
        self.index = opened
        base = opened.segments[0]
        same = before is not None and before.index.segments[0] is base
        self.nearest: Nearest | None = (
            before.nearest if before and same else Nearest.open(settings, base)
        )
        embedder = open_fast(index.model_folder(settings))
        self.channels = Channels(opened, embedder, self.nearest)
        self.table = features.ArticleTable.of(opened)
        self.ballots = votes.Ballots.of(opened.cases, self.table.rows)
        self.everyday = Everyday.of(opened.asked, self.table.rows)
        self.case_rows = {c.id: i for i, c in enumerate(opened.cases)}
        self.live = np.asarray([c.live for c in opened.cases], bool)
        self.is_ruling = np.asarray([c.kind == "ruling" for c in opened.cases], bool)
        bare = np.asarray([c.bare for c in opened.cases], bool)
        self.sources = (
            np.flatnonzero(self.live & ~self.is_ruling),
            np.flatnonzero(self.live & self.is_ruling & ~bare),
        )
        """Rows of the interpretations that are published, and of the rulings that state a holding."""
        self.reasons = Reasons(opened)
        self.cited = features.cited(self.ballots, len(self.table.ids))
        self.prior = features.prior(self.cited)
        self.works = np.asarray(self.table.works)
        self.quotable = np.asarray(
            [i for i, c in enumerate(opened.cases) if c.kind != "ruling" and c.end], np.int64
        )
        brought = {c.document for c in opened.cases}
        self.papers = np.asarray(
            [i for i, p in enumerate(opened.passages) if p.document not in brought], np.int64
        )
        """Passages of documents that bring no case."""
        self.on = lru_cache(maxsize=32)(self.table.on)
        self.spelling = Spelling(opened, embedder.ids)
        known = before.tier.model if before and before.tier else None
        self.tier: tier.Tier | None = tier.opened(opened, settings, self.table.rows, known)
        self.documents: dict[str, list[int]] = {}
        for i, c in enumerate(opened.cases):
            self.documents.setdefault(c.document, []).append(i)

    def excluded(self, ids: frozenset[str]) -> frozenset[int]:
        """Case rows that an exclusion by id or document means."""
        rows = {self.case_rows[i] for i in ids if i in self.case_rows}
        for i in ids:
            rows.update(self.documents.get(i, ()))
        return frozenset(rows)
