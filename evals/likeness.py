"""Learns the same-case model from the labelled pairs (학습): ``python -m evals.samecase train``.

Rarity is counted over the held cases and replies. The candidates of a question are those that search
finds for it. The logistic regression is fitted on the train split and its strength chosen on the dev
split; its calibration (Platt) and the threshold are chosen by folds over both, on which it is then
fitted again; the test split takes no part. Writes ``corpora/facts/likeness.json``.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

import corpora.facts
from corpora.questions import index
from corpora.questions.samecase import Pair, load
from evals.samecase import REPEATED, UNSURE, Held
from kb.answer.caseview import CaseView, case_view, question_view, view, worded_views
from kb.answer.factmatch import match
from kb.answer.facts import find_cached
from kb.answer.likeness import model, words, words_cached
from kb.answer.pairing import features
from kb.answer.reserved import added, ground
from kb.answer.samecase import rules_out
from kb.answer.weigh import COMPARED, nearness
from kb.search.types import Hits, Query

FILE = Path(corpora.facts.__file__).parent / "likeness.json"
CHANGED_WEIGHT = 4.0
"""A changed question tells more than a far case: it shows what matters."""
STRENGTHS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5)
WANTED_RIGHT = 0.98
"""Share of questions with a *same* whose best case must lend the true conclusion."""
WANTED_SAFETY = 0.90
"""Share of changed questions that must inherit nothing by the model and the reservations alone; notes
to a case and good law keep more of them apart (``yugwon eval answers``)."""
FOLDS = 5
LEFT_OUT = frozenset(("closeness",))

Floats = npt.NDArray[np.float64]


class Searches(Protocol):
    """Search, for the candidates."""

    def search(self, query: Query) -> Hits: ...


@dataclass(frozen=True, slots=True)
class Table:
    """Features, labels and what belongs to them, a row a pair question × candidate."""

    names: list[str]
    x: Floats
    y: Floats
    weight: Floats
    ruled: npt.NDArray[np.bool_]
    pairs: list[Pair]
    lends: list[str]
    own: npt.NDArray[np.bool_]
    """Whether the candidate is the case that the question was made from."""

    def joined(self, other: Table) -> Table:
        """This table and another below it."""
        return Table(
            self.names,
            np.vstack([self.x, other.x]),
            np.concatenate([self.y, other.y]),
            np.concatenate([self.weight, other.weight]),
            np.concatenate([self.ruled, other.ruled]),
            self.pairs + other.pairs,
            self.lends + other.lends,
            np.concatenate([self.own, other.own]),
        )


def train(held: Held, searcher: Searches, day: date) -> str:
    """Count, fit, calibrate, write; returns one line for the person."""
    rarity, unseen = _rarity(held)
    data = json.loads(FILE.read_text(encoding="utf-8"))
    _write({**data, "rarity": rarity, "unseen": unseen})
    learn = table(load("train"), held, searcher, day)
    return fit(learn, table(load("dev"), held, searcher, day), rarity, unseen)


def fit(learn: Table, dev: Table, rarity: Mapping[str, float], unseen: float) -> str:
    """Fit, calibrate and write the model of two tables; returns one line for the person.

    The strength is chosen on the dev split; calibration and threshold are chosen on both, each
    question said by a model that has not seen its group: dev alone has too few changed questions.
    """
    similar = json.loads(FILE.read_text(encoding="utf-8"))["similar"]
    means, scales = learn.x.mean(0), np.maximum(learn.x.std(0), 0.05)
    fitted = [_fit((learn.x - means) / scales, learn.y, learn.weight, c) for c in STRENGTHS]
    losses = [_loss(_raw(f, (dev.x - means) / scales), dev.y, dev.weight) for f in fitted]
    strength = STRENGTHS[int(np.argmin(losses))]
    both = learn.joined(dev)
    x = (both.x - means) / scales
    raw = _unseen(both, x, strength)
    slope, shift = _platt(raw, both.y)
    said = np.where(both.ruled, 0.0, 1 / (1 + np.exp(-(slope * raw + shift))))
    same, safe, stated = _threshold(said, both)
    best = _fit(x, both.y, both.weight, strength)
    _write(
        {
            "names": learn.names,
            "weights": [round(float(v), 4) for v in best.coef_[0]],
            "means": [round(float(v), 4) for v in means],
            "scales": [round(float(v), 4) for v in scales],
            "bias": round(float(best.intercept_[0]), 4),
            "slope": round(slope, 4),
            "shift": round(shift, 4),
            "same": round(same, 3),
            "similar": similar,
            "rarity": rarity,
            "unseen": unseen,
        }
    )
    return (
        f"{len(both.y)} pairs, {int(both.y.sum())} same; strength {strength}, dev loss "
        f"{min(losses):.4f}; over both, by folds: same from {same:.3f}, stated {stated:.3f}, "
        f"changed inherits nothing {safe:.3f}"
    )


def _unseen(table: Table, x: Floats, strength: float) -> Floats:
    """What models say of the groups that they have not learnt from, five of them in turn."""
    from sklearn.model_selection import GroupKFold

    raw = np.zeros(len(table.y))
    groups = [p.group for p in table.pairs]
    for seen, other in GroupKFold(FOLDS).split(x, table.y, groups):
        model = _fit(x[seen], table.y[seen], table.weight[seen], strength)
        raw[other] = _raw(model, x[other])
    return raw


def _write(data: dict[str, Any]) -> None:
    FILE.write_text(json.dumps(data, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    model.cache_clear()
    view.cache_clear()
    question_view.cache_clear()
    words_cached.cache_clear()


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
    for text in texts:
        asked.update(set(words(text).tokens))
    unseen = math.log(total + 1)
    for token, n in asked.items():
        if n > 2:
            told = math.log((len(texts) + 1) / (n + 0.5))
            rarity[token] = min(rarity.get(token, unseen), told)
    return {t: round(v, 3) for t, v in sorted(rarity.items())}, round(unseen, 3)


def table(pairs: Sequence[Pair], held: Held, searcher: Searches, day: date) -> Table:
    """Features of every question beside the candidates that search finds.

    Of a question with one fact changed only the case that it was made from counts; candidates that
    may or may not be the case are left out.
    """
    by_id = {str(c.id): r for r, c in enumerate(held.cases)}
    rows: list[dict[str, float]] = []
    labels, ruled, own = [], [], []
    asked: list[Pair] = []
    lends: list[str] = []
    for pair in pairs:
        row = held.row(pair)
        if row is None:
            continue
        repeated, unsure = held.like(row, REPEATED) | {row}, held.like(row, UNSURE)
        question = question_view(pair.question)
        hits = searcher.search(Query(pair.question, day, top=COMPARED))
        for place, hit in enumerate(hits.interpretations[:COMPARED]):
            r = by_id.get(hit.id)
            if r is None or (r not in repeated and (r in unsure or pair.kind == "changed")):
                continue
            case = held.cases[r]
            near = nearness(hits, place, case)
            views = [case_view(case), *worded_views(case, question)]
            put = [(*_pair(question, v, near), v) for v in views]
            values, differs, held_view = put[0] if put[0][1] else max(put, key=_nearest)
            told, concluded = put[0][2].facts, case.conclusion
            more = added(question.facts, (*told, *held_view.facts), concluded)
            differs = differs or bool(more or ground(question.facts, told, concluded))
            rows.append(values)
            labels.append(float(pair.kind == "same" and r in repeated))
            ruled.append(differs)
            own.append(r in repeated)
            asked.append(pair)
            lends.append(case.conclusion.value if case.conclusion else "")
    names = [n for n in rows[0] if n not in LEFT_OUT]
    x = np.array([[row[n] for n in names] for row in rows])
    weight = np.array([CHANGED_WEIGHT if p.kind == "changed" else 1.0 for p in asked])
    return Table(names, x, np.array(labels), weight, np.array(ruled), asked, lends, np.array(own))


def _pair(question: CaseView, case: CaseView, near: Any) -> tuple[dict[str, float], bool]:
    lines = match(question.facts, case.facts)
    return features(question, case, lines, near), rules_out(lines)


def _nearest(put: tuple[dict[str, float], bool, CaseView]) -> tuple[bool, float]:
    """Of the ways in which a case is put, the one that the test takes, by the model before."""
    return not put[1], model().probability(put[0])


def _fit(x: Floats, y: Floats, weight: Floats, strength: float) -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=strength, max_iter=5000).fit(x, y, sample_weight=weight)


def _raw(fitted: Any, x: Floats) -> Floats:
    raw: Floats = x @ fitted.coef_[0] + fitted.intercept_[0]
    return raw


def _loss(raw: Floats, y: Floats, weight: Floats) -> float:
    return float(np.average(np.logaddexp(0.0, np.where(y > 0, -raw, raw)), weights=weight))


def _platt(raw: Floats, y: Floats) -> tuple[float, float]:
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression(C=1e3).fit(raw[:, None], y)
    return float(fitted.coef_[0][0]), float(fitted.intercept_[0])


def _threshold(said: Floats, table: Table) -> tuple[float, float, float]:
    """The lowest threshold that is safe enough, with the safety and coverage that it gives."""
    best: dict[str, tuple[float, bool]] = {}
    altered: dict[str, float] = {}
    asked = {p.id for p in table.pairs if p.kind == "same"}
    for pair, value, lent in zip(table.pairs, said, table.lends, strict=True):
        if pair.kind == "changed":
            altered[pair.id] = max(altered.get(pair.id, 0.0), float(value))
        elif lent:
            right = lent == pair.expected
            best[pair.id] = max(best.get(pair.id, (0.0, False)), (float(value), right))
    for threshold in np.arange(0.20, 0.95, 0.01):
        stated = [right for value, right in best.values() if value >= threshold]
        rate = float(np.mean(stated)) if stated else 1.0
        safe = float(np.mean([value < threshold for value in altered.values()]))
        if rate >= WANTED_RIGHT and safe >= WANTED_SAFETY:
            return float(threshold), safe, len(stated) / len(asked)
    return 0.95, 1.0, 0.0
