"""The conclusion, or none (결론): from a same case that is good law, or from the statute's words.

Court before reply before casebook, newer before older; agreeing sources are named together, a
conflict between permitted and prohibited is shown and not resolved, unless the later source says
itself that it changes the earlier one (종전의 해석을 변경).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, Protocol

from kb.answer.ports import Compared
from kb.answer.terms import terms
from kb.law.identifiers import ProvisionId
from kb.law.values import Conclusion, Interpretation, Part, Ruling

Basis = Literal["reply", "case", "summary", "ruling", "statute", "digest"]
_AUTHORITY = {"ruling": 3, "digest": 3, "reply": 2, "case": 1, "summary": 0}
CLOSE = 1.0
"""Same cases whose odds are within this of the best, as a logarithm, may take the lead by authority."""
CONTENDS = 0.3
"""The same for a casebook's case that speaks against the lead."""
_CHANGES = re.compile(
    r"종전(?:의|에)?\s*(?:우리\s*위원회(?:의)?\s*)?(?:유권)?(?:해석|회답|의견|입장|결정|판례|견해)[^.。\n]{0,60}?(?:변경|바꾸|폐기|수정)"
    r"|(?:판례|견해|해석)(?:를|을)?\s*변경"
)


class Rule(Protocol):
    """A provision whose words plainly cover the facts (``kb.answer.rules``)."""

    @property
    def conclusion(self) -> Conclusion: ...
    @property
    def provision(self) -> ProvisionId: ...
    @property
    def anchor(self) -> str:
        """Words of the provision on which the rule turns."""

    @property
    def conditions(self) -> tuple[str, ...]: ...
    @property
    def conditions_en(self) -> tuple[str, ...]: ...
    @property
    def en(self) -> str:
        """What it says, in a sentence of our own in English."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One source compared with the question, and what it is worth on the day."""

    source: Interpretation | Ruling
    compared: Compared
    law: Any
    """``GoodLaw``: kind, lends, reason_ko, reason_en."""
    score: float
    part: Part | None = None
    collection: str = ""
    """Title of the document that it stands in."""
    reasons: str = ""
    """Of a ruling without a holding: the passage of its reasons by which it was found."""

    @property
    def provisions(self) -> tuple[ProvisionId, ...]:
        """What it cites; for a case that cites nothing what it was tested by."""
        return self.source.provisions or tuple(t.id for t in self.law.provisions)

    @property
    def id(self) -> str:
        return str(self.source.id)

    @property
    def kind(self) -> str:
        return "ruling" if isinstance(self.source, Ruling) else self.source.kind

    @property
    def digest(self) -> bool:
        return self.source.digest

    @property
    def day(self) -> date | None:
        return self.source.day if isinstance(self.source, Ruling) else self.source.latest_day

    @property
    def conclusion(self) -> Conclusion | None:
        if isinstance(self.source, Ruling):
            return None
        return self.part.conclusion if self.part else self.source.conclusion

    @property
    def answer(self) -> str:
        """The words in which the source answers: a ruling's summary, a reply's answer or part."""
        if isinstance(self.source, Ruling):
            s = self.source
            return s.summary or s.holdings or self.reasons or s.order or s.text
        return self.part.answer if self.part else self.source.answer

    @property
    def conditions(self) -> tuple[str, ...]:
        if isinstance(self.source, Ruling):
            return ()
        return self.part.conditions if self.part else self.source.conditions

    @property
    def text(self) -> str:
        """As held, uncut."""
        if isinstance(self.source, Ruling):
            s = self.source
            said = (s.holdings, s.summary, self.reasons, s.order)
            return "\n".join(t for t in said if t) or s.text
        return self.source.text

    @property
    def lends(self) -> bool:
        """Same case, good law on the day, and a conclusion to lend."""
        return (
            self.compared.likeness == "same"
            and bool(self.law.lends)
            and self.conclusion is not None
        )


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is concluded, whose it is, and what stands against it."""

    conclusion: Conclusion | None = None
    basis: Basis | None = None
    by: tuple[Evidence, ...] = ()
    rule: Rule | None = None
    against: tuple[Evidence, ...] = ()
    """Same cases of another conclusion."""
    conflict: bool = False
    changes: str = ""
    """The words by which the later source says that it changes the earlier."""

    @property
    def probability(self) -> float | None:
        return self.by[0].compared.probability if self.by else None


def part_for(source: Interpretation, question: str) -> Part | None:
    """The part of a reply with several questions that is about this one.

    None when the reply has one part, or no part stands out against the others.
    """
    if len(source.parts) < 2:
        return None
    asked = terms(question)
    spread = Counter(t for p in source.parts for t in set(terms(p.question + " " + p.answer)))
    scored = sorted(
        ((-_weight(asked, p, spread), i, p) for i, p in enumerate(source.parts)),
        key=lambda x: x[:2],
    )
    best, second = scored[0], scored[1]
    return best[2] if -best[0] > 0 and best[0] < second[0] else None


def _weight(asked: Counter[str], part: Part, spread: Counter[str]) -> float:
    inside = terms(part.question) or terms(part.answer)
    return sum(1.0 / spread[t] for t in asked if t in inside and spread[t])


def rank(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Best first: same before similar before different, then probability, score, id."""
    order = {"same": 0, "similar": 1, "different": 2}
    return sorted(
        evidence,
        key=lambda e: (order[e.compared.likeness], -e.compared.probability, -e.score, e.id),
    )


def conclude(evidence: Sequence[Evidence], rule: Rule | None = None) -> Verdict:
    """The conclusion of the same cases that are good law, else of the statute's rule, else none."""
    same = [e for e in rank(evidence) if e.lends]
    judging = [e for e in same if e.conclusion is not Conclusion.EXPLAINS] or same
    explains_only = all(e.conclusion is Conclusion.EXPLAINS for e in judging)
    tells = rule is not None and rule.conclusion is not Conclusion.CONDITIONAL
    if not judging or (explains_only and tells):
        if rule is not None and not _depends(rule, evidence):
            return Verdict(rule.conclusion, "statute", rule=rule)
        return Verdict()
    lead = _lead(judging)
    opposed = tuple(
        e for e in judging if _opposed(e.conclusion, lead.conclusion) and _contends(e, lead)
    )
    others = tuple(e for e in judging if e.conclusion is not lead.conclusion)
    if opposed:
        later = max((lead, *opposed), key=lambda e: (e.day or date.min, e.id))
        m = _CHANGES.search(later.answer)
        if m is None:
            sides = tuple(sorted((lead, *opposed), key=_by_authority))
            return Verdict(by=sides, against=opposed, conflict=True)
        lead = later
        others = tuple(e for e in judging if e.conclusion is not lead.conclusion)
        return Verdict(lead.conclusion, _basis(lead), (lead,), rule, others, changes=m[0])
    agreeing = tuple(e for e in judging if e.conclusion is lead.conclusion and e is not lead)
    return Verdict(lead.conclusion, _basis(lead), (lead, *agreeing), rule, others)


def _depends(rule: Rule, evidence: Sequence[Evidence]) -> bool:
    """Whether a rule only says that it depends where the same case, now history, was decided or told."""
    return rule.conclusion is Conclusion.CONDITIONAL and any(
        e.compared.likeness == "same" and e.conclusion is not None for e in evidence
    )


def _lead(judging: Sequence[Evidence]) -> Evidence:
    best = judging[0]
    near = [
        e for e in judging if e.conclusion is best.conclusion and _odds(e) >= _odds(best) - CLOSE
    ]
    return min(near, key=_by_authority)


def _by_authority(e: Evidence) -> tuple[int, int, float, str]:
    return (
        -_AUTHORITY.get(e.kind, 0),
        -(e.day or date.min).toordinal(),
        -e.compared.probability,
        e.id,
    )


def _contends(e: Evidence, lead: Evidence) -> bool:
    """Whether an opposed source is as near to the question as the lead.

    One casebook does not contradict itself: two of its cases with opposite conclusions differ in
    a fact, and the nearer one is the question's. Replies and rulings say more, and are weighed so.
    """
    gap = abs(_odds(lead) - _odds(e))
    if e.kind == "case" or lead.kind == "case":
        return gap <= CONTENDS and e.source.document != lead.source.document
    return gap <= CLOSE


def _odds(e: Evidence) -> float:
    """The odds that a case is the same, as a logarithm: near certainty hundredths mean much."""
    p = min(max(e.compared.probability, 0.001), 0.999)
    return math.log(p / (1 - p))


def _opposed(one: Conclusion | None, other: Conclusion | None) -> bool:
    return {one, other} == {Conclusion.PERMITTED, Conclusion.PROHIBITED}


def _basis(e: Evidence) -> Basis:
    if e.kind == "ruling":
        return "ruling"
    kinds: dict[str, Basis] = {
        "reply": "reply",
        "case": "case",
        "summary": "summary",
        "digest": "digest",
    }
    return kinds.get(e.kind, "case")
