"""Archives: members of a zip or tar, instruments of a JSON Lines file; zstd, gzip, bzip2 or xz.

They are read as a stream; what unpacks to more than the allowed ratio or size is refused. Names
of members are labels and never paths.
"""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import IO, cast

import zstandard

from ingest.readers.container import container
from ingest.sources.item import Item, printable
from kb.errors import Refused

_ZSTD = b"\x28\xb5\x2f\xfd"
_GZIP = b"\x1f\x8b"
_BZIP2 = b"BZh"
_XZ = b"\xfd7zXZ\x00"
_ZIP = b"PK\x03\x04"
_PIECE = 1 << 20
MOST_MEMBERS = 200_000


Source = Path | bytes
"""A file, or the bytes of one."""


def is_archive(source: Source) -> bool:
    """Whether a file is an archive, by its content; a document that is a zip itself is none."""
    try:
        with _opened(source) as f:
            head = f.read(512)
            if not head.startswith(_ZIP):
                return head.startswith((_ZSTD, _GZIP, _BZIP2, _XZ)) or _is_tar(head)
            f.seek(0)
            return container(f.read()) == "zip"
    except (OSError, Refused):
        return False


def _opened(source: Source) -> IO[bytes]:
    return io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")


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


def members(source: Source, limit: int, ratio: int, name: str = "") -> Iterator[Item]:
    """Items of an archive in its own order, labelled ``archive#member``.

    Args:
        source: the archive.
        limit: largest member, in bytes.
        ratio: how many times its own size it may unpack to.
        name: what people call it; the file's name if it is not given.

    Raises Refused when it is damaged or unpacks to too much.
    """
    if isinstance(source, Path):
        name = name or source.name
    try:
        size = len(source) if isinstance(source, bytes) else source.stat().st_size
        most = size * ratio + _PIECE
        with _opened(source) as raw:
            stream = io.BufferedReader(_Limited(_unpacked(raw), most), _PIECE)
            head = stream.peek(512)[:512]
            if head.startswith(_ZIP):
                yield from _zip(raw, name, limit, most)
            elif _is_tar(head):
                yield from _tar(stream, name, limit)
            elif head.lstrip().startswith(b"{"):
                yield from _lines(stream, name, limit)
            else:
                data = stream.read(limit + 1)
                if len(data) > limit:
                    raise Refused("파일이 너무 큽니다", "the file is too large")
                yield Item(name, lambda: data)
    except _DAMAGED as e:
        raise Refused(f"압축 파일이 손상되었습니다: {e}", f"the archive is damaged: {e}") from None


_DAMAGED = (
    zstandard.ZstdError,
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)


def _unpacked(raw: IO[bytes]) -> IO[bytes]:
    head = raw.read(6)
    raw.seek(0)
    if head.startswith(_ZSTD):
        return cast(
            IO[bytes], zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(raw)
        )
    if head[:2] == _GZIP:
        return cast(IO[bytes], gzip.GzipFile(fileobj=raw))
    if head.startswith(_BZIP2):
        return cast(IO[bytes], bz2.BZ2File(raw))
    if head == _XZ:
        return cast(IO[bytes], lzma.LZMAFile(raw))
    return raw


def _zip(raw: IO[bytes], name: str, limit: int, most: int) -> Iterator[Item]:
    with zipfile.ZipFile(raw) as archive:
        listed = archive.infolist()
        if len(listed) > MOST_MEMBERS:
            raise Refused(
                f"압축 파일 안의 파일이 너무 많습니다(최대 {MOST_MEMBERS:,}개)",
                f"too many files in the archive (at most {MOST_MEMBERS:,})",
            )
        left = most
        for member in listed:
            inner = _member_name(member)
            if not member.filename or member.is_dir() or _hidden(inner):
                continue
            label = f"{name}#{inner}"
            if member.flag_bits & 1:
                yield Item(label, _locked)
                continue
            if stat.S_ISLNK(member.external_attr >> 16):
                yield Item(label, _link)
                continue
            if member.file_size > limit:
                yield Item(label, _too_large)
                continue
            try:
                with archive.open(member) as f:
                    data = f.read(limit + 1)  # what the directory says of sizes may be a lie
            except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError) as e:
                yield Item(label, partial(_damaged, str(e)))
                continue
            except NotImplementedError:
                yield Item(label, partial(_damaged, "unknown compression"))
                continue
            left -= len(data)
            if left < 0:
                raise Refused(
                    "압축을 풀면 허용된 크기를 넘습니다", "it unpacks to more than is allowed"
                )
            yield Item(label, _too_large if len(data) > limit else partial(_given, data))


def _hidden(name: str) -> bool:
    return any(part.startswith(".") and part.strip(".") for part in name.split("/"))


def _member_name(member: zipfile.ZipInfo) -> str:
    """Its name; Korean programs write CP949 where the format says CP437."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("cp949")
    except UnicodeError:
        return member.filename


def _given(data: bytes) -> bytes:
    return data


def _damaged(reason: str) -> bytes:
    raise Refused(f"압축이 손상되었습니다: {reason}", f"its compression is damaged: {reason}")


def _link() -> bytes:
    raise Refused("묶음 안의 링크는 따라가지 않습니다", "a link in an archive is not followed")


def _locked() -> bytes:
    raise Refused("암호가 걸린 파일입니다", "the file is locked with a password")


def _tar(stream: IO[bytes], name: str, limit: int) -> Iterator[Item]:
    with tarfile.open(fileobj=stream, mode="r|") as tar:
        for member in tar:
            if _hidden(member.name) or not (member.isfile() or member.issym() or member.islnk()):
                continue
            label = f"{name}#{printable(member.name)}"
            if not member.isfile():
                yield Item(label, _link)
                continue
            if member.size > limit:
                yield Item(label, _too_large)
                continue
            inside = tar.extractfile(member)
            data = inside.read() if inside else b""
            yield Item(label, partial(_given, data))


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
