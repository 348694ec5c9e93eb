"""How sure it is that the first provision found governs the question (확신도), 0 to 1.

The ranker only puts candidates in order; the first of them may still be far off. A logistic curve
over how the scores, the votes and the likenesses stand says how often a first provision like
this one governs. It is learnt with the ranker, from questions that its trees have not seen and
from questions of other fields, and is kept beside them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
FAR = 0.3
"""Below it the first provision is far: better to name none than to call it the nearest."""
NAMES = ("bias", "score", "margin", "lead", "votes", "alike", "asked", "words", "cited")


def evidence(total: Floats, features: Mapping[str, Floats]) -> dict[str, float]:
    """What the estimate looks at.

    Args:
        total: the ranker's score of each candidate.
        features: the candidates' features.
    """
    found = dict.fromkeys(NAMES, 0.0)
    found["bias"] = 1.0
    if not len(total):
        return found
    first = int(np.lexsort((np.arange(len(total)), -total))[0])
    cited = float(features["cited"][first] > 0)
    rest = np.delete(total, first)
    shares = np.exp(np.minimum(total - total[first], 0.0))
    found |= {
        "score": float(total[first]),
        "margin": min(float(total[first] - rest.max()) if len(rest) else 1.0, 3.0),
        "lead": float(1.0 / shares.sum()),
        "votes": float(features["share.all"][first]),
        "alike": float(features["asked.best"][first]),
        "asked": float(features["everyday.sense"][first]),
        "words": float(features["cosine.clause"][first]),
        "cited": cited,
    }
    if cited:  # what a citation adds to the score says nothing of how well the rest fits
        found["score"] = found["margin"] = 0.0
    return found


def estimate(weights: Mapping[str, float], found: Mapping[str, float]) -> float:
    """The probability that the first provision governs; 0.5 where none has been learnt."""
    z = sum(weights.get(name, 0.0) * value for name, value in found.items())
    return round(1.0 / (1.0 + math.exp(-max(min(z, 40.0), -40.0))), 4)
