"""Which provisions govern a question, in which order, and what of them is shown (근거 조문의 선택)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from corpora import instruments
from kb.answer import quote, subject
from kb.answer.asking import SPEAKS, Asks, speaking
from kb.answer.conclusion import Rule
from kb.answer.draft import Shown
from kb.answer.made import Made
from kb.answer.ports import Law
from kb.errors import BadDay, UnknownProvision
from kb.law.identifiers import Pinpoint, ProvisionId, WorkId, squeeze
from kb.law.values import Citation, TextState

PROVISIONS = 10
"""Provisions listed in a record."""
SHOWN = 4
"""Provisions whose text is read for an answer."""
READ = 8
"""The same where one must be found that sets a day, a figure or a procedure."""
PUNISHED = 3
"""Rules whose penalty is looked for where a question asks for one."""
OF_RULE = (Asks.WHEN, Asks.HOW_MUCH, Asks.WHO)
"""Questions after a day, a figure or a person: may or may not is no answer to them."""
_ANNOUNCES = re.compile(r"다음\s*각\s*호")
SILENT = (TextState.REPEALED, TextState.NOT_YET_IN_FORCE, TextState.UNKNOWN)
"""States in which a provision does not govern on the day."""


class Governing:
    """The provisions of a question over the law of its day."""

    def __init__(self, law: Law) -> None:
        self._law = law

    def ordered(
        self, made: Made, citations: Sequence[Citation], rule: ProvisionId | None
    ) -> list[ProvisionId]:
        """Best first: named in the question, the rule's, the deciding case's, search's."""
        made.named = [
            ProvisionId.parse(c.target).at(None) for c in citations if c.target and "#" in c.target
        ]
        inherited = [p.at(None) for e in made.verdict.by[:1] for p in e.provisions[:2]]
        general, special = _by_instrument([p.id.at(None) for p in made.hits.provisions], made.alone)
        made.first = next(iter((*general, *special)), None)
        ordered = [*made.named, *((rule.at(None),) if rule else ()), *inherited, *general]
        if made.question.asks is Asks.PENALTY and made.verdict.conclusion is None:
            ordered = self._with_penalties(ordered, made)
        kept: list[ProvisionId] = []
        for id in (*ordered, *special):
            if any(
                k.work == id.work and k.pinpoint.article_only == id.pinpoint.article_only
                for k in kept
            ):
                continue
            kept.append(id)
        return kept[:PROVISIONS]

    def _with_penalties(self, ids: Sequence[ProvisionId], made: Made) -> list[ProvisionId]:
        """The places that punish a breach of the first provisions, before them.

        A question that names the rule asks for its penalty; otherwise search may have found the
        penal article itself, which stays first.
        """
        day = made.draft.day
        if made.named:
            made.penal = [x for id in made.named for x in self._law.punishing(id, day)]
            return [*made.penal[:PUNISHED], *ids]
        own = [
            id for id in ids if (s := self.show(id, day)) and SPEAKS[Asks.PENALTY].search(s.text)
        ]
        return [*own, *(x for id in ids[:PUNISHED] for x in self._law.punishing(id, day)[:1]), *ids]

    def penal(self, made: Made) -> set[ProvisionId]:
        """The articles that may set the penalty asked for: found as such, else of the first rule."""
        day = made.draft.day
        for hit in made.hits.provisions[:PUNISHED]:
            s = self.show(hit.id.at(None), day)
            if s is not None and SPEAKS[Asks.PENALTY].search(s.text):
                return {s.id.article}
        if made.first is None:
            return set()
        return {x.article for x in self._law.punishing(made.first, day)}

    def shown(self, ids: Sequence[ProvisionId], made: Made) -> list[Shown]:
        """The first of the provisions that speak on the day, with the words to quote."""
        kind = made.question.asks
        most = SHOWN if kind is Asks.JUDGE else READ
        more = [f.label for f in made.facts] + [b for _, b in made.hits.glossary]
        found: list[Shown] = []
        for id in ids:
            text = "" if kind is Asks.TEXT and id in made.named else made.alone
            place = (
                id if kind in (Asks.JUDGE, Asks.PENALTY) or id in made.named else _of_paragraph(id)
            )
            s = self.show(
                place, made.draft.day, text, more if text else (), speaking(kind, made.alone)
            )
            if s is not None and TextState(s.law.state) not in SILENT:
                found.append(s)
            if len(found) == most:
                break
        return found

    def show(
        self,
        id: ProvisionId,
        day: date,
        question: str = "",
        more: Sequence[str] = (),
        speaks: re.Pattern[str] | None = None,
    ) -> Shown | None:
        """A provision on a day with the words of it that answer a question; None if not held."""
        try:
            law = self._law.show(id.article, day)
        except (UnknownProvision, BadDay):
            return None
        text, version = law.text, law.version
        if not text and law.others:
            text, version = law.others[0].text, law.others[0].version
        if TextState(law.state) is TextState.UNKNOWN or not text:
            return None
        span = quote.provision(text, id.pinpoint, question, more, speaks)
        return Shown(id, law.title, law, text, version, span)

    def scope(self, outside: subject.Outside, day: date, question: str) -> list[Shown]:
        """The articles that say to which elections the law held applies."""
        ids = subject.scope(outside)
        return [s for s in (self.show(id, day, question) for id in ids) if s is not None]

    def penalty(self, lead: Shown, day: date) -> Shown | None:
        """The place that punishes a breach of the provision that leads an answer."""
        if SPEAKS[Asks.PENALTY].search(lead.words):
            return None
        for id in self._law.punishing(lead.place, day):
            s = self.show(id, day)
            if s is not None and TextState(s.law.state) not in SILENT:
                return s
        return None


def listed(shown: Sequence[Shown], ids: Sequence[ProvisionId]) -> list[ProvisionId]:
    """The places quoted, then the other ids as search has them."""
    read = {x for s in shown for x in (s.id, s.place)}
    return [*(s.place for s in shown), *(id for id in ids if id not in read)]


def speaking_first(shown: list[Shown], asked: Asks, question: str) -> list[Shown]:
    """The provision that speaks of what is asked first.

    A penalty article leads only where the penalty is asked for, and then it does; a question after
    a day, a figure or a person is led by the article whose title stands in it.
    """
    penal = SPEAKS[Asks.PENALTY]
    if asked is Asks.PENALTY:
        return sorted(shown, key=lambda s: not _punishes(s))
    plain = squeeze(question)

    def behind(s: Shown) -> tuple[bool, bool]:
        title = squeeze(s.title).removesuffix("등")
        titled = asked in OF_RULE and len(title) > 2 and title in plain
        punishes = penal.search(s.text) is not None and s.title.endswith(("죄", "벌칙"))
        return punishes or penal.search(s.words) is not None, not titled

    return sorted(shown, key=behind)


def _punishes(s: Shown) -> bool:
    """Whether the words quoted, or the opening words above them, punish."""
    span = quote.opening(s.text, s.place.pinpoint, longest=10_000)
    above = span.of(s.text) if span else ""
    return SPEAKS[Asks.PENALTY].search(f"{above} {s.words}") is not None


def anchored(s: Shown, rule: Rule) -> Shown:
    """A provision shown for its rule quotes the place and sentence of the rule's words.

    Of a rule that a whole list states (기탁금 of each election) the list is quoted.
    """
    if s.id.article != rule.provision.article:
        return s
    of = rule.provision.pinpoint
    span = quote.around(s.text, of, rule.anchor)
    if span and of.paragraph and not of.item and span.pinpoint and _lists(s.text, span, of):
        span = quote.whole(s.text, of) or span
    return replace(s, span=span) if span else s


def _lists(text: str, span: quote.Span, of: Pinpoint) -> bool:
    """Whether the words of a rule stand in a list or announce one (다음 각 호)."""
    assert span.pinpoint is not None
    if span.pinpoint.item:
        return True
    own = next((text[a:b] for p, a, b, _ in quote.places(text, of.article_only) if p == of), "")
    return bool(_ANNOUNCES.search(own))


def _of_paragraph(id: ProvisionId) -> ProvisionId:
    """The 항 of a place found: which of its 호 answers is seen from the words asked for."""
    p = id.pinpoint
    if p.article is None or p.supplement is not None:
        return id
    return ProvisionId(id.work, Pinpoint(p.article, p.paragraph))


def _by_instrument(
    ids: Sequence[ProvisionId], question: str
) -> tuple[list[ProvisionId], list[ProvisionId]]:
    """Provisions found, and apart those of instruments for a vote that the question is not about."""
    said = squeeze(question).lower()
    special: Mapping[WorkId, tuple[str, ...]] = instruments.special()
    general: list[ProvisionId] = []
    other: list[ProvisionId] = []
    for id in ids:
        words = special.get(id.work)
        (general if words is None or any(w in said for w in words) else other).append(id)
    return general, other
