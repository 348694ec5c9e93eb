"""Under what a run was made: the corpus, the settings, the program and its data (경위).

Two runs that differ in an answer differ in one of these; what they have in common is not the cause.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import corpora
import kb
from kb.settings import Settings
from kb.store import Store

SETTINGS = ("embedder", "reranker", "llm", "language")
"""Settings on which an answer may depend."""
NOT_THE_PROGRAM = ("questions", "starter", "__pycache__")
"""Folders of ``corpora`` that are no part of the program: questions, and what is a corpus."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What may explain that an answer is another."""

    corpus: str
    """Digest of all that is held."""
    documents: tuple[str, ...]
    """Ids of the documents held; an id is a hash of the content."""
    settings: Mapping[str, str]
    code: str
    """Digest of the program's source."""
    lexicon: str
    """Digest of the data that ships with it: glossary, facts, rules, calendar, weights."""
    release: str

    def plain(self) -> dict[str, Any]:
        """As JSON-able values."""
        return {
            "corpus": self.corpus,
            "documents": list(self.documents),
            "settings": dict(self.settings),
            "code": self.code,
            "lexicon": self.lexicon,
            "release": self.release,
        }

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Circumstances:
        """The reverse of :meth:`plain`."""
        return cls(
            values["corpus"],
            tuple(values["documents"]),
            dict(values["settings"]),
            values["code"],
            values["lexicon"],
            values["release"],
        )


def of(store: Store, settings: Settings) -> Circumstances:
    """Those of a run that starts now."""
    return Circumstances(
        store.digest(),
        tuple(sorted(d["id"] for d in store.documents() if d.get("active", True))),
        {name: str(getattr(settings, name)) for name in SETTINGS},
        _digest(Path(kb.__path__[0]), ("*.py",), ()),
        _digest(Path(corpora.__path__[0]), ("*",), NOT_THE_PROGRAM),
        version("yugwon"),
    )


@cache
def _digest(folder: Path, patterns: tuple[str, ...], without: tuple[str, ...]) -> str:
    made = hashlib.sha256()
    files = {f for pattern in patterns for f in folder.rglob(pattern) if f.is_file()}
    for file in sorted(files):
        place = file.relative_to(folder)
        if not set(place.parts) & set(without) and file.suffix != ".pyc":
            made.update(f"{place.as_posix()}\0".encode())
            made.update(hashlib.sha256(file.read_bytes()).digest())
    return made.hexdigest()[:12]
