"""Two runs side by side: every changed answer with its cause, and paired tests of the figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.stats import permutation_test
from statsmodels.stats.contingency_tables import mcnemar

from evals.answered import Answered
from evals.circumstances import Circumstances, in_force
from evals.groups import GroupResult
from evals.plan import Ask
from evals.runs import Run

Cause = Literal["corpus", "settings", "model", "code", "data", "day", "unknown"]
RESAMPLES = 9999


@dataclass(frozen=True, slots=True)
class Changed:
    """An ask that got another answer."""

    ask: Ask
    before: Answered
    after: Answered
    was_right: bool | None
    is_right: bool | None
    """None where a rule changed the case, so that nothing is known of the right answer."""
    causes: tuple[Cause, ...]
    """What may have changed it: of what differs between the runs, all that is not ruled out. It is
    the corpus alone where the document on which one answer rests is not held in the other run."""


@dataclass(frozen=True, slots=True)
class Paired:
    """Tests on the groups that both runs asked."""

    groups: int
    won: tuple[str, ...]
    """Groups that agree, state and are right now, and did not before."""
    lost: tuple[str, ...]
    mcnemar: float
    """Exact p of the headline (McNemar 1947)."""
    permutation: float
    """p of the mean share of right answers a group, signs exchanged at random."""
    difference: float
    """Of that mean, after less before."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed from one run to another."""

    differing: tuple[tuple[Cause, str, str], ...]
    """Circumstances that differ: which, before, after."""
    common: tuple[str, ...]
    """Groups that both runs asked in the same words, for the same answer."""
    changed: tuple[Changed, ...]
    paired: Paired
    only_before: tuple[str, ...]
    """Groups asked in the earlier run alone, or asked there in other words or for another answer."""
    only_after: tuple[str, ...]
    unrecorded: tuple[str, ...] = ()
    """Settings that only one of the runs has recorded: whether they differ cannot be told."""


def compare(before: Run, after: Run) -> Comparison:
    """Compare two runs on the groups that are the same in both."""
    old = {r.group.id: r for r in before.result.groups}
    new = {r.group.id: r for r in after.result.groups}
    common = [id for id in new if id in old and _same_question(old[id], new[id])]
    differing = _differing(before, after)
    changed = [
        _changed(ask, old[id], new[id], before, answer, after.circumstances, differing)
        for id in common
        for ask, answer in new[id].asked
        if not ask.check and ask.key in before.done and before.done[ask.key].stated != answer.stated
    ]
    return Comparison(
        differing,
        tuple(common),
        tuple(changed),
        paired([(old[id], new[id]) for id in common]),
        tuple(id for id in old if id not in common),
        tuple(id for id in new if id not in common),
        tuple(sorted({*before.circumstances.settings} ^ {*after.circumstances.settings})),
    )


def paired(groups: Sequence[tuple[GroupResult, GroupResult]], seed: int = 17) -> Paired:
    """McNemar's exact test on the headline and a permutation test on the share of right answers."""
    headline = [(o.agreed_stated_right, n.agreed_stated_right) for o, n in groups]
    counts = [[0, 0], [0, 0]]
    for was, is_ in headline:
        counts[int(was)][int(is_)] += 1
    discordant = counts[0][1] + counts[1][0]
    p = float(mcnemar(np.asarray(counts), exact=True).pvalue) if discordant else 1.0
    shares = [(_right(o), _right(n)) for o, n in groups]
    differences = np.asarray([n - o for o, n in shares])
    moved = differences[differences != 0]
    p_permuted = 1.0
    if len(moved) > 1:  # a single difference is as likely the other way round
        p_permuted = float(
            permutation_test(
                (moved,),
                lambda x, axis: np.mean(x, axis=axis),
                permutation_type="samples",
                vectorized=True,
                n_resamples=RESAMPLES,
                rng=np.random.default_rng(seed),
            ).pvalue
        )
    return Paired(
        len(groups),
        tuple(n.group.id for (_, n), (was, is_) in zip(groups, headline, strict=True)
              if is_ and not was),
        tuple(n.group.id for (_, n), (was, is_) in zip(groups, headline, strict=True)
              if was and not is_),
        p,
        p_permuted,
        float(differences.mean()) if len(differences) else 0.0,
    )  # fmt: skip


def _right(r: GroupResult) -> float:
    return sum(r.right(a) for a in r.answers) / len(r.answers)


def _same_question(old: GroupResult, new: GroupResult) -> bool:
    one, other = old.group, new.group
    return (
        one.phrasings == other.phrasings
        and one.as_of == other.as_of
        and one.expected == other.expected
    )


def _differing(before: Run, after: Run) -> tuple[tuple[Cause, str, str], ...]:
    one, other = before.circumstances, after.circumstances
    found: list[tuple[Cause, str, str]] = []
    if one.corpus != other.corpus:
        found.append(("corpus", one.corpus, other.corpus))
    found += _of_settings(one, other)
    if (one.code, one.release) != (other.code, other.release):
        found.append(("code", f"{one.release}/{one.code}", f"{other.release}/{other.code}"))
    if one.lexicon != other.lexicon:
        found.append(("data", one.lexicon, other.lexicon))
    if before.today != after.today:
        found.append(("day", str(before.today), str(after.today)))
    return tuple(found)


def _of_settings(one: Circumstances, other: Circumstances) -> list[tuple[Cause, str, str]]:
    """Settings that both runs recorded and that differ, then models exchanged under one name."""
    differing = [
        name
        for name in sorted({*one.settings} & {*other.settings})
        if one.settings[name] != other.settings[name]
        and (in_force(name, one.settings) or in_force(name, other.settings))
    ]
    exchanged = [
        name
        for name in sorted({*one.models} & {*other.models})
        if one.models[name] != other.models[name] and name not in differing
    ]
    return [
        *(("settings", f"{n}={one.settings[n]}", f"{n}={other.settings[n]}") for n in differing),
        *(("model", f"{n} {one.models[n]}", f"{n} {other.models[n]}") for n in exchanged),
    ]


def _changed(
    ask: Ask,
    old: GroupResult,
    new: GroupResult,
    before: Run,
    answer: Answered,
    now: Circumstances,
    differing: Sequence[tuple[Cause, str, str]],
) -> Changed:
    earlier = before.done[ask.key]
    causes = list(dict.fromkeys(cause for cause, _, _ in differing))
    if "day" in causes and ask.as_of is not None:
        causes.remove("day")
    gone = earlier.document and earlier.document not in now.documents
    new_one = answer.document and answer.document not in before.circumstances.documents
    if gone or new_one:
        causes = ["corpus"]
    return Changed(
        ask,
        earlier,
        answer,
        None if ask.changed else old.right(earlier),
        None if ask.changed else new.right(answer),
        tuple(causes) or ("unknown",),
    )
