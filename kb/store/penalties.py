"""Which places of an instrument punish the breach of which articles (벌칙과 그 대상 조항).

Read from the penal words themselves: a place says 처한다 or 과태료, by itself or in the opening
words above it, and names the places whose breach it punishes (제113조…, 제86조제2항제2호…에 위반한 자). Who
names a 호 punishes the breach of that 호 and of no other.
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
    r"\s*(?:제(?P<item>\d+)호(?:의(?P<sub>\d+))?(?:(?:부터|\s*내지)\s*제(?P<last>\d+)호)?)?"
)


@dataclass(frozen=True, slots=True)
class Penalties:
    """Penal places by the place whose breach they punish (``113``, ``86.2``, ``60-3.1.4``)."""

    by_place: Mapping[str, tuple[ProvisionId, ...]]

    def of(self, id: ProvisionId) -> tuple[ProvisionId, ...]:
        """The places that punish a breach of a provision, those that name it finest first.

        Of a whole article also those that punish a breach of a part of it, behind the others.
        """
        p = id.pinpoint
        if p.article is None:
            return ()
        around = [Pinpoint(p.article, p.paragraph, p.item), Pinpoint(p.article, p.paragraph)]
        found = [x for k in (*around, p.article_only) for x in self.by_place.get(str(k), ())]
        if p == p.article_only:
            parts = (k for k in self.by_place if k.startswith(f"{p}."))
            found += [x for k in parts for x in self.by_place[k]]
        return tuple(x for x in dict.fromkeys(found) if x.article != id.article)


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
    """Places named, each as finely as it is; those of other laws are left out.

    >>> list(_named("제113조 또는 제86조제1항제1호부터 제3호까지를 위반한 자"))
    ['113', '86.1.1', '86.1.2', '86.1.3']
    """
    for m in _NAMED.finditer(words):
        if m["other"]:
            continue
        article = m["article"] + (f"-{m['branch']}" if m["branch"] else "")
        if m["item"] is None:
            yield f"{article}.{m['paragraph']}" if m["paragraph"] else article
            continue
        first = int(m["item"])
        last = int(m["last"]) if m["last"] else first
        for item in range(first, last + 1):
            branch = f"-{m['sub']}" if m["sub"] and item == first else ""
            yield f"{article}.{m['paragraph'] or ''}.{item}{branch}"
