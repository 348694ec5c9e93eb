"""A CrossEncoder over the first provisions, by the setting ``reranker`` (재순위).

It reads question and provision together, which is slower and sometimes finer than two vectors.
Its order and the ranker's are fused by reciprocal ranks, so that no scale of a foreign model
decides; provisions that the question cites stay first.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from kb.errors import BadSettings
from kb.settings import Settings

Floats = npt.NDArray[np.float32]
FIRST = 20
"""Provisions that are read again."""
LONGEST = 256
"""Tokens of question and provision together."""
HEAD = 500
"""Letters of a provision that are read."""
FLAT = 10.0
"""How slowly a place counts less the further down it is."""


class Reranker:
    """A CrossEncoder on the CPU."""

    def __init__(self, name: str) -> None:
        import torch
        import transformers
        from sentence_transformers import CrossEncoder

        bars = transformers.utils.logging
        bars.disable_progress_bar()
        try:
            self._model: Any = CrossEncoder(
                name, device="cpu", local_files_only=True, max_length=LONGEST
            )
        except (OSError, ValueError) as e:
            why = str(e).strip().split("\n")[0][:200]
            raise BadSettings(
                f"reranker: 모델을 열 수 없습니다: {name}: {why}",
                f"reranker: cannot open the model {name}: {why}",
            ) from None
        self._torch = torch
        self._lock = threading.Lock()

    def scores(self, question: str, texts: Sequence[str]) -> Floats:
        """How well each text answers the question; higher is better."""
        pairs = [(question, t[:HEAD]) for t in texts]
        with self._lock, self._torch.inference_mode():
            found: Floats = np.asarray(
                self._model.predict(pairs, show_progress_bar=False), np.float32
            ).reshape(len(pairs), -1)[:, -1]
        return found


def fused(scores: Floats, fixed: Sequence[bool]) -> list[int]:
    """The order of candidates that stand in the ranker's order, after the reranker's scores.

    >>> fused(np.asarray([0.1, 0.2, 0.9, 0.3], np.float32), [True, False, False, False])
    [0, 2, 1, 3]
    """
    again = np.empty(len(scores), np.int64)
    again[np.lexsort((np.arange(len(scores)), -scores))] = np.arange(len(scores))
    total = [1 / (FLAT + n) + 1 / (FLAT + int(again[n])) for n in range(len(scores))]
    return sorted(range(len(scores)), key=lambda n: (not fixed[n], n if fixed[n] else -total[n], n))


@lru_cache(maxsize=2)
def _opened(name: str) -> Reranker:
    return Reranker(name)


def open_reranker(settings: Settings) -> Reranker | None:
    """The reranker that the setting names, once a process. Raises BadSettings."""
    return None if settings.reranker == "off" else _opened(settings.reranker)
