"""The ranker: a weighted sum of named features, so that every score can be explained.

Weights are data (``corpora/embedder/ranker.json``), learnt by ``kb.search.train``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

import corpora.embedder
from kb.errors import DataFault

Floats = npt.NDArray[np.float32]
FILE = corpora.embedder.FOLDER / "ranker.json"


@dataclass(frozen=True, slots=True)
class Ranker:
    """Weights by feature name; a feature without a weight does not count."""

    weights: Mapping[str, float]

    def score(self, features: Mapping[str, Floats]) -> Floats:
        """One score a candidate."""
        total = np.zeros(len(next(iter(features.values()))), np.float32)
        for name, weight in self.weights.items():
            if name in features:
                total += np.float32(weight) * features[name]
        return total

    def explain(self, features: Mapping[str, Floats], row: int) -> dict[str, float]:
        """What each feature adds to the score of one candidate."""
        parts = {
            name: round(weight * float(features[name][row]), 4)
            for name, weight in self.weights.items()
            if name in features
        }
        return {name: value for name, value in parts.items() if value}


@lru_cache(maxsize=4)
def load(path: Path = FILE) -> Ranker:
    """The learnt weights. Raises DataFault when the file is missing or broken."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return Ranker({str(k): float(v) for k, v in data["weights"].items()})
    except (OSError, ValueError, KeyError, AttributeError) as e:
        raise DataFault(
            f"가중치를 읽을 수 없습니다: {path}: {e}", f"no weights: {path}: {e}"
        ) from None
