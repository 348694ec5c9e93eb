"""Seals of the files of an index: sizes and checksums, so that a broken one is rebuilt, not read.

A folder is sealed when it is written and held against its seal when it is opened. One that an
earlier version wrote bears none and is opened as it is.
"""

from __future__ import annotations

import json
import zlib
from pathlib import Path

NAME = "seal.json"
_BLOCK = 1 << 20


def put(folder: Path) -> None:
    """Seal every file of a folder that is about to be moved into its place."""
    sums = {f: _sum(folder / f) for f in _files(folder)}
    (folder / NAME).write_text(json.dumps(sums), encoding="utf-8")


def check(folder: Path) -> None:
    """Raise ValueError naming the first file that is not as it was written."""
    try:
        sums = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return
    for name, expected in sums.items():
        if _sum(folder / name) != expected:
            raise ValueError(f"{name} is not as it was written")


def _files(folder: Path) -> list[str]:
    found = (p for p in folder.rglob("*") if p.is_file() and p.name != NAME)
    return sorted(p.relative_to(folder).as_posix() for p in found)


def _sum(path: Path) -> list[int]:
    size, crc = 0, 0
    with path.open("rb") as f:
        while block := f.read(_BLOCK):
            size += len(block)
            crc = zlib.crc32(block, crc)
    return [size, crc]
