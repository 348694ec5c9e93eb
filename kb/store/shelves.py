"""What is read of each instrument, once for a revision of the corpus (법령 서가)."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from corpora import instruments
from kb.errors import BadDay, UnknownProvision
from kb.law import citations
from kb.law.changes import Change, changes_of
from kb.law.effect import Effects
from kb.law.identifiers import Pinpoint, ProvisionId, WorkId
from kb.law.structure import parse
from kb.law.supplementary import read_effects, supplements, supplements_of
from kb.law.values import Article, Listed, Version, Work
from kb.store import listings
from kb.store.gathered import Gathered
from kb.store.penalties import Penalties, penalties
from kb.store.store import Store

_LOOK_AGAIN = 0.05
"""Seconds for which the corpus is taken as unchanged: one question asks dozens of times."""


@dataclass(slots=True)
class Shelf:
    """What is read of one instrument."""

    work: Work
    versions: list[Version]
    effects: Effects
    missing: list[Listed]
    """Versions that a list of versions names and that are not held."""
    articles: dict[Pinpoint, list[Article]] = field(default_factory=dict)

    def refuse_before(self, day: date) -> None:
        """Raises BadDay for a day before anything held of the instrument existed."""
        days = [v.promulgated for v in self.versions]
        if self.effects.earliest:
            days.append(self.effects.earliest)
        if any(v.digest or v.excerpt for v in self.versions) and not self.effects.earliest:
            return
        if days and day < min(days):
            first = min(days)
            raise BadDay(
                f"{self.work.name}: {day}은 보유한 가장 이른 법령 공포일({first}) 전입니다",
                f"{self.work.name}: {day} is before the earliest act held ({first})",
            )


class Shelves:
    """Instruments as read, dropped when the corpus changes. Thread-safe."""

    def __init__(self, store: Store, kept: Path | None = None) -> None:
        """Over a store; ``kept`` is the folder of tables gathered from the whole corpus."""
        self.store = store
        self._kept = kept
        self._lock = threading.RLock()
        self._revision = -1
        self._looked = 0.0
        self._changes = 0
        self._shelves: dict[WorkId, Shelf] = {}
        self._works: dict[WorkId, Work] = {}
        self._gathered = Gathered(store, kept)
        self._penal: dict[WorkId, Penalties] = {}
        self._names: citations.Names | None = None

    def fresh(self) -> int:
        """The corpus's revision; what was read of an earlier one is dropped."""
        now = time.monotonic()
        own = self._changes == self.store.changes
        if self._revision >= 0 and own and now - self._looked < _LOOK_AGAIN:
            return self._revision
        self._looked, self._changes = now, self.store.changes
        revision = self.store.revision()
        if revision != self._revision:
            with self._lock:
                self._shelves = {}
                self._works = {w.id: w for w in self.store.works()}
                self._gathered = Gathered(self.store, self._kept)
                self._penal = {}
                self._names = None
                self._revision = revision
        return revision

    @property
    def gathered(self) -> Gathered:
        """The tables over the whole corpus."""
        self.fresh()
        return self._gathered

    def shelf(self, work: WorkId) -> Shelf:
        """What is read of an instrument. Raises UnknownProvision for one that is not held."""
        self.fresh()
        with self._lock:
            shelf = self._shelves.get(work)
            if shelf is None:
                found = self._works.get(work)
                if found is None:
                    raise UnknownProvision(
                        f"보유하지 않은 법령입니다: {work.name}", f"no such instrument: {work.name}"
                    )
                versions = self.store.versions(work)
                with self.store.reading() as c:
                    missing = listings.missing(c, str(work))
                shelf = Shelf(found, versions, self._effects(found, versions), missing)
                self._shelves[work] = shelf
            return shelf

    def _effects(self, work: Work, versions: Sequence[Version]) -> Effects:
        found = []
        for v in versions:
            if v.digest:
                continue
            document = self.store.document(v.document)
            printed = supplements(document.text) if document else []
            found += printed or supplements_of(
                a for a in self.store.articles(v) if a.pinpoint.supplement is not None
            )
        return read_effects(found, work.name)

    def held(self, shelf: Shelf, pinpoint: Pinpoint) -> list[Article]:
        """Every held text of the article that a place is in, oldest version first."""
        article = pinpoint.article_only
        with self._lock:
            held = shelf.articles.get(article)
            if held is None:
                held = self.store.history(shelf.work.id, article)
                shelf.articles[article] = held
            return held

    def known_work(self, name: str) -> WorkId | None:
        """The instrument that a decision names."""
        meaning = instruments.load().get(name)
        if meaning is not None and len(meaning.works) == 1:
            return meaning.works[0]
        work = WorkId.of(name)
        return work if work in self._works else None

    def punishing(self, id: ProvisionId, day: date) -> tuple[ProvisionId, ...]:
        """See :meth:`kb.store.lawbook.LawBook.punishing`."""
        try:
            shelf = self.shelf(id.work)
        except UnknownProvision:
            return ()
        with self._lock:
            found = self._penal.get(id.work)
            if found is None:
                found = self._penal[id.work] = penalties(self.store, shelf.versions, day)
        return found.of(id)

    def changes(self, id: ProvisionId) -> tuple[Change, ...]:
        """See :meth:`kb.store.lawbook.LawBook.changes`."""
        shelf = self.shelf(id.work)
        held = [a for a in self.held(shelf, id.pinpoint) if not a.version.digest]
        place = id.pinpoint
        while place.paragraph and not any(parse(a.text).find(place) for a in held):
            place = around(place)
        found: dict[tuple[date, str], Change] = {}
        for a in held:
            for c in changes_of(a, place, shelf.effects):
                found.setdefault((c.promulgated, str(c.place)), c)
        return tuple(
            sorted(found.values(), key=lambda c: (c.effective, c.promulgated, str(c.place), c.kind))
        )

    def names(self) -> citations.Names:
        """The instruments by which texts cite: of the glossary, and all that are held."""
        self.fresh()
        with self._lock:
            if self._names is None:
                self._names = instruments.load().knowing(self._works.values())
            return self._names


def around(place: Pinpoint) -> Pinpoint:
    """The place that contains a place: of a 목 its 호, of a 호 its 항, of a 항 its 조."""
    if place.subitem:
        return replace(place, subitem=None)
    if place.item:
        return replace(place, item=None)
    return replace(place, paragraph=None)
