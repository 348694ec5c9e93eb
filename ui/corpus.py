"""What is held, counted and listed, for ``corpus``, ``sources`` and the headquarters page."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kb.store import Store


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
