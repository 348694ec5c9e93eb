"""What decisions of the Constitutional Court leave of the provisions held (결정의 효력)."""

from __future__ import annotations

import threading
from datetime import date

from kb.law.changes import Change
from kb.law.identifiers import Pinpoint, ProvisionId, WorkId
from kb.law.orders import order_in, read_order
from kb.law.validity import NONCONFORMING, Decision, PartStanding, standing_on
from kb.store.shelves import Shelf, Shelves


class Standings:
    """Decisions read from the corpus, and what the legislator did since. Thread-safe."""

    def __init__(self, shelves: Shelves) -> None:
        self._shelves = shelves
        self._lock = threading.RLock()
        self._read: tuple[int, list[Decision]] | None = None

    def decisions(self) -> list[Decision]:
        """Decisions of the Constitutional Court that struck a provision down, oldest first."""
        revision = self._shelves.fresh()
        with self._lock:
            if self._read is None or self._read[0] != revision:
                self._read = (revision, self._read_decisions())
            return self._read[1]

    def _read_decisions(self) -> list[Decision]:
        found: dict[str, Decision] = {}
        for words in ("위반된다", "위반되고", "합치되지", "합치하지"):
            for id, number, day, order, text in self._shelves.store.orders(words):
                if id in found or day is None or "헌법재판소" not in id:
                    continue
                struck = read_order(order or order_in(text), self._shelves.known_work)
                if struck:
                    found[id] = Decision(id, number.split(",")[0].strip(), day, struck)
        return sorted(found.values(), key=lambda d: (d.decided, d.id))

    def on(self, id: ProvisionId, day: date) -> tuple[PartStanding, ...]:
        """What stands of a provision on a day, part by part. Raises UnknownProvision."""
        shelf = self._shelves.shelf(id.work)
        found = standing_on(id, day, self.decisions())
        return tuple(self._since(id.work, s, day, shelf) for s in found)

    def _since(self, work: WorkId, s: PartStanding, day: date, shelf: Shelf) -> PartStanding:
        """The standing with what the legislator did since.

        An amendment of the place cures it. What one 주문 holds nonconforming is mended together (a
        penal clause through the rule that it punishes), and elsewhere in its article too. An
        amendment by another act's 부칙 (타법개정) only adapts names and cures nothing.
        """
        if s.effect_on_day == "former_text":
            return s
        mended = self._mended(work, s.place, s.decided, day, shelf)
        if mended is not None:
            return s.amended(mended.promulgated, deleted=mended.kind == "deleted")
        if s.kind == NONCONFORMING:
            decision = next(d for d in self.decisions() if d.id == s.decision_id)
            for other in decision.struck:
                if other.place.work != work or other.kind != NONCONFORMING:
                    continue
                for place in (other.place.pinpoint, other.place.pinpoint.article_only):
                    mended = self._mended(work, place, s.decided, day, shelf)
                    if mended is not None:
                        return s.amended(mended.promulgated)
            annexes = [x.place.pinpoint for x in decision.struck if x.place.pinpoint.annex]
            if s.effect_on_day == "without_effect" and any(
                not self._shelves.held(shelf, p) for p in annexes
            ):
                return s.unverified()
        return s

    def _mended(
        self, work: WorkId, place: Pinpoint, decided: date, day: date, shelf: Shelf
    ) -> Change | None:
        """The first amendment of a place by an act of its own after a decision."""
        for c in self._shelves.changes(ProvisionId(work, place)):
            if c.promulgated <= decided or c.effective > day:
                continue
            act = shelf.effects.act(c.promulgated, c.place)
            if act is None or not act.by_other:
                return c
        return None
