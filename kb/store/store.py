"""The store: what the knowledge base holds, taken in and read.

A document is taken in whole, in one transaction: either all that it brings is there or nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, func, insert, select, update

from kb.law.identifiers import InterpretationId, Pinpoint, ProvisionId, RulingId, WorkId
from kb.law.values import Article, Document, Intake, Interpretation, Ruling, Version, Work
from kb.store import answers, corrections, intake, rows, schema, standings
from kb.store.database import Database
from kb.store.intake import Finished
from kb.store.replacing import Left

PIECE = 500
"""Values that one query is given."""


class Store(Database):
    """Everything held. One object a process; thread-safe; opened by :meth:`open`."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self.changes = 0
        """How often this object changed the corpus; a cache need not ask the database for these."""

    # -- revision ---------------------------------------------------------------------------

    def revision(self) -> int:
        """A number that grows with every change of the corpus."""
        with self.reading() as c:
            return c.execute(select(func.max(schema.corpus.c.revision))).scalar() or 0

    def digest(self) -> str:
        """A hash of all that is held, the same for the same documents in any order (12 hex)."""
        with self.reading() as c:
            ids = c.execute(
                select(schema.documents.c.id)
                .where(schema.documents.c.active)
                .order_by(schema.documents.c.id)
            ).scalars()
            return hashlib.sha256("\n".join(ids).encode()).hexdigest()[:12]

    def bump(self, c: Connection) -> None:
        """Make a new revision within a transaction: what is held is other than before."""
        self.changes += 1
        t = schema.corpus
        if c.execute(update(t).values(revision=t.c.revision + 1)).rowcount == 0:
            c.execute(insert(t).values(id=1, revision=1))

    # -- taking in --------------------------------------------------------------------------

    def known(self, original: str, reader: str) -> bool:
        """Whether a file of this content was wholly taken in (or refused) by this reader."""
        t = schema.intakes
        with self.reading() as c:
            return (
                c.execute(
                    select(t.c.original).where(t.c.original == original, t.c.reader == reader)
                ).first()
                is not None
            )

    def finish(
        self, original: str, reader: str, label: str, documents: int, refused: str | None = None
    ) -> None:
        """Record that a file was wholly taken in, or refused with a reason."""
        with self.writing() as c:
            intake.finish(c, Finished(original, reader, label, documents, refused))

    def finished(self) -> set[tuple[str, str]]:
        """Hash and reader of every file wholly taken in or refused."""
        t = schema.intakes
        with self.reading() as c:
            return {(r.original, r.reader) for r in c.execute(select(t.c.original, t.c.reader))}

    def add(
        self,
        intakes: Iterable[Intake],
        by: str = "",
        finished: Iterable[Finished] = (),
        along: Callable[[Connection], None] | None = None,
        gone: Left | None = None,
    ) -> int:
        """Take in documents with all they bring, in one transaction. Returns how many were new.

        A document that is held already (same id) is left as it is; another one that brings the
        same version, ruling or reply takes its place, as does other content fetched from the same
        place; what steps back is added to ``gone``. ``finished`` are the files of which these are
        the last documents; they are recorded in the same transaction, as is what ``along`` writes.
        """
        added = 0
        gone = Left() if gone is None else gone
        with self.writing() as c:
            for document in intakes:
                added += intake.write(c, document, by, gone)
            if added:
                standings.apply(c)
                corrections.apply(c)
            if along is not None:
                along(c)
            if added or along is not None:
                self.bump(c)
            changed = [d for file in finished for d in intake.finish(c, file)]
            gone.documents += changed
            if changed and not added and along is None:
                self.bump(c)
        return added

    def amend(self, along: Callable[[Connection], None]) -> None:
        """Change the standing of what is held, in one transaction that makes a new revision."""
        with self.writing() as c:
            along(c)
            self.bump(c)

    def remove(self, document: str) -> bool:
        """Take a document and all it brought out of the corpus. False if it is not held."""
        with self.writing() as c:
            gone = intake.remove(c, document)
            if gone:
                self.bump(c)
            return gone

    # -- documents --------------------------------------------------------------------------

    def documents(self, kind: str | None = None) -> list[dict[str, Any]]:
        """Id, kind, label, title, day, original, url, notes, who and when; no text; by label."""
        t = schema.documents
        columns = [x for x in t.c if x.name not in ("text", "pages")]
        query = select(*columns).order_by(t.c.kind, t.c.label, t.c.id)
        if kind:
            query = query.where(t.c.kind == kind)
        with self.reading() as c:
            return [dict(r) for r in c.execute(query).mappings()]

    def document(self, id: str) -> Document | None:
        """A document with its text."""
        t = schema.documents
        with self.reading() as c:
            r = c.execute(select(t).where(t.c.id == id)).mappings().first()
            return rows.document(r) if r else None

    def texts(self, ids: Sequence[str]) -> dict[str, str]:
        """The texts of some documents by id; those that are not held are left out."""
        t = schema.documents
        if not ids:
            return {}
        with self.reading() as c:
            queries = _of(select(t.c.id, t.c.text), t.c.id, ids)
            return {r.id: r.text for query in queries for r in c.execute(query)}

    # -- law --------------------------------------------------------------------------------

    def works(self) -> list[Work]:
        """All instruments held, by id."""
        t = schema.works
        with self.reading() as c:
            return [
                Work(WorkId.parse(r.id), r.name, r.kind)
                for r in c.execute(select(t).order_by(t.c.id))
            ]

    def versions(self, work: WorkId | None = None) -> list[Version]:
        """Held versions, by work, effective day, promulgation."""
        t = schema.versions
        query = select(t).order_by(t.c.work, t.c.effective, t.c.promulgated, t.c.key)
        if work is not None:
            query = query.where(t.c.work == str(work))
        with self.reading() as c:
            return [rows.version(r) for r in c.execute(query).mappings()]

    def articles(self, version: Version) -> list[Article]:
        """All articles of a version, in order."""
        t = schema.articles
        with self.reading() as c:
            found = c.execute(
                select(t).where(t.c.version == version.key).order_by(t.c.order)
            ).mappings()
            return [rows.article(r, version) for r in found]

    def history(self, work: WorkId, article: Pinpoint) -> list[Article]:
        """Every held text of an article (조), annex or 부칙 article, oldest version first."""
        t, v = schema.articles, schema.versions
        query = (
            select(t, v.c.key)
            .join(v, v.c.key == t.c.version)
            .where(t.c.work == str(work), t.c.pinpoint == str(article.article_only))
            .order_by(v.c.effective, v.c.promulgated, v.c.key)
        )
        with self.reading() as c:
            found = c.execute(query).mappings().all()
        by_key = {x.key: x for x in self.versions(work)} if found else {}
        return [rows.article(r, by_key[r["version"]]) for r in found]

    def all_articles(self, works: Sequence[str] | None = None) -> Iterator[Article]:
        """Every article of every version (of some instruments), by version and order."""
        t, v = schema.articles, schema.versions
        with self.reading() as c:
            held = _of(select(v).order_by(v.c.key), v.c.work, works)
            found = (rows.version(r) for query in held for r in c.execute(query).mappings())
            versions = {x.key: x for x in found}
            keys = None if works is None else list(versions)
            for query in _of(select(t).order_by(t.c.version, t.c.order), t.c.version, keys):
                for r in c.execution_options(yield_per=2000).execute(query).mappings():
                    yield rows.article(r, versions[r["version"]])

    # -- rulings and interpretations --------------------------------------------------------

    def ruling(self, id: RulingId) -> Ruling | None:
        t = schema.rulings
        with self.reading() as c:
            r = c.execute(select(t).where(t.c.id == str(id))).mappings().first()
            return rows.ruling(r) if r else None

    def rulings(self, ids: Sequence[str] | None = None) -> Iterator[Ruling]:
        """Every ruling and decision (or those of some ids), by id."""
        t = schema.rulings
        with self.reading() as c:
            for query in _of(select(t).order_by(t.c.id), t.c.id, ids):
                for r in c.execution_options(yield_per=200).execute(query).mappings():
                    yield rows.ruling(r)

    def orders(self, words: str) -> list[tuple[str, str, Any, str, str]]:
        """Id, number, day, 주문 and text of the rulings of which 주문 or text hold some words.

        The text is empty where the 주문 is held. By day and id.
        """
        t = schema.rulings
        query = (
            select(t.c.id, t.c.number, t.c.day, t.c.order, t.c.text)
            .where(t.c.order.contains(words) | ((t.c.order == "") & t.c.text.contains(words)))
            .order_by(t.c.day, t.c.id)
        )
        with self.reading() as c:
            found = c.execute(query)
            return [(r.id, r.number, r.day, r.order, "" if r.order else r.text) for r in found]

    def interpretation(self, id: InterpretationId) -> Interpretation | None:
        t = schema.interpretations
        with self.reading() as c:
            r = c.execute(select(t).where(t.c.id == str(id))).mappings().first()
            return rows.interpretation(r) if r else None

    def interpretations(self, ids: Sequence[str] | None = None) -> Iterator[Interpretation]:
        """Every interpretation (or those of some ids), by id, whatever its standing."""
        t = schema.interpretations
        with self.reading() as c:
            for query in _of(select(t).order_by(t.c.id), t.c.id, ids):
                for r in c.execute(query).mappings():
                    yield rows.interpretation(r)

    def citing(self, provision: ProvisionId) -> list[str]:
        """Ids of the rulings and interpretations that cite a provision or a place inside it."""
        t = schema.links
        target = str(provision.at(None))
        with self.reading() as c:
            found = c.execute(
                select(t.c.source)
                .where(
                    (t.c.target == target) | t.c.target.startswith(target + ".", autoescape=True)
                )
                .group_by(t.c.source)
                .order_by(func.min(t.c.rank), t.c.source)
            )
            return list(found.scalars())

    # -- answers ----------------------------------------------------------------------------

    def save_answer(
        self,
        id: str,
        region: str,
        question: str,
        as_of: Any,
        record: Any,
        asked: Mapping[str, Any] | None = None,
        person: str = "",
    ) -> None:
        """Keep an answer record as it was given, and how it was asked."""
        with self.writing() as c:
            answers.keep(c, id, region, question, as_of, record, asked, person, rows.now())

    def answer(self, id: str) -> dict[str, Any] | None:
        """A kept answer record by id."""
        with self.reading() as c:
            found = c.execute(
                select(schema.answers.c.record).where(schema.answers.c.id == id)
            ).scalar()
            return dict(found) if found is not None else None


def _of(query: Any, column: Any, values: Sequence[str] | None) -> Iterator[Any]:
    """A query for all rows, or for those where a column has one of some values, in pieces."""
    if values is None:
        yield query
        return
    for start in range(0, len(values), PIECE):
        yield query.where(column.in_(values[start : start + PIECE]))
