"""The same-case test (동일 사례 판단): may this reply's or case's conclusion be lent to a question?

Another election, period or condition means never *same*; looked at alone, so does any material fact
that differs. Beyond that it is a calibrated probability from the facts met and missed, from the words
in common and from what speaks against lending (:mod:`kb.answer.withheld`); of the cases that search
finds together the nearest are read word against word (:mod:`kb.answer.reader`), and each is judged
beside the others (:mod:`kb.answer.beside`). When in doubt, *similar*: a wrong *same* gives a wrong
conclusion, a wrong *similar* only withholds one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from kb.answer import beside, english, withheld
from kb.answer.caseview import (
    CaseView,
    case_view,
    own_text,
    question_view,
    view,
    worded_views,
)
from kb.answer.factlines import differing, told
from kb.answer.factmatch import Line, match
from kb.answer.facts import Found
from kb.answer.likeness import model
from kb.answer.pairing import Near, features
from kb.answer.phrases import Language
from kb.answer.reader import Sides, sides
from kb.answer.reading import language
from kb.answer.record import Fact, FactComparison, Likeness
from kb.law.values import Interpretation, Part

__all__ = (
    "CaseView",
    "Comparison",
    "asking",
    "case_view",
    "compare",
    "compare_all",
    "compare_views",
    "measure",
    "own_text",
    "question_view",
    "view",
)

Reading = Callable[[Sequence[Sides]], Sequence[float]]
"""What reads questions and cases together."""

MATERIAL = frozenset(("election", "actor", "time", "place", "means", "amount", "condition"))
"""Dimensions of which a single difference rules out *same*."""

TOLD, WITHIN = 0.4, 0.85
"""A question that tells less of a case than this asks about more than the case decides; one in English,
of which few words are carried over, where moreover nearly all of them stand in the case."""
WIDER = "질문이 사례보다 넓습니다: 사례의 구체적 사정이 질문에 없습니다"
WIDER_EN = "the question is wider than the case: the case's circumstances are not in it"


@dataclass(frozen=True, slots=True)
class Comparison:
    """The outcome: likeness, calibrated probability of *same*, and why."""

    likeness: Likeness
    probability: float
    differs: tuple[str, ...]
    lines: tuple[FactComparison, ...]
    matched: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """One way in which a case is put, held against the question."""

    case: CaseView
    lines: tuple[Line, ...]
    values: Mapping[str, float]
    """Features of the pair (:func:`kb.answer.pairing.features`)."""
    raw: float
    """What the first stage says of it, before calibration."""
    wider: bool
    """The question is wider than the case."""

    @property
    def out(self) -> bool:
        """Whether it can not be the same: a material fact differs, or the question is wider."""
        return self.wider or rules_out(self.lines)


@dataclass(frozen=True, eq=False)
class Measured:
    """A question held against a source in every way in which it is put, its own first."""

    asked: CaseView
    source: Interpretation
    part: Part | None
    speaks: Language
    ways: tuple[Way, ...]

    @property
    def conclusion(self) -> str:
        """What the source concludes, or nothing."""
        concluded = self.part.conclusion if self.part else self.source.conclusion
        return concluded.value if concluded else ""

    @cached_property
    def against(self) -> withheld.Withheld | None:
        """What speaks against lending it."""
        way = self.nearest
        return withheld.reason(self.asked, way.case, self.source, self.part, way.lines, self.speaks)

    @property
    def barred(self) -> bool:
        """Whether it can not be the same, whatever a reading of both texts says.

        Of a question in English, of which the reader was taught nothing, the lexicon decides.
        """
        if self.speaks == "en" and self.nearest.out:
            return True
        return self.against is not None and self.against.firm

    @cached_property
    def nearest(self) -> Way:
        """Of the ways in which the case is put, the one nearest to the question."""
        return max(self.ways, key=lambda w: (not w.out, w.raw))


def compare(
    facts: Sequence[Fact],
    question: str,
    source: Interpretation,
    near: Near | None = None,
    part: Part | None = None,
) -> Comparison:
    """Whether a reply or case, looked at alone, is about the same facts as the question.

    ``near`` says how search found it, if search did.
    ``facts`` may hold more than the question's words do (an answer to an ask-back, a fact of the
    turn before); they count like said facts.
    """
    measured = measure(asking(question, facts), question, source, near, part)
    learnt = model()
    way = measured.nearest
    barred = way.out or measured.against is not None
    return _settled(measured, learnt.probability(way.raw), learnt.same, barred)


def compare_all(
    facts: Sequence[Fact],
    question: str,
    sources: Iterable[tuple[Interpretation, Near, Part | None]],
    read: Reading,
) -> tuple[Comparison, ...]:
    """Whether each of the sources that search found together is about the question's facts.

    A case beside which another that decides otherwise is as near is not the same. ``read`` is the
    reader's (:meth:`kb.answer.reader.Reader.read`).
    """
    asked = asking(question, facts)
    measured = [measure(asked, question, s, near, part) for s, near, part in sources]
    unread = [candidate(m, model().vector) for m in measured]
    found = after_reading(question, measured, unread, read)
    chances, same = beside.probabilities(found), beside.model().same
    return tuple(
        _settled(m, p, same, c.excluded) for m, p, c in zip(measured, chances, found, strict=True)
    )


def asking(question: str, facts: Sequence[Fact] = ()) -> CaseView:
    """A question as the test sees it; of an English one its Korean words, where they are known."""
    korean = english.korean(question) if language(question) == "en" else ""
    bare = question_view(korean or question)
    return replace(bare, facts=_with(bare.facts, facts))


def measure(
    asked: CaseView,
    question: str,
    source: Interpretation,
    near: Near | None = None,
    part: Part | None = None,
) -> Measured:
    """Hold a question against a source: as it is put itself, and as others put it."""
    speaks = language(question)
    near = near or Near()
    own = _way(asked, case_view(source, part), near, speaks)
    others: tuple[CaseView, ...] = ()
    if part is None and not rules_out(own.lines):
        others = worded_views(source, asked)
    if speaks == "en" and source.question_en and part is None:
        others = (*others, view(english.korean(source.question_en)))
    return Measured(
        asked, source, part, speaks, (own, *(_way(asked, other, near, speaks) for other in others))
    )


def _way(asked: CaseView, case: CaseView, near: Near, speaks: Language = "ko") -> Way:
    lines = match(asked.facts, case.facts)
    values = features(asked, case, lines, near)
    wider = values["told"] < TOLD and (speaks == "ko" or values["in_every"] > WITHIN)
    return Way(case, lines, values, model().raw(values), wider)


def candidate(
    measured: Measured, vector: Callable[[Mapping[str, float]], beside.Floats]
) -> beside.Candidate:
    """A case measured, as the second stage takes it; ``vector`` orders its features."""
    ways = (beside.Way(vector(w.values), w.raw, w.out) for w in measured.ways)
    return beside.Candidate(
        tuple(ways),
        measured.conclusion,
        withheld=measured.against is not None,
        barred=measured.barred,
        foreign=measured.speaks == "en",
    )


def after_reading(
    question: str, measured: Sequence[Measured], found: Sequence[beside.Candidate], read: Reading
) -> list[beside.Candidate]:
    """The candidates with what the reader says of the nearest of them."""
    rows = beside.to_read(found)
    said = read([sides(question, measured[n].source, measured[n].part) for n in rows])
    spoken = dict(zip(rows, said, strict=True))
    return [replace(c, read=spoken.get(n, c.read)) for n, c in enumerate(found)]


def _settled(measured: Measured, probability: float, same: float, barred: bool) -> Comparison:
    """The outcome at a probability; what is barred is not the same, whatever that says."""
    way, speaks, learnt = measured.nearest, measured.speaks, model()
    likeness: Likeness = "same"
    if barred or probability < same:
        # the second stage is calibrated on cases that may lend; of others the first knows more
        alone = learnt.probability(way.raw)
        near = not way.out and probability >= same
        probability = min(probability, same / 2 if barred else 1.0)
        if not near:
            probability = min(probability, alone)
        close = near or learnt.similar <= way.values["closeness"] or learnt.same / 4 <= alone
        likeness = "similar" if close else "different"
    differs = differing(way.lines, speaks)
    if way.wider and probability >= same / 2:
        differs.append(WIDER if speaks == "ko" else WIDER_EN)
    if likeness != "same" and probability >= same / 2 and measured.against is not None:
        differs.append(measured.against.why)
    return Comparison(
        likeness,
        round(probability, 4),
        tuple(differs),
        tuple(told(way.lines, speaks)),
        way.lines,
    )


def _with(found: tuple[Found, ...], facts: Sequence[Fact]) -> tuple[Found, ...]:
    present = {(f.kind, f.key) for f in found}
    more = tuple(
        Found(f.kind, f.value, None, None, f.negated, "subject" if f.kind == "actor" else "")
        for f in facts
        if (f.kind, f.value) not in present and f.inferred is None
    )
    return found + more


def compare_views(question: CaseView, case: CaseView, near: Near | None = None) -> Comparison:
    """The test on two views alone."""
    way, learnt = _way(question, case, near or Near()), model()
    probability = learnt.probability(way.raw)
    likeness: Likeness = "same"
    if way.out or probability < learnt.same:
        probability = min(probability, learnt.same / 2 if way.out else 1.0)
        close = learnt.similar <= way.values["closeness"] or learnt.same / 4 <= probability
        likeness = "similar" if close else "different"
    differs = differing(way.lines, "ko")
    if way.wider and probability >= learnt.same / 2:
        differs.append(WIDER)
    return Comparison(
        likeness, round(probability, 4), tuple(differs), tuple(told(way.lines, "ko")), way.lines
    )


def rules_out(lines: Sequence[Line], kinds: frozenset[str] = MATERIAL) -> bool:
    """Whether a material fact differs."""
    return any(line.agrees == "differs" and line.kind in kinds for line in lines)
