"""Candidates: the features of every article for a question, and the articles that these bring.

What the ranker orders, and what it learns from.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from kb.law.values import Citation
from kb.search import cited, features, inquiry, tierfeatures, votes
from kb.search.channels import Scores
from kb.search.opened import Opened
from kb.search.types import Query
from kb.search.units import as_int

IN_PASSING = 0.1
"""How much a citation counts in a long inquiry, beside that of a short question, which asks about it:
the asker often cites what he has read, and the reply rests on another article."""
Floats = npt.NDArray[np.float32]
CANDIDATES = 30
"""Articles that each feature brings; one side of the replies, or a part of a question, half."""


def likeness(o: Opened, scores: Sequence[Scores], excluded: frozenset[int]) -> Floats:
    """How like each case is to each request; what is not live or is excluded is like none."""
    like = np.stack([votes.likeness(s) for s in scores])
    like[:, ~o.live] = 0.0
    if excluded:
        like[:, sorted(excluded)] = 0.0
    result: Floats = like
    return result


def columns(
    o: Opened, query: Query, scores: Sequence[Scores], found: tuple[Citation, ...],
    like: Floats, excluded: frozenset[int], near: Sequence[dict[str, Floats]] = (),
) -> dict[str, Floats]:  # fmt: skip
    """The features of every article, the best of the requests each.

    Of the index that the search began with: another may have been opened since.
    """
    chosen, force = o.on(as_int(query.day))
    out: dict[str, Floats] = {}
    barred = ~o.live
    barred[sorted(excluded)] = True
    aside = o.everyday.excluded(query.exclude)
    for n, s in enumerate(scores):
        own = features.lexical_and_semantic(s, chosen)
        own.update(votes.count(o.ballots, like[n], len(o.table.ids)))
        if n == 0:
            own.update(votes.sides(o.ballots, s, like[0] == 0.0, len(o.table.ids)))
        own.update(o.everyday.features(s, aside, len(o.table.ids)))
        if n < len(near):
            own.update(tierfeatures.of(near[n], like[n], barred, o.ballots, chosen))
        for name, column in own.items():
            if n == 0:
                out[name] = column
            else:
                out[f"parts.{name}"] = np.maximum(out.get(f"parts.{name}", np.float32(0)), column)
    out.update(features.relative(out))
    out.update(o.table.around.features(out))
    out.update(features.static(o.table, force))
    out["asked.length"] = np.full(len(force), np.log1p(len(query.text)), np.float32)
    out["asked.best"] = np.full(len(force), like[0].max(initial=0), np.float32)
    out["prior"] = o.prior
    if excluded:
        less = features.cited(o.ballots, len(o.table.ids), sorted(excluded))
        out["prior"] = features.prior(o.cited - less)
    out["cited"] = np.zeros(len(o.table.ids), np.float32)
    named = cited.provisions(found)
    weight = 1.0 if len(query.text) <= inquiry.SHORT else IN_PASSING
    for i, provision in enumerate(named):
        row = o.table.rows.get(str(provision.article))
        if row is not None:
            out["cited"][row] = weight * (1.0 - 0.01 * i)
    works = cited.works(found)
    out["cited.work"] = np.isin(o.works, sorted(works) or [""]).astype(np.float32)
    return out


def brought(columns: dict[str, Floats]) -> npt.NDArray[np.int64]:
    """Rows of the articles that the ranker orders: the highest of each feature."""
    keep: set[int] = set()
    for name, column in columns.items():
        if name.split(".")[0] in features.STATIC or name == "cited.work":
            continue
        half = name.startswith(("side", "parts"))
        k = min(CANDIDATES // 2 if half else CANDIDATES, len(column))
        keep.update(_highest(column, k).tolist())
    return np.asarray(sorted(keep), np.int64)


def _highest(column: Floats, k: int) -> npt.NDArray[np.int64]:
    """Rows of the ``k`` highest values of a column, those above nothing."""
    found = np.flatnonzero(column > 0)
    if len(found) <= k:
        return found
    own = column[found]
    near = found[own >= np.partition(own, len(own) - k)[len(own) - k]]
    # which of several that are level with the last one are taken is left to the whole column
    return near if len(near) == k else np.argpartition(-column, k - 1)[:k]
