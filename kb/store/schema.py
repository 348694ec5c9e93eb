"""Tables of the knowledge base. The numbered migrations under ``migrations/`` build them."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData()

documents = Table(
    "documents",
    metadata,
    Column("id", String, primary_key=True),
    Column("kind", String, nullable=False, index=True),
    Column("label", String, nullable=False),
    Column("title", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("original", String, nullable=False, index=True),
    Column("day", Date),
    Column("pages", JSON, nullable=False),
    Column("url", String, nullable=False),
    Column("notes", JSON, nullable=False),
    Column("brought_by", String, nullable=False),
    Column("brought_at", DateTime, nullable=False),
    Column("active", Boolean, nullable=False, default=True),
)

intakes = Table(
    "intakes",
    metadata,
    Column("original", String, primary_key=True),
    Column("reader", String, primary_key=True),
    Column("label", String, nullable=False),
    Column("refused", Text),
    Column("documents", Integer, nullable=False),
    Column("at", DateTime, nullable=False),
)
"""One row for each file wholly taken in (or refused), so that unchanged input is recognised."""

works = Table(
    "works",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("kind", String, nullable=False),
)

versions = Table(
    "versions",
    metadata,
    Column("key", String, primary_key=True),
    Column("work", ForeignKey("works.id"), nullable=False, index=True),
    Column("promulgated", Date, nullable=False),
    Column("effective", Date, nullable=False),
    Column("number", String, nullable=False),
    Column("excerpt", Boolean, nullable=False),
    Column("complete_until", Date),
    Column("digest", Boolean, nullable=False),
    Column("document", ForeignKey("documents.id"), nullable=False, index=True),
    Column("url", String, nullable=False),
)

articles = Table(
    "articles",
    metadata,
    Column("version", ForeignKey("versions.key"), primary_key=True),
    Column("pinpoint", String, primary_key=True),
    Column("work", String, nullable=False),
    Column("title", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("order", Integer, nullable=False),
    Column("headings", JSON, nullable=False),
    Column("effective", Date),
    Column("repaired", Boolean, nullable=False),
    Index("ix_articles_place", "work", "pinpoint"),
)

rulings = Table(
    "rulings",
    metadata,
    Column("id", String, primary_key=True),
    Column("court", String, nullable=False),
    Column("day", Date),
    Column("number", String, nullable=False),
    Column("name", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("holdings", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("referred", Text, nullable=False),
    Column("referred_rulings", Text, nullable=False),
    Column("order", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("numbers", JSON, nullable=False),
    Column("provisions", JSON, nullable=False),
    Column("document", ForeignKey("documents.id"), nullable=False, index=True),
    Column("url", String, nullable=False),
    Column("digest", Boolean, nullable=False),
    Column("language", String, nullable=False),
    Column("en", Text, nullable=False),
    Column("title_en", Text, nullable=False),
)

interpretations = Table(
    "interpretations",
    metadata,
    Column("id", String, primary_key=True),
    Column("kind", String, nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("conclusion", String),
    Column("conditions", JSON, nullable=False),
    Column("provisions", JSON, nullable=False),
    Column("day", Date),
    Column("day_from", Date),
    Column("day_until", Date),
    Column("office", String, nullable=False),
    Column("number", String, nullable=False),
    Column("standing", String, nullable=False),
    Column("superseded_by", String),
    Column("document", ForeignKey("documents.id"), nullable=False, index=True),
    Column("document_label", String, nullable=False),
    Column("page", Integer),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("section", JSON, nullable=False),
    Column("url", String, nullable=False),
    Column("digest", Boolean, nullable=False),
    Column("parts", JSON, nullable=False),
    Column("question_en", Text, nullable=False),
    Column("answer_en", Text, nullable=False),
    Column("title_en", Text, nullable=False),
)

links = Table(
    "links",
    metadata,
    Column("source", String, primary_key=True),
    Column("target", String, primary_key=True, index=True),
    Column("rank", Integer, nullable=False),
    Column("document", ForeignKey("documents.id"), nullable=False, index=True),
)
"""Who cites which provision: source is a ruling's or interpretation's id, target a provision id."""

citations = Table(
    "citations",
    metadata,
    Column("document", ForeignKey("documents.id"), primary_key=True),
    Column("start", Integer, primary_key=True),
    Column("end", Integer, primary_key=True),
    Column("target", String, index=True),
    Column("reason", String),
    Column("until", String),
)

answers = Table(
    "answers",
    metadata,
    Column("id", String, primary_key=True),
    Column("at", DateTime, nullable=False),
    Column("region", String, nullable=False),
    Column("question", Text, nullable=False),
    Column("as_of", Date, nullable=False),
    Column("record", JSON, nullable=False),
)

corpus = Table(
    "corpus",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("revision", Integer, nullable=False),
)
