"""``yugwon train ranker``: learns how much each feature counts, from questions.

An embedder that has seen a question and its answer trusts their likeness too much; what it brings
for a question never seen is less. So the features are computed with a *blind* embedder, taught on
everything but real questions (``yugwon train embedder --blind``). Every question is asked with its
own reply and near-duplicates left out, as the evaluation does, and once more in each of the ways in
which others put it (``corpora/questions/cases``); questions of the everyday index, each left out
while it is asked, take part at a small weight. LightGBM's LambdaRank learns the order; a fold of
questions, with all their wordings, is judged by trees that have not seen it, and from those
judgements, and questions of other fields, the certainty is learnt. Needs the package ``lightgbm``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from corpora.questions import index as everyday
from kb.search import certainty, gold, ranker
from kb.search.analysis import Progress
from kb.search.searcher import Searcher
from kb.search.types import Query
from kb.search.units import article_of
from kb.store import Store

PARAMETERS: dict[str, Any] = {
    "objective": "lambdarank", "learning_rate": 0.05, "num_leaves": 15, "min_data_in_leaf": 40,
    "feature_fraction": 0.5, "bagging_fraction": 0.8, "bagging_freq": 1, "lambda_l2": 5.0,
    "lambdarank_truncation_level": 10, "verbose": -1, "num_threads": 1, "seed": 1,
    "deterministic": True,
}  # fmt: skip
ROUNDS = 160
FOLDS = 5
EPOCHS = 3
"""Of the blind embedder."""
EVERYDAY = 6
"""Of how many questions of the everyday index one is learnt from."""
WEIGHT = 0.25
"""How much such a question counts beside a real one."""
FOREIGN = 3.0
"""How much a question of another field counts in the certainty: few stand for all that is asked."""
WORDED = 0.6
"""How much a wording of a real question counts beside it."""
Floats = npt.NDArray[np.float32]
Columns = dict[str, Floats]


@dataclass(frozen=True, slots=True)
class Example:
    """A question with the features of its candidates and which of them govern."""

    group: str
    """Near-duplicates share it and stand in one fold."""
    weight: float
    """1 for a real question as it was sent; ``WORDED`` as others put it, ``WEIGHT`` of the index."""
    columns: Columns
    right: Floats

    @property
    def real(self) -> bool:
        """Whether it was sent so."""
        return self.weight == 1.0

    @property
    def fold(self) -> int:
        """The fold that the question is judged in."""
        return int(hashlib.sha256(self.group.encode()).hexdigest(), 16) % FOLDS

    def table(self, names: Sequence[str]) -> Floats:
        """The features as a table, a row a candidate."""
        none = np.zeros(len(self.right), np.float32)
        return np.stack([self.columns.get(n, none) for n in names], axis=1)


def example(
    searcher: Searcher, query: Query, gold: frozenset[str], group: str, weight: float = 1.0
) -> Example:
    """Ask a question and keep what the ranker sees."""
    ids, columns = searcher.candidates(query)
    return Example(group, weight, columns, np.asarray([i in gold for i in ids], np.float32))


def examples(
    searcher: Searcher, asked: Sequence[gold.Asked], worded: Mapping[str, Sequence[str]], day: date,
    progress: Progress | None = None,
) -> list[Example]:  # fmt: skip
    """Real questions, each with its wordings, then a part of the train part of the everyday index.

    ``worded`` are the wordings of a reply's inquiry by the reply's id.
    """
    held = set(searcher.standing(day))
    aids = [q for q in everyday.load("train")[::EVERYDAY] if article_of(q.provision) in held]
    out = []
    for n, q in enumerate(asked):
        for weight, text in ((1.0, q.text), *((WORDED, w) for w in worded.get(q.id, ()))):
            query = Query(text, q.day, 10, q.exclude)
            out.append(example(searcher, query, frozenset(q.gold), min(q.exclude), weight))
        if progress:
            progress("features", n + 1, len(asked) + len(aids))
    for n, a in enumerate(aids):
        query = Query(a.question, day, 10, frozenset((a.id,)))
        governs = frozenset((article_of(a.provision),))
        out.append(example(searcher, query, governs, a.provision, WEIGHT))
        if progress:
            progress("features", len(asked) + n + 1, len(asked) + len(aids))
    return out


def booster(data: Sequence[Example], names: Sequence[str]) -> Any:
    """The trees learnt from some examples."""
    import lightgbm

    data = [x for x in data if x.right.any()]
    weights = [np.full(len(x.right), x.weight) for x in data]
    dataset = lightgbm.Dataset(
        np.concatenate([x.table(names) for x in data]), np.concatenate([x.right for x in data]),
        group=[len(x.right) for x in data], weight=np.concatenate(weights),
        feature_name=list(names), params={"verbose": -1},
    )  # fmt: skip
    return lightgbm.train(PARAMETERS, dataset, ROUNDS)


def place(total: Floats, right: Floats) -> int:
    """How many candidates stand before the first that governs; a large number where none is."""
    order = np.lexsort((np.arange(len(total)), -total))
    found = np.flatnonzero(right[order])
    return int(found[0]) if len(found) else 1_000_000


def scored(model: Any, names: Sequence[str], x: Example) -> Floats:
    """The score of each candidate, a cited provision before all others."""
    trees: Floats = model.predict(x.table(names), num_threads=1).astype(np.float32)
    return trees + np.float32(ranker.CITED) * x.columns["cited"]


def judged(
    data: Sequence[Example], names: Sequence[str], progress: Progress | None = None
) -> list[tuple[Example, Floats]]:
    """Each real question with the scores of trees that have not seen its fold."""
    out = []
    for fold in range(FOLDS):
        model = booster([x for x in data if x.weight == WEIGHT or x.fold != fold], names)
        out += [(x, scored(model, names, x)) for x in data if x.real and x.fold == fold]
        if progress:
            progress("folds", fold + 1, FOLDS)
    return out


def sure(
    judgements: Sequence[tuple[Example, Floats]], foreign: Sequence[tuple[Example, Floats]]
) -> dict[str, float]:
    """Weights of the certainty; no first provision governs a question of another field."""
    from sklearn.linear_model import LogisticRegression

    rows = [(certainty.evidence(t, x.columns), place(t, x.right) == 0) for x, t in judgements]
    rows += [(certainty.evidence(t, x.columns), False) for x, t in foreign]
    names = [n for n in certainty.NAMES if n != "bias"]
    table = np.asarray([[found[n] for n in names] for found, _ in rows])
    counts = [1.0] * len(judgements) + [FOREIGN] * len(foreign)
    fitted = LogisticRegression(C=10.0, max_iter=2000).fit(
        table, [y for _, y in rows], sample_weight=counts
    )
    weights = dict(zip(names, fitted.coef_[0].tolist(), strict=True))
    return {"bias": float(fitted.intercept_[0]), **weights}


def train(
    store: Store, searcher: Searcher, day: date, out: Path = ranker.FILE,
    foreign: Sequence[str] = (), progress: Progress | None = None,
) -> dict[str, float]:  # fmt: skip
    """Learn the ranker from the real questions of train and dev, and write it.

    ``foreign`` are questions of other fields. Returns counts, and what folds that the trees have
    not seen give.
    """
    held = searcher.standing(day)
    learnt = ("train", "dev")
    interpretations = list(store.interpretations())
    asked = [q for q in gold.collect(interpretations, held, day) if q.split in learnt]
    worded = {str(x.id): x.wordings for x in interpretations}
    data = examples(searcher, asked, worded, day, progress)
    names = sorted({n for x in data for n in x.columns} - {"cited"})
    judgements = judged(data, names, progress)
    model = booster(data, names)
    away = [example(searcher, Query(t, day), frozenset(), t) for t in foreign]
    weights = sure(judgements, [(x, scored(model, names, x)) for x in away])
    certain = {k: float(f"{v:.5g}") for k, v in weights.items()}
    found = {**ranker.of_lightgbm(model.dump_model()), "certainty": certain}
    out.write_text(json.dumps(found), encoding="utf-8")
    ranker.load.cache_clear()
    places = np.asarray([place(t, x.right) for x, t in judgements])
    return {
        "questions": len(asked), "other": len(data) - len(asked), "trees": model.num_trees(),
        **{f"hit@{k}": round(float((places < k).mean()), 4) for k in (1, 5, 10)},
    }  # fmt: skip
