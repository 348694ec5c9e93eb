"""How an index grows: what is taken over from the one before and what has to be analysed."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_matrix, vstack

from kb.search import lexical, morphemes
from kb.search.segment import Segment
from kb.search.units import FIELDS, Kept, PassageUnit, Units

if TYPE_CHECKING:
    from kb.search.index import Index

LARGEST = 0.2
"""Share of the base's texts that the second segment may hold before the two become one."""
SMALL = 2000
"""Texts up to which the second segment is small whatever the base."""


class Clock:
    """Seconds of each stage of a build."""

    def __init__(self) -> None:
        self._at = time.perf_counter()
        self.laps: dict[str, float] = {}

    def lap(self, name: str) -> None:
        """The stage that ends now."""
        now = time.perf_counter()
        self.laps[name] = round(now - self._at, 2)
        self._at = now


@dataclass(frozen=True, slots=True)
class Plan:
    """What to write: the segments that stay, rows taken from others, and texts to analyse."""

    stay: tuple[Segment, ...]
    """The base, when it needs no rewriting; empty: a base is written."""
    words: tuple[str, ...]
    """Words of the segments that stay."""
    more: tuple[str, ...]
    """Words after them in the segments that are rewritten."""
    rows: Mapping[str, Sequence[tuple[Segment, Sequence[str]]]]
    """By field: which keys are taken over into the segment to be written, and from where."""
    fresh: Mapping[str, Mapping[str, str]]
    """By field: key and text of what is to be analysed."""
    reused: int

    @property
    def writes(self) -> bool:
        """Whether a segment is to be written at all."""
        return not self.stay or any(self.fresh.values())


def kept(before: Index) -> Kept:
    """The passages of an index with the keys of their texts."""
    found = before.fields["passage"]
    texts = [k for p in found.parts for k in _keys(p)]
    keys = {o: texts[t] for t, o in zip(found.texts.tolist(), found.owners.tolist(), strict=True)}
    passages: dict[str, list[tuple[PassageUnit, str | None]]] = {}
    for n, passage in enumerate(before.passages):
        passages.setdefault(passage.document, []).append((passage, keys.get(n)))
    return Kept(frozenset(before.documents), passages)


def _keys(postings: lexical.Postings) -> list[str]:
    return [k.decode() for k in postings.keys.tolist()]


def rows_of(segments: Iterable[Segment], name: str) -> dict[str, int]:
    """The number of each text of a field, counted over the segments."""
    return {k: n for n, k in enumerate(k for s in segments for k in _keys(s.fields[name]))}


def plan(before: Index | None, units: Units, fingerprint: str) -> Plan:
    """Decide what stays. Equal texts count once, whoever owns them."""
    wanted = {f: {t.key: t.text for t in units.texts[f]} for f in FIELDS}
    segments = before.segments if before else ()
    held = {f: [_keys(s.fields[f]) for s in segments] for f in FIELDS}
    fresh: dict[str, dict[str, str]] = {}
    for f in FIELDS:
        known = {k for keys in held[f] for k in keys}
        fresh[f] = {k: t for k, t in wanted[f].items() if k not in known}
    reused = sum(len(wanted[f]) - len(fresh[f]) for f in FIELDS)

    def taken(first: int) -> dict[str, list[tuple[Segment, list[str]]]]:
        return {
            f: [(s, [k for k in keys if k in wanted[f]])
                for s, keys in zip(segments[first:], held[f][first:], strict=True)]
            for f in FIELDS
        }  # fmt: skip

    more = sum(len(v) for v in fresh.values())
    later = sum(s.texts for s in segments[1:])
    same_model = before is not None and before.meta["fingerprint"] == fingerprint
    if same_model and more + later <= max(SMALL, LARGEST * segments[0].texts):
        if not more:
            return Plan(segments, (), (), {}, fresh, reused)
        extra = tuple(w for s in segments[1:] for w in s.words)
        return Plan(segments[:1], segments[0].words, extra, taken(1), fresh, reused)
    words = tuple(w for s in segments for w in s.words)
    return Plan((), (), words, taken(0), fresh, reused)


@dataclass(slots=True)
class _Vocabulary:
    ids: dict[str, int] = field(default_factory=dict)

    def number(self, tokens: Sequence[str]) -> list[int]:
        return [self.ids.setdefault(t, len(self.ids)) for t in tokens]


def matrices(
    plan: Plan, fresh: Mapping[str, Mapping[str, Sequence[str]]]
) -> tuple[list[str], dict[str, tuple[list[str], csr_matrix]]]:
    """Words and texts of the segment to be written; ``fresh`` holds the new texts' tokens."""
    vocabulary = _Vocabulary({w: i for i, w in enumerate((*plan.words, *plan.more))})
    numbers = {
        f: [vocabulary.number(tokens or morphemes.bigrams(plan.fresh[f][key]))
            for key, tokens in fresh[f].items()]
        for f in FIELDS
    }  # fmt: skip
    size = len(vocabulary.ids)
    out: dict[str, tuple[list[str], csr_matrix]] = {}
    for f in FIELDS:
        keys: list[str] = []
        parts = []
        for old, taken in plan.rows.get(f, ()):
            row = {k: n for n, k in enumerate(_keys(old.fields[f]))}
            parts.append(old.fields[f].matrix(np.asarray([row[k] for k in taken]), size))
            keys += taken
        parts.append(lexical.counts(numbers[f], size))
        keys += fresh[f]
        out[f] = (keys, vstack(parts, format="csr"))
    return list(vocabulary.ids)[len(plan.words) :], out
