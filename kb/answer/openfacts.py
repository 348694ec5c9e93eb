"""A fact that the question leaves open and on which the known cases turn (열린 사실) is asked back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.answer.conclusion import Evidence, rank
from kb.answer.phrases import FACT, Language
from kb.law.values import Conclusion

LOOKED_AT = 6
"""Cases looked at, best first."""


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
    """Whether a case agrees in two facts or more, differs in none, and leaves one open."""
    said = [x.agrees for x in e.compared.lines]
    return "differs" not in said and said.count("same") >= 2 and said.count("open") == 1


def turning(evidence: Sequence[Evidence]) -> Turning | None:
    """The open fact on which cases that agree otherwise differ in their conclusion, if any."""
    by_kind: dict[str, dict[str, Evidence]] = {}
    for e in [e for e in rank(evidence) if open_only(e)][:LOOKED_AT]:
        if e.conclusion in (None, Conclusion.EXPLAINS) or not e.law.lends:
            continue
        opened = [x for x in e.compared.lines if x.agrees == "open" and x.case]
        if not opened:
            continue
        by_kind.setdefault(opened[0].kind, {}).setdefault(opened[0].case or "", e)
    for kind, values in by_kind.items():
        if len(values) > 1 and len({e.conclusion for e in values.values()}) > 1:
            return Turning(kind, tuple(values.items()))
    return None
