"""Question in, answer record out; the steps stand in :meth:`Answerer.ask`."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Literal

from kb.answer import (
    check,
    compose,
    dayline,
    decline,
    grounding,
    premise,
    quote,
    reading,
    subject,
    weigh,
)
from kb.answer.asking import SPEAKS, Asks, speaking
from kb.answer.conclusion import Basis, Evidence, Rule, Verdict, conclude
from kb.answer.draft import Draft, Shown
from kb.answer.openfacts import Turning, turning
from kb.answer.ports import Comparing, Holding, Law, Ruled, Searching
from kb.answer.record import AnswerRecord, Branch, Fact, Reading, Reason
from kb.errors import BadDay, UnknownProvision
from kb.law.calendar import Calendar
from kb.law.identifiers import ProvisionId, squeeze
from kb.law.values import Citation, Conclusion, TextState
from kb.search.types import Hits, Query
from kb.settings import Settings

PROVISIONS = 10
"""Provisions listed in a record."""
SHOWN = 4
"""Provisions whose text is read for an answer."""
READ = 8
"""The same where one must be found that sets a day, a figure or a procedure."""
SURE = 0.6
"""Probability from which a reply that explains a rule answers for the rule."""
OF_RULE = (Asks.WHEN, Asks.HOW_MUCH, Asks.WHO)
"""Questions after a day, a figure or a person: may or may not is no answer to them."""
SILENT = (TextState.REPEALED, TextState.NOT_YET_IN_FORCE, TextState.UNKNOWN)
"""States in which a provision does not govern on the day."""


class Answerer:
    """Answers questions over one store, deterministically; thread-safe as its parts are."""

    def __init__(
        self,
        *,
        store: Holding,
        searcher: Searching,
        law: Law,
        comparing: Comparing,
        ruled: Ruled,
        calendar: Calendar,
        cite: Callable[[str], Sequence[Citation]],
        settings: Settings,
    ) -> None:
        self._store = store
        self._searcher = searcher
        self._law = law
        self._comparing = comparing
        self._ruled = ruled
        self._calendar = calendar
        self._cite = cite
        self._settings = settings
        self._corpus: tuple[int, str, dict[str, str]] | None = None
        self._titles: dict[str, str] = {}

    def ask(
        self,
        text: str,
        *,
        as_of: date | None = None,
        today: date,
        region: str = "",
        language: Literal["ko", "en"] | None = None,
        history: Sequence[str] = (),
        chosen: Mapping[str, str] | None = None,
        exclude: frozenset[str] = frozenset(),
        keep: bool = False,
    ) -> AnswerRecord:
        """Answer a question.

        ``chosen`` holds the values picked for facts asked back, by kind; ``exclude`` leaves sources
        out (evaluation); ``keep`` stores the record. Raises BadInput for a question that cannot
        be read.
        """
        started = time.perf_counter()
        question = reading.read(
            reading.clean(text, self._settings.max_question),
            as_of=as_of,
            today=today,
            history=[reading.clean(h, self._settings.max_question) for h in history],
            facts=self._comparing.facts,
            elections=self._calendar.elections,
            cites=lambda t: any(c.target and "#" in c.target for c in self._cite(t)),
        )
        speaks = language or question.language
        if question.language == "en":
            speaks = "en"
        alone = " ".join((question.standalone, *(chosen or {}).values()))
        revision, corpus, names = self._corpus_now()
        draft = Draft(speaks, question.when.day, names)
        made = _Made(question, alone, draft, today)

        outside = subject.outside(alone)
        if outside is not None:
            decline.outside(draft, outside, self._shown_scope(outside, draft.day, alone))
            made.reason = outside.reason
        else:
            self._answer(made, exclude)
        dropped = check.mend(draft, question.standalone, today)
        record = self._record(
            made,
            region=region,
            corpus=f"{revision}/{corpus}",
            chosen=chosen or {},
            dropped=dropped,
            milliseconds=round((time.perf_counter() - started) * 1000, 1),
        )
        if keep:
            self._store.save_answer(
                record.id,
                region,
                question.text,
                record.as_of,
                record.model_dump(mode="json", by_alias=True),
            )
        return record

    # -- steps ------------------------------------------------------------------------------

    def _answer(self, made: _Made, exclude: frozenset[str]) -> None:
        draft, day, alone = made.draft, made.draft.day, made.alone
        hits = self._searcher.search(Query(alone, day, top=PROVISIONS, exclude=exclude))
        made.hits = hits
        if made.question.language == "en":
            made.alone = alone = reading.glossed(alone)
        made.facts = self._comparing.facts(alone)
        made.evidence = weigh.weigh(
            hits,
            made.facts,
            alone,
            day=day,
            store=self._store,
            law=self._law,
            comparing=self._comparing,
            titles=self._titles,
        )
        citations = self._cite(alone)
        false = premise.check(alone, citations, day, self._law, self._store)
        if false is not None:
            shows = (self._show(id, day, alone) for id in false.provisions)
            made.shown = [s for s in shows if s is not None]
            decline.premise(draft, false, made.shown)
            made.reason = "false_premise"
            made.provisions = [s.id for s in made.shown]
            return
        if not subject.inside(alone, made.facts, hits, cites=any(c.target for c in citations)):
            decline.foreign_subject(draft)
            made.reason = "out_of_subject"
            return
        absent = premise.not_held(citations, self._store)
        if absent is not None:
            decline.not_held(draft, absent)
            made.reason = "no_basis"
            return
        rule = self._ruled.rule(made.facts, alone, day)
        made.verdict = self._verdict(made, rule)
        ids = self._governing(made, citations, rule.provision if rule else None)
        most = SHOWN if made.question.asks is Asks.JUDGE else READ
        made.shown = self._shown(ids, made, most=most)
        if made.verdict.conclusion is None and not made.named:
            made.shown = _speaking_first(made.shown, made.question.asks, alone)
        if rule is not None:
            made.shown = [_anchored(s, rule) for s in made.shown]
        made.provisions = self._listed(made.shown, ids)
        wrong = self._figure(made)
        if wrong is not None:
            made.verdict = Verdict()
            made.reason = "false_premise"
            decline.premise(draft, wrong, made.shown)
            return
        self._say(made)

    @staticmethod
    def _figure(made: _Made) -> premise.False_ | None:
        """A figure taken for granted that the governing provision does not have."""
        if not made.shown:
            return None
        lead = made.shown[0]
        named = premise.figure(made.alone, lead.text, lead.words)
        if not named:
            return None
        # The article has the figure nowhere, so the correction is its first place that has another
        # of the unit, not whichever place the words of the question happened to find.
        for pinpoint, start, end, _ in quote.places(lead.text, lead.id.article.pinpoint):
            if lead.id.pinpoint.contains(pinpoint) and premise.same_unit(
                named, lead.text[start:end]
            ):
                own = quote.bare(lead.text, start, end)
                made.shown[0] = replace(lead, span=quote.Span(*own, pinpoint))
                break
        return premise.False_("figure", named, made.shown[0].id)

    @staticmethod
    def _verdict(made: _Made, rule: Rule | None) -> Verdict:
        """The conclusion; where the question asks what the rule says, sides are no conflict."""
        if made.question.asks is Asks.TEXT:
            return Verdict()
        if made.question.asks in OF_RULE:
            return conclude(
                [
                    e
                    for e in made.evidence
                    if e.conclusion is Conclusion.EXPLAINS and e.compared.probability >= SURE
                ]
            )
        verdict = conclude(made.evidence, rule)
        if verdict.conflict and made.question.asks is not Asks.JUDGE:
            return Verdict()
        return verdict

    def _say(self, made: _Made) -> None:
        draft, verdict, alone = made.draft, made.verdict, made.alone
        turn = None if verdict.conclusion or verdict.conflict else turning(made.evidence)
        asks_judgement = made.question.asks is Asks.JUDGE
        if verdict.conflict:
            made.reason = "conflict"
            decline.conflict(draft, verdict, alone)
        elif verdict.conclusion is not None and (verdict.by or made.shown):
            made.conclusion = str(verdict.conclusion)
            compose.headline(draft, verdict, made.shown, alone)
            compose.conditions(draft, verdict, alone)
        elif turn is not None:
            made.reason = "open_fact"
            made.turn = turn
            made.branches = decline.ask_back(draft, turn, alone)
        elif made.question.asks is Asks.TEXT and made.shown:
            made.conclusion = "explains"
            made.basis = "statute"
            compose.explains(draft, made.shown[0], alone)
        elif (
            not asks_judgement
            and (lead := grounding.leading(made.shown, made.question.asks, alone)) is not None
        ):
            made.conclusion = "explains"
            made.basis = "statute"
            made.shown = [lead, *(s for s in made.shown if s is not lead)]
            made.provisions = self._listed(made.shown, made.provisions)
            compose.explains(draft, lead, alone)
        elif not made.shown or not decline.grounded(made.shown, made.evidence, alone):
            made.reason = "no_basis"
            decline.no_basis(draft, made.shown)
        else:
            compose.undecided(draft, made.shown, made.evidence, asks_judgement)
        compose.basis(draft, made.shown)
        near = [e for e in made.evidence if e.compared.likeness != "different"]
        cases = _once([e for e in near if e.kind != "ruling"])[:3]
        rulings = [e for e in near if e.kind == "ruling"][:1]
        compose.related(draft, (*cases, *rulings), alone)
        if made.reason != "conflict":
            compose.differences(draft, near, alone)
        self._then_and_now(made)
        dayline.say(draft, made.question.when, self._calendar, made.shown)
        compose.notes(draft, made.shown, near)

    def _then_and_now(self, made: _Made) -> None:
        """When the day asked about is past: whether text and conclusion are others today."""
        draft, today = made.draft, made.today
        if draft.day >= today or not made.shown:
            return
        lead = made.shown[0]
        now = self._show(lead.id, today)
        if now is None or now.text == lead.text:
            return
        verdict = conclude(
            weigh.again(made.evidence, self._law, today),
            self._ruled.rule(made.facts, made.alone, today),
        )
        compose.then_and_now(draft, made.conclusion, verdict, lead, now, made.alone, today)

    # -- provisions -------------------------------------------------------------------------

    def _governing(
        self, made: _Made, citations: Sequence[Citation], rule: ProvisionId | None
    ) -> list[ProvisionId]:
        """Provisions best first: named in the question, the rule's, the deciding case's, search's."""
        made.named = [
            ProvisionId.parse(c.target).at(None) for c in citations if c.target and "#" in c.target
        ]
        inherited = [p.at(None) for e in made.verdict.by[:1] for p in e.provisions[:2]]
        found = [p.id.at(None) for p in made.hits.provisions]
        ordered = (*made.named, *((rule.at(None),) if rule else ()), *inherited, *found)
        kept: list[ProvisionId] = []
        for id in ordered:
            if any(
                k.work == id.work and k.pinpoint.article_only == id.pinpoint.article_only
                for k in kept
            ):
                continue
            kept.append(id)
        return kept[:PROVISIONS]

    def _shown(self, ids: Sequence[ProvisionId], made: _Made, most: int) -> list[Shown]:
        """The first of the provisions that speak on the day, with the words to quote."""
        more = [f.label for f in made.facts] + [b for _, b in made.hits.glossary]
        found: list[Shown] = []
        kind = made.question.asks
        for id in ids:
            text = "" if kind is Asks.TEXT and id in made.named else made.alone
            s = self._show(
                id, made.draft.day, text, more if text else (), speaking(kind, made.alone)
            )
            if s is not None and TextState(s.law.state) not in SILENT:
                found.append(s)
            if len(found) == most:
                break
        return found

    def _show(
        self,
        id: ProvisionId,
        day: date,
        question: str = "",
        more: Sequence[str] = (),
        speaks: re.Pattern[str] | None = None,
    ) -> Shown | None:
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

    def _shown_scope(self, outside: subject.Outside, day: date, question: str) -> list[Shown]:
        ids = subject.scope(outside)
        return [s for s in (self._show(id, day, question) for id in ids) if s is not None]

    @staticmethod
    def _listed(shown: Sequence[Shown], ids: Sequence[ProvisionId]) -> list[ProvisionId]:
        """The places quoted, then the other ids as search has them."""
        read = {x for s in shown for x in (s.id, s.place)}
        return [*(s.place for s in shown), *(id for id in ids if id not in read)]

    # -- record -----------------------------------------------------------------------------

    def _corpus_now(self) -> tuple[int, str, dict[str, str]]:
        revision = self._store.revision()
        if self._corpus is None or self._corpus[0] != revision:
            names = {w.id.name: w.name for w in self._store.works()}
            self._titles = {d["id"]: d["title"] for d in self._store.documents("casebook")}
            self._corpus = (revision, self._store.digest(), names)
        return self._corpus

    def _record(
        self,
        made: _Made,
        *,
        region: str,
        corpus: str,
        chosen: Mapping[str, str],
        dropped: list[str],
        milliseconds: float,
    ) -> AnswerRecord:
        q, draft = made.question, made.draft
        key = "\n".join(
            (
                q.text,
                q.standalone,
                str(draft.day),
                q.when.said,
                str(made.today),
                corpus,
                draft.language,
                self._settings.embedder,
                self._settings.deep_embedder,
                self._settings.reranker,
                *(f"{k}={v}" for k, v in sorted(chosen.items())),
            )
        )
        election = q.when.election
        cases = [compose.case_of(e, draft, draft.sources.number(e.id)) for e in made.evidence]
        return AnswerRecord(
            id=hashlib.sha256(key.encode()).hexdigest()[:16],
            as_of=draft.day,
            region=region,
            language=draft.language,
            corpus=corpus,
            reading=Reading(
                question=q.text,
                standalone=made.alone,
                day=draft.day,
                day_said=q.when.said,
                election=(
                    (election.name_en if draft.language == "en" else election.name)
                    if election
                    else None
                ),
                election_day=election.day if election else None,
                days_before=(election.day - draft.day).days if election else None,
                periods=[x.text for x in draft.sentences if x.section == "day"],
                facts=list(made.facts),
                open=[made.turn.kind] if made.turn else [],
                parts=list(made.hits.parts),
                glossary=list(made.hits.glossary),
            ),
            headline=draft.sentences[0].text if draft.sentences else "",
            conclusion=made.conclusion,
            basis=_basis(made, draft),
            probability=made.verdict.probability if made.conclusion else None,
            abstained=made.reason in ("out_of_subject", "no_basis", "opinion", "personal_data"),
            reason=made.reason,
            ask_back=list(made.turn.questions(draft.language)) if made.turn else [],
            branches=made.branches,
            provisions=[str(p) for p in made.provisions],
            cases=cases,
            sentences=draft.sentences,
            sources=draft.sources.items,
            dropped=dropped,
            milliseconds=milliseconds,
        )


def _basis(made: _Made, draft: Draft) -> Basis | None:
    """Whose the conclusion is; words that are not the law's own are never called the law's."""
    if made.conclusion is None:
        return None
    basis = made.basis or made.verdict.basis
    lead = next(iter(draft.sentences[0].citations), None) if draft.sentences else None
    in_other_words = any(s.n == lead and s.digest for s in draft.sources.items)
    return "digest" if basis == "statute" and in_other_words else basis


def _once(cases: Sequence[Evidence]) -> list[Evidence]:
    """Cases without those that repeat an earlier one: a casebook carries them on to the next."""
    seen: dict[str, Evidence] = {}
    for e in cases:
        seen.setdefault(re.sub(r"\W+", "", e.answer)[:50], e)
    return list(seen.values())


def _speaking_first(shown: list[Shown], asked: Asks, question: str) -> list[Shown]:
    """The provision that speaks of what is asked first.

    A penalty article leads only where the penalty is asked for, and then it does; a question after
    a day, a figure or a person is led by the article whose title stands in it.
    """
    penal = SPEAKS[Asks.PENALTY]
    if asked is Asks.PENALTY:
        return sorted(shown, key=lambda s: penal.search(s.words) is None)
    plain = squeeze(question)

    def behind(s: Shown) -> tuple[bool, bool]:
        title = squeeze(s.title).removesuffix("등")
        titled = asked in OF_RULE and len(title) > 2 and title in plain
        punishes = penal.search(s.text) is not None and s.title.endswith(("죄", "벌칙"))
        return punishes or penal.search(s.words) is not None, not titled

    return sorted(shown, key=behind)


def _anchored(s: Shown, rule: Rule) -> Shown:
    """A provision shown for its rule quotes the place and sentence of the rule's words."""
    if s.id.article != rule.provision.article:
        return s
    span = quote.around(s.text, rule.provision.pinpoint, rule.anchor)
    return replace(s, span=span) if span else s


class _Made:
    """What has been found out about one question so far."""

    def __init__(self, question: reading.Question, alone: str, draft: Draft, today: date) -> None:
        self.question = question
        self.alone = alone
        self.draft = draft
        self.today = today
        self.hits = Hits()
        self.facts: tuple[Fact, ...] = ()
        self.named: list[ProvisionId] = []
        self.evidence: tuple[Evidence, ...] = ()
        self.verdict = Verdict()
        self.shown: list[Shown] = []
        self.provisions: list[ProvisionId] = []
        self.conclusion: str | None = None
        self.basis: Literal["statute"] | None = None
        self.reason: Reason | None = None
        self.turn: Turning | None = None
        self.branches: list[Branch] = []
