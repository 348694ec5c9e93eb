"""What is read of held cases before somebody asks (사례를 미리 읽어 둠): their morphemes and facts.

A question is compared with a dozen cases, each in several wordings; to read one takes as long as all
the rest of its comparison. What is read depends on its text and on this program alone, so it is kept
in ``home/views/<fingerprint>.db``, made after an index by the commands that take documents in and, in
a process at the lowest priority, beside a running server. Answers are the same without it. Nothing of
a question is ever written there.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import astuple, dataclass
from functools import lru_cache
from importlib import resources
from multiprocessing import get_context
from pathlib import Path
from sys import intern
from threading import Lock
from typing import NamedTuple

from filelock import FileLock, Timeout

from kb.answer.contrast import denied, limits, poles
from kb.answer.facts import Found, find_cached
from kb.answer.likeness import tokens
from kb.errors import HomeUnusable, unwritten
from kb.parent import end_with_parent
from kb.search import morphemes
from kb.search.analysis import in_turn

Progress = Callable[[str, int, int], None]
LONGEST = 900
"""Characters of a long inquiry whose words are compared; its facts are read from all of it."""
ANSWERED = 500
"""Characters of an answer, which as a rule tells the facts again (귀문의 경우 …)."""
BATCH = 64
"""Tellings of one job and of one transaction."""
FEW = 200
"""Up to so many are read in this process: to start others takes longer."""
LOWEST = 19
"""Priority of a process that reads beside a server."""
LOOK = 5.0
"""Seconds between two looks for a file that was not there."""
_READING = ("around", "contrast", "facts", "figures", "beforehand")
"""Modules here that decide what is read, besides the data of ``corpora.facts`` (not the statute's rules)."""


class Telling(NamedTuple):
    """One way in which a case is put, as :func:`kb.answer.caseview.view` takes it."""

    text: str
    headings: tuple[str, ...] = ()
    title: str = ""
    answer: str = ""

    @property
    def key(self) -> bytes:
        """Its key in the file."""
        written = json.dumps(self, ensure_ascii=False).encode()
        return hashlib.blake2b(written, digest_size=16).digest()


@dataclass(frozen=True, slots=True)
class Known:
    """What was read of a telling: the part of a view that takes long."""

    facts: tuple[Found, ...]
    own: tuple[str, ...]
    """Morphemes of the text."""
    above: tuple[tuple[str, ...], ...]
    """Those of each heading."""
    title: tuple[str, ...]
    answer: tuple[str, ...]
    denied: frozenset[str]
    poles: frozenset[tuple[int, int]]
    limits: int

    def packed(self) -> bytes:
        """As the file keeps it."""
        row = [
            [astuple(f) for f in self.facts], self.own, self.above, self.title, self.answer,
            sorted(self.denied), sorted(self.poles), self.limits,
        ]  # fmt: skip
        return zlib.compress(json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode())

    @classmethod
    def unpacked(cls, data: bytes) -> Known:
        """The opposite of ``packed``. Raises ValueError, TypeError or zlib.error when it is none."""
        facts, own, above, title, answer, negated, sides, count = json.loads(zlib.decompress(data))
        return cls(
            tuple(Found(*f) for f in facts),
            _interned(own),
            tuple(map(_interned, above)),
            _interned(title),
            _interned(answer),
            frozenset(negated),
            frozenset((a, b) for a, b in sides),
            count,
        )


def _interned(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(map(intern, words))


def read(told: Telling) -> Known:
    """Read a telling now."""
    head = told.text[:LONGEST]
    own = tokens(head)
    return Known(
        find_cached(told.text, told.headings),
        own,
        tuple(map(tokens, told.headings)),
        tokens(told.title) if told.title else (),
        tokens(told.answer[:ANSWERED]) if told.answer else (),
        _denied(head, own),
        poles(head),
        limits(head),
    )


def _denied(text: str, found: Sequence[str]) -> frozenset[str]:
    """Of the morphemes of a text (등록/N) those that it denies."""
    bare = {token: token.partition("/")[0] for token in found}
    without = denied(text, bare.values())
    return frozenset(token for token, word in bare.items() if word in without)


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """Of everything that decides what is read of a text."""
    digest = hashlib.sha256(morphemes.fingerprint().encode())
    files = [
        f
        for f in resources.files("corpora.facts").iterdir()
        if f.name.endswith(".yaml") and not f.name.startswith("rule")
    ]
    files += [f for f in resources.files(__package__).iterdir()
              if f.name.removesuffix(".py") in _READING]  # fmt: skip
    for file in sorted(files, key=lambda f: f.name):
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def path(home: Path) -> Path:
    """Where a home keeps what was read."""
    return home / "views" / f"{fingerprint()}.db"


class Kept:
    """The file, open for reading; what it lacks, and a broken one, is read anew."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._path: Path | None = None
        self._file: sqlite3.Connection | None = None
        self._again = 0.0

    def use(self, home: Path | None) -> None:
        """From now on look into the file of this home; None: into none."""
        with self._lock:
            self._close()
            self._path, self._again = path(home) if home else None, 0.0

    def get(self, told: Telling) -> Known | None:
        """What was read of a telling, if it is there."""
        with self._lock:
            file = self._opened()
            if file is None:
                return None
            try:
                row = file.execute("SELECT view FROM views WHERE key = ?", (told.key,)).fetchone()
                return Known.unpacked(row[0]) if row else None
            except (sqlite3.Error, zlib.error, ValueError, TypeError):
                self._close()
                return None

    def _opened(self) -> sqlite3.Connection | None:
        if self._file is None and self._path is not None and time.monotonic() >= self._again:
            self._again = time.monotonic() + LOOK
            if self._path.is_file():
                self._file = sqlite3.connect(self._path, check_same_thread=False)
        return self._file

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


@lru_cache(maxsize=1)
def shared() -> Kept:
    """The process's one: what is read of a text is the same in every home."""
    return Kept()


def make(
    home: Path, told: Iterable[Telling], progress: Progress | None = None,
    stop: Callable[[], bool] = lambda: False, workers: int = 1, behind: bool = False,
) -> int:  # fmt: skip
    """Read what has not been read yet; returns how many. Can be ended any time, and goes on there.

    Args:
        told: every way in which the held cases are put; what is of no other goes.
        progress: told (stage, done, in all).
        stop: asked between two batches whether to end.
        workers: processes that share the work when there is much to do.
        behind: by a process at the lowest priority, beside people who ask.

    Raises HomeUnusable: there is no space, or the folder cannot be written. Where another process is
    at it, nothing is done.
    """
    file = path(home)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(file.parent / "views.lock", timeout=0):
            for old in file.parent.glob("*.db*"):
                if not old.name.startswith(file.name):
                    old.unlink()
            try:
                return _make(file, told, progress, stop, workers, behind)
            except sqlite3.DatabaseError as e:
                if isinstance(e, sqlite3.OperationalError):
                    raise
                for part in file.parent.glob(f"{file.name}*"):  # broken
                    part.unlink()
                return _make(file, told, progress, stop, workers, behind)
    except Timeout:
        return 0
    except (OSError, sqlite3.OperationalError) as e:
        ko, en = unwritten(e) if isinstance(e, OSError) else (str(e), str(e))
        raise HomeUnusable(
            f"미리 읽은 사례를 쓸 수 없습니다: {file.parent}: {ko}",
            f"cannot write what was read of cases in {file.parent}: {en}",
        ) from None


def _make(
    file: Path, told: Iterable[Telling], progress: Progress | None,
    stop: Callable[[], bool], workers: int, behind: bool,
) -> int:  # fmt: skip
    with closing(sqlite3.connect(file)) as kept:
        kept.execute("PRAGMA journal_mode=WAL")
        kept.execute("CREATE TABLE IF NOT EXISTS views (key BLOB PRIMARY KEY, view BLOB NOT NULL)")
        wanted = {t.key: t for t in told}
        held = {key for (key,) in kept.execute("SELECT key FROM views")}
        gone = [(key,) for key in held - wanted.keys()]
        with kept:
            kept.executemany("DELETE FROM views WHERE key = ?", gone)
        lacking = [t for key, t in wanted.items() if key not in held]
        done = 0
        for rows in _readings(lacking, workers, behind):
            with kept:
                kept.executemany("INSERT OR REPLACE INTO views VALUES (?, ?)", rows)
            done += len(rows)
            if progress:
                progress("cases", done, len(lacking))
            if stop():
                break
        return done


def _readings(
    told: Sequence[Telling], workers: int, behind: bool
) -> Iterator[list[tuple[bytes, bytes]]]:
    jobs = (list(told[n : n + BATCH]) for n in range(0, len(told), BATCH))
    if len(told) <= FEW or (workers < 2 and not behind):
        yield from map(_job, jobs)
        return
    with ProcessPoolExecutor(workers, get_context("spawn"), _begin, (behind,)) as pool:
        try:
            yield from in_turn(pool, _job, jobs, 2 * workers)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _begin(behind: bool) -> None:
    end_with_parent()
    if behind and hasattr(os, "nice"):
        os.nice(LOWEST)


def _job(told: list[Telling]) -> list[tuple[bytes, bytes]]:
    return [(t.key, read(t).packed()) for t in told]
