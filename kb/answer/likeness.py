"""The calibrated model of the same-case test (유사도 확률), and the words that it compares.

The model is a logistic regression learnt on the project's own labelled pairs by
``python -m evals.samecase train`` and kept as plain numbers in ``corpora/facts/likeness.json``.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from sys import intern

import numpy as np
import numpy.typing as npt

from kb.search import morphemes
from kb.search.fast import open_fast

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Model:
    """Weights, calibration and thresholds, as learnt."""

    names: tuple[str, ...]
    weights: tuple[float, ...]
    means: tuple[float, ...]
    scales: tuple[float, ...]
    bias: float
    slope: float
    shift: float
    same: float
    """Probability from which a case is the same."""
    similar: float
    """Closeness from which a case is similar rather than different."""
    rarity: Mapping[str, float]
    """Inverse document frequency of terms and of fact values (``kind.key``)."""
    unseen: float

    def raw(self, values: Mapping[str, float]) -> float:
        """What the regression says, before calibration."""
        return self.bias + sum(
            weight * (values.get(name, 0.0) - mean) / scale
            for name, weight, mean, scale in zip(
                self.names, self.weights, self.means, self.scales, strict=True
            )
        )

    def probability(self, raw: float) -> float:
        """Calibrated probability that the case is the same, of what the regression says."""
        return chance(self.slope * raw + self.shift)

    def vector(self, values: Mapping[str, float]) -> Floats:
        """The features in the order of the names."""
        return np.asarray([values.get(name, 0.0) for name in self.names], np.float32)

    def weight(self, term: str) -> float:
        """How much a term or value tells: rare ones tell more."""
        return self.rarity.get(term, self.unseen)


def chance(logit: float) -> float:
    """The logistic function, kept from overflow."""
    return 1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, logit))))


@lru_cache(maxsize=1)
def model() -> Model:
    """The learnt model; read once a process."""
    data = json.loads(
        resources.files("corpora.facts").joinpath("likeness.json").read_text(encoding="utf-8")
    )
    return Model(
        names=tuple(data["names"]),
        weights=tuple(data["weights"]),
        means=tuple(data["means"]),
        scales=tuple(data["scales"]),
        bias=data["bias"],
        slope=data["slope"],
        shift=data["shift"],
        same=data["same"],
        similar=data["similar"],
        rarity=data["rarity"],
        unseen=data["unseen"],
    )


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """Content morphemes of a text, each once, with their mean.

    Of their vectors only the numbers are kept: thousands of cases are held at once.
    """

    tokens: tuple[str, ...]
    numbers: npt.NDArray[np.int32]
    """Of each token in the embedder; -1: it is not known there."""
    mean: Floats
    known: frozenset[str]
    """The tokens as a set."""

    @property
    def rows(self) -> Floats:
        """The unit vector of each token, zeros for one that is not known."""
        return _units()[self.numbers]

    def joined(self, *more: Words) -> Words:
        """These words and others'; the mean stays."""
        tokens, numbers = list(self.tokens), [self.numbers]
        known = set(tokens)
        for other in more:
            fresh = [i for i, t in enumerate(other.tokens) if t not in known]
            known.update(other.tokens)
            tokens += [other.tokens[i] for i in fresh]
            numbers.append(other.numbers[fresh])
        if not more:
            return self
        return Words(tuple(tokens), np.concatenate(numbers), self.mean, frozenset(tokens))


def tokens(text: str) -> tuple[str, ...]:
    """The content morphemes of a text, each once."""
    return tuple(dict.fromkeys(map(intern, morphemes.shared().tokens(text))))


def words(text: str) -> Words:
    """The words of a text as the test compares them."""
    return of_tokens(tokens(text))


def of_tokens(tokens: tuple[str, ...]) -> Words:
    """The same of morphemes already known."""
    embedder = open_fast()
    learnt = model()
    numbers = embedder.numbers(tokens).astype(np.int32)
    mean = np.asarray([learnt.weight(t) for t in tokens], np.float32) @ _units()[numbers]
    unit = mean / max(float(np.linalg.norm(mean)), 1e-8)
    return Words(tokens, numbers, unit, frozenset(tokens))


@lru_cache(maxsize=1)
def _units() -> Floats:
    """The embedder's rows as unit vectors, and at the end zeros: the row of -1."""
    rows = open_fast().rows.astype(np.float32)
    units = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-8)
    return np.concatenate([units, np.zeros((1, rows.shape[1]), np.float32)])


@lru_cache(maxsize=2048)
def of_heading(tokens: tuple[str, ...]) -> Words:
    """``of_tokens`` of a heading, which stands above many cases."""
    return of_tokens(tokens)
