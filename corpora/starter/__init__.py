"""Starter corpus (기본 자료): real election law in our own words, so that a fresh install answers.

Every text is a digest (요지, 원문 아님) with its official link. It steps back when the official
text is taken in: a digest shares identifier or address with what it digests.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from hashlib import sha256
from itertools import groupby

from corpora.starter.entries import (
    DataFile,
    InterpretationEntry,
    ProvisionEntry,
    RulingEntry,
    files,
)
from kb.law.identifiers import InterpretationId, ProvisionId, RulingId, WorkId
from kb.law.values import Article, Document, Intake, Interpretation, Ruling, Version, Work

__all__ = ["english", "load"]


def load() -> list[Intake]:
    """All of the starter corpus, one document an entry; the articles that one act gave their
    text share a document, as they share a version.

    Raises DataFault when a file breaks the schema.
    """
    return [intake for file in files() for intake in _intakes(file)]


def english(provision: ProvisionId, effective: date) -> str | None:
    """The English digest of an article in the version effective from a day, if there is one."""
    return _english().get((str(provision.article), effective))


@cache
def _english() -> dict[tuple[str, date], str]:
    return {
        (p.id, p.effective): f"{p.title_en}\n{p.text_en}"
        for file in files()
        for p in file.provisions
    }


def _intakes(file: DataFile) -> Iterator[Intake]:
    ordered = sorted(
        file.provisions,
        key=lambda p: (p.effective, p.promulgated, p.number, ProvisionId.parse(p.id)),
    )
    for act, group in groupby(ordered, key=lambda p: (p.effective, p.promulgated, p.number)):
        yield _statute(file, act, list(group))
    for entry in file.interpretations:
        yield _interpretation(file, entry)
    for ruling in file.rulings:
        yield _ruling(file, ruling)


def _document(
    file: DataFile, kind: str, key: str, title: str, text: str, day: date | None, url: str
) -> Document:
    digest = sha256(f"{key}\n{text}".encode()).hexdigest()[:24]
    return Document(
        id=f"doc/{digest}",
        kind=kind,
        label=f"{file.name}#{key}",
        title=title,
        text=text,
        original=file.sha256,
        day=day,
        url=url,
        notes=("요지 (원문 아님)",),
    )


def _statute(file: DataFile, act: tuple[date, date, str], entries: list[ProvisionEntry]) -> Intake:
    effective, promulgated, number = act
    work = WorkId.of(file.work)
    # The page of one article would be wrong for the others that this act gave their text.
    url = entries[0].url if len(entries) == 1 else entries[0].url.rpartition("/")[0]
    ids = [ProvisionId.parse(p.id) for p in entries]
    text = "\n\n".join(
        f"{id.pinpoint.label}{f' ({p.title})' if p.title else ''}\n{p.text}"
        for id, p in zip(ids, entries, strict=True)
    )
    document = _document(
        file,
        "statute",
        f"{effective}/{number}",
        f"{file.work} 요지 ({effective:%Y. }{effective.month}. {effective.day}. 시행)",
        text,
        effective,
        url,
    )
    version = Version(
        work,
        promulgated,
        effective,
        number,
        excerpt=True,
        digest=True,
        document=document.id,
        url=url,
    )
    articles = tuple(
        Article(version, id.pinpoint, p.title, p.text, order=_order(id))
        for id, p in zip(ids, entries, strict=True)
    )
    return Intake(document, works=(Work(work, file.work, file.work_kind),), articles=articles)


def _order(id: ProvisionId) -> int:
    """A place that keeps the order of the instrument among articles held in excerpts."""
    n = id.pinpoint.article
    assert n is not None
    return n.main * 100 + (n.branches[0] if n.branches else 0)


def _interpretation(file: DataFile, e: InterpretationEntry) -> Intake:
    id = InterpretationId.parse(e.id)
    text = f"{e.question}\n{e.answer}"
    document = _document(file, "reply", id.number, e.title, text, e.day or e.day_until, e.url)
    label = e.source.document
    return Intake(
        document,
        interpretations=(
            Interpretation(
                id=id,
                kind=e.kind,
                title=e.title,
                question=e.question,
                answer=e.answer,
                conclusion=e.conclusion,
                conditions=e.conditions,
                provisions=tuple(ProvisionId.parse(p) for p in e.provisions),
                day=e.day,
                day_from=e.day_from,
                day_until=e.day_until,
                office=id.office,
                number=id.number,
                document=document.id,
                document_label=label,
                page=e.source.page,
                start=0,
                end=len(text),
                url=e.url,
                digest=True,
                question_en=e.question_en,
                wordings=e.wordings,
                answer_en=e.answer_en,
                title_en=e.title_en,
            ),
        ),
    )


def _ruling(file: DataFile, e: RulingEntry) -> Intake:
    id = RulingId.parse(e.id)
    text = "\n".join(t for t in (e.holdings, e.summary, e.order) if t)
    document = _document(
        file,
        "decision" if id.court == "헌법재판소" else "ruling",
        f"{id.court}/{id.number}",
        f"{e.court} {e.day.year}. {e.day.month}. {e.day.day}. 선고 {e.number} ({e.name})",
        text,
        e.day,
        e.url,
    )
    return Intake(
        document,
        rulings=(
            Ruling(
                id=id,
                court=e.court,
                day=e.day,
                number=e.number,
                name=e.name,
                kind=e.kind,
                holdings=e.holdings,
                summary=e.summary,
                order=e.order,
                numbers=(e.number,),
                provisions=tuple(ProvisionId.parse(p) for p in e.provisions),
                document=document.id,
                url=e.url,
                digest=True,
                en=e.en,
                title_en=e.title_en,
            ),
        ),
    )
