"""``yugwon train ranker`` with another embedder set: what the second tier adds to the ranker.

The plain ranker stays as it is. Further trees, which ask the features of the second tier alone,
are learnt on top of it: each question starts from the score of trees that have not seen its fold,
so that what is learnt is what the plain ranker misses on questions it does not know. A model that
has been taught on real questions (``deep``) trusts their likeness too much, and is learnt from
those of the dev part alone. Needs the package ``lightgbm``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from kb.search import gold, learn, ranker, tierfeatures
from kb.search.analysis import Progress
from kb.search.searcher import Searcher
from kb.search.types import Query
from kb.store import Store

Floats = npt.NDArray[np.float32]
PARAMETERS: dict[str, Any] = learn.PARAMETERS | {"num_leaves": 8, "min_data_in_leaf": 60}
ROUNDS = 80


@dataclass(frozen=True, slots=True)
class Example(learn.Example):
    """A real question, and whether the model of the second tier has been taught on it."""

    unseen: bool = True


def train(
    store: Store, searcher: Searcher, day: date, out: Path = ranker.DEEP_FILE,
    progress: Progress | None = None,
) -> dict[str, float]:  # fmt: skip
    """Learn the further trees from real questions of train and dev and write them.

    With a model that has been taught on the train part, its questions teach the plain trees alone
    from which the further ones start.
    """
    asked = [
        q for q in gold.collect(list(store.interpretations()), searcher.standing(day), day)
        if q.split in ("train", "dev")
    ]  # fmt: skip
    data = []
    for n, q in enumerate(asked):
        ids, columns = searcher.candidates(Query(q.text, q.day, 10, q.exclude))
        right = np.asarray([i in q.gold for i in ids], np.float32)
        if right.any():
            unseen = q.split == "dev" or not searcher.taught
            data.append(Example(min(q.exclude), 1.0, columns, right, unseen))
        if progress:
            progress("features", n + 1, len(asked))
    model = added(data)
    out.write_text(json.dumps(ranker.of_lightgbm(model.dump_model())), encoding="utf-8")
    ranker.load_deep.cache_clear()
    return {"questions": len(data), "trees": model.num_trees()}


def added(data: Sequence[Example]) -> Any:
    """The further trees, learnt on top of plain trees that have not seen the question's fold."""
    names = sorted({n for x in data for n in x.columns if n != "cited"})
    own = [n for n in names if tierfeatures.is_own(n)]
    plain = [n for n in names if n not in own]
    starts: list[Floats] = [np.zeros(0, np.float32)] * len(data)
    for fold in range(learn.FOLDS):
        model = booster([x for x in data if x.fold != fold], plain)
        for n, x in enumerate(data):
            if x.fold == fold:
                starts[n] = model.predict(x.table(plain), num_threads=1)
    kept = [n for n, x in enumerate(data) if x.unseen]
    return booster([data[n] for n in kept], own, [starts[n] for n in kept])


def booster(
    data: Sequence[Example], names: Sequence[str], starts: Sequence[Floats] | None = None
) -> Any:
    """Trees over some features; with ``starts`` they add to the scores given."""
    import lightgbm

    dataset = lightgbm.Dataset(
        np.concatenate([x.table(names) for x in data]), np.concatenate([x.right for x in data]),
        group=[len(x.right) for x in data], feature_name=list(names), params={"verbose": -1},
        init_score=None if starts is None else np.concatenate(starts),
    )  # fmt: skip
    if starts is None:
        return lightgbm.train(learn.PARAMETERS, dataset, learn.ROUNDS)
    return lightgbm.train(PARAMETERS, dataset, ROUNDS)
