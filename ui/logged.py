"""Lines of the log for what is done to the corpus through page and command line (처리 기록)."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ui.home import Home


def note(home: Home, act: str, subject: str, by: str = "", **detail: Any) -> None:
    """Add a line; ``by`` is the account, or else the user of the machine."""
    from kb.curation import log

    with home.store.writing() as c:
        log.append(c, by or getpass.getuser(), act, subject, detail)
