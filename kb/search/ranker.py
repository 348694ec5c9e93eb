"""The ranker: boosted trees over named features, read from data, added up so as to be explained.

The trees (``corpora/embedder/ranker.json``) are learnt by ``kb.search.train`` with LightGBM's
LambdaRank on real questions; reading them needs numpy alone. Each step down a tree changes the
expected score; the change belongs to the feature asked there, so the parts add up to the score.
A provision cited in the question goes before all others by rule, not by learning.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

import corpora.embedder
from kb.errors import DataFault

Floats = npt.NDArray[np.float32]
Nodes = npt.NDArray[np.intp]
FILE = corpora.embedder.FOLDER / "ranker.json"
DEEP_FILE = corpora.embedder.FOLDER / "ranker-deep.json"
"""Trees over the features of the second tier, which add to the plain ones."""
CITED = 30.0
"""What a citation in the question adds: more than any trees can."""

LEAST = 0.00005
"""What is less is not told as a reason."""

_LEAVES = 16
"""Most leaves of a tree: the leaves that a candidate can still reach are the bits of a number."""
_LOWEST = np.asarray([(n & -n).bit_length() - 1 for n in range(1 << _LEAVES)], np.int8)


@dataclass(frozen=True, slots=True)
class Ranker:
    """Trees as flat arrays: feature asked, threshold, children, mean score."""

    names: tuple[str, ...]
    feature: Nodes
    threshold: npt.NDArray[np.float64]
    left: Nodes
    """The node for those at or below the threshold; a leaf leads to itself."""
    right: Nodes
    value: npt.NDArray[np.float64]
    roots: Nodes
    depth: int
    asked: npt.NDArray[np.int64]
    """Features asked by the inner nodes, a column a tree."""
    limits: Floats
    """Their thresholds, rounded down to what single precision can tell apart."""
    ruled_out: npt.NDArray[np.uint16]
    """Leaves that are out when the answer of an inner node is no: those on its left."""
    leaves: npt.NDArray[np.float64]
    """Values of the leaves from left to right, a row a tree."""
    certainty: Mapping[str, float]
    """Weights of :func:`kb.search.certainty.estimate`."""

    def score(self, features: Mapping[str, Floats]) -> Floats:
        """One score a candidate.

        All nodes are asked at once; the leaf that a candidate reaches is the first that no
        node has ruled out (QuickScorer, Lucchese et al. 2015).
        """
        table = self._table(features)
        ruled_out = np.zeros((len(self.roots), table.shape[1]), np.uint16)
        for asked, limits, out in zip(self.asked, self.limits, self.ruled_out, strict=True):
            ruled_out |= (table[asked] > limits[:, None]) * out[:, None]
        reached = _LOWEST[~ruled_out]
        values = np.take_along_axis(self.leaves, reached.astype(np.int64), axis=1)
        # summed the way one row is, whatever the number of candidates
        total = np.ascontiguousarray(values.T).sum(1) + CITED * features.get("cited", 0.0)
        result: Floats = total.astype(np.float32)
        return result

    def reasons(self, features: Mapping[str, Floats]) -> list[Reasons]:
        """:meth:`explain` for each candidate, worked out when it is looked at."""
        told = _Told(self, features)
        return [Reasons(told, n) for n in range(len(features["cited"]))]

    def explain(self, features: Mapping[str, Floats]) -> list[dict[str, float]]:
        """What each feature adds to the score of each candidate, largest first."""
        table = self._table(features)
        size = table.shape[1]
        rows = np.arange(size)[:, None]
        places, changes = [np.zeros(0, np.intp)], [np.zeros(0)]
        at = np.broadcast_to(self.roots, (size, len(self.roots))).copy()
        for _ in range(self.depth):
            asked = self.feature[at]
            below = table[asked, rows] <= self.threshold[at]
            after = np.where(below, self.left[at], self.right[at])
            places.append((rows * len(self.names) + asked).ravel())
            changes.append((self.value[after] - self.value[at]).ravel())
            at = after
        # added up in the order of the steps
        parts = np.bincount(
            np.concatenate(places), np.concatenate(changes), size * len(self.names)
        ).reshape(size, -1)  # fmt: skip
        base = float(self.value[self.roots].sum())
        out = []
        for i, row in enumerate(parts):
            told = np.flatnonzero(np.abs(row) >= LEAST)
            own = {"base": base, **{self.names[n]: float(row[n]) for n in told}}
            if features["cited"][i]:
                at_cited = float(row[self.names.index("cited")]) if "cited" in self.names else 0.0
                own["cited"] = at_cited + CITED * float(features["cited"][i])
            order = sorted(own.items(), key=lambda p: (-abs(p[1]), p[0]))
            out.append({k: round(v, 4) for k, v in order if abs(v) >= LEAST})
        return out

    def _table(self, features: Mapping[str, Floats]) -> Floats:
        size = len(next(iter(features.values())))
        none = np.zeros(size, np.float32)
        return np.stack([features.get(n, none) for n in self.names], dtype=np.float32)


class _Told:
    """What a ranker says of some candidates."""

    def __init__(self, ranker: Ranker, features: Mapping[str, Floats]) -> None:
        self._ranker, self._features = ranker, features

    @cached_property
    def reasons(self) -> list[dict[str, float]]:
        return self._ranker.explain(self._features)


class Reasons(Mapping[str, float]):
    """What each feature added to the score of a candidate, largest first.

    Most who search never look at it, and it takes a tenth of a search: so it waits until they do.
    """

    def __init__(self, told: _Told, row: int) -> None:
        self._told, self._row = told, row

    @property
    def _own(self) -> dict[str, float]:
        return self._told.reasons[self._row]

    def __getitem__(self, name: str) -> float:
        return self._own[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._own)

    def __len__(self) -> int:
        return len(self._own)

    def __reduce__(self) -> tuple[type[dict[str, float]], tuple[dict[str, float]]]:
        return dict, (self._own,)

    def __repr__(self) -> str:
        return repr(self._own)


def of_lightgbm(dump: Mapping[str, Any]) -> dict[str, Any]:
    """The data of a ranker from LightGBM's ``dump_model()``."""
    nodes: list[tuple[int, float, int, int, float]] = []

    def add(node: Mapping[str, Any]) -> int:
        at = len(nodes)
        if "split_feature" not in node:
            nodes.append((0, 0.0, -1, -1, float(node["leaf_value"])))
            return at
        nodes.append((0, 0.0, -1, -1, 0.0))
        left, right = add(node["left_child"]), add(node["right_child"])
        weight = [_count(node[c]) for c in ("left_child", "right_child")]
        mean = (nodes[left][4] * weight[0] + nodes[right][4] * weight[1]) / max(sum(weight), 1)
        nodes[at] = (int(node["split_feature"]), float(node["threshold"]), left, right, mean)
        return at

    roots = [add(tree["tree_structure"]) for tree in dump["tree_info"]]
    columns = [list(c) for c in zip(*nodes, strict=True)]
    return {
        "names": list(dump["feature_names"]), "roots": roots, "feature": columns[0],
        "threshold": [float(f"{x:.9g}") for x in columns[1]], "left": columns[2],
        "right": columns[3], "value": [float(f"{x:.6g}") for x in columns[4]],
    }  # fmt: skip


def _count(node: Mapping[str, Any]) -> int:
    return int(node.get("internal_count", node.get("leaf_count", 0)) or 0)


def of_data(data: Mapping[str, Any]) -> Ranker:
    """A ranker from its data. Raises KeyError, ValueError."""
    ints = {k: np.asarray(data[k], np.intp) for k in ("feature", "left", "right", "roots")}
    for side in ("left", "right"):
        leaves_at = np.flatnonzero(ints[side] < 0)
        ints[side][leaves_at] = leaves_at
    value = np.asarray(data["value"], np.float64)
    asked: list[list[int]] = []
    out: list[list[int]] = []
    leaves = np.zeros((len(data["roots"]), _LEAVES))

    def walk(node: int, tree: int, known: int) -> int:
        """Number the leaves under a node from ``known``; how many are known then."""
        if data["left"][node] < 0:
            if known >= _LEAVES:
                raise ValueError(f"more than {_LEAVES} leaves")
            leaves[tree, known] = value[node]
            return known + 1
        middle = walk(data["left"][node], tree, known)
        asked[tree].append(node)
        out[tree].append((1 << middle) - (1 << known))
        return walk(data["right"][node], tree, middle)

    for tree, root in enumerate(data["roots"]):
        asked.append([])
        out.append([])
        walk(root, tree, 0)
        short = _LEAVES - 1 - len(asked[tree])
        asked[tree] += [root] * short
        out[tree] += [0] * short
    threshold = np.asarray(data["threshold"], np.float64)
    nodes = np.asarray(asked, np.int64).T
    limits = threshold.astype(np.float32)
    limits = np.where(limits > threshold, np.nextafter(limits, np.float32(-np.inf)), limits)
    return Ranker(
        tuple(data["names"]), ints["feature"], threshold, ints["left"], ints["right"], value,
        ints["roots"], _depth(data["roots"], data["left"], data["right"]),
        ints["feature"][nodes].astype(np.int64), limits[nodes],
        np.asarray(out, np.uint16).T, leaves, dict(data.get("certainty", {})),
    )  # fmt: skip


def _depth(roots: Sequence[int], left: Sequence[int], right: Sequence[int]) -> int:
    deepest, level = 0, [r for r in roots if left[r] >= 0]
    while level:
        deepest += 1
        level = [c for n in level for c in (left[n], right[n]) if left[c] >= 0]
    return deepest


@lru_cache(maxsize=4)
def load(path: Path = FILE) -> Ranker:
    """The learnt ranker. Raises DataFault when the file is missing or broken."""
    try:
        return of_data(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as e:
        raise DataFault(
            f"순위 모델을 읽을 수 없습니다: {path}: {e}", f"no ranker: {path}: {e}"
        ) from None


@lru_cache(maxsize=4)
def load_deep(path: Path = FILE) -> Ranker:
    """The ranker for searches with the second tier: the plain trees and those that add to them.

    The plain one alone where none have been learnt. Raises DataFault when a file is broken.
    """
    if not DEEP_FILE.is_file():
        return load(path)
    try:
        plain, more = (json.loads(f.read_text(encoding="utf-8")) for f in (path, DEEP_FILE))
        return of_data(joined(plain, more))
    except (OSError, ValueError, KeyError, TypeError) as e:
        raise DataFault(
            f"순위 모델을 읽을 수 없습니다: {DEEP_FILE}: {e}", f"no ranker: {DEEP_FILE}: {e}"
        ) from None


def in_use(deep: bool) -> Ranker:
    """The ranker of a search with the second tier or without. Raises DataFault."""
    return load_deep() if deep else load()


def joined(plain: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """The data of a ranker whose score is the sum of two; all else is that of the first."""
    names = list(dict.fromkeys((*plain["names"], *more["names"])))
    at = {n: i for i, n in enumerate(names)}
    size = len(plain["feature"])
    own = [at[n] for n in more["names"]]
    return {
        **plain,
        "names": names,
        "roots": [*plain["roots"], *(r + size for r in more["roots"])],
        "feature": [*plain["feature"], *(own[f] for f in more["feature"])],
        "threshold": [*plain["threshold"], *more["threshold"]],
        "value": [*plain["value"], *more["value"]],
        **{
            side: [*plain[side], *(c + size if c >= 0 else c for c in more[side])]
            for side in ("left", "right")
        },
    }
