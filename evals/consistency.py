"""Does the same case get the same answer? The groups of a run, and its figures.

Kappa and unanimity count phrasings and the variations made of them; regions, repetitions,
processes, days and settings are checks of equality, reported apart. Agreement is never shown
without coverage and accuracy: a system that always abstains agrees with itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from corpora.questions import Group
from evals import agreement, checked, stages
from evals.agreement import Figure
from evals.answered import Answered
from evals.checked import Named, share
from evals.groups import GroupResult
from evals.plan import Ask

HEADLINE = "agreed, stated and right"
"""The figure that a release is held to."""


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
            *checked.equal(results),
            *checked.varying(results),
            *checked.explaining(results),
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
        checked.rules(results),
        {str(k): n for k, n in stages.divide([r.answers for r in results]).items()},
        checked.parted_by(results),
        {kind: agreement.mean_figure(values) for kind, values in sorted(kinds.items())},
    )


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
        ("right answers", [share([r.right(a) for a in r.answers]) for r in results]),
        ("coverage: conclusion stated, where there is one",
         [share([a.conclusion is not None for a in r.answers]) for r in answerable]),
        ("right among stated, where there is one",
         [share([r.right(a) for a in kept]) for r, kept in stated if kept]),
        ("no conclusion, where there is none",
         [share([a.conclusion is None for a in r.answers]) for r in results if not r.answerable]),
        ("right reason for none, where there is none",
         [share([r.right(a) for a in r.answers]) for r in results if not r.answerable]),
        ("governing provision among the first five",
         [share([bool(r.governed(a.provisions)) for a in r.answers])
          for r in results if r.group.expected.provisions]),
        ("law of the day: dated groups right",
         [share([r.right(a) for a in r.answers]) for r in results if r.group.kind == "dated"]),
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
