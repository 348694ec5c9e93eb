"""The best of many, in a fixed order: by value, ties by row."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.int64]


def first(rows: Rows, values: npt.NDArray[np.float32], k: int) -> Rows:
    """The ``k`` rows with the highest values (``values`` beside ``rows``), best first.

    >>> first(np.asarray([7, 5, 3, 1]), np.asarray([0.1, 0.9, 0.1, 0.9], np.float32), 3).tolist()
    [1, 5, 3]
    """
    if 0 < k < len(rows):
        least = np.partition(values, len(values) - k)[len(values) - k]
        near = np.flatnonzero(values >= least)
        rows, values = rows[near], values[near]
    return rows[np.lexsort((rows, -values))][: max(k, 0)]
