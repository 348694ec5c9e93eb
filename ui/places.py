"""Finds the instrument or provision that a person names, and near names when there is none."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from kb.errors import BadIdentifier, UnknownProvision
from kb.law.identifiers import Pinpoint, ProvisionId, WorkId, squeeze
from kb.law.values import Work

if TYPE_CHECKING:
    from kb.store import Store

_NEAR = 3


def provision(store: Store, text: str) -> ProvisionId:
    """The held provision that ``text`` names: "공직선거법 제90조", "선거법 60조의3 1항 2호", an id.

    Raises UnknownProvision with near names when the instrument or the article is not held.
    """
    works = store.works()
    found = named(text, works)
    held = {w.id: w for w in works}
    if isinstance(found, WorkId):
        if found in held:
            name = held[found].name
            raise UnknownProvision(
                f"조 번호가 없습니다: {name} (예: {name} 제1조)",
                f"no article is named: {name} (like {name} 제1조)",
            )
        raise _unknown(found.name, near(found.name, works))
    if found is None:
        raise _unknown(repr(text.strip()[:60]), near(text, works))
    if found.work not in held:
        raise _unknown(found.work.name, near(found.work.name, works))
    if not store.history(found.work, found.pinpoint):
        raise _unknown(found.article.label, _near_articles(store, found))
    return found.at(None)


def near(text: str, works: list[Work]) -> list[str]:
    """Printed names of held instruments like the one named, best first."""
    head = text.split("제")[0] if "제" in text else text
    asked = squeeze(head) or squeeze(text)
    names = {w.id.name: w.name for w in works}
    inside = [n for n in sorted(names, key=len) if len(asked) > 1 and asked in n]
    close = difflib.get_close_matches(asked, list(names), n=_NEAR, cutoff=0.5)
    return [names[n] for n in dict.fromkeys([*inside, *close])][:_NEAR]


def named(text: str, works: list[Work]) -> ProvisionId | WorkId | None:
    """The instrument or provision that a text names by the glossary's names, or those of all held.

    It need not be held; None where nothing is named.
    """
    from corpora import instruments
    from kb.law import citations

    if text.startswith("kr/law/"):
        try:
            return ProvisionId.parse(text) if "#" in text else WorkId.parse(text)
        except BadIdentifier:
            return None
    return citations.resolve(text, instruments.load().knowing(works)) or _by_beginning(text, works)


def _by_beginning(text: str, works: list[Work]) -> ProvisionId | None:
    """By the whole name of a held instrument whose kind no citation has (예규, 지침, 고시)."""
    from kb.law import citations

    asked = squeeze(text)
    stand_in = citations.Instrument(WorkId("이름법"), "이름법", "법률")
    for work in sorted(works, key=lambda w: len(w.id.name), reverse=True):
        if asked.startswith(work.id.name):
            place = f"이름법 {asked[len(work.id.name) :]}"
            found = citations.resolve(place, citations.Names([stand_in]))
            if isinstance(found, ProvisionId):
                return ProvisionId(work.id, found.pinpoint)
    return None


def _near_articles(store: Store, asked: ProvisionId) -> list[str]:
    number = asked.pinpoint.article
    if number is None:
        return []
    held = {a.pinpoint for v in store.versions(asked.work)[-1:] for a in store.articles(v)}
    main = [p for p in held if p.article and not p.supplement]

    def distance(p: Pinpoint) -> tuple[int, Pinpoint]:
        return abs(p.article.main - number.main) if p.article else 0, p

    return [p.label for p in sorted(sorted(main, key=distance)[:_NEAR])]


def _unknown(name: str, suggestions: list[str]) -> UnknownProvision:
    ko, en = f"보유하지 않은 법령·조문입니다: {name}", f"no such law or article is held: {name}"
    if suggestions:
        listed = ", ".join(suggestions)
        ko, en = f"{ko}. 비슷한 것: {listed}", f"{en}; near: {listed}"
    return UnknownProvision(ko, en)
