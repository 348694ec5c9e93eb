"""The citations of a draft, found and checked against what is held."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ui.home import Home


def citations(home: Home, text: str, day: date) -> list[dict[str, Any]]:
    """One object a citation: span, words, target, and ``reason`` where it does not resolve.

    ``check`` and ``state`` are those of :class:`kb.curation.citing.Checked`.
    """
    from kb.curation.citing import check

    return [asdict(c) for c in check(home.store, home.lawbook, text, day)]
