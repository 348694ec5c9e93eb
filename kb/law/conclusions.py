"""Reads the conclusion of a reply from its own words (회답의 결론)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kb.law.values import Conclusion, Part


@dataclass(frozen=True, slots=True)
class ConclusionReading:
    """What a reply concludes, the sentences on which it depends, and its parts."""

    conclusion: Conclusion | None
    conditions: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()


_NO = re.compile(r"위반될|위반됨|위반되며|위반된|위반하|할 수 없|저촉될|저촉됨|불가|해당될 것|위반입")
_YES = re.compile(r"가능할|가능함|가능합|무방|위반되지 아니|위반되지 않|제한되지|할 수 있을|할 수 있습|할 수 있음|저촉되지|위반된다고 보기 어려")


def read(answer: str, question: str = "") -> ConclusionReading:
    """The conclusion of an answer."""
    yes, no = bool(_YES.search(answer)), bool(_NO.search(answer))
    if yes and no:
        return ConclusionReading(Conclusion.CONDITIONAL)
    if yes:
        return ConclusionReading(Conclusion.PERMITTED)
    if no:
        return ConclusionReading(Conclusion.PROHIBITED)
    return ConclusionReading(None)
