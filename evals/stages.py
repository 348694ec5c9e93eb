"""Where two answers to one case part: in reading, search, the same-case test, composition, wording.

Con-RAG (arXiv 2510.04392) divides the inconsistency of a retrieval-augmented system into that of
the retriever and that of the generator. Here the steps are visible in the record, so a disagreement
is laid at the first step at which the source that decided one answer is lost for the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from typing import Literal

from evals.answered import Answered

Stage = Literal["reading", "retrieval", "same-case test", "composition", "generation"]
STAGES: tuple[Stage, ...] = (
    "reading",
    "retrieval",
    "same-case test",
    "composition",
    "generation",
)


def parting(one: Answered, other: Answered) -> Stage | None:
    """The step at which two answers part; None where they state the same.

    - *retrieval*: the case or provision that decided one was not found for the other;
    - *same-case test*: it was found, and held to be the same case for one only;
    - *reading*: no source decided (a premise, the subject, a rule of the statute), and the material
      facts were read differently;
    - *composition*: the same was found, compared alike, and concluded differently;
    - *generation*: the conclusions agree, an LLM's explanations stand on different sources.
    """
    if one.stated == other.stated:
        return "generation" if one.explained != other.explained else None
    for decided, against in ((one, other), (other, one)):
        case = _deciding_case(decided)
        if case is None:
            continue
        found = {id: likeness for id, likeness, *_ in against.cases}
        if case not in found:
            return "retrieval"
        if found[case] != "same":
            return "same-case test"
    for decided, against in ((one, other), (other, one)):
        provision = decided.provisions[0] if decided.basis in ("statute", "digest") else None
        if provision and _article(provision) not in {_article(p) for p in against.provisions}:
            return "retrieval"
    return "reading" if set(one.facts) != set(other.facts) else "composition"


def unlike(one: Answered, other: Answered) -> Stage | None:
    """The step at which two answers to the same words part; None where their records are equal.

    Asked again from elsewhere, in another process or once more, the record must be the same to
    the letter; so what is not stated counts here too.
    """
    if stage := parting(one, other):
        return stage
    if one.digest == other.digest:
        return "generation" if one.explanation != other.explanation else None
    if one.facts != other.facts:
        return "reading"
    if one.provisions != other.provisions or _ids(one) != _ids(other):
        return "retrieval"
    return "same-case test" if one.cases != other.cases else "composition"


def _ids(answer: Answered) -> list[str]:
    return [id for id, *_ in answer.cases]


def divide(groups: Sequence[Sequence[Answered]]) -> Counter[Stage]:
    """Pairs of answers of each group that part at each step."""
    found: Counter[Stage] = Counter()
    for answers in groups:
        for one, other in combinations(answers, 2):
            if stage := parting(one, other):
                found[stage] += 1
    return found


def _deciding_case(answer: Answered) -> str | None:
    if answer.conclusion is None or answer.basis in (None, "statute"):
        return None
    same = answer.same
    if answer.lead in same:
        return answer.lead
    lending = [id for id, likeness, _, said, _ in answer.cases
               if likeness == "same" and said == answer.conclusion]  # fmt: skip
    return lending[0] if lending else None


def _article(provision: str) -> str:
    work, _, place = provision.partition("#")
    return f"{work.partition('@')[0]}#{place.split('.')[0]}"
