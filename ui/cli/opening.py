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
