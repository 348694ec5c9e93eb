"""What the statute's rules alone say of decided cases (법문만의 결론): ``python -m evals.rules``.

Every wording of a case or reply that the home in use holds (``corpora.questions.cases``) is put to the
rules of ``corpora/facts``, without the cases, and what they say is set beside the case's own
conclusion. Whoever mends a rule looks at two thirds of the cases; the last third is held out: it is
counted, and its wordings are not shown.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from corpora.questions.cases import Worded, case_print
from kb.law.values import Conclusion, Interpretation

OPPOSED = frozenset((Conclusion.PERMITTED, Conclusion.PROHIBITED))
OUTCOMES = ("agreed", "contradicted", "other")

Says = Callable[[str], tuple[str, Conclusion] | None]
"""The rule that covers a question, by its id, and its conclusion."""


@dataclass(frozen=True, slots=True)
class Ruled:
    """One wording beside what the rules say of it."""

    case: str
    wording: str
    decided: Conclusion
    rule: str
    """The rule that covers it; empty where none does."""
    said: Conclusion | None

    @property
    def outcome(self) -> str:
        """``agreed``, ``contradicted`` (permitted and prohibited), ``other`` or ``silent``."""
        if self.said is None:
            return "silent"
        if self.said is self.decided:
            return "agreed"
        return "contradicted" if {self.said, self.decided} == OPPOSED else "other"


def held_out(case: str) -> bool:
    """Whether a case belongs to the third that nobody looks at; the same at every run.

    >>> [held_out(id) for id in ("c00-00", "c00-01")]
    [False, True]
    """
    return int(hashlib.sha256(case.encode()).hexdigest(), 16) % 3 == 0


def decided(held: Iterable[Interpretation]) -> Mapping[str, Conclusion]:
    """The conclusion of each case by its print; without those that a later edition decides otherwise."""
    found: dict[str, set[Conclusion]] = {}
    for one in held:
        if one.kind in ("case", "reply") and one.conclusion is not None:
            text = one.answer if one.kind == "case" else one.title + one.question
            found.setdefault(case_print(text), set()).add(one.conclusion)
    return {name: next(iter(said)) for name, said in found.items() if len(said) == 1}


def run(cases: Iterable[Worded], known: Mapping[str, Conclusion], says: Says) -> list[Ruled]:
    """Put every wording of the cases whose conclusion is known to the rules."""
    out = []
    for case in cases:
        conclusions = {known[name] for name in case.cases if name in known}
        if len(conclusions) != 1:
            continue
        (conclusion,) = conclusions
        for wording in case.wordings:
            rule, said = says(wording) or ("", None)
            out.append(Ruled(case.id, wording, conclusion, rule, said))
    return out


def table(ruled: Sequence[Ruled]) -> str:
    """The counts of both parts, and those of each rule over the part that is looked at."""
    seen = [r for r in ruled if not held_out(r.case)]
    rest = [r for r in ruled if held_out(r.case)]
    head = (
        f"{'':26}{'cases':>7}{'asked':>7}{'fired':>7}{'agreed':>8}{'contradicted':>14}{'other':>7}"
    )
    lines = [head, _line("looked at", seen), _line("held out", rest), ""]
    by_rule = Counter(r.rule for r in seen if r.rule)
    lines += [_line(rule, [r for r in seen if r.rule == rule]) for rule, _ in by_rule.most_common()]
    return "\n".join(lines)


def _line(name: str, ruled: Sequence[Ruled]) -> str:
    counts = Counter(r.outcome for r in ruled)
    fired = sum(counts[o] for o in OUTCOMES)
    return (
        f"{name:26}{len({r.case for r in ruled}):7}{len(ruled):7}{fired:7}"
        f"{counts['agreed']:8}{counts['contradicted']:14}{counts['other']:7}"
    )


def errors(ruled: Sequence[Ruled], outcome: str = "contradicted") -> str:
    """The wordings of one outcome, of the part that is looked at."""
    return "\n".join(
        f"{r.case} {r.rule or '-'}: {r.said or '-'} (case {r.decided}): {r.wording}"
        for r in ruled
        if r.outcome == outcome and not held_out(r.case)
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Print the tables over the home in use."""
    import argparse

    from corpora.questions.cases import every
    from kb import settings
    from kb.answer.facts import read
    from kb.answer.rules import RuleBook
    from kb.store import Store
    from kb.store.lawbook import LawBook

    parser = argparse.ArgumentParser(prog="python -m evals.rules", description=__doc__)
    parser.add_argument("--as-of", type=date.fromisoformat, default=date.today(), metavar="DAY")
    parser.add_argument(
        "--errors",
        nargs="?",
        const="contradicted",
        choices=("contradicted", "other", "silent", "agreed"),
        help="also the wordings of one outcome (contradicted), without those held out",
    )
    given = parser.parse_args(argv)
    used = settings.load()
    store = Store.open(used.url)
    book = RuleBook(LawBook(store, used.home / "gathered"))

    def says(question: str) -> tuple[str, Conclusion] | None:
        covered = book.rule(read(question), question, given.as_of)
        return None if covered is None else (covered.rule.id, covered.conclusion)

    ruled = run(every(), decided(store.interpretations()), says)
    print(table(ruled))
    if given.errors:
        print(errors(ruled, given.errors))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
