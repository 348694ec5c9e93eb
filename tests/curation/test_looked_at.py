"""What the server does beside its answers: cases are looked at before somebody asks about them."""

from __future__ import annotations

import time
from pathlib import Path

from kb.answer import caseview
from kb.settings import load
from ui.background import Views
from ui.home import Home


def test_the_cases_are_looked_at_before_somebody_asks(home: Path) -> None:
    opened = Home(load())
    cases = [
        x
        for x in opened.store.interpretations()
        if x.kind in ("case", "reply") and x.conclusion is not None
    ]
    caseview.view.cache_clear()
    for source in cases:
        caseview.look_at(source)
    expected = caseview.view.cache_info().currsize
    assert expected >= len(cases) > 100
    caseview.view.cache_clear()
    looking = Views(opened)
    looking.start()
    deadline = time.monotonic() + 60
    while caseview.view.cache_info().currsize < expected and time.monotonic() < deadline:
        time.sleep(0.05)
    looking.end()
    assert caseview.view.cache_info().currsize == expected
    opened.close()
