"""Which held case a labelled pair is about (보유한 사례).

A case that a later edition repeats counts as the case itself.
"""

from __future__ import annotations

from collections.abc import Iterable

from corpora.questions.samecase import Pair, pair_print
from kb.answer.caseview import letter_pairs, own_text
from kb.law.values import Interpretation

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
