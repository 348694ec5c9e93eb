"""Under what a run was made: the corpus, the settings, the program and its data (경위).

Two runs that differ in an answer differ in one of these; what they have in common is not the cause.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import corpora
import kb
from evals import models
from evals.arms import applied
from kb.settings import Settings
from kb.store import Store

SETTINGS = (
    "embedder", "embedder_url", "reranker", "llm", "llm_kind", "llm_url", "llm_timeout",
    "language", "region", "max_question", "vector_search", "vector_store", "vector_store_options",
    "chroma_url",
)  # fmt: skip
"""Settings on which an answer may depend. Of none is kept what is nobody's business: addresses
stand without who signs in there, the arguments of a vector store as a digest without secrets."""
_SECRET = re.compile(r"pass|pwd|secret|token|key|credential|auth", re.IGNORECASE)
_SAID = re.compile(rf"\b\w*(?:{_SECRET.pattern})\w*\s*=\s*[^\s;&]+", re.IGNORECASE)
_SIGNED_IN = re.compile(r"^(?P<scheme>[^\s/]*://)?\S*@")
_ASKED = re.compile(r"[?#].*$", re.DOTALL)
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
    models: Mapping[str, str] = field(default_factory=dict)
    """Fingerprints of the models used, by setting; those of other settings behind their name."""

    def plain(self) -> dict[str, Any]:
        """As JSON-able values."""
        return {
            "corpus": self.corpus,
            "documents": list(self.documents),
            "settings": dict(self.settings),
            "code": self.code,
            "lexicon": self.lexicon,
            "release": self.release,
            "models": dict(self.models),
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
            dict(values.get("models", {})),  # runs of earlier versions have none
        )


def of(
    store: Store, settings: Settings, arms: Mapping[str, Mapping[str, str]] | None = None
) -> Circumstances:
    """Those of a run that starts now.

    Args:
        arms: other settings under which it asks again, by name.
    """
    return Circumstances(
        store.digest(),
        tuple(sorted(d["id"] for d in store.documents() if d.get("active", True))),
        recorded(settings),
        _digest(Path(kb.__path__[0]), ("*.py",), ()),
        _digest(Path(corpora.__path__[0]), ("*",), NOT_THE_PROGRAM),
        version("yugwon"),
        _models(settings, arms or {}),
    )


def recorded(settings: Settings) -> dict[str, str]:
    """The settings on which an answer may depend, without keys and passwords."""
    found: dict[str, str] = {}
    for name in SETTINGS:
        value = getattr(settings, name)
        found[name] = _of_options(value) if isinstance(value, dict) else _public(name, value)
    return found


def in_force(name: str, settings: Mapping[str, str]) -> bool:
    """Whether a setting has a say under some that are recorded.

    >>> in_force("llm_kind", {"llm": "off"}), in_force("region", {})
    (False, True)
    """
    if name.startswith("llm_"):
        return settings.get("llm", "off") != "off"
    if name == "embedder_url":
        return settings.get("embedder", "").startswith("openai:")
    if name == "vector_store_options":
        return settings.get("vector_store", "chroma") != "chroma"
    return True


def _public(name: str, value: object) -> str:
    """A value as text; an address without name, password, query.

    >>> _public("llm_url", "https://kim:secret@llm.example/v1?key=x")
    'https://llm.example/v1'
    """
    said = "" if value is None else str(value)
    if not name.endswith("_url") and "://" not in said:
        return said
    return _ASKED.sub("", _SIGNED_IN.sub(lambda m: m["scheme"] or "", said))


def _of_options(options: Mapping[str, Any]) -> str:
    """Digest of the arguments of a vector store, those that sign in left out."""
    if not options:
        return ""
    said = json.dumps(_without_secrets(options), sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()[:12]


def _without_secrets(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {k: _without_secrets(v) for k, v in value.items() if not _SECRET.search(str(k))}
    if isinstance(value, list | tuple):
        return [_without_secrets(v) for v in value]
    return _SAID.sub("", _public("", value)) if isinstance(value, str) else value


def _models(settings: Settings, arms: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    own = models.fingerprints(settings)
    found = dict(own)
    for name, changed in arms.items():
        theirs = models.fingerprints(applied(settings, changed))
        found |= {f"{name}: {k}": v for k, v in theirs.items() if own.get(k) != v}
    return found


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
