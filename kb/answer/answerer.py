"""Question in, answer record out; the steps stand in :meth:`Answerer.ask`."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Literal

from kb.answer import (
    asking,
    check,
    dayline,
    decline,
    firstline,
    grounding,
    papers,
    premise,
    quote,
    reading,
    recording,
    sections,
    subject,
    weigh,
    windows,
)
from kb.answer.asking import Asks
from kb.answer.conclusion import Evidence, Rule, Verdict, conclude
from kb.answer.draft import Draft, Shown
from kb.answer.governing import (
    OF_RULE,
    PROVISIONS,
    Governing,
    anchored,
    listed,
    speaking_first,
)
from kb.answer.made import Made
from kb.answer.openfacts import turning
from kb.answer.ports import Comparing, Holding, Law, Ruled, Searching
from kb.answer.record import AnswerRecord, Fact
from kb.law.calendar import Calendar
from kb.law.values import Citation, Conclusion
from kb.search.types import Query
from kb.settings import Settings

SURE = 0.9
"""Probability from which a reply that explains a rule answers for the rule."""


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
        self._governing = Governing(law)
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
        asked = reading.clean(text, self._settings.max_question)
        question = reading.read(
            asked,
            self._searcher.corrected(asked).text,
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
        draft = Draft(speaks, question.when.day, names, pages=self._page)
        made = Made(question, alone, draft, today)

        outside = subject.outside(alone)
        if outside is None or outside.near:
            self._gather(made, exclude)
        if outside is not None and not _decided(made.evidence, outside):
            made = Made(question, alone, draft, today)
            decline.outside(draft, outside, self._governing.scope(outside, draft.day, alone))
            made.reason = outside.reason
        else:
            self._answer(made)
        withheld = check.mend(draft, question.standalone, today)
        record = recording.record(
            made,
            region=region,
            corpus=f"{revision}/{corpus}",
            settings=self._settings,
            chosen=chosen or {},
            withheld=withheld,
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

    def _gather(self, made: Made, exclude: frozenset[str]) -> None:
        """Search, and hold what is found against the question."""
        day, alone = made.draft.day, made.alone
        if made.question.language == "en":
            made.alone = alone = reading.glossed(alone)
        hits = self._searcher.search(Query(alone, day, top=PROVISIONS, exclude=exclude))
        made.hits = hits
        made.facts = self._facts(alone, made)
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
        made.papers = papers.found(hits.papers, alone, self._store)

    def _answer(self, made: Made) -> None:
        draft, day, alone = made.draft, made.draft.day, made.alone
        citations = self._cite(alone)
        false = premise.check(alone, citations, day, self._law, self._store)
        if false is not None:
            shows = (self._governing.show(id, day, alone) for id in false.provisions)
            made.shown = [s for s in shows if s is not None]
            decline.premise(draft, false, made.shown)
            made.reason = "false_premise"
            made.provisions = [s.id for s in made.shown]
            return
        decided = any(e.compared.likeness == "same" for e in made.evidence)
        cites = decided or any(c.target for c in citations)
        ours = subject.inside(alone, made.facts, made.hits, cites=cites)
        if not ours and not any(p.sure for p in made.papers):
            decline.foreign_subject(draft)
            made.reason = "out_of_subject"
            return
        period = windows.of_day(made.question.when, self._calendar, made.facts, draft.language)
        rule = self._ruled.rule((*made.facts, *period), alone, day)
        made.verdict = self._verdict(made, rule)
        absent = premise.not_held(citations, self._store)
        if absent is not None and not made.verdict.by:
            made.verdict = Verdict()
            decline.not_held(draft, absent)
            made.reason = "no_basis"
            return
        ids = self._governing.ordered(made, citations, rule.provision if rule else None)
        made.shown = self._governing.shown(ids, made)
        penal = made.question.asks is Asks.PENALTY
        if made.verdict.conclusion is None and (penal or not made.named):
            made.shown = speaking_first(made.shown, made.question.asks, alone)
        if rule is not None:
            made.shown = [anchored(s, rule) for s in made.shown]
        made.provisions = listed(made.shown, ids)
        wrong = self._figure(made)
        if wrong is not None:
            made.verdict = Verdict()
            made.reason = "false_premise"
            decline.premise(draft, wrong, made.shown)
            return
        self._say(made)

    def _facts(self, alone: str, made: Made) -> tuple[Fact, ...]:
        """The facts of a question; of an English one those of its Korean words come first.

        Its own words (gift, money) are read one by one and speak only where those are silent.
        """
        found = self._comparing.facts(alone)
        if made.question.language != "en":
            return found
        begins = len(made.question.standalone)
        led = {f.kind for f in found if f.start is None or f.start >= begins}
        return tuple(f for f in found if f.kind not in led or (f.start or begins) >= begins)

    @staticmethod
    def _figure(made: Made) -> premise.False_ | None:
        """A figure taken for granted that the governing provision does not have."""
        if not made.shown:
            return None
        lead = made.shown[0]
        cited = not lead.digest and lead.id.article in {p.article for p in made.named}
        named = premise.figure(made.alone, lead.text, lead.words, named=cited)
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
    def _verdict(made: Made, rule: Rule | None) -> Verdict:
        """The conclusion; where the question asks what the rule says, sides are no conflict."""
        if made.question.asks is Asks.TEXT:
            return Verdict()
        if made.question.asks in OF_RULE:
            explains = rule is not None and rule.conclusion is Conclusion.EXPLAINS
            sure = [e for e in made.evidence if e.compared.probability >= SURE]
            verdict = conclude(
                [e for e in sure if e.conclusion is Conclusion.EXPLAINS], rule if explains else None
            )
            if verdict.conclusion is None and asking.judges(made.alone):
                verdict = conclude(sure)
            return Verdict() if verdict.conflict else verdict
        judging = made.evidence
        if made.question.asks is Asks.JUDGE:
            # a summary of rules tells what is set; whether the act asked about falls under it is
            # another question
            judging = tuple(e for e in judging if e.kind != "summary")
            if rule is not None and rule.conclusion is Conclusion.EXPLAINS:
                rule = None
        verdict = conclude(judging, rule)
        if verdict.conflict and made.question.asks is not Asks.JUDGE:
            return Verdict()
        return verdict

    def _say(self, made: Made) -> None:
        draft, verdict, alone = made.draft, made.verdict, made.alone
        asks_judgement = made.question.asks is Asks.JUDGE
        lead_paper = next((p for p in made.papers if p.leads(judging=asks_judgement)), None)
        turn = None
        if asks_judgement and not verdict.conflict and (verdict.by or verdict.conclusion is None):
            turn = turning(made.evidence, next(iter(verdict.by), None))
        if turn is not None:
            verdict = made.verdict = Verdict()
        if verdict.conflict:
            made.reason = "conflict"
            decline.conflict(draft, verdict, alone)
        elif verdict.conclusion is not None and (verdict.by or made.shown):
            made.conclusion = str(verdict.conclusion)
            firstline.headline(draft, verdict, made.shown, alone)
            firstline.conditions(draft, verdict, alone)
        elif turn is not None:
            made.reason = "open_fact"
            made.turn = turn
            made.branches = decline.ask_back(draft, turn, alone)
        elif made.paper is not None:
            papers.leads(draft, made.paper)
        elif made.question.asks is Asks.TEXT and made.shown:
            made.conclusion = "explains"
            made.basis = "statute"
            firstline.explains(draft, made.shown[0], alone)
        elif not asks_judgement and (lead := self._leading(made)) is not None:
            made.conclusion = "explains"
            made.basis = "statute"
            made.shown = [lead, *(s for s in made.shown if s is not lead)]
            made.provisions = listed(made.shown, made.provisions)
            firstline.explains(draft, lead, alone)
        elif lead_paper is not None and not self._grounded(made):
            papers.leads(draft, lead_paper)
        elif not self._grounded(made):
            made.reason = "no_basis"
            decline.no_basis(draft, [] if made.far else made.shown)
        else:
            far = made.far or not made.shown
            firstline.undecided(draft, made.shown, made.evidence, asks_judgement, far=far)
        if made.far:
            sections.candidates(draft, made.shown)
        else:
            sections.basis(draft, made.shown)
        if made.conclusion == "prohibited" and made.shown:
            sections.penalty(draft, self._governing.penalty(made.shown[0], draft.day))
        near = [e for e in made.evidence if e.compared.likeness != "different"]
        cases = _once([e for e in near if e.kind != "ruling"])[:3]
        rulings = [e for e in near if e.kind == "ruling"][:1]
        sections.related(draft, (*cases, *rulings), alone)
        papers.related(draft, made.papers)
        if made.reason != "conflict":
            sections.differences(draft, near, alone)
        self._then_and_now(made)
        dayline.say(draft, made.question.when, self._calendar, [] if made.far else made.shown)
        sections.notes(draft)

    @staticmethod
    def _grounded(made: Made) -> bool:
        return decline.grounded(made.shown, made.evidence, made.alone)

    def _leading(self, made: Made) -> Shown | None:
        """The provision that sets what is asked; of a named rule its penalty, by reference alone.

        Without a name it is the one that search puts first, and only where search is sure enough:
        words in common alone are right of fewer than half.
        """
        punishes = next((s for s in made.shown if s.id in made.penal), None)
        if punishes is not None or made.named:
            return punishes or grounding.leading(made.shown, made.question.asks, made.alone)
        if made.hits.certainty < grounding.GOVERNS:
            return None
        if made.first is None:
            return None
        allowed = {made.first.article}
        if made.question.asks is Asks.PENALTY:
            allowed = self._governing.penal(made)
        shown = [s for s in made.shown if s.id.article in allowed]
        return grounding.leading(shown, made.question.asks, made.alone)

    def _then_and_now(self, made: Made) -> None:
        """When the day asked about is past: whether text and conclusion are others today."""
        draft, today = made.draft, made.today
        if draft.day >= today or not made.shown or made.far:
            return
        lead = made.shown[0]
        now = self._governing.show(lead.id, today)
        if now is None or now.text == lead.text:
            return
        verdict = conclude(
            weigh.again(made.evidence, self._law, today),
            self._ruled.rule(made.facts, made.alone, today),
        )
        dayline.then_and_now(draft, made.conclusion, verdict, lead, now, made.alone, today)

    def _page(self, document: str, words: str) -> int | None:
        """The page on which words stand, in a document that has pages."""
        found = self._store.document(document)
        if found is None or not found.pages:
            return None
        at = found.text.find(words)
        return found.page_at(at) if at >= 0 else None

    # -- record -----------------------------------------------------------------------------

    def _corpus_now(self) -> tuple[int, str, dict[str, str]]:
        revision = self._store.revision()
        if self._corpus is None or self._corpus[0] != revision:
            names = {w.id.name: w.name for w in self._store.works()}
            self._titles = {d["id"]: d["title"] for d in self._store.documents("casebook")}
            self._corpus = (revision, self._store.digest(), names)
        return self._corpus


def _decided(evidence: Sequence[Evidence], outside: subject.Outside) -> bool:
    """Whether a decided case is surely the question's, in which the body only acts (노조의 지지)."""
    return any(
        e.compared.likeness == "same" and e.compared.probability >= SURE and outside.told_by(e.text)
        for e in evidence
    )


def _once(cases: Sequence[Evidence]) -> list[Evidence]:
    """Cases without those that repeat an earlier one: a casebook carries them on to the next."""
    seen: dict[str, Evidence] = {}
    for e in cases:
        seen.setdefault(re.sub(r"\W+", "", e.answer)[:50], e)
    return list(seen.values())
