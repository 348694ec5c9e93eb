"""What changed in the law since a moment: article by article, with what the changes touch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import or_, select

from kb.errors import BadIdentifier
from kb.law import marks
from kb.law.identifiers import InterpretationId, Pinpoint, ProvisionId, RulingId
from kb.law.structure import parse
from kb.law.values import Interpretation, Ruling, Standing, Version
from kb.law.wording import Segment, differences
from kb.store import schema
from kb.store.lawbook import LawBook
from kb.store.replacing import Replaced
from kb.store.store import Store


@dataclass(frozen=True, slots=True)
class Changed:
    """An article that a new version has, has not, or words otherwise."""

    id: ProvisionId
    title: str
    kind: str
    """``inserted``, ``amended``, ``deleted``; ``corrected``: the same version, read anew"""
    effective: date
    promulgated: date
    before: str
    after: str

    @property
    def segments(self) -> list[Segment]:
        """The words that differ."""
        return differences(marks.without_lines(self.before), marks.without_lines(self.after))

    def touches(self, place: Pinpoint) -> bool:
        """Whether a place in the article reads otherwise than before."""
        if place == place.article_only:
            return True
        before, after = parse(self.before).text(place), parse(self.after).text(place)
        if before is None and after is None:
            return True
        return before is None or after is None or not marks.same(before, after)

    def as_json(self) -> dict[str, Any]:
        """The object that ``sync --json`` prints."""
        return {
            "id": str(self.id),
            "title": self.title,
            "change": self.kind,
            "promulgated": str(self.promulgated),
            "effective": str(self.effective),
            "segments": [{"kind": s.kind, "text": s.text} for s in self.segments],
        }


@dataclass(frozen=True, slots=True)
class TouchedSource:
    """A held reply, case or ruling that cites what changed."""

    id: str
    kind: str
    title: str
    day: date | None
    provisions: tuple[ProvisionId, ...]
    good_law: str
    lends: bool
    """Whether its conclusion can still be lent on the day of the sync."""

    def as_json(self) -> dict[str, Any]:
        """The object that ``sync --json`` prints."""
        return {
            "id": self.id,
            "kind": self.kind,
            "title": self.title,
            "day": str(self.day) if self.day else None,
            "provisions": [str(p) for p in self.provisions],
            "good_law": self.good_law,
            "lends": self.lends,
        }


@dataclass(frozen=True, slots=True)
class TouchedAnswer:
    """An answer that was given and rests on what changed."""

    id: str
    question: str
    region: str
    as_of: date
    provisions: tuple[ProvisionId, ...]
    stands: bool
    """Its day is before the change: it stands for that day."""

    def as_json(self) -> dict[str, Any]:
        """The object that ``sync --json`` prints."""
        return {
            "id": self.id,
            "question": self.question,
            "region": self.region,
            "as_of": str(self.as_of),
            "provisions": [str(p) for p in self.provisions],
            "stands": self.stands,
        }


@dataclass(slots=True)
class News:
    """What is new in the law held."""

    first: list[Version] = field(default_factory=list)
    """Instruments of which nothing was held before: their newest version."""
    filled: list[Version] = field(default_factory=list)
    """Older versions that were not held."""
    changed: list[Changed] = field(default_factory=list)
    sources: list[TouchedSource] = field(default_factory=list)
    answers: list[TouchedAnswer] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The object that ``sync --json`` prints."""
        return {
            "new_instruments": [v.key for v in self.first],
            "older_versions": [v.key for v in self.filled],
            "changes": [c.as_json() for c in self.changed],
            "interpretations": [s.as_json() for s in self.sources],
            "answers": [a.as_json() for a in self.answers],
        }


def since(
    store: Store, known: Iterable[Version], replaced: Sequence[Replaced], today: date
) -> News:
    """What changed since some versions were all that was held.

    Args:
        known: the versions held before.
        replaced: versions that were read anew meanwhile, with the texts that they had.
        today: the day on which replies are judged.
    """
    book = LawBook(store)
    held: dict[str, list[Version]] = {}
    for v in store.versions():
        if not v.digest:
            held.setdefault(str(v.work), []).append(v)
    before = {v.key: v for v in known if not v.digest}
    newest: dict[str, tuple[date, date]] = {}
    for v in before.values():
        place = (v.effective, v.promulgated)
        newest[str(v.work)] = max(place, newest.get(str(v.work), place))
    news = News()
    for work, versions in held.items():
        fresh = [v for v in versions if v.key not in before]
        if fresh and work not in newest:
            news.first.append(fresh[-1])
            news.filled += fresh[:-1]
            continue
        for v in fresh:
            if (v.effective, v.promulgated) < newest[work]:
                news.filled.append(v)
            else:
                news.changed += _amended(store, book, v, versions)
    by_key = {v.key: v for versions in held.values() for v in versions}
    for old in replaced:
        if old.key in by_key:
            news.changed += _corrected(store, by_key[old.key], old)
    if news.changed:
        news.sources = _sources(store, book, news.changed, today)
        news.answers = _answers(store, news.changed)
    return news


def _texts(store: Store, version: Version) -> dict[Pinpoint, tuple[str, str]]:
    return {
        a.pinpoint: (a.title, a.text)
        for a in store.articles(version)
        if a.pinpoint.supplement is None
    }


def _amended(
    store: Store, book: LawBook, version: Version, versions: Sequence[Version]
) -> list[Changed]:
    """The articles of a version beside those of the whole text before it."""
    place = (version.effective, version.promulgated)
    earlier = [v for v in versions if not v.excerpt and (v.effective, v.promulgated) < place]
    if not earlier:
        return []
    before = earlier[-1]
    found = []
    for c in _compared(version, _texts(store, before), _texts(store, version), "amended"):
        # A consolidation may hold several acts since the one before; the marks name them.
        acts = [
            (x.effective, x.promulgated)
            for x in book.changes(c.id.at(None))
            if before.promulgated < x.promulgated <= version.promulgated
        ]
        effective, promulgated = min(acts, default=(version.effective, version.promulgated))
        found.append(replace(c, effective=effective, promulgated=promulgated))
    return found


def _corrected(store: Store, version: Version, old: Replaced) -> list[Changed]:
    before = {Pinpoint.parse(p): (title, text) for p, title, text in old.articles}
    before = {p: x for p, x in before.items() if p.supplement is None}
    return [
        replace(c, kind="corrected")
        for c in _compared(version, before, _texts(store, version), "corrected")
    ]


def _compared(
    version: Version,
    old: dict[Pinpoint, tuple[str, str]],
    new: dict[Pinpoint, tuple[str, str]],
    kind: str,
) -> list[Changed]:
    found = []
    for p in dict.fromkeys([*new, *(() if version.excerpt else old)]):
        (_, before), (title, after) = old.get(p, ("", "")), new.get(p, ("", ""))
        if marks.same(before, after):
            continue
        if not before or marks.is_deleted(before):
            what = "inserted"
        elif not after or marks.is_deleted(after):
            what = "deleted"
        else:
            what = kind
        found.append(
            Changed(
                ProvisionId(version.work, p, version.effective),
                title or old.get(p, ("", ""))[0],
                what,
                version.effective,
                version.promulgated,
                before,
                after,
            )
        )
    return found


def _sources(
    store: Store, book: LawBook, changes: Sequence[Changed], today: date
) -> list[TouchedSource]:
    touched: dict[str, TouchedSource] = {}
    for change in changes:
        for id in store.citing(change.id):
            source = _source(store, id)
            if source is None:
                continue
            own = source.latest_day if isinstance(source, Interpretation) else source.day
            if own is not None and own >= change.effective and change.kind != "corrected":
                continue
            places = tuple(
                p
                for p in source.provisions
                if p.article == change.id.article and change.touches(p.pinpoint)
            )
            if not places:
                continue
            if id in touched:
                both = (*touched[id].provisions, *places)
                touched[id] = replace(touched[id], provisions=tuple(dict.fromkeys(both)))
                continue
            worth = book.good_law(source, max(today, change.effective))
            kind = source.kind if isinstance(source, Interpretation) else "ruling"
            title = source.title if isinstance(source, Interpretation) else source.name
            touched[id] = TouchedSource(id, kind, title, own, places, worth.kind, worth.lends)
    return sorted(touched.values(), key=lambda s: (s.day or date.min, s.id), reverse=True)


def _source(store: Store, id: str) -> Interpretation | Ruling | None:
    if id.startswith("kr/ruling/"):
        return store.ruling(RulingId.parse(id))
    found = store.interpretation(InterpretationId.parse(id))
    return found if found is not None and found.standing is Standing.PUBLISHED else None


def _answers(store: Store, changes: Sequence[Changed]) -> list[TouchedAnswer]:
    by_article = {c.id.article: c for c in changes}
    works = sorted({str(c.id.work) for c in changes})
    t = schema.answers
    named = or_(
        *(t.c.cites.contains(f" {work}{sign}", autoescape=True) for work in works for sign in "#@")
    )
    query = select(t.c.id, t.c.question, t.c.region, t.c.as_of, t.c.cites).where(named)
    found = []
    with store.reading() as c:
        for r in c.execute(query.order_by(t.c.at.desc(), t.c.id)):
            places: dict[ProvisionId, Changed] = {}
            for word in r.cites.split():
                try:
                    place = ProvisionId.parse(word).at(None)
                except BadIdentifier:
                    continue
                change = by_article.get(place.article)
                if change is not None and change.touches(place.pinpoint):
                    places[place] = change
            if places:
                stands = all(
                    r.as_of < x.effective and x.kind != "corrected" for x in places.values()
                )
                found.append(
                    TouchedAnswer(r.id, r.question, r.region, r.as_of, tuple(places), stands)
                )
    return found
