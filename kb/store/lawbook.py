"""The law as held, asked by day: what a provision said, how it changed, what it is worth.

Everything is read once for each corpus revision and instrument; a question costs no more than
the rule of :mod:`kb.law.timeline`.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from urllib.parse import quote

from kb.errors import UnknownProvision
from kb.law import citations, marks, timeline
from kb.law.changes import Change
from kb.law.goodlaw import GoodLaw
from kb.law.identifiers import Pinpoint, ProvisionId, WorkId
from kb.law.structure import parse
from kb.law.timeline import TextAt
from kb.law.validity import Decision, PartStanding, standing_on
from kb.law.values import (
    Article,
    Interpretation,
    Ruling,
    TextState,
    Work,
)
from kb.law.wording import differences
from kb.store.decisions import Standings
from kb.store.saying import Note, notes_on
from kb.store.shelves import Shelves
from kb.store.shown import Difference, History, Moment, OtherText, ProvisionOnDay
from kb.store.store import Store
from kb.store.worth import governed_by, saying, worth

_KEPT = 4096
"""Answers of ``show`` kept in memory, and as many judgements of sources."""


class LawBook:
    """Answers questions about the law held. Thread-safe; notices a changed corpus by itself."""

    def __init__(self, store: Store, kept: Path | None = None) -> None:
        """Over a store; ``kept`` is the folder of tables gathered from the whole corpus."""
        self.store = store
        self._shelves = Shelves(store, kept)
        self._standings = Standings(self._shelves)
        self._lock = threading.RLock()
        self._revision = -1
        self._shown: OrderedDict[tuple[ProvisionId, date], ProvisionOnDay] = OrderedDict()
        self._worths: dict[tuple[object, ...], GoodLaw] = {}

    def good_law(
        self,
        source: Interpretation | Ruling,
        day: date,
        words: Sequence[str] = (),
        provisions: Sequence[ProvisionId] = (),
    ) -> GoodLaw:
        """What a reply or ruling is worth on a day, and whether it lends its conclusion.

        Args:
            source: the reply, case or ruling; one without a day is judged at the worst day of its
                interval.
            day: the day of the question.
            words: the words of the facts on which the case turns, as the statute has them; without
                them they are read from the source.
            provisions: what governs the case, for a source that cites nothing itself; without
                them the rule of its section in the casebook.
        """
        # an answer weighs the same few hundred sources again and again, mostly for today
        said = source.text if isinstance(source, Ruling) else source.answer
        key = (
            str(source.id),
            hash(said),
            getattr(source, "standing", None),
            source.day,
            day,
            tuple(words),
            tuple(provisions),
        )
        self._current()
        with self._lock:
            kept = self._worths.get(key)
        if kept is None:
            kept = self._judged(source, day, words, provisions)
            with self._lock:
                if len(self._worths) >= _KEPT:
                    self._worths.clear()
                self._worths[key] = kept
        return kept

    def _judged(
        self,
        source: Interpretation | Ruling,
        day: date,
        words: Sequence[str],
        provisions: Sequence[ProvisionId],
    ) -> GoodLaw:
        left: tuple[str, date, str] | None = None
        again: date | None = None
        if isinstance(source, Ruling):
            departed = self._shelves.gathered.departures
            numbers = source.numbers or (source.number,)
            left = next((departed[n] for n in numbers if n in departed), None)
            if left is not None and (left[1] > day or (source.day and left[1] <= source.day)):
                left = None
        else:
            own = source.latest_day or date.min
            same = self._shelves.gathered.repetitions.get(saying(source.answer), [])
            later = [d for d, id in same if own < d <= day and id != str(source.id)]
            again = max(later, default=None)
            if not source.provisions and not provisions:
                provisions = governed_by(source, self._shelves.gathered.sections)
        return worth(self, source, day, words, left, again, provisions)

    def punishing(self, id: ProvisionId, day: date) -> tuple[ProvisionId, ...]:
        """The places of the same instrument that punish a breach of a provision on a day (벌칙).

        Best first: those that name the place itself before those that name its article. Empty for
        an instrument or article that is not held.
        """
        return self._shelves.punishing(id, day)

    # -- asking -----------------------------------------------------------------------------

    def work(self, work: WorkId) -> Work:
        """The instrument. Raises UnknownProvision."""
        return self._shelves.shelf(work).work

    def text_at(self, id: ProvisionId, day: date) -> TextAt:
        """The rule of the day alone, without validity and sentences."""
        shelf = self._shelves.shelf(id.work)
        held = [a for a in self._shelves.held(shelf, id.pinpoint) if not a.version.digest]
        return timeline.at(id.pinpoint, day, held, shelf.versions, shelf.effects, shelf.missing)

    def show(self, id: ProvisionId, day: date) -> ProvisionOnDay:
        """A provision on a day.

        A place that no version holds has the state ``unknown``. Raises UnknownProvision for an
        instrument that is not held, BadDay for a day before its earliest act.
        """
        id = id.at(None)
        self._current()
        with self._lock:
            kept = self._shown.get((id, day))
            if kept is not None:
                self._shown.move_to_end((id, day))
                return kept
        shown = self._show(id, day)
        with self._lock:
            self._shown[id, day] = shown
            if len(self._shown) > _KEPT:
                self._shown.popitem(last=False)
        return shown

    def _current(self) -> None:
        """Forget what was read of an earlier corpus."""
        revision = self._shelves.fresh()
        with self._lock:
            if revision != self._revision:
                self._shown.clear()
                self._worths.clear()
                self._revision = revision

    def _show(self, id: ProvisionId, day: date) -> ProvisionOnDay:
        shelf = self._shelves.shelf(id.work)
        shelf.refuse_before(day)
        held = self._shelves.held(shelf, id.pinpoint)
        found = self.text_at(id, day)
        digests = [a for a in held if a.version.digest and parse(a.text).find(id.pinpoint)]
        if found.state is TextState.UNKNOWN and digests:
            return self._digest(id, day, digests)
        article = found.article
        words = article is not None and found.text != "" and not found.composed
        span = parse(article.text).span(id.pinpoint) if words and article else None
        if span and article and article.text[span[0] : span[1]] != found.text:
            span = None
        near = article or found.earlier or found.later
        version = article.version if article else None
        others = [
            OtherText(role, a.version, parse(a.text).text(id.pinpoint) or "", a.version.url)
            for role, a in (("before", found.earlier), ("after", found.later))
            if a is not None
        ]
        others += [
            OtherText("digest", a.version, parse(a.text).text(id.pinpoint) or "", a.version.url)
            for a in digests
        ]
        return ProvisionOnDay(
            id.at(version.effective if version else None),
            day,
            found.state,
            found.text,
            near.title if near else "",
            version,
            found.amended_on,
            found.next_change,
            self._standings.on(id, day),
            tuple(others),
            notes_on(id, day, found),
            (near.version.url if near else "") or law_url(shelf.work.name, id.pinpoint),
            False,
            article,
            span[0] if span else 0,
            span[1] if span else 0,
            found.composed,
        )

    def _digest(self, id: ProvisionId, day: date, digests: Sequence[Article]) -> ProvisionOnDay:
        ordered = sorted(digests, key=lambda a: (a.version.effective, a.version.promulgated))
        current = next((a for a in reversed(ordered) if a.version.effective <= day), None)
        following = next((a for a in ordered if a.version.effective > day), None)
        chosen = current or ordered[0]
        span = parse(chosen.text).span(id.pinpoint) or (0, 0)
        state = TextState.DIGEST if current else TextState.NOT_HELD
        others = (
            [OtherText("digest", following.version, following.text, following.version.url)]
            if (following)
            else []
        )
        return ProvisionOnDay(
            id.at(chosen.version.effective if current else None),
            day,
            state,
            chosen.text[span[0] : span[1]] if current else "",
            chosen.title,
            chosen.version if current else None,
            (),
            None,
            self._standings.on(id, day),
            tuple(others),
            (
                Note(
                    "요지 (원문 아님): 법문은 링크에서 확인하십시오.",
                    "A digest, not the words of the law: see the link for those.",
                ),
            ),
            chosen.version.url,
            current is not None,
            chosen if current else None,
            span[0],
            span[1],
        )

    def decisions(self) -> list[Decision]:
        """Decisions of the Constitutional Court that struck a provision down, oldest first."""
        return self._standings.decisions()

    def standing_on(self, id: ProvisionId, day: date) -> tuple[PartStanding, ...]:
        """What decisions of the Constitutional Court leave of a provision on a day."""
        return self._standings.on(id.at(None), day)

    def changes(self, id: ProvisionId) -> tuple[Change, ...]:
        """Every change of a place that the marks of held texts prove, oldest first.

        A place that no held text has any more is answered for by the one around it.
        """
        return self._shelves.changes(id)

    def diff(self, id: ProvisionId, first: date, second: date) -> Difference:
        """A provision on two days, with the words that differ."""
        earlier, later = self.show(id, first), self.show(id, second)
        lo, hi = min(first, second), max(first, second)
        between = tuple(
            sorted(
                {
                    c.promulgated
                    for c in self.changes(id)
                    if lo < c.effective <= hi and c.kind != "title"
                }
            )
        )
        a = marks.without_lines(earlier.text)
        b = marks.without_lines(later.text)
        return Difference(id.at(None), earlier, later, tuple(differences(a, b)), between)

    def history(self, id: ProvisionId) -> History:
        """The life of an article as far as held: versions, marks, gaps, decisions."""
        id = id.at(None)
        shelf = self._shelves.shelf(id.work)
        held = [
            a for a in self._shelves.held(shelf, id.pinpoint) if parse(a.text).find(id.pinpoint)
        ]
        if not held:
            raise UnknownProvision(
                f"보유하지 않은 조항입니다: {id.label}", f"no such provision is held: {id.label}"
            )
        moments: list[Moment] = []
        before = ""
        for a in sorted(held, key=lambda a: (a.version.effective, a.version.promulgated)):
            text = parse(a.text).text(id.pinpoint) or ""
            if before and marks.same(before, text):
                continue
            moments.append(Moment(a.version.effective, "version", True, a.version, text))
            before = text
        seen: set[date] = set()
        for c in self.changes(id):
            if c.promulgated in seen:
                continue
            seen.add(c.promulgated)
            known = any(
                m.version is not None
                and (m.version.promulgated == c.promulgated or m.version.effective == c.effective)
                for m in moments
            ) or self.text_at(id, c.effective).state in (
                TextState.HELD,
                TextState.NO_LATER_CHANGE_KNOWN,
                TextState.REPEALED,
            )
            moments.append(Moment(c.effective, "mark", known, change=c))
        last = max(m.day for m in moments)
        moments += [
            Moment(s.decided, "decision", True, standing=s)
            for s in standing_on(id, max(last, date.max), self.decisions())
        ]
        kinds = {"version": 0, "mark": 1, "decision": 2}
        moments.sort(key=lambda m: (m.day, kinds[m.kind], m.text))
        return History(id, held[-1].title, tuple(moments))

    def names(self) -> citations.Names:
        """The instruments by which texts cite: of the glossary, and all that are held."""
        return self._shelves.names()

    def find_provision(self, text: str) -> ProvisionId | None:
        """The provision that a person names ("공직선거법 제90조", "선거법 60조의3 1항 2호")."""
        found = citations.resolve(text, self.names())
        return found if isinstance(found, ProvisionId) else None


def law_url(name: str, pinpoint: Pinpoint) -> str:
    """The official page of a provision at law.go.kr."""
    base = f"https://www.law.go.kr/법령/{quote(name.replace(' ', ''))}"
    if pinpoint.article is None or pinpoint.supplement is not None:
        return base
    return f"{base}/{quote(pinpoint.article.label('조'))}"
