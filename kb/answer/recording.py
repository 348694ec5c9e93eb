"""The answer record of one question (답변 기록): what was read, found, compared and said."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from kb.answer.conclusion import Basis, Evidence
from kb.answer.draft import Draft, reason, source_title
from kb.answer.made import Made
from kb.answer.record import AnswerRecord, Case, Reading
from kb.law.values import Ruling
from kb.settings import Settings


def record(
    made: Made,
    *,
    region: str,
    corpus: str,
    settings: Settings,
    chosen: Mapping[str, str],
    withheld: list[str],
    milliseconds: float,
) -> AnswerRecord:
    """The record; its id is the same for the same question, day, corpus and settings."""
    q, draft = made.question, made.draft
    election = q.when.election
    return AnswerRecord(
        id=_id(made, corpus, settings, chosen),
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
        cases=[_case(e, draft) for e in made.evidence],
        sentences=draft.sentences,
        sources=draft.sources.items,
        withheld=withheld,
        milliseconds=milliseconds,
    )


def _case(e: Evidence, draft: Draft) -> Case:
    """A compared source as the record keeps it."""
    s = e.source
    if isinstance(s, Ruling):
        label, title, page = s.document, source_title(e, draft.language), None
    else:
        label, title, page = s.document_label, s.title, s.page
    return Case(
        id=e.id,
        kind=e.kind,
        document=label,
        title=title,
        page=page,
        likeness=e.compared.likeness,
        probability=round(float(e.compared.probability), 4),
        conclusion=str(e.conclusion) if e.conclusion else None,
        differs=list(e.compared.differs),
        standing=str(e.law.kind),
        standing_said=reason(e, draft.language),
        day=s.day,
        comparison=list(e.compared.lines),
        digest=e.digest,
        text=e.text,
        n=draft.sources.number(e.id),
    )


def _id(made: Made, corpus: str, settings: Settings, chosen: Mapping[str, str]) -> str:
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
            settings.embedder,
            settings.reranker,
            *(f"{k}={v}" for k, v in sorted(chosen.items())),
        )
    )
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def _basis(made: Made, draft: Draft) -> Basis | None:
    """Whose the conclusion is; words that are not the law's own are never called the law's."""
    if made.conclusion is None:
        return None
    basis = made.basis or made.verdict.basis
    lead = next(iter(draft.sentences[0].citations), None) if draft.sentences else None
    in_other_words = any(s.n == lead and s.digest for s in draft.sources.items)
    return "digest" if basis == "statute" and in_other_words else basis
