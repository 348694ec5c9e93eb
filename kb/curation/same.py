"""Whether two questions are put together in the queue: the same-case test, both ways (같은 사안).

Looser than the test by which a conclusion is lent, for a curator sees what was put together and
why, and can take it apart; but a material fact that differs always keeps two questions apart.

On pairs of questions of one case and pairs of which one fact was changed (``corpora/questions/
samecase``): chosen on dev, where 84 of 126 of the first, 18 of 126 of the second and none of 1,473
pairs of unlike cases are put together; on test, measured once, 63 of 120, 27 of 120, 4 of 1,471.
"""

from __future__ import annotations

from datetime import date

from kb.answer.samecase import compare_views, view
from kb.curation.values import Likened

TOGETHER = 0.2
"""Probability, the better of both ways, from which two questions are put together."""
NEAR = 0.05
"""From which they are shown to a curator as near."""
APART = 183
"""Days of law beyond which two questions are not put together: the law may be another."""


def compare(question: str, other: str) -> Likened:
    """Two questions compared, symmetrically."""
    if "".join(question.split()) == "".join(other.split()):
        return Likened(True, 1.0, compare_views(view(question), view(other)).lines)
    ways = [compare_views(view(a), view(b)) for a, b in ((question, other), (other, question))]
    best = max(ways, key=lambda w: w.probability)
    differs = tuple(dict.fromkeys(d for w in ways for d in w.differs))
    together = best.probability >= TOGETHER and not differs
    return Likened(together, best.probability, best.lines, differs)


def apart(one: date, other: date) -> bool:
    """Whether two days of law lie so far apart that a question on each is another matter."""
    return abs((one - other).days) > APART
