"""The adapter of the deep embedder (심층 임베더의 어댑터): what its upper layers learnt.

``adapter.npz`` holds for each weight of the upper layers its difference from the base, 8 bits a
number with a half-precision scale a row. The base is no part of it (``kb.search.e5``).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kb.errors import DataFault

FILE = Path(__file__).parent / "adapter.npz"
Floats = npt.NDArray[np.float32]


def save(
    file: Path, before: Mapping[str, Floats], after: Mapping[str, Floats],
    beside: Mapping[str, npt.NDArray[np.generic]] | None = None,
) -> None:  # fmt: skip
    """Write the difference of two states of the same weights, and what shall stand beside it."""
    arrays: dict[str, npt.NDArray[np.generic]] = dict(beside or {})
    for name, weight in after.items():
        change = (weight - before[name]).reshape(len(weight), -1)
        scale = np.maximum(np.abs(change).max(1), 1e-12) / 127
        arrays[f"{name}/rows"] = np.round(change / scale[:, None]).astype(np.int8)
        arrays[f"{name}/scale"] = scale.astype(np.float32)
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f".{file.name}")
    with part.open("wb") as opened:
        np.savez_compressed(opened, allow_pickle=False, **arrays)
    part.replace(file)


def add(file: Path, base: Mapping[str, Floats]) -> dict[str, Floats]:
    """The weights of ``base`` with the adapter's changes. Raises DataFault for a broken file."""
    out = dict(base)
    try:
        with np.load(file) as data:
            for key in data.files:
                if key.endswith("/rows"):
                    name = key.removesuffix("/rows")
                    change = data[key].astype(np.float32) * data[f"{name}/scale"][:, None]
                    out[name] = base[name] + change.reshape(base[name].shape)
    except (OSError, KeyError, ValueError) as e:
        raise DataFault(
            f"어댑터를 읽을 수 없습니다: {file}: {e}", f"no adapter: {file}: {e}"
        ) from None
    return out
