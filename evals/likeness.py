"""Learns the same-case test from the labelled pairs (학습): ``python -m evals.samecase train``.

Rarity is counted over the held cases and replies. The candidates of a question are those that search
finds for it, each in every way in which it is put; which way counts is decided by the model of the
round before. The first stage is a logistic regression; the second (:mod:`evals.secondstage`) sees what the
first says of all candidates. Both are learnt on train and dev and judged by folds over their groups;
the test split takes no part. Writes ``corpora/facts/likeness.json`` and ``beside.json``.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

import corpora.facts
from corpora.questions import cases, index
from corpora.questions.samecase import Pair, load
from evals import secondstage as second
from evals.candidates import Asked, Option
from evals.held import REPEATED, UNSURE, Held
from evals.running import stand_back
from kb.answer import beside
from kb.answer.caseview import case_view, question_view, view
from kb.answer.facts import find_cached
from kb.answer.likeness import chance, model, of_heading, words
from kb.answer.reader import open_reader
from kb.answer.samecase import after_reading, asking, candidate, measure
from kb.answer.weigh import COMPARED, nearness
from kb.errors import BadInput
from kb.search import open_search
from kb.search.types import Query
from kb.settings import Settings
from kb.store import Store

FILE = Path(corpora.facts.__file__).parent / "likeness.json"
STRENGTH = 0.05
"""Inverse strength of the regularisation; between 0.01 and 0.3 the folds do not tell them apart."""
ROUNDS = 3
FOLDS = 5
LEFT_OUT = frozenset(("closeness",))

Floats = npt.NDArray[np.float64]


def train(held: Held, settings: Settings, day: date) -> str:
    """Count, gather, fit both stages, write; returns lines for the person.

    Raises BadInput when the home holds none of the cases; what was learnt before stands then.
    """
    pairs = [p for p in (*load("train"), *load("dev")) if held.row(p) is not None]
    if not pairs:
        raise BadInput(
            "이 집은 문항의 사례를 하나도 보유하지 않습니다", "this home holds none of the cases"
        )
    rarity, unseen = _rarity(held)
    before = json.loads(FILE.read_text(encoding="utf-8"))
    # the processes that gather read how much a word tells from the file
    _write({**before, "rarity": rarity, "unseen": unseen})
    try:
        return fit(*gather(pairs, settings, day))
    except BaseException:
        _write(before)
        raise


def fit(names: Sequence[str], asked: Sequence[Asked]) -> str:
    """Fit and write both stages; returns lines for the person."""
    data = json.loads(FILE.read_text(encoding="utf-8"))
    groups = sorted({a.pair.group for a in asked})
    fold = {g: n % FOLDS for n, g in enumerate(groups)}
    unseen = []
    for n in range(FOLDS):
        stage = First.learnt([a for a in asked if fold[a.pair.group] != n])
        unseen += [stage.said(a) for a in asked if fold[a.pair.group] == n]
    final = First.learnt(asked)
    rows = [(o.case.best, a.same(o)) for a in unseen for o in a.options if a.counts(o)]
    slope, shift = second.platt(np.array([r for r, _ in rows]), np.array([y for _, y in rows]))
    alone = second.outcome(
        second.judging(unseen),
        lambda a: [chance(slope * o.case.best + shift) for o in a.options],
        second.WANTED_ALONE,
    )
    _write({**data, **final.data(names), "slope": slope, "shift": shift, "same": alone.same})
    return f"first stage, by folds: {alone}\n{second.fit(unseen, names, fold)}"


@dataclass(frozen=True, slots=True, eq=False)
class First:
    """The first stage as fitted: weights over features brought to one scale."""

    means: Floats
    scales: Floats
    weights: Floats
    bias: float

    @classmethod
    def learnt(cls, asked: Sequence[Asked]) -> First:
        """Fit; of each candidate the way counts that the fit before puts nearest."""
        from sklearn.linear_model import LogisticRegression

        lessons = [(a, o) for a in asked for o in a.options if a.counts(o)]
        y = np.array([a.same(o) for a, o in lessons])
        weight = np.array([a.weight for a, _ in lessons])
        stage: First | None = None
        for _ in range(ROUNDS):
            chosen = [stage.put(o.case).nearest if stage else o.case.ways[0] for _, o in lessons]
            x = np.stack([w.features for w in chosen]).astype(np.float64)
            means, scales = x.mean(0), np.maximum(x.std(0), 0.05)
            found = LogisticRegression(C=STRENGTH, max_iter=5000)
            found.fit((x - means) / scales, y, sample_weight=weight)
            stage = cls(means, scales, found.coef_[0], float(found.intercept_[0]))
        assert stage is not None
        return stage

    def put(self, case: beside.Candidate) -> beside.Candidate:
        """The candidate with what this stage says of each of its ways."""
        ways = (
            replace(
                w, raw=float((w.features - self.means) / self.scales @ self.weights) + self.bias
            )
            for w in case.ways
        )
        return replace(case, ways=tuple(ways))

    def said(self, asked: Asked) -> Asked:
        """The question with what this stage says of its candidates."""
        return replace(
            asked, options=tuple(replace(o, case=self.put(o.case)) for o in asked.options)
        )

    def data(self, names: Sequence[str]) -> dict[str, Any]:
        """As it is kept."""
        return {
            "names": list(names),
            "weights": [round(float(v), 4) for v in self.weights],
            "means": [round(float(v), 4) for v in self.means],
            "scales": [round(float(v), 4) for v in self.scales],
            "bias": round(self.bias, 4),
        }


def _write(data: dict[str, Any]) -> None:
    FILE.write_text(json.dumps(data, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    for cached in (model, view, question_view, of_heading):
        cached.cache_clear()


def _rarity(held: Held) -> tuple[dict[str, float], float]:
    """How much a word tells: the less, the more cases, or the more questions, have it.

    What people write around a case (궁금합니다, 준비하는데) is rare in the cases and tells nothing.
    """
    counts: Counter[str] = Counter()
    for case in held.cases:
        own = case_view(case)
        counts.update(set(own.words.tokens))
        counts.update({f"{f.kind}.{f.key}" for f in find_cached(own.text)})
    total = len(held.cases)
    rarity = {t: math.log((total + 1) / (n + 0.5)) for t, n in counts.items() if n > 1}
    asked: Counter[str] = Counter()
    texts = [q.question for q in index.load("train")]
    texts += [p.question for p in load("train") if p.kind == "same"]
    texts += sorted({w for worded in cases.load().values() for w in worded})
    for text in texts:
        asked.update(set(words(text).tokens))
    unseen = math.log(total + 1)
    for token, n in asked.items():
        if n > 2:
            told = math.log((len(texts) + 1) / (n + 0.5))
            rarity[token] = min(rarity.get(token, unseen), told)
    return {t: round(v, 3) for t, v in sorted(rarity.items())}, round(unseen, 3)


# -- gathering ------------------------------------------------------------------------------

_opened: list[Any] = []


def gather(pairs: Sequence[Pair], settings: Settings, day: date) -> tuple[list[str], list[Asked]]:
    """The names of the features, and each question with its candidates, by two processes."""
    context = get_context("spawn")
    with ProcessPoolExecutor(2, context, _start, (settings, day)) as pool:
        found = [f for f in pool.map(_candidates, pairs, chunksize=8) if f is not None]
    return next(n for n, _ in found if n), [asked for _, asked in found]


def _start(settings: Settings, day: date) -> None:
    stand_back()
    store = Store.open(settings.url)
    held = Held(store.interpretations())
    rows = {str(c.id): r for r, c in enumerate(held.cases)}
    _opened[:] = [held, rows, open_search(store, settings), day, settings.models]


def _candidates(pair: Pair) -> tuple[list[str], Asked] | None:
    held, rows, searcher, day, models = _opened
    row = held.row(pair)
    if row is None:
        return None
    repeated, unsure = held.like(row, REPEATED) | {row}, held.like(row, UNSURE)
    asked = asking(pair.question)
    hits = searcher.search(Query(pair.question, day, top=COMPARED))
    found = [
        (rows[hit.id], place)
        for place, hit in enumerate(hits.interpretations[:COMPARED])
        if hit.id in rows
    ]
    measured = [
        measure(asked, pair.question, held.cases[r], nearness(hits, place, held.cases[r]))
        for r, place in found
    ]
    names = [n for n in measured[0].ways[0].values if n not in LEFT_OUT] if measured else []
    options = after_reading(
        pair.question,
        measured,
        [candidate(m, lambda v: np.array([v[n] for n in names], np.float32)) for m in measured],
        open_reader(models).read,
    )
    return names, Asked(
        pair,
        tuple(
            Option(c, r in repeated, r in unsure) for c, (r, _) in zip(options, found, strict=True)
        ),
    )
