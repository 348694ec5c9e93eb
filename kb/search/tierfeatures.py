"""Features of the second tier for the ranker: nearness by a heavier model, and votes by it.

All are free of the model's scale, so that one learnt ranker (``ranker-deep.json``) serves any
model that the setting ``embedder`` names. Votes are counted twice: by the model alone and by it
together with what the first tier finds alike.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from kb.search import votes
from kb.search.votes import Ballots

Floats = npt.NDArray[np.float32]


def likeness(near: Mapping[str, Floats], barred: npt.NDArray[np.bool_]) -> Floats:
    """How like the question each case is: 1 the nearest of those allowed, 0 the mean."""
    mine = np.where(barred, 0.0, np.maximum(near["case"], 0.0))
    result: Floats = (mine / max(float(mine.max(initial=0)), 1e-6)).astype(np.float32)
    return result


def is_own(name: str) -> bool:
    """Whether a feature is of the second tier, whatever was made of it since."""
    return bool({"deep", "both"} & set(name.split(".")))


def of(
    near: Mapping[str, Floats], like: Floats, barred: npt.NDArray[np.bool_], ballots: Ballots,
    chosen: npt.NDArray[np.int64],
) -> dict[str, Floats]:  # fmt: skip
    """Features of every article for one text asked.

    Args:
        near: what :meth:`kb.search.tier.Tier.similarities` gives for the text.
        like: likeness of each case by the first tier, 0 to 1.
        barred: cases that take no part (drafts, and what is left out by the question).
        chosen: the wording of the day of each article.
    """
    size = len(chosen)
    own = likeness(near, barred)
    first = np.where(barred, 0.0, like / max(float(like.max(initial=0)), 1e-6))
    both = (0.5 * own + 0.5 * first).astype(np.float32)
    out = {
        "deep.text": near["article"][chosen],
        "deep.everyday": np.maximum(near["everyday"], 0.0),
        "deep.summary": np.maximum(near["summary"], 0.0),
    }
    out["asked.deep"] = np.full(
        size, float(np.where(barred, 0.0, near["case"]).max(initial=0)), np.float32
    )
    out.update((f"deep.{k}", v) for k, v in votes.count(ballots, own, size).items())
    out.update((f"both.{k}", v) for k, v in votes.count(ballots, both, size).items())
    return out
