"""Reads the morpheme vectors of Kiwi's own language model out of ``cong.mdl``.

The file belongs to the package ``kiwipiepy_model`` (Apache-2.0, (c) Minchul Lee); its layout is
that of Kiwi's ``CoNgramModel``: a header, trie, then rows of 4-bit numbers with a half-precision
scale a row and a local scale and zero point a group. Only the output rows are read: those by
which Kiwi itself compares morphemes.
"""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kb.errors import DataFault

Floats = npt.NDArray[np.float32]
_HEADER = "<QQHHBBBBQQQQQ"


def read(path: Path | None = None) -> Floats:
    """One row a morpheme id of Kiwi. Raises DataFault when the file has another layout."""
    if path is None:
        import kiwipiepy_model  # type: ignore[import-untyped]

        path = Path(str(kiwipiepy_model.__file__)).parent / "cong.mdl"
    raw = np.fromfile(path, np.uint8)
    rows, contexts, dim, flags, _keys, window, bits, group, *_, at = struct.unpack_from(
        _HEADER, raw[:64].tobytes()
    )
    if bits != 4 or flags:
        raise DataFault(f"모르는 형식입니다: {path}", f"unknown layout: {path}")
    base = dim // 2 + 2 + dim // group
    at += contexts * (base + 2 + (4 if window else 0))
    if at + rows * base > len(raw):
        raise DataFault(f"파일이 짧습니다: {path}", f"file too short: {path}")
    return _unpack(raw[at : at + rows * base].reshape(rows, base), dim, group)


def _unpack(rows: npt.NDArray[np.uint8], dim: int, group: int) -> Floats:
    half = dim // 2
    scale = rows[:, half : half + 2].copy().view("<f2").astype(np.float32)
    local = rows[:, half + 2 : half + 2 + dim // group]
    q = np.empty((len(rows), dim), np.int16)
    q[:, 0::2] = rows[:, :half] & 15
    q[:, 1::2] = rows[:, :half] >> 4
    zero = ((local >> 6).astype(np.int16) + 6).repeat(group, 1)
    factor = ((local & 63).astype(np.int16) + 9).repeat(group, 1)
    value = (q - zero) * factor
    value = np.trunc((value + np.where(value >= 0, 4, -4)) / 9.0)
    result: Floats = (value * (scale / 8)).astype(np.float32)
    return result
