"""Archives: members of a tar, instruments of a JSON Lines file, compressed with zstd or gzip.

They are read as a stream; what unpacks to more than the allowed ratio or size is refused.
"""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

import zstandard

from ingest.sources.item import Item
from kb.errors import Refused

_ZSTD = b"\x28\xb5\x2f\xfd"
_GZIP = b"\x1f\x8b"
_PIECE = 1 << 20


def is_archive(path: Path) -> bool:
    """Whether a file is an archive, by its first bytes."""
    try:
        with path.open("rb") as f:
            head = f.read(512)
    except OSError:
        return False
    return head.startswith((_ZSTD, _GZIP)) or _is_tar(head)


def _is_tar(head: bytes) -> bool:
    return head[257:262] == b"ustar"


class _Limited(io.RawIOBase):
    """A stream that refuses to yield more than so many bytes."""

    def __init__(self, inner: IO[bytes], most: int) -> None:
        self._inner = inner
        self._left = most

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(cast(bytearray, buffer))
        piece = self._inner.read(min(len(view), _PIECE))
        self._left -= len(piece)
        if self._left < 0:
            raise Refused(
                "압축을 풀면 허용된 크기를 넘습니다", "it unpacks to more than is allowed"
            )
        view[: len(piece)] = piece
        return len(piece)


def members(path: Path, limit: int, ratio: int) -> Iterator[Item]:
    """Items of an archive in its own order, labelled ``archive#member``.

    Raises Refused when it is damaged or unpacks to too much.
    """
    most = path.stat().st_size * ratio + _PIECE
    try:
        with path.open("rb") as raw:
            stream = io.BufferedReader(_Limited(_unpacked(raw), most), _PIECE)
            head = stream.peek(512)[:512]
            if _is_tar(head):
                yield from _tar(stream, path.name, limit)
            elif head.lstrip().startswith(b"{"):
                yield from _lines(stream, path.name, limit)
            else:
                data = stream.read(limit + 1)
                if len(data) > limit:
                    raise Refused("파일이 너무 큽니다", "the file is too large")
                yield Item(path.name, lambda: data)
    except (zstandard.ZstdError, tarfile.TarError, gzip.BadGzipFile, EOFError, OSError) as e:
        raise Refused(f"압축 파일이 손상되었습니다: {e}", f"the archive is damaged: {e}") from None


def _unpacked(raw: IO[bytes]) -> IO[bytes]:
    head = raw.read(4)
    raw.seek(0)
    if head == _ZSTD:
        return cast(
            IO[bytes], zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(raw)
        )
    if head[:2] == _GZIP:
        return cast(IO[bytes], gzip.GzipFile(fileobj=raw))
    return raw


def _tar(stream: IO[bytes], name: str, limit: int) -> Iterator[Item]:
    with tarfile.open(fileobj=stream, mode="r|") as tar:
        for member in tar:
            base = member.name.rsplit("/", 1)[-1]
            if not member.isfile() or base.startswith("."):
                continue
            if member.size > limit:
                yield Item(f"{name}#{member.name}", _too_large)
                continue
            inside = tar.extractfile(member)
            data = inside.read() if inside else b""
            yield Item(f"{name}#{member.name}", lambda data=data: data)  # type: ignore[misc]


def _lines(stream: IO[bytes], name: str, limit: int) -> Iterator[Item]:
    """Consecutive lines of one version of an instrument are one item."""
    group: list[bytes] = []
    size = 0
    here: tuple[str, str] | None = None
    for line in stream:
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            key = (str(record["law"]), str(record.get("mst", "")))
        except (ValueError, KeyError, TypeError):
            key = ("?", "")
        if key != here and group:
            yield _group(name, here, group)
            group, size = [], 0
        here = key
        size += len(line)
        if size > limit:
            raise Refused("한 법령이 너무 큽니다", "one instrument is too large")
        group.append(line)
    if group:
        yield _group(name, here, group)


def _group(name: str, key: tuple[str, str] | None, lines: list[bytes]) -> Item:
    data = b"".join(lines)
    return Item(f"{name}#{key[0] if key else ''}", lambda: data)


def _too_large() -> bytes:
    raise Refused("파일이 너무 큽니다", "the file is too large")
