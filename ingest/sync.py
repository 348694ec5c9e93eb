"""Follows all registered sources and says what changed in the law, and what that touches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ingest.following import Followed, Following, follow, now
from kb.store import lawnews, sources
from kb.store.lawnews import News
from kb.store.replacing import Replaced
from kb.store.sources import Source


@dataclass(slots=True)
class Synced:
    """What one sync did."""

    followed: list[Followed]
    news: News

    @property
    def added(self) -> int:
        """Documents that are new."""
        return sum(f.report.added for f in self.followed)

    @property
    def changed(self) -> bool:
        """Whether anything of the corpus is other than before."""
        return any(f.report.added or f.report.gone.documents for f in self.followed)

    def as_json(self) -> dict[str, Any]:
        """The object that ``sync --json`` prints."""
        return {
            "sources": [_source(f) for f in self.followed],
            **self.news.as_json(),
        }


def _source(f: Followed) -> dict[str, Any]:
    return {
        "id": f.source.id,
        "kind": f.source.kind,
        "place": f.source.place,
        "added": f.report.added,
        "known": f.report.known,
        "replaced": len(f.report.gone.documents),
        "refused": [{"document": r.label, "ko": r.ko, "en": r.en} for r in f.report.refused],
        "missing": f.missing,
        "nothing": f.nothing,
        "error": {"ko": f.error.ko, "en": f.error.en} if f.error else None,
    }


def sync(chosen: Sequence[Source], by: Following) -> Synced:
    """Bring in what is new at some sources, one after another; a failing one stops no other."""
    before = by.store.versions()
    followed = []
    for source in chosen:
        found = follow(source, by)
        outcome = found.error.ko if found.error else ""
        # A list that was broken off is gone through again; what it brought is known by then.
        state = None if found.error and source.kind != "lawgokr" else found.state
        sources.followed(by.store, source.id, now(), outcome, state)
        followed.append(found)
    news = lawnews.since(by.store, before, _replaced(followed), by.today)
    return Synced(followed, news)


def _replaced(followed: Iterable[Followed]) -> list[Replaced]:
    return [r for f in followed for r in f.report.gone.versions]
