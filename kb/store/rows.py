"""Values to rows and back: dates stay dates, identifiers and enumerations become strings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from corpora.questions import cases
from kb.law.identifiers import InterpretationId, Pinpoint, ProvisionId, RulingId, WorkId
from kb.law.values import (
    Article,
    Conclusion,
    Document,
    Interpretation,
    Part,
    Ruling,
    Standing,
    Version,
)

Row = Mapping[Any, Any]


def document_row(d: Document) -> dict[str, Any]:
    return {
        "id": d.id,
        "kind": d.kind,
        "label": d.label,
        "title": d.title,
        "text": d.text,
        "original": d.original,
        "day": d.day,
        "pages": list(d.pages),
        "url": d.url,
        "notes": list(d.notes),
    }


def document(r: Row) -> Document:
    return Document(
        r["id"],
        r["kind"],
        r["label"],
        r["title"],
        r["text"],
        r["original"],
        r["day"],
        tuple(r["pages"]),
        r["url"],
        tuple(r["notes"]),
    )


def version_row(v: Version) -> dict[str, Any]:
    return {
        "key": v.key,
        "work": str(v.work),
        "promulgated": v.promulgated,
        "effective": v.effective,
        "number": v.number,
        "excerpt": v.excerpt,
        "complete_until": v.complete_until,
        "digest": v.digest,
        "document": v.document,
        "url": v.url,
    }


def version(r: Row) -> Version:
    return Version(
        WorkId.parse(r["work"]),
        r["promulgated"],
        r["effective"],
        r["number"],
        r["excerpt"],
        r["complete_until"],
        r["digest"],
        r["document"],
        r["url"],
    )


def article_row(a: Article) -> dict[str, Any]:
    return {
        "version": a.version.key,
        "pinpoint": str(a.pinpoint),
        "work": str(a.version.work),
        "title": a.title,
        "text": a.text,
        "order": a.order,
        "headings": list(a.headings),
        "effective": a.effective,
        "repaired": a.repaired,
    }


def article(r: Row, v: Version) -> Article:
    return Article(
        v,
        Pinpoint.parse(r["pinpoint"]),
        r["title"],
        r["text"],
        r["order"],
        tuple(r["headings"]),
        r["effective"],
        r["repaired"],
    )


def ruling_row(x: Ruling) -> dict[str, Any]:
    return {
        "id": str(x.id),
        "court": x.court,
        "day": x.day,
        "number": x.number,
        "name": x.name,
        "kind": x.kind,
        "holdings": x.holdings,
        "summary": x.summary,
        "referred": x.referred,
        "referred_rulings": x.referred_rulings,
        "order": x.order,
        "text": x.text,
        "numbers": list(x.numbers),
        "provisions": [str(p) for p in x.provisions],
        "document": x.document,
        "url": x.url,
        "digest": x.digest,
        "language": x.language,
        "en": x.en,
        "title_en": x.title_en,
    }


def ruling(r: Row) -> Ruling:
    values = dict(r)
    values["id"] = RulingId.parse(r["id"])
    values["numbers"] = tuple(r["numbers"])
    values["provisions"] = tuple(ProvisionId.parse(p) for p in r["provisions"])
    return Ruling(**values)


def interpretation_row(x: Interpretation) -> dict[str, Any]:
    return {
        "id": str(x.id),
        "kind": x.kind,
        "title": x.title,
        "question": x.question,
        "answer": x.answer,
        "conclusion": x.conclusion.value if x.conclusion else None,
        "conditions": list(x.conditions),
        "provisions": [str(p) for p in x.provisions],
        "day": x.day,
        "day_from": x.day_from,
        "day_until": x.day_until,
        "office": x.office,
        "number": x.number,
        "standing": x.standing.value,
        "superseded_by": str(x.superseded_by) if x.superseded_by else None,
        "document": x.document,
        "document_label": x.document_label,
        "page": x.page,
        "start": x.start,
        "end": x.end,
        "section": list(x.section),
        "url": x.url,
        "digest": x.digest,
        "parts": [
            [p.number, p.question, p.answer, p.conclusion, list(p.conditions)] for p in x.parts
        ],
        "question_en": x.question_en,
        "answer_en": x.answer_en,
        "title_en": x.title_en,
        "wordings": list(x.wordings),
    }


def interpretation(r: Row) -> Interpretation:
    values = dict(r)
    values["id"] = InterpretationId.parse(r["id"])
    values["conclusion"] = Conclusion(r["conclusion"]) if r["conclusion"] else None
    values["conditions"] = tuple(r["conditions"])
    values["provisions"] = tuple(ProvisionId.parse(p) for p in r["provisions"])
    values["standing"] = Standing(r["standing"])
    values["superseded_by"] = (
        InterpretationId.parse(r["superseded_by"]) if r["superseded_by"] else None
    )
    values["section"] = tuple(r["section"])
    values["parts"] = tuple(
        Part(n, q, a, Conclusion(c) if c else None, tuple(conditions))
        for n, q, a, c, conditions in r["parts"]
    )
    values["wordings"] = tuple(values.get("wordings") or ())
    return _worded(Interpretation(**values))


def _worded(x: Interpretation) -> Interpretation:
    """A case with the words in which the project knows that it is asked, beside its own."""
    more = cases.load().get(cases.case_print(x.known_by)) if x.kind in ("case", "reply") else None
    return replace(x, wordings=tuple(dict.fromkeys((*x.wordings, *more)))) if more else x


def day_or_none(text: str | None) -> date | None:
    """An ISO day, or None."""
    return date.fromisoformat(text) if text else None


def now() -> datetime:
    """This moment as the tables keep it: UTC, without its zone."""
    return datetime.now(UTC).replace(tzinfo=None)
