"""What speaks against lending a case that is as good as the same (빌리지 않는 이유).

Another name, a fact that the question adds or that the case rests on, words that the case has not, a
proviso that touches the question. Another name and a person on whom a case rests always withhold it, and so
does each of them for a question in English, of which only words carried over are compared; else they
are weighed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpora.facts import load
from kb.answer.beforehand import LONGEST
from kb.answer.caseview import CaseView, case_view, facts_of_case, view
from kb.answer.factmatch import Line
from kb.answer.likeness import model
from kb.answer.phrases import Language
from kb.answer.reserved import added, ground
from kb.law.values import Interpretation, Part

ACTS = frozenset(("means", "deed", "subject"))
"""The dimensions of what is done."""

GENERAL = frozenset(("election", "actor", "time"))
CAMPAIGNING = frozenset(("campaigning", "appeal"))
"""Acts that say no more than that somebody campaigns."""

RARE = 4.0
"""Weight of a word by which a question touches an exception to a case."""

NAMING = ("act", "party_registration")
"""The fact that the name of a party is asked about."""
_NAMED = re.compile(r"“([^“”]{2,16})”|‘([^‘’]{2,16})’|\"([^\"]{2,16})\"")

_EXCEPTION = re.compile(
    r"""
    (?P<allows>무방|가능|할\ *수\ *있|제외|해당(?:되|하)지\ *(?:않|아니)|위반되지\ *(?:않|아니)|허용)
    | (?P<forbids>위반(?!되지|하지)|금지|할\ *수\ *없|없을\ *것|불가|제한)
    """,
    re.VERBOSE,
)
_SENTENCE = re.compile(r"(?<=[다음함임됨])\.\s|\n|➩|※|→|⇒|➡")


@dataclass(frozen=True, slots=True)
class Withheld:
    """A reason, and whether it stands whatever else speaks for the case."""

    why: str
    firm: bool = False


def reason(
    asked: CaseView,
    held: CaseView,
    source: Interpretation,
    part: Part | None,
    lines: Sequence[Line],
    speaks: Language,
) -> Withheld | None:
    """What speaks against lending a case that is as good as the same; None if nothing does.

    What is not firm is weighed by the second stage with all else (:mod:`kb.answer.beside`).

    Args:
        asked: the question.
        held: the case, in the way of putting it that is nearest to the question.
        source: the case itself, whose own facts and notes count whatever the way.
        part: of a reply with several questions the one compared.
        lines: what agrees and what differs, fact by fact.
        speaks: the language in which the reason is given.
    """
    ko, lexicon = speaks == "ko", load()
    if not ko and not _met(lines):
        return Withheld("only words carried over agree, and fewer than two facts", firm=True)
    if name := _another_name(asked, held):
        return Withheld(
            f"이름이 다릅니다: 사례는 ‘{name}’에 관한 것입니다"
            if ko
            else f"the case is about ‘{name}’",
            firm=True,
        )
    concluded, own = part.conclusion if part else source.conclusion, case_view(source, part).facts
    if more := added(asked.facts, (*own, *held.facts), concluded):
        label = lexicon.label(*more, speaks)
        return Withheld(
            f"질문에 사례에 없는 사실이 있습니다: {label}" if ko else f"the question adds: {label}",
            firm=not ko,
        )
    if rests := ground(asked.facts, own, concluded):
        label = lexicon.label(*rests, speaks)
        return Withheld(
            f"사례가 기댄 사실이 질문에 없습니다: {label}" if ko else f"the case rests on: {label}",
            firm=not ko or rests[0] == "actor",
        )
    if strange := _strange(asked, held, lines):
        said = ", ".join(strange)
        return Withheld(
            f"질문의 말이 사례에 없습니다: {said}" if ko else f"words the case has not: {said}",
            firm=not ko,
        )
    if exception := _touched(asked, held, source):
        why = (
            "사례에 딸린 단서가 질문에 닿습니다"
            if ko
            else "a proviso to the case touches the question"
        )
        return Withheld(f"{why}: {exception}", firm=not ko)
    return None


def _met(lines: Sequence[Line]) -> bool:
    """Whether an act agrees, and with it its means, or who, when, where or to whom.

    The words of an English question reach a Korean case through the glossary alone, which makes
    any case that has them look alike; of a Korean one its own words are compared.
    """
    same = {line.kind for line in lines if line.agrees == "same"}
    return bool(same & ACTS) and len(same) > 1 and not same <= {"deed", "subject"}


def _strange(asked: CaseView, held: CaseView, lines: Sequence[Line]) -> list[str]:
    """Rare nouns of a question of which a case has none, where no more agrees than who campaigns.

    Campaigning alone is no act: by what means, for which a rare word may stand that is no fact of
    the lexicon (메타버스), is what a case decides.
    """
    same = [line for line in lines if line.agrees == "same"]
    if any(line.kind not in GENERAL and not line.met <= CAMPAIGNING for line in same):
        return []
    learnt = model()
    rare = {w for w in asked.words.known if w.endswith("/N") and learnt.weight(w) >= RARE}
    if rare & held.words.known:
        return []
    return sorted(w.partition("/")[0] for w in rare)


def _another_name(asked: CaseView, held: CaseView) -> str | None:
    """The name about which a case was asked (정당명칭), where the question is about another.

    Whether a name may be used is decided name by name.
    """
    if not any((f.kind, f.key) == NAMING and not f.weak for f in held.facts):
        return None
    names = [m for pair in _NAMED.findall(held.text) if (m := "".join(pair).strip())]
    if not names or any(_letters(name) in _letters(asked.text) for name in names):
        return None
    return names[0]


def _letters(text: str) -> str:
    return "".join(c for c in text if c.isalnum()).lower()


def _touched(asked: CaseView, held: CaseView, source: Interpretation) -> str | None:
    """The exception after a case (➩ 다만 … 무방) that turns its conclusion for the question."""
    if source.kind != "case" or source.conclusion is None:
        return None
    turns = {"prohibited": "allows", "permitted": "forbids"}.get(source.conclusion.value)
    if turns is None:
        return None
    notes = source.answer[len(facts_of_case(source.answer)) :]
    for sentence in _SENTENCE.split(notes):
        found = _EXCEPTION.search(sentence)
        if found is None or found[turns] is None:
            continue
        noted = view(sentence[:LONGEST])
        if _meets_more(asked, held, noted):
            return " ".join(sentence.split())[:90]
    return None


def _meets_more(asked: CaseView, held: CaseView, noted: CaseView) -> bool:
    """Whether a note shares with the question what the case itself does not say."""
    lexicon = load()
    own = {(f.kind, f.key) for f in held.facts}
    for fact in noted.facts:
        if fact.inferred is not None or (fact.kind, fact.key) in own:
            continue
        for said in asked.facts:
            if said.kind == fact.kind and lexicon.related(fact.kind, said.key, fact.key):
                return True
    learnt = model()
    more = noted.words.known & asked.words.known - held.words.known
    return any(learnt.weight(word) >= RARE for word in more)
