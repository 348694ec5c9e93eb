"""How an index grows: what is taken over from the one before and what has to be analysed."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, vstack

from kb.search import lexical, morphemes
from kb.search.analysis import Tokens
from kb.search.collecting import ASKED, Kept
from kb.search.indexed import Index
from kb.search.segment import Segment
from kb.search.units import FIELDS, KINDS, Units

Ints = npt.NDArray[np.int64]
StandIns = dict[str, dict[int, list[int]]]
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
class Field:
    """What becomes of the texts of one field; texts are numbered over the segments before."""

    moved: Ints
    """The new number of each text of the segments before; -1: nobody owns it any more."""
    taken: Sequence[tuple[Segment, Ints]]
    """Rows that the segment to be written takes over, and from where."""
    fresh: Mapping[str, str]
    """Key and text of what is to be analysed."""
    first: int
    """The new number of the first fresh text."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to write: the segments that stay, rows taken from others, and texts to analyse."""

    stay: tuple[Segment, ...]
    """Those that need no rewriting; empty: a base is written."""
    words: tuple[str, ...]
    """Words of the segments that stay."""
    more: tuple[str, ...]
    """Words after them in the segments that are rewritten."""
    fields: Mapping[str, Field]
    reused: int

    @property
    def fresh(self) -> dict[str, Mapping[str, str]]:
        """What is to be analysed, by field."""
        return {name: f.fresh for name, f in self.fields.items()}

    @property
    def writes(self) -> bool:
        """Whether a segment is to be written at all."""
        return not self.stay or any(f.fresh for f in self.fields.values())


def kept(before: Index) -> Kept:
    """The units of an index, to be taken over."""
    rows: dict[str, list[int]] = {ASKED: list(range(len(before.asked)))}
    for n, article in enumerate(before.articles):
        rows.setdefault(article.work, []).append(n)
    for n, case in enumerate(before.cases):
        rows.setdefault(case.id, []).append(n)
    for n, passage in enumerate(before.passages):
        rows.setdefault(passage.document, []).append(n)
    return Kept(
        before.states, rows, before.articles, before.cases, before.passages, before.asked
    )  # fmt: skip


def plan(before: Index | None, units: Units, fingerprint: str) -> Plan:
    """Decide what stays. Equal texts count once, whoever owns them."""
    segments = before.segments if before else ()
    fresh: dict[str, dict[str, str]] = {}
    needed: dict[str, npt.NDArray[np.bool_]] = {}
    for f in FIELDS:
        known = _numbers(segments, f)
        needed[f] = np.zeros(len(known), bool)
        if before:
            needed[f][_taken(before, units, f)[0]] = True
        fresh[f] = {}
        for t in units.texts[f]:
            at = known.get(t.key.encode())
            if at is None:
                fresh[f][t.key] = t.text
            else:
                needed[f][at] = True
    reused = sum(int(n.sum()) for n in needed.values())
    more = sum(map(len, fresh.values()))
    later = sum(s.texts for s in segments[1:])
    same_model = before is not None and before.meta["fingerprint"] == fingerprint
    if not same_model or more + later > max(SMALL, LARGEST * segments[0].texts):
        stay = 0
    else:
        stay = 1 if more else len(segments)
    return Plan(
        segments[:stay],
        tuple(w for s in segments[:stay] for w in s.words),
        tuple(w for s in segments[stay:] for w in s.words),
        {f: _field(segments, stay, f, needed[f], fresh[f]) for f in FIELDS},
        reused,
    )


def _field(
    segments: Sequence[Segment], stay: int, name: str, needed: npt.NDArray[np.bool_],
    fresh: Mapping[str, str],
) -> Field:  # fmt: skip
    moved = np.full(len(needed), -1, np.int64)
    taken = []
    start = first = 0
    for n, s in enumerate(segments):
        size = s.fields[name].size
        if n < stay:
            moved[start : start + size] = np.arange(start, start + size)
            first += size
        else:
            rows = np.flatnonzero(needed[start : start + size])
            moved[start + rows] = first + np.arange(len(rows))
            taken.append((s, rows))
            first += len(rows)
        start += size
    return Field(moved, taken, fresh, first)


def owned(plan: Plan, before: Index | None, units: Units, name: str) -> npt.NDArray[np.int32]:
    """The texts of a field by their new numbers, and the rows that own them, by owner."""
    field = plan.fields[name]
    known = _numbers(before.segments, name) if before else {}
    fresh = {key: field.first + n for n, key in enumerate(field.fresh)}
    new = [
        (fresh[t.key] if t.key in fresh else int(field.moved[known[t.key.encode()]]), t.owner)
        for t in units.texts[name]
    ]
    found = np.asarray(new, np.int64).reshape(-1, 2).T
    if before:
        texts, owners = _taken(before, units, name)
        found = np.concatenate([np.stack([field.moved[texts], owners]), found], axis=1)
    order = np.argsort(found[1], kind="stable")
    result: npt.NDArray[np.int32] = found[:, order].astype(np.int32)
    return result


def _taken(before: Index, units: Units, name: str) -> tuple[Ints, Ints]:
    """Numbers, in the index before, of the texts of units that were taken over, and their rows."""
    kind, field = KINDS[name], before.fields[name]
    now = np.full(len(before.units(kind)), -1, np.int64)
    rows = np.asarray(units.taken[kind], np.int64).reshape(-1, 2)
    now[rows[:, 0]] = rows[:, 1]
    owners = now[field.owners]
    mine = owners >= 0
    return field.texts[mine].astype(np.int64), owners[mine]


def _numbers(segments: Sequence[Segment], name: str) -> dict[bytes, int]:
    """The number of each text of a field by its key, counted over the segments."""
    keys = (k for s in segments for k in s.fields[name].keys.tolist())
    return {k: n for n, k in enumerate(keys)}


def vocabulary(plan: Plan) -> dict[str, int]:
    """The words of the segments before, numbered; what is analysed adds to them."""
    return {w: i for i, w in enumerate((*plan.words, *plan.more))}


def bigrams(plan: Plan, tokens: Mapping[str, Tokens], ids: dict[str, int]) -> StandIns:
    """What stands in for the fresh texts in which no word was found, by field and place."""
    out: StandIns = {}
    for name, f in plan.fields.items():
        without = np.flatnonzero(np.diff(tokens[name].starts) == 0).tolist()
        texts = list(f.fresh.values()) if without else []
        found = {n: morphemes.bigrams(texts[n]) for n in without}
        out[name] = {n: [ids.setdefault(t, len(ids)) for t in own] for n, own in found.items()}
    return out


def matrices(
    plan: Plan, tokens: Mapping[str, Tokens], stands_in: StandIns, words: int
) -> Iterator[tuple[str, list[bytes], csr_matrix]]:
    """Keys and counts of each field of the segment to be written, one after the other.

    Args:
        tokens: those of the fresh texts.
        words: how many words there are.
    """
    for name, f in plan.fields.items():
        keys: list[bytes] = []
        parts = []
        for old, rows in f.taken:
            parts.append(old.fields[name].matrix(rows, words))
            keys += old.fields[name].keys[rows].tolist()
        fresh = lexical.of_flat(tokens[name].flat, tokens[name].starts, words)
        if own := stands_in[name]:
            fresh += lexical.counts([own.get(n, ()) for n in range(len(f.fresh))], words)
        keys += [k.encode() for k in f.fresh]
        yield name, keys, vstack([*parts, fresh], format="csr") if parts else fresh
