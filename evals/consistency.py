"""Does the same case get the same answer? The groups of a run, and its figures.

Kappa and unanimity count phrasings and the variations made of them; regions, repetitions,
processes, days and settings are checks of equality, reported apart. Agreement is never shown
without coverage and accuracy: a system that always abstains agrees with itself.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from corpora.questions import Group
from evals import agreement, stages
from evals.agreement import Figure
from evals.answered import Answered
from evals.plan import Ask

HEADLINE = "agreed, stated and right"
"""The figure that a release is held to."""
EQUAL = ("region", "repetition", "process")
"""Checks in which the whole record must be the same."""
PARTING = {
    "region": "regions",
    "repetition": "repetitions",
    "process": "processes",
    "day": "days",
    "setting": "settings",
}


@dataclass(frozen=True, slots=True)
class GroupResult:
    """A group with its answers: as written, varied, changed, and the checks of each."""

    group: Group
    asked: tuple[tuple[Ask, Answered], ...]

    def _of(self, keep: Callable[[Ask], bool]) -> tuple[Answered, ...]:
        return tuple(answer for ask, answer in self.asked if keep(ask))

    @property
    def answers(self) -> tuple[Answered, ...]:
        """One a phrasing, as written."""
        return self._of(lambda ask: not ask.check and not ask.variation)

    @property
    def varied(self) -> tuple[Answered, ...]:
        """The answers to the phrasings and to their variations that keep the case."""
        return self._of(lambda ask: not ask.check and not ask.changed)

    def first(self, ask: Ask) -> Answered:
        """The answer against which another one to the same phrasing is held."""
        if not ask.arm:
            return self.firsts[ask.phrasing]
        return next(
            answer
            for other, answer in self.asked
            if (other.check, other.value, other.phrasing) == ("setting", ask.arm, ask.phrasing)
        )

    @property
    def firsts(self) -> Mapping[int, Answered]:
        """The answer to each phrasing as written, by its number."""
        return {
            ask.phrasing: answer
            for ask, answer in self.asked
            if not ask.check and not ask.variation
        }

    def right(self, answer: Answered) -> bool:
        """Whether the answer states what is expected: the conclusion, or that there is none."""
        expected = self.group.expected
        if expected.conclusion is not None:
            return answer.conclusion == expected.conclusion
        return (
            answer.conclusion is None
            and not answer.error
            and (expected.reason is None or answer.reason == expected.reason)
        )

    def governed(self, ids: Iterable[str]) -> bool | None:
        """Whether one of the expected provisions is among ids; None if the group names none."""
        wanted = self.group.expected.provisions
        if not wanted:
            return None
        bare = [_without_version(i) for i in ids if "#" in i]
        return any(
            p == w or p.startswith(w + ".") or w.startswith(p + ".") for p in bare for w in wanted
        )

    @property
    def answerable(self) -> bool:
        return self.group.expected.conclusion is not None

    @property
    def unanimous(self) -> bool:
        return agreement.unanimous([a.stated for a in self.answers])

    @property
    def agreed_stated_right(self) -> bool:
        """All phrasings got the one right answer."""
        return self.unanimous and all(self.right(a) for a in self.answers)


@dataclass(frozen=True, slots=True)
class Result:
    """What a run measured."""

    groups: tuple[GroupResult, ...]
    figures: Mapping[str, Figure] = field(default_factory=dict)
    numbers: Mapping[str, float] = field(default_factory=dict)
    rules: Mapping[str, Figure] = field(default_factory=dict)
    """Share of variations with the answer of their original, by rule."""
    parted: Mapping[str, int] = field(default_factory=dict)
    """Pairs of answers that part, by the step at which they do."""
    parted_by: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """The same of variations and of each check, against the first asking."""
    kinds: Mapping[str, Figure] = field(default_factory=dict)
    """The headline by kind of group."""


def measure(groups: Sequence[Group], plan: Sequence[Ask], done: Mapping[str, Answered]) -> Result:
    """The groups with their answers and every figure."""
    by_group: dict[str, list[tuple[Ask, Answered]]] = defaultdict(list)
    for ask in plan:
        by_group[ask.group].append((ask, done[ask.key]))
    results = [GroupResult(g, tuple(by_group[g.id])) for g in groups]
    figures = {
        name: agreement.mean_figure(values)
        for name, values in (
            *_agreement(results),
            *_accuracy(results),
            *_citing(results),
            *_checks(results),
            *_varying(results),
            *_explaining(results),
        )
        if values
    }
    figures |= _curves(results)
    kinds: dict[str, list[float]] = defaultdict(list)
    for r in results:
        kinds[r.group.kind].append(float(r.agreed_stated_right))
    return Result(
        tuple(results),
        figures,
        _numbers(results),
        _rules(results),
        {str(k): n for k, n in stages.divide([r.answers for r in results]).items()},
        _parted_by(results),
        {kind: agreement.mean_figure(values) for kind, values in sorted(kinds.items())},
    )


Named = tuple[str, list[float]]


def _agreement(results: Sequence[GroupResult]) -> list[Named]:
    several = [r for r in results if len(r.answers) > 1]
    lists = [[a.provisions for a in r.answers] for r in several]
    return [
        (HEADLINE, [float(r.agreed_stated_right) for r in results]),
        ("unanimous groups", [float(r.unanimous) for r in several]),
        ("provisions, Jaccard of five",
         [agreement.pairwise(agreement.jaccard, kept) for kept in lists]),
        ("provisions, rank-biased overlap",
         [agreement.pairwise(agreement.rank_biased_overlap, kept) for kept in lists]),
        ("same cases, Jaccard",
         [agreement.pairwise(agreement.jaccard, [a.same for a in r.answers]) for r in several]),
    ]  # fmt: skip


def _accuracy(results: Sequence[GroupResult]) -> list[Named]:
    answerable = [r for r in results if r.answerable]
    stated = [(r, [a for a in r.answers if a.conclusion is not None]) for r in answerable]
    return [
        ("right answers", [_share([r.right(a) for a in r.answers]) for r in results]),
        ("coverage: conclusion stated, where there is one",
         [_share([a.conclusion is not None for a in r.answers]) for r in answerable]),
        ("right among stated, where there is one",
         [_share([r.right(a) for a in kept]) for r, kept in stated if kept]),
        ("no conclusion, where there is none",
         [_share([a.conclusion is None for a in r.answers]) for r in results if not r.answerable]),
        ("right reason for none, where there is none",
         [_share([r.right(a) for a in r.answers]) for r in results if not r.answerable]),
        ("governing provision among the first five",
         [_share([bool(r.governed(a.provisions)) for a in r.answers])
          for r in results if r.group.expected.provisions]),
        ("law of the day: dated groups right",
         [_share([r.right(a) for a in r.answers]) for r in results if r.group.kind == "dated"]),
    ]  # fmt: skip


def _citing(results: Sequence[GroupResult]) -> list[Named]:
    def pooled(field_: str) -> list[float]:
        found = []
        for r in results:
            good = sum(getattr(a, field_)[0] for a in r.answers)
            of = sum(getattr(a, field_)[1] for a in r.answers)
            if of:
                found.append(good / of)
        return found

    return [
        ("citation precision", pooled("bearing")),
        ("citation recall", pooled("supported")),
        ("quotations exact", pooled("quotations")),
        ("law of the day: texts in effect", pooled("of_the_day")),
    ]  # fmt: skip


def _checks(results: Sequence[GroupResult]) -> list[Named]:
    equal: dict[str, list[float]] = defaultdict(list)
    for r in results:
        own: dict[str, list[bool]] = defaultdict(list)
        for ask, answer in r.asked:
            if ask.check in EQUAL:
                own[ask.check].append(answer.digest == r.first(ask).digest)
            elif ask.check:
                own[ask.check].append(answer.stated == r.first(ask).stated)
        for check, values in own.items():
            equal[check].append(_share(values))
    names = {
        "region": "regions: records equal",
        "repetition": "repetitions: records equal",
        "process": "processes: records equal",
        "day": "days: conclusions equal",
        "setting": "settings: conclusions equal",
    }
    return [(names[c], equal[c]) for c in names if c in equal]


def _explaining(results: Sequence[GroupResult]) -> list[Named]:
    """Of an LLM's explanations: whether they are the same again, and what of them stands."""
    equal: dict[str, list[float]] = defaultdict(list)
    stands: list[float] = []
    for r in results:
        own: dict[str, list[bool]] = defaultdict(list)
        for ask, answer in r.asked:
            if ask.check in EQUAL and (first := r.first(ask)).explanation:
                own[ask.check].append(answer.explanation == first.explanation)
        for check, values in own.items():
            equal[check].append(_share(values))
        good = sum(a.explaining[0] for _, a in r.asked)
        if of := sum(a.explaining[1] for _, a in r.asked):
            stands.append(good / of)
    names = {
        "region": "regions: explanations equal",
        "repetition": "repetitions: explanations equal",
        "process": "processes: explanations equal",
    }
    made = [(names[c], equal[c]) for c in names if c in equal]
    return [*made, ("explanations: sentences that stand", stands)]


def _parted_by(results: Sequence[GroupResult]) -> dict[str, dict[str, int]]:
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


def _varying(results: Sequence[GroupResult]) -> list[Named]:
    same: list[float] = []
    noticed: list[float] = []
    unanimous: list[float] = []
    right: list[float] = []
    for r in results:
        firsts = r.firsts
        kept = [(k, a) for k, a in r.asked if k.variation and not k.check and not k.changed]
        other = [(k, a) for k, a in r.asked if k.changed and not k.check]
        if kept:
            same.append(_share([a.stated == firsts[k.phrasing].stated for k, a in kept]))
            unanimous.append(float(agreement.unanimous([a.stated for a in r.varied])))
            right.append(float(all(r.right(a) for a in r.varied)))
        if other:
            noticed.append(_share([notices(firsts[k.phrasing], a) for k, a in other]))
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


def _rules(results: Sequence[GroupResult]) -> dict[str, Figure]:
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


def sure(results: Iterable[GroupResult]) -> tuple[list[float], list[bool]]:
    """Probability and rightness of every conclusion stated with a probability."""
    found = [
        (a.probability, r.right(a))
        for r in results
        for a in r.answers
        if a.conclusion is not None and a.probability is not None
    ]
    return [c for c, _ in found], [k for _, k in found]


def selected(results: Iterable[GroupResult]) -> tuple[list[float], list[bool]]:
    """Confidence and rightness of every answer where there is a conclusion to state.

    A conclusion of the statute itself has no probability; it is stated first. What is not stated
    counts as wrong and comes last, so that saying nothing buys no low risk at full coverage.
    """
    confidence: list[float] = []
    right: list[bool] = []
    for r in results:
        if not r.answerable:
            continue
        for a in r.answers:
            confidence.append(-1.0 if a.conclusion is None else (a.probability or 1.0))
            right.append(r.right(a))
    return confidence, right


def _curves(results: Sequence[GroupResult]) -> dict[str, Figure]:
    """Figures of all answers together: kappa, AURC, ECE."""
    figures: dict[str, Figure] = {}
    several = [r for r in results if len(r.answers) > 1]
    for name, answers in (
        ("Fleiss' kappa of conclusions", [r.answers for r in several]),
        ("Fleiss' kappa, variations with them", [r.varied for r in several]),
    ):
        width = min((len(a) for a in answers), default=0)
        more = any(len(r.varied) > len(r.answers) for r in several)
        if width > 1 and (more or "variations" not in name):
            figures[name] = agreement.kappa_figure([[x.stated for x in a[:width]] for a in answers])
    answerable = [r for r in results if r.answerable]
    if answerable:
        each = [selected([r]) for r in answerable]

        def area(rows: Sequence[int]) -> float:
            points = agreement.risk_coverage(*_joined(each, rows))
            return agreement.area_under_risk_coverage(points)

        figures["AURC"] = agreement.resampled(area, len(answerable))
    probable = [found for r in results if (found := sure([r]))[0]]
    if probable:

        def error(rows: Sequence[int]) -> float:
            return agreement.calibration_error(*_joined(probable, rows))[0]

        figures["ECE"] = agreement.resampled(error, len(probable))
    return figures


def _joined(
    each: Sequence[tuple[list[float], list[bool]]], rows: Sequence[int]
) -> tuple[list[float], list[bool]]:
    return (
        [c for row in rows for c in each[row][0]],
        [right for row in rows for right in each[row][1]],
    )


def _numbers(results: Sequence[GroupResult]) -> dict[str, float]:
    numbers: dict[str, float] = {"groups": float(len(results))}
    times = sorted(a.milliseconds for r in results for a in r.answers)
    if times:
        numbers["milliseconds, median"] = times[len(times) // 2]
        numbers["milliseconds, p95"] = times[min(len(times) - 1, int(len(times) * 0.95))]
    errors = sum(bool(a.error) for r in results for _, a in r.asked)
    if errors:
        numbers["errors"] = float(errors)
    return numbers


def _share(values: Sequence[bool]) -> float:
    return sum(values) / len(values)


def _without_version(id: str) -> str:
    work, _, place = id.partition("#")
    return f"{work.partition('@')[0]}#{place}"
