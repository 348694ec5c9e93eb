"""The same-case test (동일 사례 판단): may this reply's or case's conclusion be lent to a question?

Hard rules first: a material fact that differs means never *same*. Then a calibrated probability
from the facts met and missed and from the words in common. When in doubt, *similar*: a wrong
*same* gives a wrong conclusion, a wrong *similar* only withholds one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from corpora.facts import load
from kb.answer.factlines import differing, told
from kb.answer.factmatch import Line, match
from kb.answer.facts import Found, find_cached
from kb.answer.likeness import Words, features, model, words, words_cached
from kb.answer.record import Fact, FactComparison, Likeness
from kb.law.values import Interpretation, Part
from kb.search.types import SourceHit

MATERIAL = frozenset(("election", "actor", "time", "place", "means", "amount", "condition"))
"""Dimensions of which a single difference rules out *same*."""

LONGEST = 900
"""Characters of a long inquiry whose words are compared; its facts are read from all of it."""

STRANGE = 4.8
"""Mass of the words that only one side has (the worst of each), from which no case is *same*."""
COVERED = 0.4
"""Share of the case's own words that the question must meet: a condition or manner of the case
that the question does not have (지역별로 일시를 달리하여) makes it another case."""
RARE = 4.0
"""Weight of a word by which a question touches an exception to a case."""

_NOTE = re.compile(r"\n\s*(?:>\s*)?(?:⚠️|→|⇒|➡|※|✽)|➩|\s다만[,\s]")
_EXCEPTION = re.compile(
    r"""
    (?P<allows>무방|가능|할\ *수\ *있|제외|해당(?:되|하)지\ *(?:않|아니)|위반되지\ *(?:않|아니)|허용)
    | (?P<forbids>위반(?!되지|하지)|금지|할\ *수\ *없|없을\ *것|불가|제한)
    """,
    re.VERBOSE,
)
_SENTENCE = re.compile(r"(?<=[다음함임됨])\.\s|\n|➩|※|→|⇒|➡")
_LAW_TAIL = re.compile(r"\([^()]*제\s*\d+\s*조[^()]*\)\s*$|에 관한\s*(?:질의\s*회답|운용기준)?\s*$")
_VERDICT = re.compile(r"할 수 (?:있는|없는)\s*사례")
_SIGNED = re.compile(r"\(\d{4}\.\s*\d+\.\s*\d+\.[^()]*\)")


@dataclass(frozen=True, slots=True)
class CaseView:
    """What the test sees of a question or a case: its facts and its words."""

    text: str
    facts: tuple[Found, ...]
    words: Words
    around: Words
    """The words with those of the headings above."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The outcome: likeness, calibrated probability of *same*, and why."""

    likeness: Likeness
    probability: float
    differs: tuple[str, ...]
    lines: tuple[FactComparison, ...]
    matched: tuple[Line, ...] = ()


@lru_cache(maxsize=8192)
def view(text: str, headings: tuple[str, ...] = ()) -> CaseView:
    """A question, or the words of a case, as the test sees it."""
    own = words(text[:LONGEST])
    around = own.joined(*(words_cached(h) for h in headings))
    return CaseView(text, find_cached(text, headings), own, around)


def case_view(source: Interpretation, part: Part | None = None) -> CaseView:
    """A reply's question side with its title, or a casebook's case without its notes."""
    headings = tuple(h for h in source.section[-3:] if not _VERDICT.search(h))
    if part is not None and part.question:
        return view(part.question, headings)
    if source.question:
        title = _LAW_TAIL.sub("", _LAW_TAIL.sub("", source.title))
        return view(_SIGNED.sub("", f"{title}\n{source.question}").strip(), headings)
    return view(facts_of_case(source.answer), headings)


def facts_of_case(text: str) -> str:
    """The case itself: what stands before the first note (다만 …, → …) to it."""
    note = _NOTE.search(text)
    return text[: note.start()] if note and note.start() >= 12 else text


def compare(
    facts: Sequence[Fact],
    question: str,
    source: Interpretation,
    hit: SourceHit,
    part: Part | None = None,
) -> Comparison:
    """Whether a reply or case is about the same facts as the question.

    ``hit`` says how search found it; the test makes up its own mind from the words and facts.
    ``facts`` may hold more than the question's words do (an answer to an ask-back, a fact of the
    turn before); they count like said facts.
    """
    bare = view(question)
    asked, held = replace(bare, facts=_with(bare.facts, facts)), case_view(source, part)
    compared = compare_views(asked, held)
    if source.wordings and not _material(compared.matched):
        views = (held, *(view(w) for w in source.wordings))
        held, compared = max(((v, compare_views(asked, v)) for v in views), key=_nearest)
    exception = _touched(asked, held, source) if compared.likeness == "same" else None
    if exception is None:
        return compared
    return replace(
        compared,
        likeness="similar",
        probability=min(compared.probability, model().same / 2),
        differs=(*compared.differs, f"사례에 딸린 단서가 질문에 닿습니다: {exception}"),
    )


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


def _with(found: tuple[Found, ...], facts: Sequence[Fact]) -> tuple[Found, ...]:
    present = {(f.kind, f.key) for f in found}
    more = tuple(
        Found(f.kind, f.value, None, None, f.negated, "subject" if f.kind == "actor" else "")
        for f in facts
        if (f.kind, f.value) not in present and f.inferred is None
    )
    return found + more


def compare_views(question: CaseView, case: CaseView) -> Comparison:
    """The test itself, on two views."""
    lines = match(question.facts, case.facts)
    learnt = model()
    values = features(
        question.words, case.words, case.around, lines, (len(question.text), len(case.text))
    )
    probability = learnt.probability(values)
    differs = differing(lines)
    ruled_out = rules_out(lines, values)
    likeness: Likeness
    if probability >= learnt.same and not ruled_out:
        likeness = "same"
    else:
        if ruled_out:
            probability = min(probability, learnt.same / 2)
        likeness = "similar" if learnt.similar <= values["closeness"] else "different"
    return Comparison(likeness, round(probability, 4), tuple(differs), tuple(told(lines)), lines)


def _material(lines: Sequence[Line]) -> bool:
    return any(line.agrees == "differs" and line.kind in MATERIAL for line in lines)


def _nearest(one: tuple[CaseView, Comparison]) -> tuple[bool, bool, float]:
    """Of the ways in which one question was put, the one that is nearest."""
    compared = one[1]
    return compared.likeness == "same", compared.likeness != "different", compared.probability


def rules_out(lines: Sequence[Line], values: Mapping[str, float]) -> bool:
    """Whether a material fact differs, or either text says too much that the other does not."""
    if _material(lines):
        return True
    return (
        values["worst_case"] + values["worst_question"] >= STRANGE or values["soft_case"] < COVERED
    )
