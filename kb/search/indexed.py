"""An index as it stands in its folder, opened (펼친 색인): units, segments, and who owns which text.

How one is built and which is the current one: :mod:`kb.search.index`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from kb.search import lexical, seal, segment
from kb.search.segment import Segment
from kb.search.units import FIELDS, ArticleUnit, AskedUnit, CaseUnit, PassageUnit, Units

SCHEMA = 6
"""Grows when what is made of the rows changes."""
FILES = {
    "article": "articles.json", "case": "cases.json", "passage": "passages.json",
    "asked": "asked.json",
}  # fmt: skip
"""Where the units of each kind stand."""
Owned = npt.NDArray[np.int32]
"""Numbers of the texts of a field, and the rows that own them."""


@dataclass(frozen=True, slots=True)
class Index:
    """An index opened for search."""

    folder: Path
    meta: dict[str, Any]
    segments: tuple[Segment, ...]
    vocabulary: dict[str, int]
    states: dict[str, str]
    """What the units were made from."""
    articles: list[ArticleUnit]
    cases: list[CaseUnit]
    passages: list[PassageUnit]
    asked: list[AskedUnit]
    fields: dict[str, lexical.FieldIndex]

    def units(self, kind: str) -> list[Any]:
        """The units of a kind."""
        found: dict[str, list[Any]] = {
            "article": self.articles, "case": self.cases, "passage": self.passages,
            "asked": self.asked,
        }  # fmt: skip
        return found[kind]


def read(root: Path, name: str, before: Index | None = None) -> Index:
    """Open an index folder; of an index open already (``before``) the segments need not be read again.

    Raises ValueError for another schema, and what a broken or missing file raises.
    """
    path = root / name
    seal.check(path)
    meta = json.loads((path / "meta.json").read_text(encoding="utf-8"))
    if meta["schema"] != SCHEMA:
        raise ValueError("schema")
    opened = {s.folder.name: s for s in before.segments} if before else {}
    segments = tuple(opened.get(n) or segment.read(root / "segments" / n) for n in meta["segments"])
    units = Units(states=_states(path))
    makers = {
        "article": ArticleUnit.of, "case": CaseUnit.of, "passage": PassageUnit.of,
        "asked": AskedUnit.of,
    }  # fmt: skip
    for kind, make in makers.items():
        rows = json.loads((path / FILES[kind]).read_text(encoding="utf-8"))
        units.of(kind).extend(map(make, rows))
    return of(path, meta, segments, units, {f: np.load(path / f"{f}.npy") for f in FIELDS})


def of(
    path: Path, meta: dict[str, Any], segments: tuple[Segment, ...], units: Units,
    owned: Mapping[str, Owned],
) -> Index:  # fmt: skip
    """An index of its parts."""
    words = [w for s in segments for w in s.words]
    return Index(
        path, meta, segments, {w: i for i, w in enumerate(words)}, units.states, units.articles,
        units.cases, units.passages, units.asked,
        {f: lexical.FieldIndex(f, [s.fields[f] for s in segments], *owned[f]) for f in FIELDS},
    )  # fmt: skip


def _states(path: Path) -> dict[str, str]:
    """What the units were made from; nothing is known of an index that an earlier version built."""
    try:
        found: dict[str, str] = json.loads((path / "states.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return found
