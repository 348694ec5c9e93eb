"""Questions apart (층): by register, by how often held cases cite their provision, by law.

One mean hides who is served badly: written inquiries, the smaller laws, and the long tail of
provisions that nobody has cited yet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from kb.law.identifiers import ProvisionId
from kb.search.gold import Asked
from kb.search.units import CaseUnit, article_of

SHORT, WRITTEN = "short question", "written inquiry"
NEVER, SELDOM, OFTEN = "never cited", "seldom cited", "often cited"
MANY = 10
"""Cases that make a provision an often cited one."""
INQUIRY = 250
"""Letters of a question above which it is a written inquiry."""
DECIDED = frozenset(("reply", "case", "digest", "ruling"))
"""Kinds of cases that are counted; a summary of rules (법규요약) decides none."""
Strata = Mapping[str, Mapping[str, tuple[int, ...]]]
"""For ``register``, ``frequency`` and ``law`` the numbers of the questions of each stratum."""


def divide(asked: Sequence[Asked], cases: Iterable[CaseUnit]) -> Strata:
    """Divide questions; each stands in one stratum of each kind."""
    citing = citations(cases)
    return {
        "register": _by(asked, register, (SHORT, WRITTEN)),
        "frequency": _by(asked, lambda q: frequency(q, citing), (NEVER, SELDOM, OFTEN)),
        "law": _by(asked, law),
    }


def register(q: Asked) -> str:
    """A short question or a written inquiry."""
    return WRITTEN if len(q.text) > INQUIRY else SHORT


def law(q: Asked) -> str:
    """The instrument of the provision that governs, the first named of several."""
    return str(ProvisionId.parse(q.gold[0]).work)


def frequency(q: Asked, citing: Mapping[str, Sequence[tuple[str, str]]]) -> str:
    """How often the governing provision is cited by cases other than those left out.

    Of several the most cited counts, for any of them is a right answer: ``never`` means that no
    case can lead to one.
    """
    most = max(
        sum(not q.exclude.intersection(case) for case in citing.get(gold, ())) for gold in q.gold
    )
    return NEVER if most == 0 else SELDOM if most < MANY else OFTEN


def citations(cases: Iterable[CaseUnit]) -> dict[str, list[tuple[str, str]]]:
    """For each article the published cases that cite it, as id and document.

    A ruling without a holding is left out: it cites on the way, and does not vote.
    """
    citing: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for case in cases:
        if case.live and not case.bare and case.kind in DECIDED:
            for article in dict.fromkeys(map(article_of, case.provisions)):
                citing[article].append((case.id, case.document))
    return citing


def _by(
    asked: Sequence[Asked], of: Callable[[Asked], str], order: Sequence[str] = ()
) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = defaultdict(list)
    for number, q in enumerate(asked):
        found[of(q)].append(number)
    names = order or sorted(found, key=lambda name: (-len(found[name]), name))
    return {name: tuple(found[name]) for name in names if name in found}
