"""The store: what the knowledge base holds, in SQLite or PostgreSQL, by SQLAlchemy.

A document is taken in whole, in one transaction: either all that it brings is there or nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    create_engine,
    delete,
    event,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DatabaseError, OperationalError

from kb.errors import HomeUnusable
from kb.law.identifiers import InterpretationId, Pinpoint, ProvisionId, RulingId, WorkId
from kb.law.values import Article, Document, Intake, Interpretation, Ruling, Version, Work
from kb.store import corrections, listings, migrate, origins, replacing, rows, schema, standings
from kb.store.origins import Origin
from kb.store.replacing import Left

PIECE = 500
"""Values that one query is given."""
TURN = 0x797567776F6E
"""Number of the advisory lock of those who take documents in."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A file wholly taken in, or refused with a reason."""

    original: str
    reader: str
    label: str
    documents: int
    refused: str | None = None
    origin: Origin | None = None
    """Where it was fetched from."""


class Store:
    """Everything held. One object a process; thread-safe; opened by :meth:`open`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.changes = 0
        """How often this object changed the corpus; a cache need not ask the database for these."""

    @classmethod
    def open(cls, url: str) -> Store:
        """Open the database, bringing its schema to the newest migration.

        Raises HomeUnusable when the folder is missing, read-only, full or the file is no database.
        """
        if url.startswith("sqlite:///"):
            file = Path(url.removeprefix("sqlite:///"))
            try:
                file.parent.mkdir(parents=True, exist_ok=True)
            except OSError as e:
                raise HomeUnusable(
                    f"저장 폴더를 쓸 수 없습니다: {file.parent}: {e.strerror}",
                    f"cannot use the data folder {file.parent}: {e.strerror}",
                ) from None
        # a statement's values may be a question: they belong into no message and no log
        engine = create_engine(
            url, hide_parameters=True, pool_pre_ping=not url.startswith("sqlite")
        )
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _sqlite_pragmas)
        try:
            migrate.upgrade(engine)
        except (OperationalError, DatabaseError) as e:
            engine.dispose()
            shown, why = engine.url.render_as_string(), " ".join(str(e.orig).split())[:300]
            hint = " (yugwon doctor, yugwon restore BACKUP --replace)" if "malformed" in why else ""
            raise HomeUnusable(
                f"데이터베이스를 열 수 없습니다: {shown}: {why}{hint}",
                f"cannot open the database {shown}: {why}{hint}",
            ) from None
        return cls(engine)

    def close(self) -> None:
        """Release the connections."""
        self._engine.dispose()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._engine.connect() as c:
            yield c

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        try:
            with self._engine.begin() as c:
                yield c
        except OperationalError as e:
            why = " ".join(str(e.orig).split())[:300]
            raise HomeUnusable(
                f"데이터베이스에 쓸 수 없습니다: {why}", f"cannot write the database: {why}"
            ) from None

    @property
    def engine(self) -> Engine:
        """SQLAlchemy's engine, for what works on whole tables (backup)."""
        return self._engine

    def reading(self) -> AbstractContextManager[Connection]:
        """A connection for reading tables of :mod:`kb.store.schema`."""
        return self._reading()

    def writing(self) -> AbstractContextManager[Connection]:
        """A transaction: all that is done in the block, or nothing. Raises HomeUnusable."""
        return self._writing()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """This process's turn to take documents in, where several share a PostgreSQL database.

        SQLite belongs to one home, whose lock stands for this one.
        """
        if self._engine.dialect.name != "postgresql":
            yield
            return
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as c:
            c.execute(text(f"SELECT pg_advisory_lock({TURN})"))
            try:
                yield
            finally:
                with suppress(DatabaseError):  # a lost connection has given it back already
                    c.execute(text(f"SELECT pg_advisory_unlock({TURN})"))

    # -- revision ---------------------------------------------------------------------------

    def revision(self) -> int:
        """A number that grows with every change of the corpus."""
        with self._reading() as c:
            return c.execute(select(func.max(schema.corpus.c.revision))).scalar() or 0

    def digest(self) -> str:
        """A hash of all that is held, the same for the same documents in any order (12 hex)."""
        with self._reading() as c:
            ids = c.execute(
                select(schema.documents.c.id)
                .where(schema.documents.c.active)
                .order_by(schema.documents.c.id)
            ).scalars()
            return hashlib.sha256("\n".join(ids).encode()).hexdigest()[:12]

    def bump(self, c: Connection) -> None:
        """Make a new revision within a transaction: what is held is other than before."""
        self._bump(c)

    def _bump(self, c: Connection) -> None:
        self.changes += 1
        t = schema.corpus
        if c.execute(update(t).values(revision=t.c.revision + 1)).rowcount == 0:
            c.execute(insert(t).values(id=1, revision=1))

    # -- taking in --------------------------------------------------------------------------

    def known(self, original: str, reader: str) -> bool:
        """Whether a file of this content was wholly taken in (or refused) by this reader."""
        t = schema.intakes
        with self._reading() as c:
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
        with self._writing() as c:
            self._finish(c, Finished(original, reader, label, documents, refused))

    @staticmethod
    def _finish(c: Connection, f: Finished) -> list[str]:
        """Record a file; the documents that step back because it lies where another one lay."""
        t = schema.intakes
        c.execute(delete(t).where(t.c.original == f.original))  # what an older reader made of it
        c.execute(
            insert(t).values(
                original=f.original,
                reader=f.reader,
                label=f.label,
                refused=f.refused,
                documents=f.documents,
                at=_now(),
            )
        )
        if f.origin is None:
            return []
        earlier = origins.before(c, f.original, f.label, f.origin)
        origins.record(c, f.original, f.label, f.origin)
        return [d for original in earlier for d in replacing.retire(c, original)]

    def finished(self) -> set[tuple[str, str]]:
        """Hash and reader of every file wholly taken in or refused."""
        t = schema.intakes
        with self._reading() as c:
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
        place; what steps back is added to ``gone``. ``finished`` are the files of which these are the last documents;
        they are recorded in the same transaction, as is what ``along`` writes.
        """
        added = 0
        gone = Left() if gone is None else gone
        with self._writing() as c:
            for intake in intakes:
                added += self._add(c, intake, by, gone)
            if added:
                standings.apply(c)
                corrections.apply(c)
            if along is not None:
                along(c)
            if added or along is not None:
                self._bump(c)
            changed = [d for file in finished for d in self._finish(c, file)]
            gone.documents += changed
            if changed and not added and along is None:
                self._bump(c)
        return added

    def amend(self, along: Callable[[Connection], None]) -> None:
        """Change the standing of what is held, in one transaction that makes a new revision."""
        with self._writing() as c:
            along(c)
            self._bump(c)

    def _add(self, c: Connection, intake: Intake, by: str, gone: Left) -> bool:
        d = intake.document
        row = rows.document_row(d) | {"brought_by": by, "brought_at": _now(), "active": True}
        if not self._insert_new(c, schema.documents, [row]) and not _back(c, row):
            return False
        keys = replacing.make_way(c, intake, gone)
        self._insert_new(
            c,
            schema.works,
            [{"id": str(w.id), "name": w.name, "kind": w.kind} for w in intake.works],
        )
        versions = {a.version.key: a.version for a in intake.articles}
        self._insert_new(c, schema.versions, [rows.version_row(v) for v in versions.values()])
        self._insert_new(
            c,
            schema.articles,
            [rows.article_row(a) for a in intake.articles if a.version.key in keys],
        )
        self._insert_new(c, schema.listed, listings.rows_of(intake))
        listings.apply(c, [str(w.id) for w in intake.works])
        self._insert_new(c, schema.rulings, [rows.ruling_row(x) for x in intake.rulings])
        self._insert_new(
            c, schema.interpretations, [rows.interpretation_row(x) for x in intake.interpretations]
        )
        citing: Sequence[Ruling | Interpretation] = (*intake.rulings, *intake.interpretations)
        self._insert_new(
            c,
            schema.links,
            [
                {"source": str(x.id), "target": str(p.at(None)), "rank": i, "document": d.id}
                for x in citing
                for i, p in enumerate(x.provisions)
            ],
        )
        self._insert_new(
            c,
            schema.citations,
            [
                {
                    "document": d.id,
                    "start": x.start,
                    "end": x.end,
                    "target": x.target,
                    "reason": x.reason,
                    "until": x.until,
                }
                for x in intake.citations
            ],
        )
        return True

    def _insert_new(self, c: Connection, table: Any, values: list[dict[str, Any]]) -> bool:
        if not values:
            return False
        dialect: Any = postgresql if self._engine.dialect.name == "postgresql" else sqlite
        result = c.execute(dialect.insert(table).on_conflict_do_nothing(), values)
        return bool(result.rowcount)

    def remove(self, document: str) -> bool:
        """Take a document and all it brought out of the corpus. False if it is not held."""
        with self._writing() as c:
            t = schema.versions
            keys = c.execute(select(t.c.key).where(t.c.document == document)).scalars().all()
            c.execute(delete(schema.articles).where(schema.articles.c.version.in_(keys)))
            listed = schema.listed.c
            works = (
                c.execute(select(listed.work).where(listed.document == document)).scalars().all()
            )
            for table in (
                schema.versions,
                schema.links,
                schema.citations,
                schema.rulings,
                schema.interpretations,
                schema.listed,
            ):
                c.execute(delete(table).where(table.c.document == document))
            listings.apply(c, works)
            d = schema.documents
            original = c.execute(select(d.c.original).where(d.c.id == document)).scalar()
            gone = c.execute(delete(d).where(d.c.id == document)).rowcount
            if gone:
                c.execute(delete(schema.intakes).where(schema.intakes.c.original == original))
                self._bump(c)
            return bool(gone)

    # -- documents --------------------------------------------------------------------------

    def documents(self, kind: str | None = None) -> list[dict[str, Any]]:
        """Id, kind, label, title, day, original, url, notes, who and when; no text; by label."""
        t = schema.documents
        columns = [x for x in t.c if x.name not in ("text", "pages")]
        query = select(*columns).order_by(t.c.kind, t.c.label, t.c.id)
        if kind:
            query = query.where(t.c.kind == kind)
        with self._reading() as c:
            return [dict(r) for r in c.execute(query).mappings()]

    def document(self, id: str) -> Document | None:
        """A document with its text."""
        t = schema.documents
        with self._reading() as c:
            r = c.execute(select(t).where(t.c.id == id)).mappings().first()
            return rows.document(r) if r else None

    def texts(self, ids: Sequence[str]) -> dict[str, str]:
        """The texts of some documents by id; those that are not held are left out."""
        t = schema.documents
        if not ids:
            return {}
        with self._reading() as c:
            queries = _of(select(t.c.id, t.c.text), t.c.id, ids)
            return {r.id: r.text for query in queries for r in c.execute(query)}

    # -- law --------------------------------------------------------------------------------

    def works(self) -> list[Work]:
        """All instruments held, by id."""
        t = schema.works
        with self._reading() as c:
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
        with self._reading() as c:
            return [rows.version(r) for r in c.execute(query).mappings()]

    def articles(self, version: Version) -> list[Article]:
        """All articles of a version, in order."""
        t = schema.articles
        with self._reading() as c:
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
        with self._reading() as c:
            found = c.execute(query).mappings().all()
        by_key = {x.key: x for x in self.versions(work)} if found else {}
        return [rows.article(r, by_key[r["version"]]) for r in found]

    def all_articles(self, works: Sequence[str] | None = None) -> Iterator[Article]:
        """Every article of every version (of some instruments), by version and order."""
        t, v = schema.articles, schema.versions
        with self._reading() as c:
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
        with self._reading() as c:
            r = c.execute(select(t).where(t.c.id == str(id))).mappings().first()
            return rows.ruling(r) if r else None

    def rulings(self, ids: Sequence[str] | None = None) -> Iterator[Ruling]:
        """Every ruling and decision (or those of some ids), by id."""
        t = schema.rulings
        with self._reading() as c:
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
        with self._reading() as c:
            found = c.execute(query)
            return [(r.id, r.number, r.day, r.order, "" if r.order else r.text) for r in found]

    def interpretation(self, id: InterpretationId) -> Interpretation | None:
        t = schema.interpretations
        with self._reading() as c:
            r = c.execute(select(t).where(t.c.id == str(id))).mappings().first()
            return rows.interpretation(r) if r else None

    def interpretations(self, ids: Sequence[str] | None = None) -> Iterator[Interpretation]:
        """Every interpretation (or those of some ids), by id, whatever its standing."""
        t = schema.interpretations
        with self._reading() as c:
            for query in _of(select(t).order_by(t.c.id), t.c.id, ids):
                for r in c.execute(query).mappings():
                    yield rows.interpretation(r)

    def citing(self, provision: ProvisionId) -> list[str]:
        """Ids of the rulings and interpretations that cite a provision or a place inside it."""
        t = schema.links
        target = str(provision.at(None))
        with self._reading() as c:
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
        from kb.store import answers

        with self._writing() as c:
            answers.keep(c, id, region, question, as_of, record, asked, person, _now())

    def answer(self, id: str) -> dict[str, Any] | None:
        """A kept answer record by id."""
        with self._reading() as c:
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


def _back(c: Connection, row: dict[str, Any]) -> bool:
    """Let a document that had stepped back count again. False if it counts already.

    One that counts already belongs from now on to the file that brought it last.
    """
    t, i = schema.documents, schema.interpretations
    here = t.c.id == row["id"]
    if c.execute(update(t).where(here, t.c.active.is_(False)).values(**row)).rowcount:
        return True
    moved = {"original": row["original"], "label": row["label"]}
    if c.execute(update(t).where(here, t.c.original != row["original"]).values(**moved)).rowcount:
        label = {"document_label": row["label"]}
        c.execute(update(i).where(i.c.document == row["id"], i.c.kind == "reply").values(**label))
    return False


def _sqlite_pragmas(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA busy_timeout=15000")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
