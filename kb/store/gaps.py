"""What is missing: provisions that are cited and not held, versions and days that are not held."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from kb.errors import BadIdentifier, UnknownProvision
from kb.law.identifiers import ProvisionId, WorkId
from kb.law.values import Listed
from kb.store import listings, schema
from kb.store.lawbook import LawBook
from kb.store.store import Store


@dataclass(frozen=True, slots=True)
class Wanted:
    """An article, or a whole instrument, that held replies and rulings cite and that is not held."""

    id: str
    label: str
    cited_by: int

    def as_json(self) -> dict[str, Any]:
        """The object that ``corpus gaps --json`` prints."""
        return {"id": self.id, "label": self.label, "cited_by": self.cited_by}


@dataclass(frozen=True, slots=True)
class Days:
    """Days on which an article changed to or from a text that is not held."""

    id: ProvisionId
    title: str
    days: tuple[date, ...]

    def as_json(self) -> dict[str, Any]:
        """The object that ``corpus gaps --json`` prints."""
        return {"id": str(self.id), "title": self.title, "days": [str(d) for d in self.days]}


def wanted(store: Store, work: WorkId | None = None) -> tuple[list[Wanted], list[Wanted]]:
    """Instruments, and articles of held instruments, that are cited and not held; most cited first.

    Args:
        work: only of this instrument.
    """
    a, link = schema.articles, schema.links
    with store.reading() as c:
        rows = c.execute(select(a.c.work, a.c.pinpoint).distinct())
        held = {(r.work, r.pinpoint) for r in rows}
        cited = Counter(c.execute(select(link.c.target)).scalars())
    works = {w for w, _ in held}
    missing: Counter[str] = Counter()
    articles: Counter[ProvisionId] = Counter()
    for target, n in cited.items():
        try:
            id = ProvisionId.parse(target)
        except BadIdentifier:
            continue
        if work is not None and id.work != work:
            continue
        if str(id.work) not in works:
            missing[str(id.work)] += n
        elif (str(id.work), str(id.pinpoint.article_only)) not in held:
            articles[id.article] += n
    return (
        [Wanted(w, WorkId.parse(w).name, n) for w, n in _most(missing)],
        [Wanted(str(p), p.label, n) for p, n in _most(articles)],
    )


def _most(counted: Counter[Any]) -> list[tuple[Any, int]]:
    return sorted(counted.items(), key=lambda pair: (-pair[1], str(pair[0])))


def versions(store: Store, work: WorkId | None = None) -> list[Listed]:
    """Versions that a list names and whose text is not held, by instrument and day of effect."""
    works = [work] if work is not None else [w.id for w in store.works()]
    with store.reading() as c:
        return [x for w in works for x in listings.missing(c, str(w))]


def days(store: Store, work: WorkId) -> list[Days]:
    """Articles of an instrument whose amendment marks tell of texts that are not held."""
    book = LawBook(store)
    newest = [v for v in store.versions(work) if not v.digest]
    found = []
    for article in store.articles(newest[-1]) if newest else ():
        if article.pinpoint.supplement is not None or article.pinpoint.annex is not None:
            continue
        try:
            history = book.history(ProvisionId(work, article.pinpoint))
        except UnknownProvision:
            continue
        if history.gaps:
            found.append(Days(history.id, article.title, history.gaps))
    return found
