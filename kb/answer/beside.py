"""Cases judged beside each other (견주어 판단): the second stage of the same-case test.

The first stage looks at a question and one case. A careful officer looks at all that are near: a case
beside which another, decided otherwise, is as near is hardly the same, and one that its own text and
the words of others put alike is. Boosted trees over the features of the first stage and over what it
says of the others, learnt by ``python -m evals.samecase train`` from the project's labelled pairs and
kept as plain numbers in ``corpora/facts/beside.json``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from kb.answer.likeness import chance
from kb.search import ranker

Floats = npt.NDArray[np.float32]
FAR = -8.0
"""What counts as said of a case that there is not."""
READ = 2
"""Cases of a question that the reader reads: reading one takes about as long as comparing ten. Of three,
one question in a hundred more could be lent (folds), at 50 ms."""
OVERCOMES = 2.0
"""What the reader must say of a case for the lexicon's doubt to count no longer."""
ANOTHER = -1.0
"""Below this the reader takes a case for another."""
CONCLUSIONS = ("permitted", "prohibited", "conditional", "explains")
CONTEXT = (
    "best", "own", "worded", "worded_least", "over_contrary", "contrary", "over_ally", "over_next",
    "ways", "place", "read", "read_over", "withheld", "out", *CONCLUSIONS,
)  # fmt: skip
"""What is known of a case beside the others, before the features of its nearest way."""


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """One way in which a case is put: features, what the first stage says, and whether it is out."""

    features: Floats
    raw: float
    out: bool


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A case that search found, in all its ways, its own first."""

    ways: tuple[Way, ...]
    conclusion: str
    read: float = FAR
    """What the reader says of it (:mod:`kb.answer.reader`); of a case that it did not read, ``FAR``."""
    withheld: bool = False
    """Something speaks against lending it (:mod:`kb.answer.withheld`)."""
    barred: bool = False
    """It can not be the same, whatever is read of it."""
    foreign: bool = False
    """The question is in a language that the reader was not taught."""

    @property
    def doubted(self) -> bool:
        """The lexicon reads a material fact otherwise, the question is wider, or something speaks against it."""
        return self.nearest.out or self.withheld

    @property
    def excluded(self) -> bool:
        """Whether it is not the same, whatever the probability.

        Only a sure reading overcomes doubt; and what the reader takes for another case is not made the
        same by standing nearer than the others do.
        """
        if self.barred or self.foreign:
            return self.barred
        if self.doubted:
            return self.read < OVERCOMES
        return FAR < self.read < ANOTHER

    @property
    def nearest(self) -> Way:
        return max(self.ways, key=lambda w: (not w.out, w.raw))

    @property
    def best(self) -> float:
        """What the first stage says of it; of a case that is out, much less."""
        way = self.nearest
        return way.raw if not way.out else min(-4.0, way.raw - 3.0)


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """The trees, their calibration and the probability from which a case is the same."""

    trees: ranker.Ranker
    slope: float
    shift: float
    same: float


def to_read(found: Sequence[Candidate]) -> list[int]:
    """Which cases the reader shall read: the few that the first stage puts nearest and that may be it."""
    able = [n for n, case in enumerate(found) if not case.barred]
    return sorted(able, key=lambda n: -found[n].nearest.raw)[:READ]


def table(found: Sequence[Candidate]) -> Floats:
    """The features of the cases found for one question, a row a case, ``CONTEXT`` first."""
    best = [c.best for c in found]
    rows = []
    for n, case in enumerate(found):
        others = [m for m in range(len(found)) if m != n]
        contrary = [
            m for m in others if found[m].conclusion and case.conclusion
            and found[m].conclusion != case.conclusion
        ]  # fmt: skip
        allies = [m for m in others if found[m].conclusion == case.conclusion]
        own, worded = case.ways[0].raw, [w.raw for w in case.ways[1:]] or [case.ways[0].raw]
        against = max((w.raw for m in contrary for w in found[m].ways), default=FAR)
        context = [
            best[n], own, max(worded), min(worded),
            best[n] - max((best[m] for m in contrary), default=FAR),
            against - best[n],
            best[n] - max((best[m] for m in allies), default=FAR),
            best[n] - max((best[m] for m in others), default=FAR),
            len(case.ways), n, case.read,
            case.read - max((found[m].read for m in others), default=FAR), case.withheld,
            case.nearest.out,
            *(case.conclusion == c for c in CONCLUSIONS),
        ]  # fmt: skip
        rows.append(np.concatenate([np.asarray(context, np.float32), case.nearest.features]))
    return np.stack(rows)


def probabilities(found: Sequence[Candidate]) -> list[float]:
    """Calibrated probability of each case found for one question that it is the same."""
    if not found:
        return []
    learnt, columns = model(), table(found)
    scores = learnt.trees.score(dict(zip(learnt.trees.names, columns.T, strict=True)))
    return [chance(learnt.slope * float(s) + learnt.shift) for s in scores]


@lru_cache(maxsize=1)
def model() -> Model:
    """The learnt trees; read once a process."""
    text = resources.files("corpora.facts").joinpath("beside.json").read_text(encoding="utf-8")
    data = json.loads(text)
    return Model(ranker.of_data(data), data["slope"], data["shift"], data["same"])
