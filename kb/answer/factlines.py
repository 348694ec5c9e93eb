"""The comparison of facts as people read it: a table of lines, and sentences on what differs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from corpora.facts import KINDS, LABELS, Lexicon, load
from kb.answer.factmatch import FACETS, Agrees, Line
from kb.answer.record import FactComparison


def told(lines: Sequence[Line], language: str = "ko") -> list[FactComparison]:
    """The lines as the record shows them; acts in one line."""
    lexicon = load()
    out: list[FactComparison] = []
    acts = [line for line in lines if line.kind in FACETS]
    for kind in KINDS:
        if kind == "act":
            asked = frozenset().union(*(line.question for line in acts))
            held = frozenset().union(*(line.case for line in acts))
            found = {line.agrees for line in acts}
            agrees: Agrees = (
                "differs"
                if any(line.agrees == "differs" and line.kind != "subject" for line in acts)
                else "same"
                if "same" in found
                else "open"
                if "open" in found
                else "irrelevant"
            )
            because = ""
        else:
            (line,) = (line for line in lines if line.kind == kind)
            asked, held, agrees, because = line.question, line.case, line.agrees, line.because
        if not asked and not held:
            continue
        out.append(
            FactComparison(
                kind=kind,
                question=_labels(lexicon, kind, asked, language),
                case=_labels(lexicon, kind, held, language),
                agrees=agrees,
                because=because,
            )
        )
    return out


def differing(lines: Iterable[Line], language: str = "ko") -> list[str]:
    """A sentence a dimension that differs: ``주체가 다릅니다: 배우자 / 선거사무원``."""
    lexicon = load()
    out = []
    for line in lines:
        if line.agrees != "differs" or line.clash is None:
            continue
        kind = "act" if line.kind in FACETS else line.kind
        asked, held = (lexicon.label(kind, key, language) for key in line.clash)
        if language == "en":
            sides = f"whether {asked}" if asked == held else f"{asked} / {held}"
            sentence = f"The {LABELS[kind][1]} differs: {sides}"
        else:
            name = LABELS[kind][0]
            particle = "이" if (ord(name[-1]) - 0xAC00) % 28 else "가"
            sides = f"{asked} 여부" if asked == held else f"{asked} / {held}"
            sentence = f"{name}{particle} 다릅니다: {sides}"
        if sentence not in out:
            out.append(sentence)
    return out


def _labels(lexicon: Lexicon, kind: str, keys: frozenset[str], language: str) -> str | None:
    return ", ".join(sorted(lexicon.label(kind, key, language) for key in keys)) or None
