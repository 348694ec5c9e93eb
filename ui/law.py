"""The law as command line, page and HTTP ask for it, by the words of a person."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from kb.law.identifiers import ProvisionId
from kb.law.values import TextState
from ui import places

if TYPE_CHECKING:
    from kb.store.shown import Difference, History, ProvisionOnDay
    from ui.home import Home


def show(home: Home, text: str, day: date) -> ProvisionOnDay:
    """The provision named, on a day.

    Raises UnknownProvision with near names, BadDay for a day before the law existed.
    """
    return _held(home, places.provision(home.store, text), day)


def diff(home: Home, text: str, first: date, second: date) -> Difference:
    """The provision named, on two days. Raises as :func:`show`."""
    id = places.provision(home.store, text)
    _held(home, id, max(first, second))
    return home.lawbook.diff(id, first, second)


def history(home: Home, text: str) -> History:
    """The life of the provision named, as far as held. Raises UnknownProvision."""
    return home.lawbook.history(places.provision(home.store, text))


def _held(home: Home, id: ProvisionId, day: date) -> ProvisionOnDay:
    from kb.errors import UnknownProvision

    shown = home.lawbook.show(id, day)
    if shown.state is TextState.UNKNOWN and not shown.others:
        raise UnknownProvision(
            f"{id.label}: 이 조에 그런 항·호·목이 없습니다",
            f"{id.label}: the article has no such paragraph or item",
        )
    return shown
