"""The law as commands, page and HTTP show it: a provision on a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from ui import places

if TYPE_CHECKING:
    from kb.store.lawbook import ProvisionOnDay
    from ui.home import Home


def show(home: Home, text: str, day: date) -> ProvisionOnDay:
    """The provision named, on a day. Raises UnknownProvision, BadDay."""
    return home.lawbook.show(places.provision(home, text), day)


def show_line(shown: ProvisionOnDay) -> dict[str, Any]:
    """The line of the batch contract."""
    raise NotImplementedError
