"""Facts of a question beside those of a case, dimension by dimension (사실 대조).

The direction matters: a case speaks for everything that its own words contain (후보자가 되려는 사람
contains 예비후보자), not for what is wider than it. So each dimension is *same*
when the case's value is the question's or contains it, *differs* when they cannot hold
together or the question's is another, *open* when one side is silent or wider.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from corpora.facts import KINDS, Lexicon, load
from kb.answer import persons, purpose
from kb.answer.facts import Found

Agrees = Literal["same", "differs", "open", "irrelevant"]

FACETS = ("means", "deed", "subject")
"""Facets of the acts, each a line of its own."""
OTHER_LAW = frozenset(["entrusted", "resident_vote", "recall", "referendum", "private"])
"""Elections that other instruments, or none, govern: never the same as a silent case."""
SPECIAL = frozenset(("superintendent", "primary", "party_affair"))
"""Elections with rules of their own: a case of one speaks only for questions that name it."""


@dataclass(frozen=True, slots=True)
class Side:
    """One dimension of one text."""

    said: frozenset[str]
    negated: frozenset[str]
    weak: frozenset[str]
    inferred: frozenset[str]
    owners: frozenset[str] = frozenset()
    """Persons whose thing it is (예비후보자의 명함): may agree, never differ."""
    firm: bool = True
    """For actors: somebody is said to act, not only mentioned."""

    @property
    def all(self) -> frozenset[str]:
        return self.said | self.inferred


@dataclass(frozen=True, slots=True)
class Line:
    """The outcome for one dimension, or for one facet of the acts."""

    kind: str
    question: frozenset[str]
    case: frozenset[str]
    agrees: Agrees
    because: str = ""
    common: frozenset[str] = frozenset()
    """Values of the case that the question meets."""
    clash: tuple[str, str] | None = None
    """The pair that differs: question's, case's."""
    around: frozenset[str] = frozenset()
    """What headings above the case say."""
    implied: frozenset[str] = frozenset()
    """Values that either side does not say but that follow from what it says."""

    @property
    def met(self) -> frozenset[str]:
        """Values of the question that the case has, itself or in a related value."""
        lexicon = load()
        kind = "act" if self.kind in FACETS else self.kind
        return frozenset(
            q
            for q in self.question
            if any(lexicon.related(kind, q, c) for c in (*self.case, *self.around))
        )


def side(facts: Iterable[Found], kind: str, facet: str = "") -> Side:
    """What a text says in a dimension; for actors, those who act come before those mentioned."""
    lexicon = load()
    own = [f for f in facts if f.kind == kind]
    if facet:
        own = [f for f in own if lexicon.value(kind, f.key).facet == facet]
    strong = [f for f in own if not f.weak and f.inferred is None and not f.negated]
    if kind == "actor":
        acting = [f for f in strong if f.role == "subject"]
        named = [f for f in strong if f.role == ""]
        strong = acting or named
        firm = bool(acting)
    else:
        firm = True
    return Side(
        frozenset(f.key for f in strong),
        frozenset(f.key for f in own if f.negated and not f.weak),
        frozenset(f.key for f in own if f.weak),
        frozenset(f.key for f in own if f.inferred is not None),
        frozenset(f.key for f in own if f.role == "possessor"),
        firm,
    )


def match(question: Sequence[Found], case: Sequence[Found]) -> tuple[Line, ...]:
    """All dimensions, in the order of ``KINDS``; acts by their facets."""
    lexicon = load()
    lines: list[Line] = []
    for kind in KINDS:
        if kind == "act":
            for facet in FACETS:
                lines.append(_acts(lexicon, facet, question, case))
            votes = purpose.other_business(question, case)
            if votes:
                lines[-3] = replace(lines[-3], agrees="differs", clash=votes)
        elif kind == "actor":
            lines.append(_actors(lexicon, question, case))
        elif kind == "election":
            lines.append(_elections(lexicon, question, case))
        elif kind == "amount":
            lines.append(_amounts(lexicon, question, case))
        else:
            line = _plain(lexicon, kind, side(question, kind), side(case, kind))
            pleads = None
            if kind == "condition":
                pleads = purpose.pleads(question, case)
            lines.append(replace(line, agrees="differs", clash=pleads) if pleads else line)
    return tuple(
        replace(
            line,
            around=_side_of(case, line.kind).weak,
            implied=_side_of(question, line.kind).inferred | _side_of(case, line.kind).inferred,
        )
        for line in lines
    )


def _side_of(facts: Sequence[Found], kind: str) -> Side:
    return side(facts, "act", kind) if kind in FACETS else side(facts, kind)


def _met(lexicon: Lexicon, kind: str, question: frozenset[str], case: frozenset[str]) -> set[str]:
    """Values of the case that the question's equal or lie in."""
    return {c for c in case for q in question if q == c or c in _wider(lexicon, kind, q)}


def _wider(lexicon: Lexicon, kind: str, key: str) -> frozenset[str]:
    value = lexicon.by_name.get((kind, key))
    return value.wider if value is not None else frozenset()


def _clash(
    lexicon: Lexicon, kind: str, question: frozenset[str], case: frozenset[str]
) -> tuple[str, str] | None:
    for q in sorted(question):
        for c in sorted(case):
            if lexicon.exclusive(kind, q, c):
                return q, c
    return None


def _plain(lexicon: Lexicon, kind: str, question: Side, case: Side) -> Line:
    common = _met(lexicon, kind, question.all, case.all)
    clash = _clash(lexicon, kind, question.all, case.all)
    agrees: Agrees
    if clash and not common:
        return Line(kind, question.all, case.all, "differs", "", frozenset(common), clash)
    # Who says a thing and, of something else, its absence (개찰구 밖은 무방) does not deny it.
    denied = sorted(
        (question.said & case.negated - case.said) | (case.said & question.negated - question.said)
    )
    if denied and kind not in ("condition",):
        return Line(
            kind, question.all, case.all, "differs", "", frozenset(), (denied[0], denied[0])
        )
    if common:
        agrees = "same"
    elif question.all and case.all and kind == "place":
        agrees = "differs"
        clash = (min(question.all), min(case.all))
    elif case.said or (question.said and kind == "place"):
        agrees = "open"
    else:
        agrees = "irrelevant"
    return Line(kind, question.all, case.all, agrees, "", frozenset(common), clash)


def _elections(lexicon: Lexicon, question: Sequence[Found], case: Sequence[Found]) -> Line:
    asked, held = side(question, "election"), side(case, "election")
    line = _plain(lexicon, "election", asked, held)
    asked_other, held_other = asked.said & OTHER_LAW, held.said & OTHER_LAW
    if asked_other != held_other and (asked_other or held_other):
        clash = (min(asked.said or {"public"}), min(held.said or {"public"}))
        return Line("election", asked.all, held.all, "differs", "", frozenset(), clash)
    if held.said & SPECIAL and not asked.all & SPECIAL:
        clash = (min(asked.said or {"public"}), min(held.said & SPECIAL))
        return Line("election", asked.all, held.all, "differs", "", frozenset(), clash)
    primary = ({"primary"} & asked.said) != ({"primary"} & held.said)
    if primary and line.agrees != "differs":
        return Line("election", asked.all, held.all, "open", "", line.common)
    return line


def _actors(lexicon: Lexicon, question: Sequence[Found], case: Sequence[Found]) -> Line:
    asking, holding = side(question, "actor"), side(case, "actor")
    asked, held = asking.all, holding.all
    common = _met(lexicon, "actor", asked, held)
    opposite = _opposite(lexicon, asking.said - holding.said, holding.said - asking.said)
    if opposite:
        return Line("actor", asked, held, "differs", "", frozenset(common), opposite)
    common |= persons.covering(held, asked)
    because = ""
    times = side(case, "time").all
    if (
        not common
        and "precandidate" in asked
        and "candidate" in held
        and "before_campaign" in times
    ):
        common.add("candidate")
        because = "선거운동기간 전에는 예비후보자를 겸함 (공직선거법 제60조의2제7항)"
    if common:
        return Line("actor", asked, held, "same", because, frozenset(common))
    if asked and held:
        wider = any(
            lexicon.related("actor", q, c) for q in asked for c in held if q not in ("aspirant",)
        )
        loose = not asking.firm and all(_is_group(lexicon, q) for q in asked)
        named = _met(lexicon, "actor", _named(question), held)
        if wider or loose or named or not holding.firm:
            return Line("actor", asked, held, "open", "", frozenset())
        return Line("actor", asked, held, "differs", "", frozenset(), (min(asked), min(held)))
    if not asked and held and asking.owners & held:
        return Line("actor", asking.owners, held, "same", "", asking.owners & held)
    return Line("actor", asked, held, "open" if held else "irrelevant")


def _opposite(
    lexicon: Lexicon, question: frozenset[str], case: frozenset[str]
) -> tuple[str, str] | None:
    """Two actors of whom the lexicon says that one is never the other (미성년자, 18세 학생).

    They differ whatever else the two sides have in common (학생).
    """
    for q in sorted(question):
        for c in sorted(case):
            excluded = lexicon.value("actor", q).excludes, lexicon.value("actor", c).excludes
            if c in excluded[0] or q in excluded[1]:
                return q, c
    return None


def _named(facts: Sequence[Found]) -> frozenset[str]:
    """Actors named without a particle that says what they do (중앙부처 공무원, 회사 이사)."""
    return frozenset(
        f.key for f in facts if f.kind == "actor" and not (f.role or f.negated or f.weak)
    )


def _is_group(lexicon: Lexicon, key: str) -> bool:
    return key == "organisation" or "organisation" in _wider(lexicon, "actor", key)


def _acts(lexicon: Lexicon, facet: str, question: Sequence[Found], case: Sequence[Found]) -> Line:
    asked, held = side(question, "act", facet), side(case, "act", facet)
    common = {c for c in held.said for q in asked.said if lexicon.related("act", q, c)}
    denied = sorted(
        (asked.said & held.negated - held.said) | (held.said & asked.negated - asked.said)
    )
    if denied:
        clash = (denied[0], denied[0])
        return Line(facet, asked.all, held.all, "differs", "", frozenset(common), clash)
    if common:
        return Line(facet, asked.all, held.all, "same", "", frozenset(common))
    if asked.said and held.said:
        clash = (min(asked.said), min(held.said))
        return Line(facet, asked.all, held.all, "differs", "", frozenset(), clash)
    return Line(facet, asked.all, held.all, "open" if held.said else "irrelevant")


def _amounts(lexicon: Lexicon, question: Sequence[Found], case: Sequence[Found]) -> Line:
    asked, held = side(question, "amount").said, side(case, "amount").said
    line = _plain(lexicon, "amount", side(question, "amount"), side(case, "amount"))
    if line.agrees == "differs":
        return line
    if asked & held:
        return Line("amount", asked, held, "same", "", asked & held)
    for q in sorted(asked):
        for c in sorted(held):
            if q[:1].isdigit() and c[:1].isdigit() and _unit(q) == _unit(c):
                return Line("amount", asked, held, "differs", "", frozenset(), (q, c))
    return line


def _unit(amount: str) -> str:
    return amount.lstrip("0123456789.십백천만억")
