"""What a run asks beyond the phrasings as written: checks of equality, variations, changed facts.

Regions, repetitions and processes must not change a letter of the record; days and settings may
change a conclusion, and it is said how often. Variations keep the case, changes do not.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from evals import agreement, stages
from evals.agreement import Figure
from evals.answered import Answered
from evals.groups import GroupResult

EQUAL = ("region", "repetition", "process")
"""Checks in which the whole record must be the same."""
PARTING = {
    "region": "regions",
    "repetition": "repetitions",
    "process": "processes",
    "day": "days",
    "setting": "settings",
}

Named = tuple[str, list[float]]


def share(values: Sequence[bool]) -> float:
    """Of a group's answers, those for which something holds."""
    return sum(values) / len(values)


def equal(results: Sequence[GroupResult]) -> list[Named]:
    """Whether what was asked again got the same, one value a group for each check."""
    found: dict[str, list[float]] = defaultdict(list)
    for r in results:
        own: dict[str, list[bool]] = defaultdict(list)
        for ask, answer in r.asked:
            if ask.check in EQUAL:
                own[ask.check].append(answer.digest == r.first(ask).digest)
            elif ask.check:
                own[ask.check].append(answer.stated == r.first(ask).stated)
        for check, values in own.items():
            found[check].append(share(values))
    names = {
        "region": "regions: records equal",
        "repetition": "repetitions: records equal",
        "process": "processes: records equal",
        "day": "days: conclusions equal",
        "setting": "settings: conclusions equal",
    }
    return [(names[c], found[c]) for c in names if c in found]


def explaining(results: Sequence[GroupResult]) -> list[Named]:
    """Of an LLM's explanations: whether they are the same again, and what of them stands."""
    found: dict[str, list[float]] = defaultdict(list)
    stands: list[float] = []
    for r in results:
        own: dict[str, list[bool]] = defaultdict(list)
        for ask, answer in r.asked:
            if ask.check in EQUAL and (first := r.first(ask)).explanation:
                own[ask.check].append(answer.explanation == first.explanation)
        for check, values in own.items():
            found[check].append(share(values))
        good = sum(a.explaining[0] for _, a in r.asked)
        if of := sum(a.explaining[1] for _, a in r.asked):
            stands.append(good / of)
    names = {
        "region": "regions: explanations equal",
        "repetition": "repetitions: explanations equal",
        "process": "processes: explanations equal",
    }
    made = [(names[c], found[c]) for c in names if c in found]
    return [*made, ("explanations: sentences that stand", stands)]


def parted_by(results: Sequence[GroupResult]) -> dict[str, dict[str, int]]:
    """Where answers part from the first asking, by what was varied or asked again."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for r in results:
        for ask, answer in r.asked:
            if ask.changed or not (ask.check or ask.variation):
                continue
            if ask.check in EQUAL:
                stage = stages.unlike(r.first(ask), answer)
            else:
                stage = stages.parting(r.first(ask), answer)
            if stage:
                found[PARTING.get(ask.check, "variations")][stage] += 1
    return {by: dict(counts) for by, counts in sorted(found.items())}


def varying(results: Sequence[GroupResult]) -> list[Named]:
    """Whether variations got the answer of their original, and changed facts were noticed."""
    same: list[float] = []
    noticed: list[float] = []
    unanimous: list[float] = []
    right: list[float] = []
    for r in results:
        firsts = r.firsts
        kept = [(k, a) for k, a in r.asked if k.variation and not k.check and not k.changed]
        other = [(k, a) for k, a in r.asked if k.changed and not k.check]
        if kept:
            same.append(share([a.stated == firsts[k.phrasing].stated for k, a in kept]))
            unanimous.append(float(agreement.unanimous([a.stated for a in r.varied])))
            right.append(float(all(r.right(a) for a in r.varied)))
        if other:
            noticed.append(share([notices(firsts[k.phrasing], a) for k, a in other]))
    return [
        ("variations: the answer of the original", same),
        ("variations: unanimous groups", unanimous),
        ("variations: agreed, stated and right", right),
        ("changed fact: noticed", noticed),
    ]


def notices(before: Answered, after: Answered) -> bool:
    """Whether a change of one material fact was seen.

    It was not if the facts read are the same, or if the case that lent the conclusion before lends
    the same conclusion again as if nothing had changed.
    """
    if set(before.facts) == set(after.facts):
        return False
    lent = before.conclusion is not None and before.lead in before.same
    return not (lent and after.conclusion == before.conclusion and after.lead == before.lead)


def rules(results: Sequence[GroupResult]) -> dict[str, Figure]:
    """The same by the rule that made them; of changes by the kind of fact."""
    by_rule: dict[str, list[float]] = defaultdict(list)
    for r in results:
        firsts = r.firsts
        for ask, answer in r.asked:
            if ask.check or not ask.variation:
                continue
            first = firsts[ask.phrasing]
            if ask.changed:
                by_rule[f"{ask.changed} changed: noticed"].append(float(notices(first, answer)))
            else:
                by_rule[ask.variation].append(float(answer.stated == first.stated))
    return {rule: agreement.mean_figure(values) for rule, values in sorted(by_rule.items())}
