"""What the answerer is wired to: the reader, opened where it can be written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kb.answer import opening, reader, samecase
from kb.errors import HomeUnusable
from kb.settings import Settings


def test_the_reader_is_asked_and_opened_in_the_home_where_there_is_no_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(home=tmp_path / "home", models=tmp_path / "none")
    opened: list[Path] = []

    class Stub:
        def read(self, pairs: Any) -> list[float]:
            return [1.5 for _ in pairs]

    def open_reader(models: Path) -> Stub:
        opened.append(models)
        if models == settings.models:
            raise HomeUnusable("쓸 수 없습니다", "cannot write")
        return Stub()

    def compare_all(facts: Any, question: str, sources: Any, read: Any) -> Any:
        return read(sources)

    monkeypatch.setattr(reader, "open_reader", open_reader)
    monkeypatch.setattr(samecase, "compare_all", compare_all)
    answerer = opening.open_answerer(_Store(), None, settings)
    assert opened == [], "a command starts without it"
    said = answerer._comparing.compare_all((), "물음", [("물음", "사례", "")])
    assert list(said) == [1.5]
    assert opened == [settings.models, settings.home / "models"]


class _Store:
    """A store that is not read while the answerer is put together."""

    def __getattr__(self, name: str) -> Any:
        return lambda *given, **named: []
