"""The bundled fast embedder (내장 임베더): one vector a Korean morpheme, 8-bit, without download.

``vocabulary.txt`` holds a token a line (form/class, as ``kb.search.morphemes`` gives them),
``vectors.npz`` the rows (``rows`` int8, ``scale`` float16 a row). README.md is the model card.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kb.errors import DataFault

FOLDER = Path(__file__).parent


def load(folder: Path = FOLDER) -> tuple[list[str], npt.NDArray[np.float32]]:
    """Vocabulary and vectors. Raises DataFault when the two do not fit."""
    try:
        words = (folder / "vocabulary.txt").read_text(encoding="utf-8").split("\n")
        with np.load(folder / "vectors.npz") as data:
            rows = data["rows"].astype(np.float32) * data["scale"].astype(np.float32)[:, None]
    except (OSError, KeyError, ValueError) as e:
        raise DataFault(
            f"임베더를 읽을 수 없습니다: {folder}: {e}", f"no embedder in {folder}: {e}"
        ) from None
    if len(words) != len(rows):
        raise DataFault(
            f"임베더의 어휘와 벡터 수가 다릅니다: {folder}",
            f"vocabulary and vectors differ: {folder}",
        )
    return words, rows


def save(folder: Path, words: list[str], vectors: npt.NDArray[np.float32]) -> None:
    """Write an embedder, 8 bits a number."""
    folder.mkdir(parents=True, exist_ok=True)
    scale = np.maximum(np.abs(vectors).max(1), 1e-8) / 127
    rows = np.round(vectors / scale[:, None]).astype(np.int8)
    np.savez_compressed(folder / "vectors.npz", rows=rows, scale=scale.astype(np.float16))
    (folder / "vocabulary.txt").write_text("\n".join(words), encoding="utf-8")


@lru_cache(maxsize=4)
def fingerprint(folder: Path = FOLDER) -> str:
    """Of vocabulary and vectors (12 hex)."""
    digest = hashlib.sha256((folder / "vocabulary.txt").read_bytes())
    digest.update((folder / "vectors.npz").read_bytes())
    return digest.hexdigest()[:12]
