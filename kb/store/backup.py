"""A backup: every table of the store in one moment, with originals and reports, as one file.

The file (``.tar.zst``) holds ``manifest.json``, one ``tables/<name>.jsonl`` a table,
``originals/<sha256>`` and ``evaluations/…``. Rows are plain JSON, so that a backup made over
SQLite can be restored into PostgreSQL and the other way round. It is read from one snapshot while
the application goes on; indexes are caches and are not in it, nor is ``yugwon.toml``.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any

import zstandard
from sqlalchemy import Connection, Engine, Table, func, select, text

from kb.errors import BadInput
from kb.store import migrate, schema
from kb.store.store import Store

FORMAT = "yugwon-backup"
SCHEMA = 1
ROWS = 500
ORIGINAL = re.compile(r"originals/(?P<sha>[0-9a-f]{64})")
Tell = Callable[[str, int, int | None], None]
"""Told (what, done, in all)."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself."""

    format: str
    schema: int
    made: str
    migration: str
    revision: int
    digest: str
    tables: dict[str, tuple[int, str]]
    """Rows and sha256 of each table's file."""
    originals: int
    log: tuple[int, str]
    """Number and hash of the log's last line."""


def write(store: Store, home: Path, file: Path, tell: Tell | None = None) -> Manifest:
    """Write a backup of a store and its home; the file appears whole or not at all.

    Reading it back is part of making it: a backup that cannot be verified is not kept.
    Raises OSError when the disk is full or cannot be written.
    """
    part = file.with_name(f".{file.name}.part")
    try:
        with tempfile.TemporaryDirectory(dir=file.absolute().parent, prefix=".backup-") as folder:
            manifest, shas = _dump(store, Path(folder), tell)
            shas = [s for s in shas if (home / "originals" / s[:2] / s).is_file()]
            manifest = Manifest(**asdict(manifest) | {"originals": len(shas)})
            with (
                part.open("wb") as raw,
                zstandard.ZstdCompressor(level=6).stream_writer(raw) as out,
                tarfile.open(fileobj=out, mode="w|") as tar,
            ):
                _put(tar, "manifest.json", json.dumps(asdict(manifest)).encode())
                for name in manifest.tables:
                    tar.add(Path(folder) / name, f"tables/{name}.jsonl")
                for n, sha in enumerate(shas, 1):
                    tar.add(home / "originals" / sha[:2] / sha, f"originals/{sha}")
                    if tell:
                        tell("originals", n, len(shas))
                for path in sorted((home / "evaluations").rglob("*")):
                    if path.is_file() and not path.is_symlink():
                        tar.add(path, path.relative_to(home).as_posix())
        verify(part)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    return manifest


def verify(file: Path) -> Manifest:
    """Read a backup through and check every table and original against its hash.

    Raises BadInput when it is no backup, is cut short, or something in it was changed.
    """
    with opened(file) as (manifest, members):
        seen: set[str] = set()
        originals = 0
        for name, source in members:
            if name.startswith("tables/"):
                table = name.removeprefix("tables/").removesuffix(".jsonl")
                rows, sha = _counted(source)
                if manifest.tables.get(table) != (rows, sha):
                    raise _broken(file, table)
                seen.add(table)
            elif m := ORIGINAL.fullmatch(name):
                if hashlib.file_digest(source, "sha256").hexdigest() != m["sha"]:  # type: ignore[arg-type]
                    raise _broken(file, name)
                originals += 1
        if seen != set(manifest.tables) or originals != manifest.originals:
            raise _broken(file, "member")
        return manifest


def must_fit(manifest: Manifest, file: Path) -> None:
    """Raise BadInput where a newer version made the backup, so that this one cannot hold it."""
    unknown = sorted(set(manifest.tables) - {t.name for t in tables()})
    if migrate.is_newer(manifest.migration) or unknown:
        raise newer(file, manifest.migration)


def newer(file: Path, made_by: str) -> BadInput:
    """What is said of a backup that a newer version made."""
    known = migrate.newest()
    return BadInput(
        f"더 새로운 판이 만든 백업이라 되살릴 수 없습니다: {file} (백업의 스키마 {made_by}, 이 프로그램은 "
        f"{known}까지). 프로그램을 올린 뒤에 되살리십시오",
        f"a newer version made this backup: {file} (its schema {made_by}, this program knows "
        f"{known}); upgrade the program, then restore it",
    )


def tables() -> list[Table]:
    """Every table, those that others refer to first."""
    return list(schema.metadata.sorted_tables)


# -- writing ---------------------------------------------------------------------------------


def _dump(store: Store, folder: Path, tell: Tell | None) -> tuple[Manifest, list[str]]:
    written: dict[str, tuple[int, str]] = {}
    engine = store.engine
    with snapshot(engine) as c:
        every = tables()
        for n, table in enumerate(every, 1):
            digest, count = hashlib.sha256(), 0
            order = list(table.primary_key.columns)
            with (folder / table.name).open("wb") as out:
                result = c.execution_options(yield_per=ROWS).execute(select(table).order_by(*order))
                for row in result.mappings():
                    written_as = line(dict(row))
                    digest.update(written_as)
                    out.write(written_as)
                    count += 1
            written[table.name] = (count, digest.hexdigest())
            if tell:
                tell("tables", n, len(every))
        d, h = schema.documents, schema.log_head
        shas = sorted(set(c.execute(select(d.c.original).where(d.c.original != "")).scalars()))
        head = c.execute(select(h.c.seq, h.c.hash)).first()
        migration = c.execute(text("SELECT version_num FROM alembic_version")).scalar()
        revision = c.execute(select(func.max(schema.corpus.c.revision))).scalar() or 0
        ids = c.execute(select(d.c.id).where(d.c.active).order_by(d.c.id)).scalars()
        corpus = hashlib.sha256("\n".join(ids).encode()).hexdigest()[:12]
    moment = datetime.now(UTC).isoformat(timespec="seconds")
    return (
        Manifest(
            FORMAT, SCHEMA, moment, str(migration), revision, corpus, written, len(shas),
            (head.seq, head.hash) if head else (0, ""),
        ),
        shas,
    )  # fmt: skip


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """A connection whose reads are all of one moment."""
    if engine.dialect.name != "sqlite":
        with engine.connect().execution_options(isolation_level="REPEATABLE READ") as c:
            yield c
        return
    with engine.connect() as c:
        # The driver begins a transaction only before a write; a snapshot needs one for reads.
        c.exec_driver_sql("BEGIN")
        try:
            yield c
        finally:
            c.rollback()


def line(row: dict[str, Any]) -> bytes:
    """A row as plain JSON, the same whatever database it comes from."""
    plain = {k: v.isoformat() if isinstance(v, date | datetime) else v for k, v in row.items()}
    return (json.dumps(plain, ensure_ascii=False) + "\n").encode()


def _put(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(data)
    tar.addfile(info, io.BytesIO(data))


# -- reading ---------------------------------------------------------------------------------


@contextmanager
def opened(file: Path) -> Iterator[tuple[Manifest, Iterator[tuple[str, IO[bytes]]]]]:
    """Manifest and members of a backup; names that are none of a backup's are refused."""
    try:
        with (
            file.open("rb") as raw,
            zstandard.ZstdDecompressor().stream_reader(raw) as stream,
            tarfile.open(fileobj=stream, mode="r|") as tar,
        ):
            first = tar.next()
            source = tar.extractfile(first) if first and first.isfile() else None
            if first is None or first.name != "manifest.json" or source is None:
                raise ValueError("manifest")
            manifest = _manifest(json.loads(source.read(10_000_000)), file)
            yield manifest, _members(tar)
    except (
        tarfile.TarError,
        zstandard.ZstdError,
        ValueError,
        KeyError,
        TypeError,
        EOFError,
        RecursionError,
    ) as e:
        raise BadInput(
            f"백업 파일이 아니거나 깨졌습니다: {file}: {e}",
            f"no backup, or a broken one: {file}: {e}",
        ) from None
    except FileNotFoundError:
        raise BadInput(f"파일이 없습니다: {file}", f"no such file: {file}") from None


def _manifest(value: dict[str, Any], file: Path) -> Manifest:
    form = value.get("schema")
    if value.get("format") != FORMAT or not isinstance(form, int) or form < 1:
        raise ValueError("format")
    if form > SCHEMA:
        raise newer(file, str(value.get("migration", "?")))
    value["tables"] = {k: (int(n), str(sha)) for k, (n, sha) in value["tables"].items()}
    value["log"] = tuple(value["log"])
    known = {f.name for f in fields(Manifest)}  # a newer version may say more of itself
    return Manifest(**{k: v for k, v in value.items() if k in known})


def _members(tar: tarfile.TarFile) -> Iterator[tuple[str, IO[bytes]]]:
    for info in iter(tar.next, None):
        parts = PurePosixPath(info.name).parts
        known = info.name.startswith(("tables/", "evaluations/")) or ORIGINAL.fullmatch(info.name)
        if (
            not info.isfile()
            or not known
            or ".." in parts
            or PurePosixPath(info.name).is_absolute()
        ):
            raise ValueError(f"member {info.name!r}")
        source = tar.extractfile(info)
        assert source is not None
        yield info.name, source


def _counted(source: IO[bytes]) -> tuple[int, str]:
    digest, rows = hashlib.sha256(), 0
    for line in source:
        digest.update(line)
        rows += 1
    return rows, digest.hexdigest()


def _broken(file: Path, what: str) -> BadInput:
    return BadInput(
        f"백업의 내용이 적힌 것과 다릅니다: {file}: {what}",
        f"the backup is not as it says of itself: {file}: {what}",
    )
