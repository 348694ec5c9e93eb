"""Which places of an instrument punish the breach of which articles (벌칙과 그 대상 조항).

Read from the penal words themselves: a place says 처한다 or 과태료, by itself or in the opening
words above it, and names the articles whose breach it punishes (제113조…에 위반한 자).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kb.law import structure
from kb.law.identifiers import Pinpoint, ProvisionId
from kb.law.values import Article, Version
from kb.store.store import Store

_PENAL = re.compile(r"처한다|과태료(?:를|에)|몰수한다")
_NAMED = re.compile(
    r"(?P<other>」\s*)?제(?P<article>\d+)조(?:의(?P<branch>\d+))?"
    r"(?:\([^()]*(?:\([^()]*\)[^()]*)*\))?\s*(?:제(?P<paragraph>\d+)항)?"
)


@dataclass(frozen=True, slots=True)
class Penalties:
    """Penal places by the article, and by article and 항, that they name."""

    by_place: Mapping[str, tuple[ProvisionId, ...]]

    def of(self, id: ProvisionId) -> tuple[ProvisionId, ...]:
        """The places that punish a provision: naming its 항 first, then its article."""
        p = id.pinpoint
        if p.article is None:
            return ()
        exact: tuple[ProvisionId, ...] = ()
        if p.paragraph is not None:
            exact = self.by_place.get(f"{p.article}.{p.paragraph}", ())
        whole = self.by_place.get(str(p.article), ())
        return tuple(x for x in dict.fromkeys((*exact, *whole)) if x.article != id.article)


def penalties(store: Store, versions: Sequence[Version], day: date) -> Penalties:
    """Read the newest whole text in effect on the day, or the newest held."""
    whole = [v for v in versions if not v.excerpt and not v.digest]
    effective = [v for v in whole if v.effective <= day] or whole
    if not effective:
        return Penalties({})
    found: dict[str, dict[ProvisionId, None]] = {}
    for article in store.articles(effective[-1]):
        if article.pinpoint.supplement is not None or not _PENAL.search(article.text):
            continue
        for place, words in _penal_places(article):
            for named in _named(words):
                found.setdefault(named, {})[ProvisionId(article.version.work, place)] = None
    return Penalties({k: tuple(v) for k, v in found.items()})


def _penal_places(article: Article) -> Iterator[tuple[Pinpoint, str]]:
    def walk(node: structure.Node, above: bool) -> Iterator[tuple[Pinpoint, str]]:
        own = article.text[node.start : node.own_end]
        penal = above or _PENAL.search(own) is not None
        if penal:
            yield node.pinpoint(article.pinpoint), own
        for child in node.children:
            yield from walk(child, penal)

    yield from walk(structure.parse(article.text).root, False)


def _named(words: str) -> Iterator[str]:
    """Articles named, ``113``, and with their 항, ``113.1``; those of other laws are left out."""
    for m in _NAMED.finditer(words):
        if m["other"]:
            continue
        article = m["article"] + (f"-{m['branch']}" if m["branch"] else "")
        yield article
        if m["paragraph"]:
            yield f"{article}.{m['paragraph']}"
