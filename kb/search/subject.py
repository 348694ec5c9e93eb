"""Whether a question is within the subject of the corpus (소관 여부), 0 to 1.

A logistic curve over how well the best case and the best article fit, learnt from real replies'
questions against questions of other fields.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from kb.search.channels import Scores
from kb.search.question import Question

WEIGHTS = {"bias": -6.95, "cosine": 3.0, "lexical": 1.56, "cited": 3.0}


def evidence(asked: Question, scores: Sequence[Scores], named: bool) -> dict[str, float]:
    """What the estimate looks at."""
    first = scores[0]
    words = max(sum(asked.requests[0].weights), 1.0)
    cosine = max(float(np.max(first.semantic[f], initial=0.0)) for f in ("case.question", "clause"))
    lexical = max(
        float(np.max(first.lexical[f], initial=0.0)) for f in ("case.question", "article.text")
    )
    return {"cosine": cosine, "lexical": lexical / math.sqrt(words), "cited": float(named)}


def estimate(asked: Question, scores: Sequence[Scores], named: bool) -> float:
    """The estimate; 0.5 is the line."""
    found = evidence(asked, scores, named)
    z = WEIGHTS["bias"] + sum(WEIGHTS[k] * v for k, v in found.items())
    return round(1.0 / (1.0 + math.exp(-max(min(z, 40.0), -40.0))), 4)
