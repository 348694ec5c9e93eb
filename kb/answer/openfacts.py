"""A fact that the question leaves open and on which the known cases turn (열린 사실) is asked back.

Known cases turn on a fact when they agree with the question in the act and differ in nothing, the
question is silent about the fact, and of two cases that name other values of it one permits what the
other prohibits. A conclusion is not lent from one of them while the other stands beside it. A case
that is history (the law has changed) shows that the fact matters; its branch has no conclusion.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpora.facts import Lexicon, load
from kb.answer.conclusion import Evidence, rank
from kb.answer.phrases import FACT, Language, josa
from kb.law.values import Conclusion

LOOKED_AT = 8
"""Cases looked at, best first."""
AGREE = 2
"""Dimensions in which a case must agree to be about the same matter, whatever its words."""
ASKED = ("time", "actor", "place", "condition", "target")
"""Facts that are asked back, the first first."""
FAR = 0.04
"""Probability below which a case is about another matter."""
BESIDE = 0.5
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
        asked = josa(FACT[self.kind][0], "을/를")
        return (f"{asked} 알려 주십시오: {' / '.join(labels)}?",)


def open_only(e: Evidence) -> bool:
    """Whether a case has the question's act, differs in nothing, and leaves a fact open."""
    lines = e.compared.lines
    said = [x.agrees for x in lines]
    acts = any(x.kind == "act" and x.agrees == "same" for x in lines)
    if not acts or "differs" in said or not any(_silent(e, kind) for kind in ASKED):
        return False
    return said.count("same") >= AGREE or e.compared.probability >= FAR


def turning(evidence: Sequence[Evidence], lead: Evidence | None = None) -> Turning | None:
    """The open fact on which cases that agree otherwise differ in their conclusion, if any.

    ``lead`` is the case that would lend its conclusion: the fact must be open in it too, and only
    cases that stand beside it count.
    """
    near = [e for e in rank(evidence) if open_only(e)]
    if lead is not None:
        least = BESIDE * lead.compared.probability
        near = [e for e in near if e.compared.probability >= least]
    judged = [e for e in near if e.conclusion in (Conclusion.PERMITTED, Conclusion.PROHIBITED)]
    for kind in ASKED:
        values: dict[str, Evidence] = {}
        for e in judged[:LOOKED_AT]:
            label = _silent(e, kind)
            if label and (label not in values or (e.law.lends and not values[label].law.lends)):
                values[label] = e
        if lead is not None and lead.id not in {e.id for e in values.values()}:
            continue
        concluded = {e.conclusion for e in values.values()}
        if len(concluded) > 1 and any(e.law.lends for e in values.values()):
            return Turning(kind, tuple(values.items()))
    return None


def _silent(e: Evidence, kind: str) -> str:
    """What a case says of a fact on which the question is silent; empty where it is not.

    Values that hold of many facts at once (명절) do not answer when or where.
    """
    found = [x for x in getattr(e.compared, "matched", ()) if x.kind == kind]
    if not found:
        plain = (x for x in e.compared.lines if x.kind == kind and x.agrees == "open")
        return next((x.case or "" for x in plain if not x.question), "")
    lexicon = load()
    asked = [key for line in found for key in line.question if not _free(lexicon, kind, key)]
    held = [key for line in found for key in line.case if not _free(lexicon, kind, key)]
    if asked or not held:
        return ""
    return ", ".join(lexicon.label(kind, key) for key in sorted(held))


def _free(lexicon: Lexicon, kind: str, key: str) -> bool:
    value = lexicon.by_name.get((kind, key))
    return value is not None and value.free
