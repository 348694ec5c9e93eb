"""What one ask got, reduced to what evaluations compare: small, plain, kept as a line of JSON."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from evals import citing
from kb.answer.explain import BROKEN, UNFINISHED
from kb.answer.record import AnswerRecord

PROVISIONS = 5
"""Provisions whose agreement is measured."""
CASES = 8
"""Cases kept for the drill-down, best first."""

Cited = tuple[int, str, str, str, str]
"""Number, id, title, pinpoint and standing of a source."""
Compared = tuple[str, str, float, str | None, str]
"""Id, likeness, probability, conclusion and title of a case."""
FactSaid = tuple[str, str, bool]
"""Kind, value and negation of a fact."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What one phrasing got, reduced to what is compared."""

    question: str
    conclusion: str | None
    reason: str | None
    abstained: bool
    probability: float | None
    basis: str | None
    lead: str
    """Id of the source that the first sentence rests on; empty if on none."""
    document: str
    """Id of the document that it stands in."""
    provisions: tuple[str, ...]
    cases: tuple[Compared, ...]
    facts: tuple[FactSaid, ...]
    headline: str
    sources: tuple[Cited, ...]
    explained: tuple[str, ...]
    """Ids that an LLM's explanation cites, sorted."""
    quotations: tuple[int, int]
    """Quotations that stand in their source to the letter, of all."""
    supported: tuple[int, int]
    """Sentences that a cited source bears, of those that need one (citation recall)."""
    bearing: tuple[int, int]
    """Citations whose source bears the sentence, of all (citation precision)."""
    of_the_day: tuple[int, int]
    """Provisions quoted in a text in effect on the day, of all provisions quoted."""
    milliseconds: float
    digest: str
    """Hash of the whole record without region, time, id and what an LLM explained."""
    error: str = ""
    """Why there is no record."""
    explanation: str = ""
    """Hash of an LLM's explanation, of what was dropped from it too; empty where there is none."""
    explaining: tuple[int, int] = (0, 0)
    """Sentences of the explanation that stand, of those that were judged."""

    @property
    def stated(self) -> str:
        """The answer as one word: a conclusion, or why there is none."""
        return self.conclusion or f"none:{self.reason or ''}"

    @property
    def same(self) -> tuple[str, ...]:
        """Ids of the cases found to be the same."""
        return tuple(id for id, likeness, *_ in self.cases if likeness == "same")

    @classmethod
    def of(cls, record: AnswerRecord) -> Answered:
        """The answer of a record."""
        first = next((s for s in record.sentences if s.citations), None)
        by_number = {s.n: s for s in record.sources}
        rests = first is not None and first.section == "conclusion"
        lead = by_number.get(first.citations[0]) if first and rests else None
        measured = citing.measure(record)
        explaining = {
            by_number[n].id
            for s in record.sentences
            if s.section == "explanation"
            for n in s.citations
            if n in by_number
        }
        return cls(
            question=record.reading.question,
            conclusion=record.conclusion,
            reason=record.reason,
            abstained=record.abstained,
            probability=record.probability,
            basis=record.basis,
            lead=lead.id if lead else "",
            document=lead.document if lead else "",
            provisions=tuple(record.provisions[:PROVISIONS]),
            cases=tuple(
                (c.id, c.likeness, c.probability, c.conclusion, c.title)
                for c in record.cases[:CASES]
            ),
            facts=tuple((f.kind, f.value, f.negated) for f in record.reading.facts),
            headline=record.headline,
            sources=tuple((s.n, s.id, s.title, s.pinpoint, s.standing) for s in record.sources),
            explained=tuple(sorted(explaining)),
            quotations=measured.quotations,
            supported=measured.supported,
            bearing=measured.bearing,
            of_the_day=measured.of_the_day,
            milliseconds=record.milliseconds,
            digest=digest(record),
            explanation=_explanation(record),
            explaining=_explaining(record),
        )

    @classmethod
    def failed(cls, question: str, error: str) -> Answered:
        """An ask that ended in an error: abstained, for no reason that a set can expect."""
        none = (0, 0)
        return cls(
            question, None, "error", True, None, None, "", "", (), (), (), "", (), (),
            none, none, none, none, 0.0, f"error:{error}", error,
        )  # fmt: skip

    def slim(self) -> Answered:
        """Without what only a reader of the report needs: for a baseline kept in a repository."""
        return replace(self, headline="", cases=self.cases[:3], sources=())

    def plain(self) -> dict[str, Any]:
        """As JSON-able values; what is empty is left out."""
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        own = {f.name: f.default for f in fields(self)}
        return {k: v for k, v in values.items() if v not in ("", (), None) and v != own[k]}

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Answered:
        """The reverse of :meth:`plain`."""

        def pair(name: str) -> tuple[int, int]:
            one, of = values.get(name, (0, 0))
            return int(one), int(of)

        return cls(
            question=values["question"],
            conclusion=values.get("conclusion"),
            reason=values.get("reason"),
            abstained=values["abstained"],
            probability=values.get("probability"),
            basis=values.get("basis"),
            lead=values.get("lead", ""),
            document=values.get("document", ""),
            provisions=tuple(values.get("provisions", ())),
            cases=tuple((c[0], c[1], c[2], c[3], c[4]) for c in values.get("cases", ())),
            facts=tuple((f[0], f[1], f[2]) for f in values.get("facts", ())),
            headline=values.get("headline", ""),
            sources=tuple((s[0], s[1], s[2], s[3], s[4]) for s in values.get("sources", ())),
            explained=tuple(values.get("explained", ())),
            quotations=pair("quotations"),
            supported=pair("supported"),
            bearing=pair("bearing"),
            of_the_day=pair("of_the_day"),
            milliseconds=values["milliseconds"],
            digest=values["digest"],
            error=values.get("error", ""),
            explanation=values.get("explanation", ""),
            explaining=pair("explaining"),
        )


def digest(record: AnswerRecord) -> str:
    """Hash of a record without what may differ: its region, its id, the time it took.

    Nor does an LLM's explanation count: it is another at each asking, and is held apart.
    """
    plain = [s for s in record.sentences if s.section != "explanation"]
    same = record.model_copy(
        update={"region": "", "milliseconds": 0.0, "id": "", "sentences": plain, "dropped": []}
    )
    return _hash(same.model_dump_json())


def _explanation(record: AnswerRecord) -> str:
    said = [s.text for s in record.sentences if s.section == "explanation"]
    return _hash("\n".join([*said, "", *record.dropped])) if said or record.dropped else ""


def _explaining(record: AnswerRecord) -> tuple[int, int]:
    """What a broken stream leaves unsaid is no sentence, and what the answer withholds none of these."""
    stand = sum(s.section == "explanation" for s in record.sentences)
    fell = sum(not d.startswith((BROKEN, UNFINISHED)) for d in record.dropped)
    return stand, stand + fell


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
