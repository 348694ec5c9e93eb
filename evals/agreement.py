"""Measures of agreement and of being right, over groups of answers to one case.

Kappa is Fleiss' (Psychological Bulletin 76, 1971) by statsmodels; rank-biased overlap is that of
Webber, Moffat and Zobel (ACM TOIS 28, 2010), extrapolated; intervals are percentile bootstrap over
groups, by scipy.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
from scipy.stats import bootstrap
from statsmodels.stats.inter_rater import aggregate_raters, fleiss_kappa

RESAMPLES = 400
"""Draws of a statistic that is no mean of one value a group."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its 95 % interval."""

    value: float
    low: float
    high: float
    n: int

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


def mean_figure(values: Sequence[float], seed: int = 17) -> Figure:
    """Mean of one value a group, with its bootstrap interval. NaN where there is no group."""
    if not values:
        return Figure(float("nan"), float("nan"), float("nan"), 0)
    data = np.asarray(values, dtype=float)
    value = float(data.mean())
    if len(data) < 2 or np.ptp(data) == 0:
        return Figure(value, value, value, len(data))
    interval = bootstrap(
        (data,), np.mean, n_resamples=2000, method="percentile", rng=np.random.default_rng(seed)
    ).confidence_interval
    return Figure(value, float(interval.low), float(interval.high), len(data))


def resampled(statistic: Callable[[Sequence[int]], float], groups: int, seed: int = 17) -> Figure:
    """A statistic of all groups, given by their numbers, with its bootstrap interval over groups."""
    everyone = list(range(groups))
    value = statistic(everyone)
    if groups < 2:
        return Figure(value, value, value, groups)
    rng = np.random.default_rng(seed)
    drawn = [statistic(rng.integers(0, groups, groups).tolist()) for _ in range(RESAMPLES)]
    kept = [x for x in drawn if not np.isnan(x)]
    if not kept:
        return Figure(value, value, value, groups)
    low, high = np.quantile(kept, (0.025, 0.975))
    return Figure(value, float(low), float(high), groups)


def kappa(groups: Sequence[Sequence[str]]) -> float:
    """Fleiss' kappa of the conclusions of groups; every group has the same number of answers.

    1.0 where all answers of all groups are one and the same conclusion (no disagreement is possible
    to observe, and none was).
    """
    table, _ = aggregate_raters(np.asarray(groups))
    return _kappa(table)


def kappa_figure(groups: Sequence[Sequence[str]]) -> Figure:
    """Fleiss' kappa with its bootstrap interval over groups."""
    table, _ = aggregate_raters(np.asarray(groups))
    return resampled(lambda rows: _kappa(table[np.asarray(rows)]), len(groups))


def _kappa(table: npt.NDArray[np.int64]) -> float:
    if int((table.sum(axis=0) > 0).sum()) == 1:
        return 1.0
    return float(fleiss_kappa(table))


def unanimous(answers: Sequence[str]) -> bool:
    """Whether all answers of a group are the same."""
    return len(set(answers)) == 1


def jaccard(a: Sequence[str], b: Sequence[str]) -> float:
    """Share of common members; 1 for two empty lists.

    >>> jaccard(["x", "y"], ["y", "z"])
    0.3333333333333333
    """
    union = set(a) | set(b)
    return len(set(a) & set(b)) / len(union) if union else 1.0


def rank_biased_overlap(a: Sequence[str], b: Sequence[str], p: float = 0.8) -> float:
    """RBO of two rankings, extrapolated from the shorter depth (equation 23 for even lists).

    >>> round(rank_biased_overlap(["x", "y", "z"], ["x", "y", "z"]), 6)
    1.0
    >>> rank_biased_overlap(["x"], ["y"])
    0.0
    """
    depth = min(len(a), len(b))
    if depth == 0:
        return 1.0 if len(a) == len(b) else 0.0
    total = 0.0
    overlap = 0
    seen_a: set[str] = set()
    seen_b: set[str] = set()
    for d in range(1, depth + 1):
        x, y = a[d - 1], b[d - 1]
        overlap += int(x == y) + int(x != y and x in seen_b) + int(x != y and y in seen_a)
        seen_a.add(x)
        seen_b.add(y)
        total += overlap / d * p**d
    return (1 - p) / p * total + overlap / depth * p**depth


def pairwise(
    measure: Callable[[Sequence[str], Sequence[str]], float], lists: Sequence[Sequence[str]]
) -> float:
    """Mean of a measure over all pairs of a group; 1 for a single list."""
    pairs = list(combinations(lists, 2))
    return sum(measure(a, b) for a, b in pairs) / len(pairs) if pairs else 1.0


def risk_coverage(confidence: Sequence[float], right: Sequence[bool]) -> list[tuple[float, float]]:
    """(coverage, risk) points as answers are stated from the surest down.

    Risk is the share of wrong answers among those stated (El-Yaniv and Wiener, JMLR 11, 2010).
    """
    order = sorted(range(len(right)), key=lambda i: (-confidence[i], i))
    points, wrong = [], 0
    for k, i in enumerate(order, 1):
        wrong += not right[i]
        points.append((k / len(order), wrong / k))
    return points


def area_under_risk_coverage(points: Sequence[tuple[float, float]]) -> float:
    """AURC: mean risk over coverages; 0 is best."""
    return sum(risk for _, risk in points) / len(points) if points else float("nan")


def calibration_error(
    confidence: Sequence[float], right: Sequence[bool], bins: int = 10
) -> tuple[float, list[tuple[float, float, int]]]:
    """Expected calibration error with equal-width bins, and (mean confidence, accuracy, n) a bin.

    Naeini, Cooper and Hauskrecht, AAAI 2015.
    """
    if not right:
        return float("nan"), []
    c, r = np.asarray(confidence, dtype=float), np.asarray(right, dtype=float)
    which = np.minimum((c * bins).astype(int), bins - 1)
    rows, error = [], 0.0
    for b in range(bins):
        inside = which == b
        if n := int(inside.sum()):
            mean, share = float(c[inside].mean()), float(r[inside].mean())
            rows.append((mean, share, n))
            error += n / len(r) * abs(mean - share)
    return error, rows
