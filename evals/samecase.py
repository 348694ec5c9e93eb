"""Which held case a labelled pair is about, and ``python -m evals.samecase``: learn the test.

``reader`` teaches the reader (:mod:`evals.teachreader`), ``train`` fits both stages with what it says.

A case that a later edition repeats counts as the case itself. How good the answers are is measured
by ``yugwon eval answers`` (``evals.answers``).
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import date

from corpora.questions.samecase import Pair, pair_print
from kb import settings
from kb.answer.caseview import letter_pairs, own_text
from kb.errors import YugwonError
from kb.law.values import Interpretation
from kb.store import Store

REPEATED = 0.7
"""Overlap of letter pairs from which a case of another edition is the same case."""
UNSURE = 0.4
"""Overlap from which it may be; such cases are neither right nor wrong."""


class Held:
    """All cases and replies of a home: which one a pair names, and which ones repeat it."""

    def __init__(self, interpretations: Iterable[Interpretation]) -> None:
        kept = [i for i in interpretations if i.kind in ("case", "reply") and len(i.text) > 15]
        self.cases = sorted(kept, key=lambda i: str(i.id))
        self._pairs = [letter_pairs(own_text(c)[:400]) for c in self.cases]
        self._overlaps: dict[int, list[float]] = {}
        self._named: dict[tuple[str, str], int] = {}
        for row, case in enumerate(self.cases):
            self._named.setdefault(name_of(case), row)

    def row(self, pair: Pair) -> int | None:
        """The case that a pair names, if held."""
        return self._named.get((pair.case.file, pair.case.print))

    def like(self, row: int, overlap: float) -> frozenset[int]:
        """Rows whose text overlaps so far with the row's, itself with them."""
        if row not in self._overlaps:
            own = self._pairs[row]
            self._overlaps[row] = [len(own & p) / max(1, len(own | p)) for p in self._pairs]
        return frozenset(r for r, share in enumerate(self._overlaps[row]) if share >= overlap)


def name_of(case: Interpretation) -> tuple[str, str]:
    """How the pairs name a case: its file, and the print of the case or of a reply's inquiry."""
    return case.document_label.partition("#")[0], pair_print(case.known_by)


def main(argv: Sequence[str] | None = None) -> int:
    """Learn the models on the home in use; prints what they give."""
    import argparse

    from evals.likeness import train

    parser = argparse.ArgumentParser(prog="python -m evals.samecase", description=__doc__)
    parser.add_argument("what", choices=("train", "reader"))
    parser.add_argument("--as-of", type=date.fromisoformat, metavar="DAY", help="day of train")
    parser.add_argument("--minutes", type=float, default=45.0, help="how long the reader is taught")
    given = parser.parse_args(argv)
    if given.what == "train" and given.as_of is None:
        parser.error("train needs --as-of")
    try:
        used = settings.load()
        store = Store.open(used.url)
        if given.what == "reader":
            from evals.teachreader import teach

            print(teach(store.interpretations(), used.models, given.minutes))
            return 0
        print(train(Held(store.interpretations()), used, given.as_of))
    except YugwonError as e:
        print(f"{e.ko} / {e.en}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
