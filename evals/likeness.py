"""Learns the same-case model from the labelled pairs (학습): ``python -m evals.samecase train``.

Rarity is counted over the held cases and replies, the logistic regression fitted on the train
split, its strength, its calibration (Platt) and the threshold chosen on the dev split, then fitted
again on both; the test split takes no part. Writes ``corpora/facts/likeness.json``.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

import corpora.facts
from corpora.questions.samecase import Pair, load
from evals.samecase import REPEATED, UNSURE, Pool
from kb.answer.factmatch import match
from kb.answer.facts import find_cached
from kb.answer.likeness import features, model
from kb.answer.samecase import rules_out, view

FILE = Path(corpora.facts.__file__).parent / "likeness.json"
CHANGED_WEIGHT = 4.0
"""A changed question tells more than a far case: it shows what matters."""
STRENGTHS = (0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.3)
WANTED_RIGHT = 0.98
"""Share of dev questions with a *same* whose best case must lend the true conclusion."""
WANTED_SAFETY = 0.97
"""Share of changed dev questions that must inherit nothing."""
WRONG_WITHOUT = 0.02
"""Share of dev questions to which another case may lend another conclusion, were theirs absent."""
LEFT_OUT = frozenset(("closeness",))

Floats = npt.NDArray[np.float64]


def train(pool: Pool) -> str:
    """Count, fit, calibrate, write; returns one line for the person."""
    rarity, unseen = _rarity(pool)
    data = json.loads(FILE.read_text(encoding="utf-8"))
    _write({**data, "rarity": rarity, "unseen": unseen})
    fresh = Pool(pool.cases)
    names, x, y, weight, _, _, _ = _table(load("train"), fresh)
    _, x_dev, y_dev, weight_dev, ruled, pairs, lends = _table(load("dev"), fresh)
    means, scales = x.mean(0), np.maximum(x.std(0), 0.05)
    fitted = [_fit((x - means) / scales, y, weight, c) for c in STRENGTHS]
    losses = [_loss(_raw(f, (x_dev - means) / scales), y_dev) for f in fitted]
    strength = STRENGTHS[int(np.argmin(losses))]
    raw = _raw(fitted[int(np.argmin(losses))], (x_dev - means) / scales)
    slope, shift = _platt(raw, y_dev)
    said = np.where(ruled, 0.0, 1 / (1 + np.exp(-(slope * raw + shift))))
    same, safe, stated = _threshold(said, y_dev, pairs, lends)
    best = _fit(
        (np.vstack([x, x_dev]) - means) / scales,
        np.concatenate([y, y_dev]),
        np.concatenate([weight, weight_dev]),
        strength,
    )
    _write(
        {
            "names": names,
            "weights": [round(float(v), 4) for v in best.coef_[0]],
            "means": [round(float(v), 4) for v in means],
            "scales": [round(float(v), 4) for v in scales],
            "bias": round(float(best.intercept_[0]), 4),
            "slope": round(slope, 4),
            "shift": round(shift, 4),
            "same": round(same, 3),
            "similar": data["similar"],
            "rarity": rarity,
            "unseen": unseen,
        }
    )
    return (
        f"{len(y)} pairs, {int(y.sum())} same; dev, before it joined the fit: "
        f"loss {min(losses):.4f}, same from {same:.3f}, stated {stated:.3f}, "
        f"changed inherits nothing {safe:.3f}"
    )


def _write(data: dict[str, Any]) -> None:
    FILE.write_text(json.dumps(data, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    model.cache_clear()
    view.cache_clear()
    from kb.answer.likeness import words_cached

    words_cached.cache_clear()


def _rarity(pool: Pool) -> tuple[dict[str, float], float]:
    counts: Counter[str] = Counter()
    for held in pool.views:
        counts.update(set(held.words.tokens))
        counts.update({f"{f.kind}.{f.key}" for f in find_cached(held.text)})
    total = len(pool.views)
    rarity = {t: round(math.log((total + 1) / (n + 0.5)), 3) for t, n in counts.items() if n > 1}
    return dict(sorted(rarity.items())), round(math.log(total + 1), 3)


def _table(
    pairs: Sequence[Pair], pool: Pool
) -> tuple[list[str], Floats, Floats, Floats, npt.NDArray[np.bool_], list[Pair], list[str]]:
    """Names, features, labels, weights, ruled out by a hard rule, pair and conclusion of a row."""
    rows: list[dict[str, float]] = []
    labels: list[float] = []
    ruled: list[bool] = []
    asked: list[Pair] = []
    lends: list[str] = []
    for pair in pairs:
        row = pool.row(pair)
        if row is None:
            continue
        question = view(pair.question)
        repeated = pool.like(row, REPEATED) | {row}
        others = [r for r in pool.nearest(question) if r not in pool.like(row, UNSURE)]
        for r in sorted(repeated) + (others if pair.kind == "same" else []):
            held = pool.views[r]
            lines = match(question.facts, held.facts)
            lengths = (len(question.text), len(held.text))
            values = features(question.words, held.words, held.around, lines, lengths)
            rows.append(values)
            labels.append(float(pair.kind == "same" and r in repeated))
            ruled.append(rules_out(lines, values))
            asked.append(pair)
            concluded = pool.cases[r].conclusion
            lends.append(concluded.value if concluded else "")
    names = [n for n in rows[0] if n not in LEFT_OUT]
    x = np.array([[row[n] for n in names] for row in rows])
    weight = np.array([CHANGED_WEIGHT if p.kind == "changed" else 1.0 for p in asked])
    return names, x, np.array(labels), weight, np.array(ruled), asked, lends


def _fit(x: Floats, y: Floats, weight: Floats, strength: float) -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=strength, max_iter=3000).fit(x, y, sample_weight=weight)


def _raw(fitted: Any, x: Floats) -> Floats:
    raw: Floats = x @ fitted.coef_[0] + fitted.intercept_[0]
    return raw


def _loss(raw: Floats, y: Floats) -> float:
    return float(np.mean(np.logaddexp(0.0, np.where(y > 0, -raw, raw))))


def _platt(raw: Floats, y: Floats) -> tuple[float, float]:
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression(C=1e3).fit(raw[:, None], y)
    return float(fitted.coef_[0][0]), float(fitted.intercept_[0])


def _threshold(
    said: Floats, y: Floats, pairs: Sequence[Pair], lends: Sequence[str]
) -> tuple[float, float, float]:
    """The lowest threshold that is safe enough, with the safety and coverage that it gives."""
    best: dict[str, tuple[float, bool]] = {}
    without: dict[str, tuple[float, bool]] = {}
    for pair, value, is_same, lent in zip(pairs, said, y, lends, strict=True):
        right = bool(is_same) or lent == pair.expected
        best[pair.id] = max(best.get(pair.id, (0.0, False)), (float(value), right))
        if not is_same and lent:
            wrong = lent != pair.expected
            without[pair.id] = max(without.get(pair.id, (0.0, False)), (float(value), wrong))
    changed = {p.id for p in pairs if p.kind == "changed"}
    asked = [found for name, found in sorted(best.items()) if name not in changed]
    altered = [value for name, (value, _) in sorted(best.items()) if name in changed]
    alone = [found for name, found in sorted(without.items()) if name not in changed]
    for threshold in np.arange(0.30, 0.95, 0.01):
        stated = [right for value, right in asked if value >= threshold]
        rate = float(np.mean(stated)) if stated else 1.0
        safe = float(np.mean([value < threshold for value in altered]))
        wrongly = sum(wrong for value, wrong in alone if value >= threshold) / len(asked)
        if rate >= WANTED_RIGHT and safe >= WANTED_SAFETY and wrongly <= WRONG_WITHOUT:
            return float(threshold), safe, len(stated) / len(asked)
    return 0.95, 1.0, 0.0
