"""``yugwon train ranker``: learns how much each feature counts, from real questions.

The bundled embedder has seen the train part, whose likeness would be trusted too much: learn
from dev, or from train and dev on an index of the untrained embedder. Every question is asked
with its own reply and near-duplicates left out, as the
evaluation does; LightGBM's LambdaRank learns the order. Needs the package ``lightgbm``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from kb.search import gold, ranker
from kb.search.analysis import Progress
from kb.search.searcher import Searcher
from kb.search.types import Query
from kb.store import Store

PARAMETERS: dict[str, Any] = {
    "objective": "lambdarank", "learning_rate": 0.05, "num_leaves": 15, "min_data_in_leaf": 40,
    "feature_fraction": 0.5, "bagging_fraction": 0.8, "bagging_freq": 1, "lambda_l2": 5.0,
    "lambdarank_truncation_level": 10, "verbose": -1, "num_threads": 1, "seed": 1,
    "deterministic": True,
}  # fmt: skip
ROUNDS = 160
Example = tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]


def examples(
    searcher: Searcher, asked: Sequence[gold.Asked], names: Sequence[str], progress: Progress | None
) -> list[Example]:
    """Features of the candidates of each question, and which of them govern."""
    out = []
    for n, q in enumerate(asked):
        ids, columns = searcher.candidates(Query(q.text, q.day, 10, q.exclude))
        none = np.zeros(len(ids), np.float32)
        table = np.stack([columns.get(name, none) for name in names], axis=1)
        right = np.asarray([i in q.gold for i in ids], np.float32)
        if right.any():
            out.append((table, right))
        if progress:
            progress("features", n + 1, len(asked))
    return out


def train(
    store: Store, searcher: Searcher, day: date, out: Path = ranker.FILE,
    splits: frozenset[str] = frozenset(("dev",)), progress: Progress | None = None,
) -> dict[str, float]:  # fmt: skip
    """Learn the ranker from the questions of some splits and write it."""
    import lightgbm

    held = searcher.standing(day)
    asked = [q for q in gold.collect(list(store.interpretations()), held, day) if q.split in splits]
    names = sorted(n for n in searcher.names(day) if n != "cited")
    data = examples(searcher, asked, names, progress)
    dataset = lightgbm.Dataset(
        np.concatenate([t for t, _ in data]), np.concatenate([r for _, r in data]),
        group=[len(r) for _, r in data], feature_name=list(names), params={"verbose": -1},
    )  # fmt: skip
    booster = lightgbm.train(PARAMETERS, dataset, ROUNDS)
    out.write_text(json.dumps(ranker.of_lightgbm(booster.dump_model())), encoding="utf-8")
    ranker.load.cache_clear()
    return {"questions": len(data), "trees": booster.num_trees()}
