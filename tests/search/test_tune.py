"""What the deep embedder is taught from, and what ships of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

import corpora.embedder.deep
from corpora.questions import index as everyday
from kb.errors import DataFault
from kb.search import gold, tune
from kb.store import Store


def test_dev_and_test_questions_take_no_part(store: Store) -> None:
    learnt = tune.lessons(store)
    held = list(tune.newest(store.all_articles()))
    real = gold.collect(list(store.interpretations()), held, date.max)
    for q in real:
        assert (q.text in learnt.governed) == (q.split == "train"), q.split
    own = {q.question for s in ("dev", "test") for q in everyday.load(s)}
    assert not own & learnt.governed.keys()
    assert {q.question for q in everyday.load("train")} & learnt.governed.keys()


def test_sheaves_hold_the_newest_wording(store: Store) -> None:
    said = tune.lessons(store).sheaves["kr/law/공직선거법#90"].said
    assert "120일" in said[0]
    assert not any("180일" in text for text in said[:1])


def test_what_ships_is_the_difference(tmp_path: Path) -> None:
    draw = np.random.default_rng(1)
    base = {n: draw.normal(size=s).astype(np.float32) for n, s in (("w", (4, 8)), ("b", (4,)))}
    after = {n: w + draw.normal(scale=0.01, size=w.shape).astype(np.float32)
             for n, w in base.items()}  # fmt: skip
    file = tmp_path / "adapter.npz"
    corpora.embedder.deep.save(file, base, after)
    found = corpora.embedder.deep.add(file, base | {"other": base["b"]})
    for name, weight in after.items():
        assert np.allclose(found[name], weight, atol=3e-4), name
    assert (found["other"] == base["b"]).all()
    file.write_bytes(b"no archive")
    with pytest.raises(DataFault):
        corpora.embedder.deep.add(file, base)
