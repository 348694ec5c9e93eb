"""The law as held, asked by day: what a provision said, how it changed, what it is worth.

Everything is read once for each corpus revision and instrument; a question costs no more than
the rule of :mod:`kb.law.timeline`.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from urllib.parse import quote

from corpora import instruments
from kb.errors import BadDay, UnknownProvision
from kb.law import citations, marks, timeline
from kb.law.changes import Change, changes_of
from kb.law.effect import Effects
from kb.law.goodlaw import GoodLaw
from kb.law.identifiers import Pinpoint, ProvisionId, WorkId
from kb.law.orders import order_in, read_order
from kb.law.structure import parse
from kb.law.supplementary import read_effects, supplements, supplements_of
from kb.law.timeline import TextAt
from kb.law.validity import NONCONFORMING, Decision, PartStanding, standing_on
from kb.law.values import (
    Article,
    Interpretation,
    Listed,
    Ruling,
    TextState,
    Version,
    Work,
)
from kb.law.wording import differences, squeezed
from kb.store import listings
from kb.store.gathered import Gathered
from kb.store.penalties import Penalties, penalties
from kb.store.saying import Note, notes_on
from kb.store.shown import Difference, History, Moment, OtherText, ProvisionOnDay
from kb.store.store import Store
from kb.store.worth import governed_by, worth

_LOOK_AGAIN = 0.05
"""Seconds for which the corpus is taken as unchanged: one question asks dozens of times."""
_KEPT = 4096
"""Answers of ``show`` kept in memory."""


@dataclass(slots=True)
class _Shelf:
    """What is read of one instrument."""

    work: Work
    versions: list[Version]
    effects: Effects
    missing: list[Listed]
    articles: dict[Pinpoint, list[Article]] = field(default_factory=dict)


class LawBook:
    """Answers questions about the law held. Thread-safe; notices a changed corpus by itself."""

    def __init__(self, store: Store, kept: Path | None = None) -> None:
        """Over a store; ``kept`` is the folder of tables gathered from the whole corpus."""
        self.store = store
        self._kept = kept
        self._lock = threading.RLock()
        self._revision = -1
        self._looked = 0.0
        self._changes = 0
        self._shelves: dict[WorkId, _Shelf] = {}
        self._works: dict[WorkId, Work] = {}
        self._shown: OrderedDict[tuple[ProvisionId, date], ProvisionOnDay] = OrderedDict()
        self._decisions: list[Decision] | None = None
        self._gathered = Gathered(store, kept)
        self._penal: dict[WorkId, Penalties] = {}
        self._names: citations.Names | None = None

    # -- reading ----------------------------------------------------------------------------

    def _fresh(self) -> None:
        now = time.monotonic()
        own = self._changes == self.store.changes
        if self._revision >= 0 and own and now - self._looked < _LOOK_AGAIN:
            return
        self._looked, self._changes = now, self.store.changes
        revision = self.store.revision()
        if revision != self._revision:
            with self._lock:
                self._shelves = {}
                self._works = {w.id: w for w in self.store.works()}
                self._shown = OrderedDict()
                self._decisions = None
                self._gathered = Gathered(self.store, self._kept)
                self._penal = {}
                self._names = None
                self._revision = revision

    def _shelf(self, work: WorkId) -> _Shelf:
        self._fresh()
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
                shelf = _Shelf(found, versions, self._effects(found, versions), missing)
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

    def _held(self, shelf: _Shelf, pinpoint: Pinpoint) -> list[Article]:
        article = pinpoint.article_only
        with self._lock:
            held = shelf.articles.get(article)
            if held is None:
                held = self.store.history(shelf.work.id, article)
                shelf.articles[article] = held
            return held

    def decisions(self) -> list[Decision]:
        """Decisions of the Constitutional Court that struck a provision down, oldest first."""
        self._fresh()
        with self._lock:
            if self._decisions is None:
                self._decisions = self._read_decisions()
            return self._decisions

    def _read_decisions(self) -> list[Decision]:
        found: dict[str, Decision] = {}
        for words in ("위반된다", "위반되고", "합치되지", "합치하지"):
            for id, number, day, order, text in self.store.orders(words):
                if id in found or day is None or "헌법재판소" not in id:
                    continue
                struck = read_order(order or order_in(text), self._known_work)
                if struck:
                    found[id] = Decision(id, number.split(",")[0].strip(), day, struck)
        return sorted(found.values(), key=lambda d: (d.decided, d.id))

    def _known_work(self, name: str) -> WorkId | None:
        meaning = instruments.load().get(name)
        if meaning is not None and len(meaning.works) == 1:
            return meaning.works[0]
        work = WorkId.of(name)
        return work if work in self._works else None

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
        left: tuple[str, date, str] | None = None
        again: date | None = None
        if isinstance(source, Ruling):
            departed = self._all().departures
            numbers = source.numbers or (source.number,)
            left = next((departed[n] for n in numbers if n in departed), None)
            if left is not None and (left[1] > day or (source.day and left[1] <= source.day)):
                left = None
        else:
            own = source.latest_day or date.min
            same = self._all().repetitions.get(squeezed(source.answer), [])
            later = [d for d, id in same if own < d <= day and id != str(source.id)]
            again = max(later, default=None)
            if not source.provisions and not provisions:
                provisions = governed_by(source, self._all().sections)
        return worth(self, source, day, words, left, again, provisions)

    def _all(self) -> Gathered:
        self._fresh()
        return self._gathered

    def punishing(self, id: ProvisionId, day: date) -> tuple[ProvisionId, ...]:
        """The places of the same instrument that punish a breach of a provision on a day (벌칙).

        Best first: those that name the place itself before those that name its article. Empty for
        an instrument or article that is not held.
        """
        try:
            shelf = self._shelf(id.work)
        except UnknownProvision:
            return ()
        with self._lock:
            found = self._penal.get(id.work)
            if found is None:
                found = self._penal[id.work] = penalties(self.store, shelf.versions, day)
        return found.of(id)

    # -- asking -----------------------------------------------------------------------------

    def work(self, work: WorkId) -> Work:
        """The instrument. Raises UnknownProvision."""
        return self._shelf(work).work

    def text_at(self, id: ProvisionId, day: date) -> TextAt:
        """The rule of the day alone, without validity and sentences."""
        shelf = self._shelf(id.work)
        held = [a for a in self._held(shelf, id.pinpoint) if not a.version.digest]
        return timeline.at(id.pinpoint, day, held, shelf.versions, shelf.effects, shelf.missing)

    def show(self, id: ProvisionId, day: date) -> ProvisionOnDay:
        """A provision on a day.

        A place that no version holds has the state ``unknown``. Raises UnknownProvision for an
        instrument that is not held, BadDay for a day before its earliest act.
        """
        id = id.at(None)
        self._fresh()
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

    def _show(self, id: ProvisionId, day: date) -> ProvisionOnDay:
        shelf = self._shelf(id.work)
        self._refuse_before(shelf, day)
        held = self._held(shelf, id.pinpoint)
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
            self._standing(id, day, shelf),
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
            self._standing(id, day, self._shelf(id.work)),
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

    def _refuse_before(self, shelf: _Shelf, day: date) -> None:
        """Raises BadDay for a day before anything held of the instrument existed."""
        days = [v.promulgated for v in shelf.versions]
        if shelf.effects.earliest:
            days.append(shelf.effects.earliest)
        if any(v.digest or v.excerpt for v in shelf.versions) and not shelf.effects.earliest:
            return
        if days and day < min(days):
            first = min(days)
            raise BadDay(
                f"{shelf.work.name}: {day}은 보유한 가장 이른 법령 공포일({first}) 전입니다",
                f"{shelf.work.name}: {day} is before the earliest act held ({first})",
            )

    def _standing(self, id: ProvisionId, day: date, shelf: _Shelf) -> tuple[PartStanding, ...]:
        found = standing_on(id, day, self.decisions())
        return tuple(self._since(id.work, s, day, shelf) for s in found)

    def _since(self, work: WorkId, s: PartStanding, day: date, shelf: _Shelf) -> PartStanding:
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
                not self._held(shelf, p) for p in annexes
            ):
                return s.unverified()
        return s

    def _mended(
        self, work: WorkId, place: Pinpoint, decided: date, day: date, shelf: _Shelf
    ) -> Change | None:
        """The first amendment of a place by an act of its own after a decision."""
        for c in self.changes(ProvisionId(work, place)):
            if c.promulgated <= decided or c.effective > day:
                continue
            act = shelf.effects.act(c.promulgated, c.place)
            if act is None or not act.by_other:
                return c
        return None

    def standing_on(self, id: ProvisionId, day: date) -> tuple[PartStanding, ...]:
        """What decisions of the Constitutional Court leave of a provision on a day."""
        return self._standing(id.at(None), day, self._shelf(id.work))

    def changes(self, id: ProvisionId) -> tuple[Change, ...]:
        """Every change of a place that the marks of held texts prove, oldest first.

        A place that no held text has any more is answered for by the one around it.
        """
        shelf = self._shelf(id.work)
        held = [a for a in self._held(shelf, id.pinpoint) if not a.version.digest]
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
        shelf = self._shelf(id.work)
        held = [a for a in self._held(shelf, id.pinpoint) if parse(a.text).find(id.pinpoint)]
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
        self._fresh()
        with self._lock:
            if self._names is None:
                self._names = instruments.load().knowing(self._works.values())
            return self._names

    def find_provision(self, text: str) -> ProvisionId | None:
        """The provision that a person names ("공직선거법 제90조", "선거법 60조의3 1항 2호")."""
        found = citations.resolve(text, self.names())
        return found if isinstance(found, ProvisionId) else None


def around(place: Pinpoint) -> Pinpoint:
    """The place that contains a place: of a 목 its 호, of a 호 its 항, of a 항 its 조."""
    if place.subitem:
        return replace(place, subitem=None)
    if place.item:
        return replace(place, item=None)
    return replace(place, paragraph=None)


def law_url(name: str, pinpoint: Pinpoint) -> str:
    """The official page of a provision at law.go.kr."""
    base = f"https://www.law.go.kr/법령/{quote(name.replace(' ', ''))}"
    if pinpoint.article is None or pinpoint.supplement is not None:
        return base
    return f"{base}/{quote(pinpoint.article.label('조'))}"
