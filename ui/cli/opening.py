"""Opens the home for a command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ui.cli.output import say

if TYPE_CHECKING:
    from ui.home import Home


@contextmanager
def opened(*, starter: bool = True) -> Iterator[Home]:
    """The home named by the settings; an empty one gets the starter corpus unless told not to.

    Raises BadSettings or HomeUnusable.
    """
    from kb.settings import load
    from ui.home import Home

    home = Home(load(), say)
    try:
        yield home.ready() if starter else home
    finally:
        home.close()


def note_vectors(home: Home) -> None:
    """Say on stderr where a question was searched without the heavier model that is set."""
    searcher = home.searcher
    if searcher.tier_fault:
        say(searcher.tier_fault.ko, searcher.tier_fault.en)
    found = searcher.tier_state()
    if found and not searcher.deep:
        say(
            f"심층 벡터 {found.done}/{found.wanted}: 빠른 임베더만으로 찾았습니다 "
            "(yugwon reindex --vectors)",
            f"vectors of {home.settings.embedder}: {found.done} of {found.wanted}; searched with "
            "the fast embedder alone",
        )
