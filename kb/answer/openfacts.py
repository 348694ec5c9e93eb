"""A fact that the question leaves open and on which the known cases turn (열린 사실) is asked back.

Known cases turn on a fact when they agree with the question in the act and differ in nothing, the
question is silent about the fact, and of two cases that name other values of it one permits what the
other prohibits. A conclusion is not lent from one of them while the other stands beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.answer.conclusion import Evidence, rank
from kb.answer.phrases import FACT, Language
from kb.answer.record import FactComparison
from kb.law.values import Conclusion

LOOKED_AT = 8
"""Cases looked at, best first."""
OPEN = 2
"""Facts that a case may leave open and still be about the same act."""
ASKED = ("time", "actor", "place", "condition", "target")
"""Facts that are asked back, the first first."""
FAR = 0.04
"""Probability below which a case is about another matter."""
BESIDE = 0.25
"""Share of the leading case's probability from which another stands beside it."""


@dataclass(frozen=True, slots=True)
class Turning:
    """The open fact, and each value that known cases have for it, with the case."""

    kind: str
    values: tuple[tuple[str, Evidence], ...]

    def questions(self, language: Language) -> tuple[str, ...]:
        """The fact asked back in one sentence."""
        labels = [v for v, _ in self.values]
        if language == "en":
            return (f"Please tell the {FACT[self.kind][1]}: {' / '.join(labels)}?",)
        return (f"{FACT[self.kind][0]}을(를) 알려 주십시오: {' / '.join(labels)}?",)


def open_only(e: Evidence) -> bool:
    """Whether a case has the question's act, differs in nothing, and leaves one fact or two open."""
    lines = e.compared.lines
    said = [x.agrees for x in lines]
    acts = any(x.kind == "act" and x.agrees == "same" for x in lines)
    return acts and "differs" not in said and 1 <= said.count("open") <= OPEN


def turning(evidence: Sequence[Evidence], lead: Evidence | None = None) -> Turning | None:
    """The open fact on which cases that agree otherwise differ in their conclusion, if any.

    ``lead`` is the case that would lend its conclusion: the fact must be open in it too.
    """
    least = max(FAR, BESIDE * lead.compared.probability) if lead is not None else FAR
    near = [e for e in rank(evidence) if open_only(e) and e.compared.probability >= least]
    judged = [e for e in near if e.law.lends and e.conclusion not in (None, Conclusion.EXPLAINS)]
    for kind in ASKED:
        values: dict[str, Evidence] = {}
        for e in judged[:LOOKED_AT]:
            line = _open(e, kind)
            if line is not None and line.case:
                values.setdefault(line.case, e)
        if lead is not None and lead.id not in {e.id for e in values.values()}:
            continue
        concluded = {e.conclusion for e in values.values()}
        if {Conclusion.PERMITTED, Conclusion.PROHIBITED} <= concluded:
            return Turning(kind, tuple(values.items()))
    return None


def _open(e: Evidence, kind: str) -> FactComparison | None:
    """The line of a fact that the case names and the question does not."""
    found = (x for x in e.compared.lines if x.kind == kind and x.agrees == "open")
    return next((x for x in found if not x.question), None)
