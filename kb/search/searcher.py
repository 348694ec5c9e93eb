"""The searcher: citations, two similarity channels and the votes of cases, fused by the ranker."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from kb.errors import IndexFault
from kb.law.identifiers import ProvisionId
from kb.law.values import Citation
from kb.search import (
    certainty,
    cited,
    features,
    index,
    morphemes,
    question,
    ranker,
    rerank,
    subject,
    tier,
    tierfeatures,
    votes,
)  # fmt: skip
from kb.search.analysis import Progress
from kb.search.channels import Channels, Scores
from kb.search.everyday import Everyday
from kb.search.fast import FastEmbedder, open_fast
from kb.search.found import papers, passages
from kb.search.index import Index
from kb.search.nearest import Nearest
from kb.search.order import first
from kb.search.reasons import Reasons
from kb.search.spelling import Corrected, Spelling
from kb.search.types import Hits, ProvisionHit, Query, SourceHit
from kb.search.units import as_int
from kb.settings import Settings
from kb.store import Store

Floats = npt.NDArray[np.float32]
CANDIDATES = 30
"""Articles that each feature brings; one side of the replies, or a part of a question, half."""


SPEAKING = 3
"""Articles found that speak for a ruling which cites them."""


class _Opened:
    """One index with what is computed from it once."""

    def __init__(
        self, opened: index.Index, settings: Settings, before: _Opened | None = None
    ) -> None:
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


class Searcher:
    """Search over one home; thread-safe; picks up a new index by :meth:`refresh`."""

    def __init__(self, store: Store, settings: Settings, opened: index.Index) -> None:
        self._store = store
        self._settings = settings
        self._opened = _Opened(opened, settings)
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
    def index(self) -> index.Index:
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
            new = _Opened(built, self._settings, old)
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
        like = self._likeness(o, scores, excluded)
        near = self._near(o, asked)
        columns = self._features(o, query, scores, found, like, excluded, near)
        rows = self._candidates(columns)
        picked = features.gather(columns, rows)
        model = ranker.for_question(query.text, bool(near))
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
            self._sources(o, scores, best, query.top, False, excluded),
            self._rulings(o, scores, best, query.top, excluded, provisions),
            passages(self._store, o.index, o.quotable, scores, best, query, excluded),
            papers(self._store, o.index, o.papers, scores, query),
            found,
            asked.glossary,
            tuple(r.text for r in asked.requests),
            subject.estimate(asked, scores, best, bool(cited.works(found))),
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
        like = self._likeness(o, scores, excluded)
        near = self._near(o, asked)
        columns = self._features(o, query, scores, cited.find(query.text), like, excluded, near)
        rows = self._candidates(columns)
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

    def _likeness(self, o: _Opened, scores: Sequence[Scores], excluded: frozenset[int]) -> Floats:
        like = np.stack([votes.likeness(s) for s in scores])
        like[:, ~o.live] = 0.0
        if excluded:
            like[:, sorted(excluded)] = 0.0
        result: Floats = like
        return result

    def _near(self, o: _Opened, asked: question.Question) -> list[dict[str, Floats]]:
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
        self, query: Query, o: _Opened, rows: npt.NDArray[np.int64], order: npt.NDArray[np.int64],
        named: Floats,
    ) -> npt.NDArray[np.int64]:  # fmt: skip
        """The first candidates in the order that they have with the reranker's judgement."""
        ids = [o.table.ids[rows[i]] for i in order]
        texts = self.wordings(query.day, ids)
        assert self._reranker is not None
        scores = self._reranker.scores(query.text, [texts.get(i, "") for i in ids])
        return order[rerank.fused(scores, (named[order] > 0).tolist())]

    def _features(
        self, o: _Opened, query: Query, scores: Sequence[Scores], found: tuple[Citation, ...],
        like: Floats, excluded: frozenset[int], near: Sequence[dict[str, Floats]] = (),
    ) -> dict[str, Floats]:  # fmt: skip
        """The features of every article, the best of the requests each.

        Of the index that the search began with: another may have been opened since.
        """
        chosen, force = o.on(as_int(query.day))
        columns: dict[str, Floats] = {}
        barred = ~o.live
        barred[sorted(excluded)] = True
        aside = o.everyday.excluded(query.exclude)
        for n, s in enumerate(scores):
            own = features.lexical_and_semantic(s, chosen)
            own.update(votes.count(o.ballots, like[n], len(o.table.ids)))
            if n == 0:
                own.update(votes.sides(o.ballots, s, like[0] == 0.0, len(o.table.ids)))
            own.update(o.everyday.features(s, aside, len(o.table.ids)))
            if n < len(near):
                own.update(tierfeatures.of(near[n], like[n], barred, o.ballots, chosen))
            for name, column in own.items():
                if n == 0:
                    columns[name] = column
                else:
                    columns[f"parts.{name}"] = np.maximum(
                        columns.get(f"parts.{name}", np.float32(0)), column
                    )
        columns.update(features.relative(columns))
        columns.update(o.table.around.features(columns))
        columns.update(features.static(o.table, force))
        columns["asked.length"] = np.full(len(force), np.log1p(len(query.text)), np.float32)
        columns["asked.best"] = np.full(len(force), like[0].max(initial=0), np.float32)
        columns["prior"] = o.prior
        if excluded:
            less = features.cited(o.ballots, len(o.table.ids), sorted(excluded))
            columns["prior"] = features.prior(o.cited - less)
        columns["cited"] = np.zeros(len(o.table.ids), np.float32)
        named = cited.provisions(found)
        for i, provision in enumerate(named):
            row = o.table.rows.get(str(provision.article))
            if row is not None:
                columns["cited"][row] = 1.0 - 0.01 * i
        works = cited.works(found)
        columns["cited.work"] = np.isin(o.works, sorted(works) or [""]).astype(np.float32)
        return columns

    def _candidates(self, columns: dict[str, Floats]) -> npt.NDArray[np.int64]:
        keep: set[int] = set()
        for name, column in columns.items():
            if name.split(".")[0] in features.STATIC or name == "cited.work":
                continue
            half = name.startswith(("side", "parts"))
            k = min(CANDIDATES // 2 if half else CANDIDATES, len(column))
            keep.update(_highest(column, k).tolist())
        return np.asarray(sorted(keep), np.int64)

    @staticmethod
    def _pinpoint(article: str, found: tuple[Citation, ...]) -> ProvisionId:
        """The place as cited in the question, where it lies in the article."""
        own = ProvisionId.parse(article)
        for provision in cited.provisions(found):
            if provision.article == own:
                return provision
        return own

    def _sources(
        self, o: _Opened, scores: Sequence[Scores], like: Floats, top: int, rulings: bool,
        excluded: frozenset[int],
    ) -> tuple[SourceHit, ...]:  # fmt: skip
        rows = o.sources[rulings]
        order = first(rows, like[rows], top + len(excluded))
        fields = ("ruling.holdings",) if rulings else ("case.question", "case.asked")
        cosine = np.max([s.semantic[f] for s in scores for f in fields], axis=0)
        out = []
        for i in order.tolist():
            if i in excluded or like[i] <= 0:
                continue
            lexical = max(float(s.lexical[f][i]) for s in scores for f in fields)
            channels = {"lexical": round(lexical, 4), "cosine": round(float(cosine[i]), 4)}
            out.append(SourceHit(o.index.cases[i].id, round(float(like[i]), 4),
                                 round(float(cosine[i]), 4), channels))  # fmt: skip
        return tuple(out[:top])

    def _rulings(
        self, o: _Opened, scores: Sequence[Scores], like: Floats, top: int,
        excluded: frozenset[int], provisions: Sequence[ProvisionHit],
    ) -> tuple[SourceHit, ...]:  # fmt: skip
        """Rulings by their holdings, and those without by the best passage of their reasons."""
        out = [*self._sources(o, scores, like, top, True, excluded)]
        speaking = [str(p.id.article.at(None)) for p in provisions[:SPEAKING]]
        for i, best in o.reasons.best(scores[0], excluded, speaking).items():
            p = o.index.passages[best.passage]
            channels = {
                "lexical": round(best.lexical, 4),
                "cosine": round(best.cosine, 4),
                "cites": float(best.cites),
            }
            out.append(
                SourceHit(o.index.cases[i].id, round(best.like, 4), round(best.cosine, 4),
                          channels, (p.start, p.end))
            )  # fmt: skip
        return tuple(sorted(out, key=lambda h: (-h.score, h.id))[:top])

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


def _highest(column: Floats, k: int) -> npt.NDArray[np.int64]:
    """Rows of the ``k`` highest values of a column, those above nothing."""
    found = np.flatnonzero(column > 0)
    if len(found) <= k:
        return found
    own = column[found]
    near = found[own >= np.partition(own, len(own) - k)[len(own) - k]]
    # which of several that are level with the last one are taken is left to the whole column
    return near if len(near) == k else np.argpartition(-column, k - 1)[:k]
