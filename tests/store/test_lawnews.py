"""What changed in the law between two consolidations of the real act, article by article."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path

import pytest

from ingest.pipeline import ingest
from kb.settings import load
from kb.store import Store, lawnews

pytestmark = pytest.mark.shared
BEFORE = date(2026, 9, 1)


def test_each_article_has_the_day_of_its_own_act(shared: Path, tmp_path: Path) -> None:
    """The consolidation of September 2026 holds three acts; one waits until October."""
    clone = tmp_path / "law"
    bundle = str(shared / "legalize-kr.bundle")
    subprocess.run(["git", "clone", "-q", bundle, str(clone)], check=True, capture_output=True)
    settings = load(home=tmp_path / "home", workers=1)
    store = Store.open(settings.url)
    ingest(store, settings, [clone], only="공직선거법")
    known = [v for v in store.versions() if v.effective < BEFORE]
    news = lawnews.since(store, known, [], date(2026, 11, 28))
    found = {str(c.id.pinpoint): (c.kind, str(c.effective)) for c in news.changed}
    for place, effective in (
        ("8-7", "2026-07-01"),
        ("57-8", "2026-10-23"),
        ("218-33", "2026-10-02"),
        ("251", "2026-04-22"),
    ):
        assert found[place] == ("amended", effective)
    assert "60-3" not in found
    assert news.first == news.filled == []
    first = lawnews.since(store, [], [], date(2026, 11, 28))
    assert ([len(first.first), len(first.filled)], first.changed) == ([1, 1], [])
    store.close()
