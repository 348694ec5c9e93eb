"""The home of one process: settings, store, law, search and answers, each opened when first used.

Whoever writes the corpus holds the home's lock; readers need none, for SQLite (WAL) and the
immutable index folders let them read beside a writer.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from threading import Lock, RLock
from typing import TYPE_CHECKING, Any

from kb.errors import HomeUnusable
from kb.settings import Settings
from ui.failures import as_error

if TYPE_CHECKING:
    from filelock import FileLock

    from kb.answer.answerer import Answerer
    from kb.answer.record import AnswerRecord
    from kb.curation import Desk
    from kb.search import Searcher
    from kb.store import Store
    from kb.store.lawbook import LawBook

Say = Callable[[str, str], None]
"""Tells a person what is being done, in Korean and English."""


def _silent(ko: str, en: str) -> None:
    return None


class Home:
    """What one process needs of a YUGWON_HOME; close it when done."""

    def __init__(self, settings: Settings, say: Say = _silent, owned: bool = False) -> None:
        """``owned``: the process that started this one holds the home's lock for it."""
        self.settings = settings
        self._owned = owned
        self._say = say
        self._guard = Lock()
        self._turn = RLock()
        self._holding = 0
        self._writing = 0
        self._lock: FileLock | None = None

    @property
    def folder(self) -> Path:
        """The folder of database, originals and indexes."""
        return self.settings.home

    @cached_property
    def store(self) -> Store:
        """The open store. Raises HomeUnusable."""
        from kb.store import Store

        try:
            return Store.open(self.settings.url)
        except (OSError, ValueError) as e:
            raise as_error(e) or _unusable(self.folder, str(e)) from None

    @cached_property
    def lawbook(self) -> LawBook:
        """The law of any day over the store."""
        from kb.store.lawbook import LawBook

        return LawBook(self.store, self.folder / "gathered")

    @cached_property
    def searcher(self) -> Searcher:
        """Search over the newest index, which is built if there is none."""
        from kb.search import open_search

        return open_search(self.store, self.settings)

    @cached_property
    def answerer(self) -> Answerer:
        """What answers questions."""
        from kb.answer import open_answerer

        return open_answerer(self.store, self.searcher, self.settings)

    @cached_property
    def desk(self) -> Desk:
        """Headquarters' queue over the store; answers are opened when first needed."""
        from kb.curation import Desk

        def ask(text: str, **given: Any) -> AnswerRecord:
            record: AnswerRecord = self.answerer.ask(text, **given)
            return record

        return Desk(self.store, self.lawbook, ask, self.settings.office)

    def ready(self) -> Home:
        """Load the starter corpus into an empty home, saying so. Returns itself."""
        if self.store.revision() == 0:
            with self.writing("starter", wait=60):
                if self.store.revision() == 0:
                    from ingest import starter

                    self._say(
                        f"빈 저장소입니다. 시작 자료(요지)를 넣습니다: {self.folder}",
                        f"empty home; loading the starter corpus of digests: {self.folder}",
                    )
                    starter.ensure(self.store)
        return self

    @contextmanager
    def writing(self, what: str, wait: float = 0) -> Iterator[None]:
        """Hold the home's lock and this process's turn to write: one at a time.

        Raises HomeUnusable naming the process that holds it, after ``wait`` seconds.
        """
        with self.owning(what, wait), self._turn:
            self._writing += 1
            try:
                if self._writing > 1:
                    yield
                else:
                    with self.store.turn():
                        yield
            finally:
                self._writing -= 1

    @contextmanager
    def owning(self, what: str, wait: float = 0) -> Iterator[None]:
        """Hold the home's lock, so that no other process writes; threads still take turns.

        Raises HomeUnusable as :meth:`writing` does.
        """
        if self._owned:
            yield
            return
        with self._guard:
            if not self._holding:
                self._lock = _locked(self.folder, what, wait)
            self._holding += 1
        try:
            yield
        finally:
            with self._guard:
                self._holding -= 1
                if not self._holding and self._lock is not None:
                    self._lock.release()
                    self._lock = None

    def close(self) -> None:
        """Release the database."""
        if "store" in self.__dict__:
            self.store.close()


def _locked(folder: Path, what: str, wait: float) -> FileLock:
    from filelock import FileLock, Timeout

    owner = folder / "yugwon.lock.owner"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # Taken by one thread and perhaps given back by another, so it counts for the process.
        lock = FileLock(folder / "yugwon.lock", thread_local=False)
        lock.acquire(timeout=wait)
    except Timeout:
        raise _held_by(owner) from None
    except (PermissionError, FileExistsError, NotADirectoryError) as e:
        raise as_error(e) or _unusable(folder, str(e)) from None
    try:
        owner.write_text(json.dumps({"pid": os.getpid(), "command": what}), encoding="utf-8")
    except OSError as e:
        lock.release()
        raise as_error(e) or _unusable(folder, str(e)) from None
    return lock


def _held_by(owner: Path) -> HomeUnusable:
    try:
        who = json.loads(owner.read_text(encoding="utf-8"))
        name = f"yugwon {who['command']} (pid {who['pid']})"
    except (OSError, ValueError, KeyError, TypeError):
        name = "yugwon"
    return HomeUnusable(
        f"다른 프로세스가 저장소를 쓰고 있습니다: {name}. 끝난 뒤에 다시 하거나, 페이지가 열려 "
        "있으면 본부 화면에서 넣으십시오",
        f"another process is writing this home: {name}; try again when it has ended, or use the "
        "headquarters page if it is the server",
    )


def _unusable(folder: Path, reason: str) -> HomeUnusable:
    return HomeUnusable(
        f"저장 폴더를 쓸 수 없습니다: {folder}: {reason}",
        f"cannot use the data folder {folder}: {reason}",
    )
