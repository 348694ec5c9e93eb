"""Sources like a question: interpretations and casebook cases, and rulings (유사 사례).

A ruling is found by its holdings, one without a holding by the best passage of its reasons.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from kb.search.channels import Scores
from kb.search.opened import Opened
from kb.search.order import first
from kb.search.types import ProvisionHit, SourceHit

Floats = npt.NDArray[np.float32]
SPEAKING = 3
"""Articles found that speak for a ruling which cites them."""


def alike(
    o: Opened, scores: Sequence[Scores], like: Floats, top: int, rulings: bool,
    excluded: frozenset[int],
) -> tuple[SourceHit, ...]:  # fmt: skip
    """Interpretations, or the rulings that state a holding, by their likeness; best first."""
    rows = o.sources[rulings]
    order = first(rows, like[rows], top + len(excluded))
    fields = ("ruling.holdings",) if rulings else ("case.question", "case.asked")
    cosine = np.max([s.semantic[f] for s in scores for f in fields], axis=0)
    out = []
    for i in order.tolist():
        if i in excluded or like[i] <= 0:
            continue
        lexical = max(float(s.lexical[f][i]) for s in scores for f in fields)
        channels = {"lexical": round(lexical, 4), "cosine": round(float(cosine[i]), 4)}
        out.append(SourceHit(o.index.cases[i].id, round(float(like[i]), 4),
                             round(float(cosine[i]), 4), channels))  # fmt: skip
    return tuple(out[:top])


def rulings(
    o: Opened, scores: Sequence[Scores], like: Floats, top: int,
    excluded: frozenset[int], provisions: Sequence[ProvisionHit],
) -> tuple[SourceHit, ...]:  # fmt: skip
    """Rulings by their holdings, and those without by the best passage of their reasons."""
    out = [*alike(o, scores, like, top, True, excluded)]
    speaking = [str(p.id.article.at(None)) for p in provisions[:SPEAKING]]
    for i, best in o.reasons.best(scores[0], excluded, speaking).items():
        p = o.index.passages[best.passage]
        channels = {
            "lexical": round(best.lexical, 4),
            "cosine": round(best.cosine, 4),
            "cites": float(best.cites),
        }
        out.append(
            SourceHit(o.index.cases[i].id, round(best.like, 4), round(best.cosine, 4),
                      channels, (p.start, p.end))
        )  # fmt: skip
    return tuple(sorted(out, key=lambda h: (-h.score, h.id))[:top])
