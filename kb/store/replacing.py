"""A newer reading of the same thing takes the place of the older one.

The same version of an instrument, ruling or reply may come again: corrected, or as the official
text of what was held as a digest. What was there before steps back, its document stays for the
record (inactive), and nothing of it is found or quoted any more.
"""

from __future__ import annotations

from sqlalchemy import Connection, Table, delete, func, select, update

from kb.law.values import Intake, Interpretation, Ruling
from kb.store import schema


def make_way(c: Connection, intake: Intake) -> tuple[set[str], list[str]]:
    """Take out what an intake replaces, before it is written.

    A whole text replaces whole and excerpt, an excerpt adds its articles to those of another. A
    digest never replaces an original.

    Returns:
        Keys of the versions whose articles may be written, and ids of documents that stepped back.
    """
    left: dict[str, None] = {}
    open_keys = set()
    for key in dict.fromkeys(a.version.key for a in intake.articles):
        before = _version(c, key, intake)
        if before is not None:
            left[before] = None
        if before is not None or _may_add(c, key, intake):
            open_keys.add(key)
    said: tuple[tuple[Table, tuple[Ruling | Interpretation, ...]], ...] = (
        (schema.rulings, intake.rulings),
        (schema.interpretations, intake.interpretations),
    )
    for table, values in said:
        for value in values:
            document = _said(c, table, value, intake)
            if document is not None:
                left[document] = None
    return open_keys, [d for d in left if _retire(c, d)]


def _version(c: Connection, key: str, intake: Intake) -> str | None:
    """Take out a version that another document brought; its document, None if it stays."""
    v, a = schema.versions, schema.articles
    held = c.execute(select(v.c.document, v.c.excerpt).where(v.c.key == key)).first()
    if held is None or held.document == intake.document.id:
        return None
    articles = [x for x in intake.articles if x.version.key == key]
    if articles[0].version.excerpt:
        if held.excerpt:
            places = [str(x.pinpoint) for x in articles]
            c.execute(delete(a).where(a.c.version == key, a.c.pinpoint.in_(places)))
        return None
    c.execute(delete(a).where(a.c.version == key))
    c.execute(delete(v).where(v.c.key == key))
    return str(held.document)


def _may_add(c: Connection, key: str, intake: Intake) -> bool:
    v = schema.versions
    excerpt = c.execute(select(v.c.excerpt).where(v.c.key == key)).scalar()
    return excerpt is None or (
        bool(excerpt) and any(a.version.excerpt for a in intake.articles if a.version.key == key)
    )


def _said(
    c: Connection, table: Table, value: Ruling | Interpretation, intake: Intake
) -> str | None:
    """Take out a ruling or reply of the same id; its document, None if it stays."""
    d, t = schema.documents, table
    held = c.execute(
        select(t.c.document, t.c.digest, d.c.label, func.length(d.c.text).label("size"))
        .join(d, d.c.id == t.c.document)
        .where(t.c.id == str(value.id))
    ).first()
    if held is None or held.document == intake.document.id:
        return None
    if held.digest != value.digest:
        newer = bool(held.digest)
    else:
        # The same decision stands in several files of a collection, in some without its text.
        same_place = held.label.split("#")[0] == intake.document.label.split("#")[0]
        newer = same_place or len(intake.document.text) >= held.size
    if not newer:
        return None
    c.execute(delete(schema.links).where(schema.links.c.source == str(value.id)))
    c.execute(delete(t).where(t.c.id == str(value.id)))
    return str(held.document)


def _retire(c: Connection, document: str) -> bool:
    """Make a document inactive if nothing of it is left."""
    for table in (schema.versions, schema.rulings, schema.interpretations, schema.listed):
        if c.execute(select(table.c.document).where(table.c.document == document)).first():
            return False
    for table in (schema.links, schema.citations):
        c.execute(delete(table).where(table.c.document == document))
    d = schema.documents
    c.execute(update(d).where(d.c.id == document).values(active=False))
    return True


def retire(c: Connection, document: str) -> None:
    """Let a document and all it brought step back; its text stays for the record."""
    v, a = schema.versions, schema.articles
    keys = select(v.c.key).where(v.c.document == document)
    c.execute(delete(a).where(a.c.version.in_(keys)))
    for table in (v, schema.rulings, schema.interpretations, schema.listed):
        c.execute(delete(table).where(table.c.document == document))
    _retire(c, document)
