"""The ranker: boosted trees over named features, read from data, added up so as to be explained.

The trees (``corpora/embedder/ranker.json``) are learnt by ``kb.search.train`` with LightGBM's
LambdaRank on real questions; reading them needs numpy alone. Each step down a tree changes the
expected score; the change belongs to the feature asked there, so the parts add up to the score.
A provision cited in the question goes before all others by rule, not by learning.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

import corpora.embedder
from kb.errors import DataFault

Floats = npt.NDArray[np.float32]
FILE = corpora.embedder.FOLDER / "ranker.json"
CITED = 30.0
"""What a citation in the question adds: more than any trees can."""


@dataclass(frozen=True, slots=True)
class Ranker:
    """Trees as flat arrays: feature asked, threshold, children (negative: none), mean score."""

    names: tuple[str, ...]
    feature: npt.NDArray[np.int32]
    threshold: npt.NDArray[np.float64]
    left: npt.NDArray[np.int32]
    right: npt.NDArray[np.int32]
    value: npt.NDArray[np.float64]
    roots: npt.NDArray[np.int32]
    depth: int

    def score(self, features: Mapping[str, Floats]) -> Floats:
        """One score a candidate."""
        table = self._table(features)
        at = np.broadcast_to(self.roots, (len(table), len(self.roots))).copy()
        rows = np.arange(len(table))[:, None]
        for _ in range(self.depth):
            inner = self.left[at] >= 0
            smaller = table[rows, self.feature[at]] <= self.threshold[at]
            at = np.where(inner, np.where(smaller, self.left[at], self.right[at]), at)
        total = self.value[at].sum(1) + CITED * features["cited"]
        result: Floats = total.astype(np.float32)
        return result

    def explain(self, features: Mapping[str, Floats], row: int) -> dict[str, float]:
        """What each feature adds to the score of one candidate, largest first."""
        table = self._table({k: v[row : row + 1] for k, v in features.items()})[0]
        parts: dict[str, float] = {"base": float(self.value[self.roots].sum())}
        for root in self.roots.tolist():
            at = root
            while self.left[at] >= 0:
                name = self.names[self.feature[at]]
                below = table[self.feature[at]] <= self.threshold[at]
                after = int(self.left[at] if below else self.right[at])
                parts[name] = parts.get(name, 0.0) + float(self.value[after] - self.value[at])
                at = after
        parts["cited"] = parts.get("cited", 0.0) + CITED * float(features["cited"][row])
        order = sorted(parts.items(), key=lambda p: (-abs(p[1]), p[0]))
        return {name: round(value, 4) for name, value in order if abs(value) >= 0.00005}

    def _table(self, features: Mapping[str, Floats]) -> npt.NDArray[np.float64]:
        size = len(next(iter(features.values())))
        none = np.zeros(size, np.float32)
        return np.stack([features.get(n, none) for n in self.names], axis=1).astype(np.float64)


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
    ints = {k: np.asarray(data[k], np.int32) for k in ("feature", "left", "right", "roots")}
    return Ranker(
        tuple(data["names"]), ints["feature"], np.asarray(data["threshold"], np.float64),
        ints["left"], ints["right"], np.asarray(data["value"], np.float64), ints["roots"],
        _depth(data["roots"], data["left"], data["right"]),
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
