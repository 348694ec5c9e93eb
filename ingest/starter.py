"""Takes in the starter corpus (기본 자료), once for each state of its files."""

from __future__ import annotations

import hashlib
from importlib.resources import files

from corpora import starter
from kb.store import Store
from kb.store.intake import Finished

READER = "starter/1"


def ensure(store: Store) -> int:
    """Have the starter corpus in the store; returns how many documents were new.

    Entries that an older edition of the files brought and that are gone or changed are taken
    out. Nothing is done when the files are as they were.

    Raises DataFault when a file of the corpus breaks its schema.
    """
    edition = _edition()
    if store.known(edition, READER):
        return 0
    intakes = starter.load()
    current = {i.document.id for i in intakes}
    for d in store.documents():
        if d["brought_by"] == "starter" and d["id"] not in current:
            store.remove(d["id"])
    finished = Finished(edition, READER, "corpora/starter", len(intakes))
    return store.add(intakes, "starter", [finished])


def _edition() -> str:
    folder = files("corpora").joinpath("starter")
    digest = hashlib.sha256()
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if file.name.endswith(".yaml"):
            digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()
