"""Finds the instrument or provision that a person names, and near names when there is none."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from kb.errors import UnknownProvision
from kb.law.identifiers import Pinpoint, ProvisionId, WorkId, squeeze
from kb.law.values import Work

if TYPE_CHECKING:
    from ui.home import Home


def provision(home: Home, text: str) -> ProvisionId:
    """The provision that ``text`` names ("공직선거법 제90조", "선거법 60조의3 1항 2호", an id).

    Raises UnknownProvision with near names when the instrument or article is not held.
    """
    found = home.lawbook.find_provision(text)
    if not isinstance(found, ProvisionId):
        name = text.strip()[:60]
        works = home.store.works()
        if isinstance(found, WorkId) and any(w.id == found for w in works):
            raise UnknownProvision(
                f"조 번호가 없습니다: {name} (예: {found.name} 제1조)",
                f"no article is named: {name} (like {found.name} 제1조)",
            )
        raise _unknown(f"{name!r}", near(text, works))
    works = home.store.works()
    if not any(w.id == found.work for w in works):
        raise _unknown(found.work.name, near(found.work.name, works))
    if not home.store.history(found.work, found.pinpoint):
        raise _unknown(found.article.label, _near_articles(home, found))
    return found


def near(text: str, works: list[Work]) -> list[str]:
    """Names of held instruments like the one named, best first."""
    asked = squeeze(text)
    close = difflib.get_close_matches(asked, [w.id.name for w in works], n=3, cutoff=0.5)
    inside = [w.id.name for w in works if len(asked) > 1 and (asked in w.id.name)]
    names = {w.id.name: w.name for w in works}
    return [names[n] for n in dict.fromkeys([*inside, *close])][:3]


def _near_articles(home: Home, asked: ProvisionId) -> list[str]:
    number = asked.pinpoint.article
    if number is None:
        return []
    versions = home.store.versions(asked.work)
    held = {a.pinpoint for v in versions[-1:] for a in home.store.articles(v)}
    main = [p for p in sorted(held) if p.article and not p.supplement]

    def distance(p: Pinpoint) -> tuple[int, Pinpoint]:
        return abs(p.article.main - number.main) if p.article else 0, p

    return [p.label for p in sorted(sorted(main, key=distance)[:3])]


def _unknown(name: str, suggestions: list[str]) -> UnknownProvision:
    ko, en = f"보유하지 않은 법령·조문입니다: {name}", f"no such law or article is held: {name}"
    if suggestions:
        listed = ", ".join(suggestions)
        ko, en = f"{ko}. 비슷한 것: {listed}", f"{en}; near: {listed}"
    return UnknownProvision(ko, en)
