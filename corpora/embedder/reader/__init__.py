"""What the reader of the same-case test learnt (대조 독해의 무게): see :mod:`kb.answer.reader`.

``reader.npz`` holds the differences of the taught layers from the base, as an adapter of the deep
embedder does (:mod:`corpora.embedder.deep`), and in half precision the numbers that are the reader's
own: a vector for each side (question, case, wording) and two linear maps. The base is no part of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from corpora.embedder import deep
from kb.errors import DataFault

FILE = Path(__file__).parent / "reader.npz"
Floats = npt.NDArray[np.float32]
OWN = ("segments", "hidden", "hidden_bias", "out", "out_bias")


@dataclass(frozen=True, slots=True, eq=False)
class Learnt:
    """The reader's own numbers."""

    lower: int
    """Layers of the base that read each text alone."""
    upper: int
    """The first layer above them that is not used."""
    segments: Floats
    """What is added to every token of a question, a case, a wording: 3 × width."""
    hidden: Floats
    """From the mean and the greatest of both sides, 4 × width, to the hidden layer."""
    hidden_bias: Floats
    out: Floats
    out_bias: float


def save(
    file: Path, layers: tuple[int, int], before: Mapping[str, Floats],
    after: Mapping[str, Floats], own: Mapping[str, Floats],
) -> None:  # fmt: skip
    """Write the differences of the taught layers, and the reader's own numbers (``OWN``)."""
    arrays = {f"own/{name}": own[name].astype(np.float16) for name in OWN}
    arrays["own/layers"] = np.asarray(layers, np.float16)
    deep.save(file, before, after, arrays)


def load(file: Path = FILE) -> Learnt:
    """The reader's own numbers. Raises DataFault for a missing or broken file."""
    try:
        with np.load(file) as data:
            lower, upper = (int(n) for n in data["own/layers"])
            own = {name: data[f"own/{name}"].astype(np.float32) for name in OWN}
    except (OSError, KeyError, ValueError) as e:
        raise DataFault(
            f"읽기 모델을 읽을 수 없습니다: {file}: {e}", f"no reader: {file}: {e}"
        ) from None
    return Learnt(
        lower, upper, own["segments"], own["hidden"], own["hidden_bias"], own["out"],
        float(own["out_bias"][0]),
    )  # fmt: skip
