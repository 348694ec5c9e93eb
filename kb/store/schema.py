"""Tables of the knowledge base. The numbered migrations under ``migrations/`` build them.

All stand in one module, for what takes every table (backup, restoring, the migrations) reads them
from ``metadata``: a table that had to be imported from elsewhere first could be missing there.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData()

# -- what is held, and where it came from ------------------------------------------------

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

origins = Table(
    "origins",
    metadata,
    Column("original", String, primary_key=True),
    Column("url", String, primary_key=True),
    Column("final", String, nullable=False),
    Column("label", String, nullable=False),
    Column("sha256", String, nullable=False),
    Column("at", DateTime, nullable=False),
)
"""Where fetched files came from."""

sources = Table(
    "sources",
    metadata,
    Column("id", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("place", String, nullable=False),
    Column("options", JSON, nullable=False),
    Column("added_by", String, nullable=False),
    Column("added_at", DateTime, nullable=False),
    Column("state", JSON, nullable=False),
    Column("synced_at", DateTime),
    Column("outcome", Text, nullable=False),
)
"""Sources that ``sync`` follows."""

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

listed = Table(
    "listed",
    metadata,
    Column("document", ForeignKey("documents.id"), primary_key=True),
    Column("work", String, primary_key=True, index=True),
    Column("effective", Date, primary_key=True),
    Column("promulgated", Date, primary_key=True),
    Column("number", String, primary_key=True),
    Column("asked", Date),
)
"""Versions that lists name (연혁 목록); ``asked``: the day up to which the list is complete."""

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
    Column("wordings", JSON),
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

corpus = Table(
    "corpus",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("revision", Integer, nullable=False),
)

# -- what was decided on it --------------------------------------------------------------

standings = Table(
    "standings",
    metadata,
    Column("interpretation", String, primary_key=True),
    Column("standing", String, nullable=False),
    Column("superseded_by", String),
    Column("because", Text, nullable=False),
    Column("by", String, nullable=False),
    Column("at", DateTime, nullable=False),
)
"""What headquarters decided on a held interpretation; stays when its document is read anew."""

corrections = Table(
    "corrections",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("subject", String, nullable=False, index=True),
    Column("field", String, nullable=False),
    Column("before", Text),
    Column("after", Text),
    Column("because", Text, nullable=False),
    Column("by", String, nullable=False),
    Column("at", DateTime, nullable=False),
)
"""What a person corrected on what is held; only ever added to."""

# -- answers given -----------------------------------------------------------------------

answers = Table(
    "answers",
    metadata,
    Column("id", String, primary_key=True),
    Column("at", DateTime, nullable=False),
    Column("region", String, nullable=False),
    Column("question", Text, nullable=False),
    Column("as_of", Date, nullable=False),
    Column("record", JSON, nullable=False),
    Column("headline", Text),
    Column("conclusion", String),
    Column("reason", String),
    Column("cites", Text),
    Column("subjects", Text),
)
"""``cites``: ids of its sources and same cases, each between blanks; ``subjects``: so the facts read
from the question, with those that contain them (``act.business_card``)."""

askings = Table(
    "askings",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("answer", ForeignKey("answers.id"), nullable=False, index=True),
    Column("region", String, nullable=False, index=True),
    Column("person", String, nullable=False),
    Column("at", DateTime, nullable=False, index=True),
    Column("asked", JSON, nullable=False),
)
"""Who was given an answer when: offices that ask the same get the same one. ``asked``: the day
given, the questions before it and the facts chosen, so that it can be asked again."""

thumbs = Table(
    "thumbs",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("answer", String, nullable=False, index=True),
    Column("good", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    Column("region", String, nullable=False),
    Column("person", String, nullable=False),
    Column("at", DateTime, nullable=False),
)

# -- headquarters' desk ------------------------------------------------------------------

matters = Table(
    "matters",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("question", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("state", String, nullable=False, index=True),
    Column("opened_at", DateTime, nullable=False),
    Column("changed_at", DateTime, nullable=False),
    Column("interpretation", String, index=True),
    Column("because", Text, nullable=False),
)
"""Questions of one case that wait for headquarters (안건)."""

sendings = Table(
    "sendings",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("matter", ForeignKey("matters.id"), nullable=False, index=True),
    Column("answer", String, nullable=False, index=True),
    Column("question", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("region", String, nullable=False, index=True),
    Column("person", String, nullable=False),
    Column("at", DateTime, nullable=False),
    Column("why", String, nullable=False),
    Column("note", Text, nullable=False),
    Column("probability", Float),
    Column("because", JSON, nullable=False),
)

drafts = Table(
    "drafts",
    metadata,
    Column("matter", ForeignKey("matters.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("title", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("conclusion", String),
    Column("supersedes", JSON, nullable=False),
    Column("override", Text, nullable=False),
    Column("by", String, nullable=False),
    Column("at", DateTime, nullable=False),
)
"""Every saved state of a reply; the one with the highest number counts."""

publications = Table(
    "publications",
    metadata,
    Column("interpretation", String, primary_key=True),
    Column("matter", ForeignKey("matters.id"), nullable=False, index=True),
    Column("draft", Integer, nullable=False),
    Column("day", Date, nullable=False),
    Column("by", String, nullable=False),
    Column("at", DateTime, nullable=False),
    Column("ended", String),
    Column("ended_by", String),
    Column("ended_at", DateTime),
    Column("ended_because", Text),
)
"""``ended``: withdrawn or superseded; the row stays."""

notices = Table(
    "notices",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("sending", ForeignKey("sendings.id"), nullable=False, index=True),
    Column("region", String, nullable=False, index=True),
    Column("person", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("interpretation", String),
    Column("again", String),
    Column("follows", Boolean),
    Column("at", DateTime, nullable=False),
    Column("seen_at", DateTime),
)
"""What an asker is told; ``again`` is the answer to the same question now, ``follows`` whether
that answer rests on the reply."""

differing = Table(
    "differing",
    metadata,
    Column("answer", String, primary_key=True),
    Column("interpretation", String, primary_key=True),
    Column("again", String, nullable=False),
    Column("was", String),
    Column("now", String),
    Column("at", DateTime, nullable=False),
)
"""Earlier answers that would be others since an interpretation was published or ended."""

# -- people ------------------------------------------------------------------------------

accounts = Table(
    "accounts",
    metadata,
    Column("name", String, primary_key=True),
    Column("password", String, nullable=False),
    Column("roles", JSON, nullable=False),
    Column("region", String, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("locked_until", DateTime),
    Column("created_at", DateTime, nullable=False),
)
"""``password``: its argon2 hash; empty for people whom a proxy or provider signs in."""

sessions = Table(
    "sessions",
    metadata,
    Column("hash", String, primary_key=True),
    Column("name", ForeignKey("accounts.name"), nullable=False, index=True),
    Column("created_at", DateTime, nullable=False),
    Column("until", DateTime, nullable=False),
)

addresses = Table(
    "addresses",
    metadata,
    Column("mark", String, primary_key=True),
    Column("tries", Integer, nullable=False),
    Column("since", DateTime, nullable=False),
)
"""Wrong passwords by the hash of the address from which they came, for as long as they count."""

keys = Table(
    "keys",
    metadata,
    Column("hash", String, primary_key=True),
    Column("label", String, nullable=False),
    Column("name", ForeignKey("accounts.name"), nullable=False, index=True),
    Column("created_at", DateTime, nullable=False),
    Column("ended_at", DateTime),
)
"""Keys of the HTTP interface; each acts as an account."""

# -- the log -----------------------------------------------------------------------------

log = Table(
    "log",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", String, nullable=False),
    Column("who", String, nullable=False),
    Column("act", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("detail", Text, nullable=False),
    Column("previous", String, nullable=False),
    Column("hash", String, nullable=False),
)
"""Who did what when; each line's hash is over the line and the hash before it."""

log_head = Table(
    "log_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", Integer, nullable=False),
    Column("hash", String, nullable=False),
)
