"""The searcher: citations, two similarity channels and the votes of cases, fused by the ranker."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import date

import numpy as np
import numpy.typing as npt

from kb.errors import IndexFault
from kb.law.identifiers import ProvisionId
from kb.law.values import Citation
from kb.search import (
    candidates,
    certainty,
    cited,
    features,
    index,
    morphemes,
    question,
    ranker,
    rerank,
    sources,
    subject,
    tier,
)  # fmt: skip
from kb.search.analysis import Progress
from kb.search.channels import Channels
from kb.search.fast import FastEmbedder
from kb.search.found import papers, passages
from kb.search.indexed import Index
from kb.search.nearest import Nearest
from kb.search.opened import Opened
from kb.search.spelling import Corrected
from kb.search.types import Hits, ProvisionHit, Query
from kb.search.units import as_int
from kb.settings import Settings
from kb.store import Store

Floats = npt.NDArray[np.float32]


class Searcher:
    """Search over one home; thread-safe; picks up a new index by :meth:`refresh`."""

    def __init__(self, store: Store, settings: Settings, opened: Index) -> None:
        self._store = store
        self._settings = settings
        self._opened = Opened(opened, settings)
        self._retired: Nearest | None = None
        self._lock = threading.Lock()
        self._reranker = rerank.open_reranker(settings)
        self._tier_fault: IndexFault | None = None

    @property
    def deep(self) -> bool:
        """Whether the second tier takes part in ranking."""
        return self._opened.tier is not None and self._tier_fault is None

    @property
    def taught(self) -> bool:
        """Whether the model of the second tier has been taught on real questions."""
        return self.deep and self._settings.embedder == "deep"

    @property
    def tier_fault(self) -> IndexFault | None:
        """Why the last question was searched without the second tier, where it has failed."""
        return self._tier_fault

    def tier_state(self) -> tier.State | None:
        """How far the vectors of the second tier are made; None: the fast embedder alone."""
        o = self._opened
        return o.tier.state if o.tier else tier.state(self._settings, o.index)

    @property
    def index(self) -> Index:
        """The index in use."""
        return self._opened.index

    @property
    def near_by(self) -> str:
        """What finds the nearest vectors: ``exact``, ``chroma``, or the class of another store."""
        return self._opened.nearest.kind if self._opened.nearest else "exact"

    @property
    def near_fault(self) -> IndexFault | None:
        """Why vectors are compared one by one, where the Chroma server that is set is away."""
        return self._opened.nearest.fault if self._opened.nearest else None

    def close(self) -> None:
        """Give the Chroma folder free, where it is in use."""
        for nearest in (self._opened.nearest, self._retired):
            if nearest:
                nearest.close()

    def follow(self, progress: Progress | None = None, whole: bool = False) -> bool:
        """Bring the index to the store's revision and use it. False when it is in use already.

        Only what has changed is read again, unless it is to be made ``whole``. Raises IndexFault,
        HomeUnusable.
        """
        known = self._opened.index
        _, built = index.grow(self._store, self._settings, progress, whole=whole, known=known)
        return self.refresh(built)

    def refresh(self, built: Index | None = None) -> bool:
        """Open the index that the pointer names now. False when it is the one in use.

        ``built`` is one that was just built, and need not be read. Raises IndexFault.
        """
        with self._lock:
            old = self._opened
            grown = tier.grown(self._settings, old.tier)
            newest = index.current(self._settings)
            if newest == old.index.folder.name and built is None and not grown:
                return False
            if built is None or built.folder.name != newest:
                built = index.read(self._settings, old.index)
            new = Opened(built, self._settings, old)
            self._opened = new
            # a search under way may still ask the one before: it is closed a refresh later
            if self._retired:
                self._retired.close()
            self._retired = old.nearest if old.nearest is not new.nearest else None
            return True

    def search(self, query: Query) -> Hits:
        """Everything found for a question on its day, each list best first."""
        o = self._opened
        asked = question.read(query.text)
        found = cited.find(query.text)
        scores = o.channels.score(asked.requests)
        excluded = o.excluded(query.exclude)
        like = candidates.likeness(o, scores, excluded)
        near = self._near(o, asked)
        columns = candidates.columns(o, query, scores, found, like, excluded, near)
        rows = candidates.brought(columns)
        picked = features.gather(columns, rows)
        model = ranker.in_use(bool(near))
        total = model.score(picked)
        order = np.lexsort((rows, -total))
        if self._reranker:
            order = self._reread(query, o, rows, order[: rerank.FIRST], picked["cited"])
        order = order[: query.top]
        reasons = model.reasons(features.gather(picked, order))
        provisions = tuple(
            ProvisionHit(
                self._pinpoint(o.table.ids[rows[i]], found), round(float(total[i]), 4), reason
            )
            for i, reason in zip(order, reasons, strict=True)
        )
        best = like.max(axis=0) if len(scores) > 1 else like[0]
        return Hits(
            provisions,
            sources.alike(o, scores, best, query.top, False, excluded),
            sources.rulings(o, scores, best, query.top, excluded, provisions),
            passages(self._store, o.index, o.quotable, scores, best, query, excluded),
            papers(self._store, o.index, o.papers, scores, query),
            found,
            asked.glossary,
            tuple(r.text for r in asked.requests),
            subject.estimate(asked, scores, bool(cited.works(found))),
            certainty.estimate(model.certainty, certainty.evidence(total, picked)),
        )

    def corrected(self, text: str) -> Corrected:
        """A question with its slips of the keyboard mended, by the words of the index in use."""
        return self._opened.spelling.correct(text)

    def candidates(self, query: Query) -> tuple[list[str], dict[str, Floats]]:
        """Ids and features of the candidates of a question: what the ranker learns from."""
        o = self._opened
        asked = question.read(query.text)
        scores = o.channels.score(asked.requests)
        excluded = o.excluded(query.exclude)
        like = candidates.likeness(o, scores, excluded)
        near = self._near(o, asked)
        columns = candidates.columns(o, query, scores, cited.find(query.text), like, excluded, near)
        rows = candidates.brought(columns)
        return [o.table.ids[r] for r in rows], features.gather(columns, rows)

    def compare_by(self, embedder: FastEmbedder) -> None:
        """Compare by another embedder from now on; its vectors are made in memory.

        The ranker learns so, by an embedder that has not seen the questions asked.
        """
        o = self._opened
        o.channels = Channels(o.index, embedder, None)
        o.channels.made_anew()

    def names(self, day: date) -> frozenset[str]:
        """Names of all features, those of questions with several requests too."""
        text = "명함을 돌려도 되나요? " * 8 + "\n현수막을 걸어도 되나요? 몇 장까지 되는지요?"
        return frozenset(self.candidates(Query(text, day))[1])

    def _near(self, o: Opened, asked: question.Question) -> list[dict[str, Floats]]:
        """What the second tier finds near the first requests; empty without one."""
        if o.tier is None:
            return []
        try:
            found = o.tier.similarities([r.text for r in asked.requests[: tier.REQUESTS]])
            self._tier_fault = None
            return found
        except IndexFault as e:
            self._tier_fault = e
            return []

    def _reread(
        self, query: Query, o: Opened, rows: npt.NDArray[np.int64], order: npt.NDArray[np.int64],
        named: Floats,
    ) -> npt.NDArray[np.int64]:  # fmt: skip
        """The first candidates in the order that they have with the reranker's judgement."""
        ids = [o.table.ids[rows[i]] for i in order]
        texts = self.wordings(query.day, ids)
        assert self._reranker is not None
        scores = self._reranker.scores(query.text, [texts.get(i, "") for i in ids])
        return order[rerank.fused(scores, (named[order] > candidates.IN_PASSING).tolist())]

    @staticmethod
    def _pinpoint(article: str, found: tuple[Citation, ...]) -> ProvisionId:
        """The place as cited in the question, where it lies in the article."""
        own = ProvisionId.parse(article)
        for provision in cited.provisions(found):
            if provision.article == own:
                return provision
        return own

    def standing(self, day: date) -> list[str]:
        """Ids of the articles that are not deleted on the day, in the order of the index."""
        o = self._opened
        chosen, _ = o.on(as_int(day))
        return [a for n, a in enumerate(o.table.ids) if not o.index.articles[chosen[n]].deleted]

    def wordings(self, day: date, ids: Sequence[str] | None = None) -> dict[str, str]:
        """Title and text of articles as they stood on the day (or the nearest text held)."""
        o = self._opened
        chosen, _ = o.on(as_int(day))
        out: dict[str, str] = {}
        for id in o.table.ids if ids is None else ids:
            row = o.table.rows.get(id)
            if row is None:
                continue
            unit = o.index.articles[chosen[row]]
            place = ProvisionId.parse(id)
            for a in self._store.history(place.work, place.pinpoint):
                if as_int(a.effective or a.version.effective) == unit.since:
                    out[id] = f"{a.title} {a.text}"
        return out

    def warm(self) -> None:
        """Open the analyser now rather than at the first question."""
        morphemes.shared().tokens("선거")
