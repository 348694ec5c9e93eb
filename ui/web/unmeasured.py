"""What the tabs of the page 평가 say when a measurement could not be made."""

from __future__ import annotations

import logging

from ui.failures import told
from ui.web.render import error
from ui.web.strings import Strings

log = logging.getLogger(__name__)


def failed(s: Strings, failure: Exception) -> str:
    """A failure as a notice of one line; one that we do not know is logged in full."""
    known = told(failure, log, "평가하지 못했습니다", "the evaluation failed")
    return error(s, known.ko, known.en)
