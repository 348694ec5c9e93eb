"""Files of a folder, in the order of their names, without hidden ones."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from ingest.sources.item import Item, printable
from kb.errors import Refused


def files(folder: Path, limit: int) -> Iterator[Item]:
    """Items of a folder and its folders. Links are not followed out of it."""
    root = folder.resolve()
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in sorted(names):
            if name.startswith("."):
                continue
            path = Path(where) / name
            label = printable(str(path.relative_to(folder)))
            yield Item(label, partial(_read_inside, path, root, limit), path=path)


def file(path: Path, limit: int, name: str = "") -> Item:
    """The item of a single file, under the name that people give it."""
    return Item(printable(name or path.name), partial(read, path, limit), path=path)


def _read_inside(path: Path, root: Path, limit: int) -> bytes:
    if path.is_symlink() and not path.resolve().is_relative_to(root):
        raise Refused("폴더 밖을 가리키는 링크입니다", "the link points outside the folder")
    return read(path, limit)


def read(path: Path, limit: int) -> bytes:
    """Bytes of a regular file. Raises Refused when it is none, too large or unreadable."""
    try:
        if not path.is_file():
            raise Refused("보통 파일이 아닙니다", "not a regular file")
        if path.stat().st_size > limit:
            raise Refused(
                f"파일이 너무 큽니다(최대 {limit:,}바이트)",
                f"the file is too large (at most {limit:,} bytes)",
            )
        return path.read_bytes()
    except OSError as e:
        raise Refused(f"읽을 수 없습니다: {e.strerror}", f"cannot be read: {e.strerror}") from None
