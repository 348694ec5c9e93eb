"""A newer reading of the same thing takes the place of the older one.

The same version of an instrument, ruling or reply may come again: corrected, or as the official
text of what was held as a digest. What was there before steps back, its document stays for the
record (inactive), and nothing of it is found or quoted any more.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import Connection, Table, delete, func, select, update

from kb.law.values import Intake, Interpretation, Ruling
from kb.store import listings, schema


@dataclass(frozen=True, slots=True)
class Replaced:
    """A version that stepped back for a newer reading of it, with the texts it had."""

    key: str
    articles: tuple[tuple[str, str, str], ...]
    """Pinpoint, title and text of each."""


@dataclass(slots=True)
class Left:
    """What stepped back."""

    documents: list[str] = field(default_factory=list)
    versions: list[Replaced] = field(default_factory=list)


def make_way(c: Connection, intake: Intake, gone: Left) -> set[str]:
    """Take out what an intake replaces, before it is written.

    A whole text replaces whole and excerpt, an excerpt adds its articles to those of another. A
    digest never replaces an original.

    Args:
        gone: what stepped back is added to it.

    Returns:
        Keys of the versions whose articles may be written.
    """
    left: dict[str, None] = {}
    open_keys = set()
    for key in dict.fromkeys(a.version.key for a in intake.articles):
        before = _version(c, key, intake, gone)
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
    gone.documents += [d for d in left if _retire(c, d)]
    return open_keys


def _version(c: Connection, key: str, intake: Intake, gone: Left) -> str | None:
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
    texts = c.execute(
        select(a.c.pinpoint, a.c.title, a.c.text).where(a.c.version == key).order_by(a.c.order)
    )
    gone.versions.append(Replaced(key, tuple((r.pinpoint, r.title, r.text) for r in texts)))
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


def retire(c: Connection, original: str) -> list[str]:
    """Let what a file brought step back; the ids of its documents, whose texts stay.

    Not so a statute: where a newer version lies now, the older one is still the law of its days.
    """
    d = schema.documents
    here = (d.c.original == original) & d.c.active
    if c.execute(select(d.c.id).where(here, d.c.kind == "statute")).first():
        return []
    found = c.execute(select(d.c.id, d.c.kind).where(here)).all()
    for document, kind in found:
        listed = schema.listed.c
        works = c.execute(select(listed.work).where(listed.document == document)).scalars().all()
        for table in (schema.rulings, schema.interpretations, schema.listed):
            c.execute(delete(table).where(table.c.document == document))
        listings.apply(c, works)
        _retire(c, document)
        if kind == "history":  # it says nothing that the newer list does not say
            c.execute(delete(d).where(d.c.id == document))
    # Should the same content come back, it is read again.
    c.execute(delete(schema.intakes).where(schema.intakes.c.original == original))
    return [r.id for r in found]
