"""The same-case test on labelled pairs: ``python -m evals.samecase measure dev``, ``… train``.

Candidates of a question are the twenty held cases most like it, with the true one among them: what
is judged is the test, not search. A case that a later edition repeats counts as the case itself.
"""

from __future__ import annotations

import argparse
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, cast

import numpy as np
import numpy.typing as npt

from corpora.questions.samecase import Pair, letters_print, load
from kb import settings
from kb.answer.samecase import CaseView, Comparison, case_view, compare_views, view
from kb.law.values import Interpretation
from kb.store import Store

NEAREST = 20
REPEATED = 0.7
"""Overlap of letter pairs from which a case of another edition is the same case."""
UNSURE = 0.4
"""Overlap from which it may be; such cases are neither right nor wrong."""

Split = Literal["train", "dev", "test"]


class Pool:
    """All cases and replies of a home, with their views."""

    def __init__(self, interpretations: Iterable[Interpretation]) -> None:
        kept = [i for i in interpretations if i.kind in ("case", "reply") and len(i.text) > 15]
        self.cases = sorted(kept, key=lambda i: str(i.id))
        self.views = [case_view(i) for i in self.cases]
        self.means = np.stack([v.words.mean for v in self.views])
        self._pairs = [_letter_pairs(v.text[:400]) for v in self.views]
        self._overlaps: dict[int, list[float]] = {}
        self._named: dict[tuple[str, str], int] = {}
        for row, case in enumerate(self.cases):
            if case.kind == "case":
                name = (case.document_label, letters_print(case.answer))
                self._named.setdefault(name, row)

    def row(self, pair: Pair) -> int | None:
        """The case that a pair names, if held."""
        return self._named.get((pair.case.file, pair.case.print))

    def like(self, row: int, overlap: float) -> frozenset[int]:
        """Rows whose text overlaps so far with the row's, itself with them."""
        if row not in self._overlaps:
            own = self._pairs[row]
            self._overlaps[row] = [len(own & p) / max(1, len(own | p)) for p in self._pairs]
        return frozenset(r for r, share in enumerate(self._overlaps[row]) if share >= overlap)

    def nearest(self, question: CaseView) -> list[int]:
        """The rows most like a question by their words."""
        order: npt.NDArray[np.int64] = np.argsort(
            -(self.means @ question.words.mean), kind="stable"
        )
        return [int(row) for row in order[:NEAREST]]


def _letter_pairs(text: str) -> frozenset[str]:
    letters = "".join(c for c in text if c.isalnum())
    return frozenset(letters[i : i + 2] for i in range(len(letters) - 1))


@dataclass(frozen=True, slots=True)
class Judged:
    """One question after the test."""

    pair: Pair
    first: int
    """Row of the most probable candidate."""
    probability: float
    stated: bool
    right_case: bool
    right_conclusion: bool
    inherits: bool
    """For a changed question: the case that it was made from is *same*."""
    lent_without: bool = False
    """Were the true case not held, another would lend its conclusion."""
    wrong_without: bool = False
    """… and that conclusion would be another."""


@dataclass(frozen=True)
class Measured:
    """All questions of a split."""

    judged: tuple[Judged, ...]
    scored: tuple[tuple[float, bool, bool], ...]
    """Probability, whether *same* was said, whether it is; unsure pairs left out."""

    @cached_property
    def same(self) -> list[Judged]:
        return [j for j in self.judged if j.pair.kind == "same"]

    @cached_property
    def changed(self) -> list[Judged]:
        return [j for j in self.judged if j.pair.kind == "changed"]

    def table(self) -> list[tuple[str, int, int]]:
        """Rows of the report: what, hits, of."""
        stated = [j for j in self.same if j.stated]
        groups: dict[str, list[Judged]] = defaultdict(list)
        for j in self.same:
            groups[j.pair.group].append(j)
        agreeing = [
            g for g in groups.values() if len({(j.stated, j.right_conclusion) for j in g}) == 1
        ]
        said = [(p, is_same) for p, is_said, is_same in self.scored if is_said]
        true = [is_said for _, is_said, is_same in self.scored if is_same]
        return [
            ("case first", sum(j.right_case for j in self.same), len(self.same)),
            ("conclusion stated", len(stated), len(self.same)),
            ("… and right", sum(j.right_conclusion for j in stated), len(stated)),
            ("true case absent: lends", sum(j.lent_without for j in self.same), len(self.same)),
            ("… another conclusion", sum(j.wrong_without for j in self.same), len(self.same)),
            ("three phrasings agree", len(agreeing), len(groups)),
            ("changed inherits nothing", sum(not j.inherits for j in self.changed),
             len(self.changed)),
            ("pairs called same that are", sum(is_same for _, is_same in said), len(said)),
            ("same pairs called same", sum(true), len(true)),
        ]  # fmt: skip


def measure(pairs: Sequence[Pair], pool: Pool) -> Measured:
    """Judge every pair whose case is held."""
    judged: list[Judged] = []
    scored: list[tuple[float, bool, bool]] = []
    for pair in pairs:
        row = pool.row(pair)
        if row is None:
            continue
        repeated, unsure = pool.like(row, REPEATED) | {row}, pool.like(row, UNSURE)
        question = view(pair.question)
        rows = sorted({*pool.nearest(question), row})
        compared = {r: compare_views(question, pool.views[r]) for r in rows}
        best = max(
            rows, key=lambda r: (compared[r].likeness == "same", compared[r].probability, -r)
        )
        others = [r for r in rows if r not in unsure and r not in repeated]
        judged.append(
            _without(_judge(pair, row, best, compared, repeated, pool), others, compared, pool)
        )
        for r in rows:
            is_same = pair.kind == "same" and r in repeated
            if is_same or r in repeated or (pair.kind == "same" and r not in unsure):
                c = compared[r]
                scored.append((c.probability, c.likeness == "same", is_same))
    return Measured(tuple(judged), tuple(scored))


def _judge(
    pair: Pair,
    row: int,
    best: int,
    compared: dict[int, Comparison],
    repeated: frozenset[int],
    pool: Pool,
) -> Judged:
    concluded = pool.cases[best].conclusion
    return Judged(
        pair,
        best,
        compared[best].probability,
        compared[best].likeness == "same",
        best in repeated,
        best in repeated or (concluded is not None and concluded.value == pair.expected),
        any(compared[r].likeness == "same" for r in repeated if r in compared),
    )


def _without(
    judged: Judged, others: Sequence[int], compared: dict[int, Comparison], pool: Pool
) -> Judged:
    """With what is lent when neither the true case nor its like is held."""
    lending = [
        r for r in others if compared[r].likeness == "same" and pool.cases[r].conclusion is not None
    ]
    if not lending:
        return judged
    first = pool.cases[max(lending, key=lambda r: (compared[r].probability, -r))].conclusion
    wrong = first is not None and first.value != judged.pair.expected
    return replace(judged, lent_without=True, wrong_without=wrong)


def interval(hits: int, of: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    if not of:
        return 0.0, 1.0
    z, share = 1.96, hits / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def reliability(scored: Iterable[tuple[float, bool, bool]]) -> list[tuple[float, float, int]]:
    """Ten bins: mean probability, share that is the same, pairs."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for probability, _, is_same in scored:
        bins[min(9, int(probability * 10))].append((probability, is_same))
    return [
        (sum(p for p, _ in b) / len(b), sum(s for _, s in b) / len(b), len(b))
        for _, b in sorted(bins.items())
    ]


def open_pool() -> Pool:
    """The pool of the home in use."""
    return Pool(Store.open(settings.load().url).interpretations())


def main(argv: Sequence[str] | None = None) -> int:
    """Command line; prints a table."""
    parser = argparse.ArgumentParser(prog="python -m evals.samecase", description=__doc__)
    parser.add_argument("what", choices=("measure", "train"))
    parser.add_argument("split", nargs="?", default="dev", choices=("train", "dev", "test"))
    given = parser.parse_args(argv)
    if given.what == "train":
        from evals.likeness import train

        print(train(open_pool()))
        return 0
    measured = measure(load(cast(Split, given.split)), open_pool())
    for what, hits, of in measured.table():
        low, high = interval(hits, of)
        print(f"{what:28} {hits / max(1, of):.3f}  ({hits}/{of}, 95 %: {low:.3f}–{high:.3f})")
    print("reliability: said, is, pairs")
    for said, share, count in reliability(measured.scored):
        print(f"  {said:.2f} {share:.2f} {count}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
