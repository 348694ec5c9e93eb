"""What is held: counted, listed, narrowed, looked into, for ``corpus``, ``sources`` and the page."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kb.store import Store

_AROUND = 60
"""Letters beside words that were found."""


def files(store: Store) -> list[dict[str, Any]]:
    """The files taken in, by kind and name, with how many documents each brought."""
    count: Counter[tuple[str, str, str]] = Counter()
    for d in store.documents():
        if d["active"]:
            count[d["kind"], d["label"].split("#")[0], d["original"]] += 1
    return [
        {"label": label, "kind": kind, "documents": n, "original": original}
        for (kind, label, original), n in sorted(count.items())
    ]


def held(store: Store) -> dict[str, int]:
    """How many documents of each kind are held."""
    return dict(sorted(Counter(d["kind"] for d in store.documents() if d["active"]).items()))


def digested(store: Store) -> int:
    """How many instruments are held as digests alone, without an official text."""
    versions = store.versions()
    official = {v.work for v in versions if not v.digest}
    return len({v.work for v in versions} - official)


@dataclass(frozen=True, slots=True)
class Narrowed:
    """By what a list of documents is narrowed; what is empty narrows nothing."""

    kind: str = ""
    law: str = ""
    """Name of an instrument: its texts, and what cites it."""
    year: str = ""
    office: str = ""
    """Office, or court."""
    words: str = ""
    """Each must stand in name or title."""
    all: bool = False
    """Whether what stepped back is listed too."""


def documents(store: Store, by: Narrowed) -> list[dict[str, Any]]:
    """The documents, each with its ``offices`` and ``laws``, by kind and name.

    Raises BadInput for a year that is none.
    """
    from kb.errors import BadInput

    if by.year and not (by.year.isdecimal() and len(by.year) == 4):
        raise BadInput(f"연도가 아닙니다: {by.year}", f"not a year: {by.year}")
    laws, offices = _about(store)
    law = work_name(by.law)
    wanted = [plain(w) for w in by.words.split()]
    office = plain(by.office)
    found = []
    for d in store.documents(by.kind or None):
        here = {
            **d,
            "laws": sorted(laws.get(d["id"], ())),
            "offices": sorted(offices.get(d["id"], ())),
        }
        if (
            (by.all or d["active"])
            and (not law or law in here["laws"])
            and (not by.year or (d["day"] and str(d["day"].year) == by.year))
            and (not office or any(office in plain(o) for o in here["offices"]))
            and all(w in plain(f"{d['label']} {d['title']}") for w in wanted)
        ):
            found.append(here)
    return found


def work_name(text: str) -> str:
    """The squeezed name of an instrument that a person calls by any of its names."""
    from corpora import instruments
    from kb.law.identifiers import squeeze

    meaning = instruments.load().get(text) if text else None
    if meaning is not None and len(meaning.works) == 1:
        return meaning.works[0].name
    return squeeze(text)


def _about(store: Store) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Names of the instruments, and offices or courts, of each document."""
    from sqlalchemy import select

    from kb.store import schema

    laws: dict[str, set[str]] = {}
    offices: dict[str, set[str]] = {}
    v, link = schema.versions, schema.links
    with store.reading() as c:
        for r in c.execute(select(v.c.document, v.c.work)):
            laws.setdefault(r.document, set()).add(r.work.rsplit("/", 1)[-1])
        listed = schema.listed
        for r in c.execute(select(listed.c.document, listed.c.work).distinct()):
            laws.setdefault(r.document, set()).add(r.work.rsplit("/", 1)[-1])
        for r in c.execute(select(link.c.document, link.c.target)):
            name = r.target.split("#")[0].rsplit("/", 1)[-1]
            laws.setdefault(r.document, set()).add(name)
        for table, column in (
            (schema.interpretations, schema.interpretations.c.office),
            (schema.rulings, schema.rulings.c.court),
        ):
            for document, office in c.execute(select(table.c.document, column)):
                if office:
                    offices.setdefault(document, set()).add(office)
    return laws, offices


@dataclass(frozen=True, slots=True)
class Place:
    """Where words stand in a document."""

    document: dict[str, Any]
    start: int
    end: int
    page: int | None
    before: str
    words: str
    after: str

    def as_json(self) -> dict[str, Any]:
        """The object that ``corpus search --json`` prints."""
        return {
            "document": self.document["id"],
            "label": self.document["label"],
            "title": self.document["title"],
            "kind": self.document["kind"],
            "page": self.page,
            "start": self.start,
            "end": self.end,
            "text": f"{self.before}{self.words}{self.after}",
        }


def places(store: Store, words: str, by: Narrowed, top: int) -> Iterator[Place]:
    """Where words stand, letter by letter but for spaces, in the documents that remain."""
    import re

    letters = [re.escape(c) for c in "".join(unicodedata.normalize("NFC", words).split())]
    if not letters:
        return
    pattern = re.compile(r"\s*".join(letters), re.IGNORECASE)
    count = 0
    for d in documents(store, by):
        document = store.document(d["id"])
        assert document is not None
        for m in pattern.finditer(document.text):
            if count == top:
                return
            count += 1
            before = document.text[max(0, m.start() - _AROUND) : m.start()]
            after = document.text[m.end() : m.end() + _AROUND]
            page = document.page_at(m.start())
            yield Place(d, m.start(), m.end(), page, before, m[0], after)


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a document's structure: what it is, where it stands, what it cites."""

    kind: str
    """``article``, a kind of interpretation, ``ruling``"""
    id: str
    title: str
    start: int
    end: int
    page: int | None
    depth: int = 0
    conclusion: str | None = None


def structure(store: Store, id: str) -> list[Part]:
    """The articles, interpretations or ruling that a document brought, in their order."""
    document = store.document(id)
    if document is None:
        return []
    found: list[Part] = []
    for v in store.versions():
        if v.document != id:
            continue
        above: tuple[str, ...] = ()
        at = 0
        for a in store.articles(v):
            for depth, heading in enumerate(a.headings):
                if a.headings[: depth + 1] != above[: depth + 1]:
                    found.append(Part("heading", "", heading, at, at, None, depth))
            above = a.headings
            start = document.text.find(a.text, at) if a.text else at
            start = start if start >= 0 else at
            at = start
            title = f"{a.pinpoint.label}({a.title})" if a.title else a.pinpoint.label
            end = start + len(a.text)
            found.append(Part("article", str(a.id), title, start, end, None, len(a.headings)))
    for r in store.rulings() if document.kind in ("ruling", "decision") else ():
        if r.document == id:
            found.append(Part("ruling", str(r.id), r.name, 0, len(document.text), None))
    if document.kind not in ("statute", "ruling", "decision", "history"):
        for i in store.interpretations():
            if i.document == id:
                own = i.title if i.kind in ("reply", "digest") else ""
                title = own or " ".join(i.text.split())[:60]
                conclusion = i.conclusion.value if i.conclusion else None
                found.append(Part(i.kind, str(i.id), title, i.start, i.end, i.page, 0, conclusion))
        found.sort(key=lambda p: (p.start, p.end, p.id))
    return found


def plain(text: str) -> str:
    """Letters alone, in one form, for comparing what people type."""
    return "".join(unicodedata.normalize("NFC", text).lower().split())
