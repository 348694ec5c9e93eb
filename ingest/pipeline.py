"""Takes in files, folders, repositories and archives: bytes → recognised form → parser → store.

Parsing happens in child processes with limits; the store is written here alone, in batches. A
file counts as taken in only in the transaction that brings its last document, so a run that is
killed loses nothing that it reported, and a rerun completes it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from ingest import originals
from ingest.forms import every_form
from ingest.given import Given
from ingest.identity import sha256
from ingest.parsed import Parsed
from ingest.readers.limits import Limits
from ingest.report import UNKNOWN, Progress, Refusal, Report, Tally, line, refused_line
from ingest.sources import archive, gather
from ingest.sources.gather import Place
from ingest.sources.item import Item, printable
from ingest.worker import Job
from ingest.workers import Workers
from kb.errors import BadInput, Refused
from kb.law.identifiers import squeeze
from kb.law.values import Intake
from kb.settings import Settings
from kb.store import Store, origins
from kb.store.intake import Finished
from kb.store.origins import Origin

BATCH = 50
"""Documents of one transaction."""
_NOTHING = Given()


@dataclass(frozen=True, slots=True)
class _Taken:
    """A file on its way through a worker."""

    label: str
    sha: str
    given: Given
    data: bytes
    origin: Origin | None


def ingest(
    store: Store,
    settings: Settings,
    paths: Sequence[Path | Place],
    *,
    only: str | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
    by: str = "",
    said: Given = _NOTHING,
) -> Report:
    """Take in everything under the paths.

    Args:
        only: name of an instrument; everything else is left out.
        dry_run: write nothing; ``Report.lines`` holds what would be taken in.
        progress: told (label, files done, files in all or None).
        by: who brought it, for the record.
        said: kind, day, office, number or columns, where a person knows better than the guess.

    Returns:
        What was added, what was known already and what was refused with its reason.

    Raises:
        BadInput: a path is missing, or no document was found in a folder or repository.
        HomeUnusable: the store or the originals cannot be written.
    """
    for path in paths:
        if isinstance(path, Path) and not path.exists():
            raise BadInput(
                f"그런 파일이나 폴더가 없습니다: {path}", f"no such file or folder: {path}"
            )
    report = Report()
    with _Run(store, settings, report, dry_run, by, said) as run:
        for given in paths:
            place = given if isinstance(given, Place) else gather.place(given)
            before = run.documents
            with ExitStack() as stack:
                items, total = gather.items(place, settings, stack, only)
                tell = partial(progress, place.name) if progress else None
                run.take(items, total, tell)
            run.flush()
            many = place.path.is_dir() or (total is None and not report.refused)
            if many and not place.followed and run.documents == before:
                raise _nothing_found(place, only, report)
    followed = any(isinstance(p, Place) and p.followed for p in paths)
    if only and run.documents == 0 and not followed:
        raise BadInput(f"찾는 법령이 없습니다: {only}", f"nothing of that name was found: {only}")
    return report


def ingest_bytes(
    store: Store,
    settings: Settings,
    name: str,
    data: bytes,
    *,
    dry_run: bool = False,
    by: str = "",
    said: Given = _NOTHING,
) -> Report:
    """Take in one uploaded document or archive; with ``dry_run`` only say what it would bring."""
    return ingest_uploads(
        store, settings, [(name, lambda: data)], dry_run=dry_run, by=by, said=said
    )


def ingest_uploads(
    store: Store,
    settings: Settings,
    files: Sequence[tuple[str, Callable[[], bytes]]],
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
    by: str = "",
    said: Given = _NOTHING,
) -> Report:
    """Take in uploaded documents and archives.

    Args:
        files: name and a way to the bytes of each.
        dry_run: write nothing; ``Report.lines`` holds what would be taken in.
        progress: told (label, files done, files in all).
        by: who brought them, for the record.
        said: what a person said of them.
    """
    report = Report()
    with _Run(store, settings, report, dry_run, by, said) as run:
        for n, (name, load) in enumerate(files):
            label = printable(Path(name).name)
            if progress:
                progress(label, n, len(files))
            data = load()
            if len(data) > settings.max_bytes:
                run.refuse(label, _too_large(settings.max_bytes))
            elif archive.is_archive(data):
                members = archive.members(data, settings.max_bytes, settings.max_ratio, label)
                run.take(members, None, None)
            else:
                run.take(iter([Item(label, partial(_same, data))]), 1, None)
        run.flush()
    return report


def _same(data: bytes) -> bytes:
    return data


def _too_large(most: int) -> Refused:
    return Refused(
        f"파일이 너무 큽니다(최대 {most:,}바이트)",
        f"the file is too large (at most {most:,} bytes)",
    )


class _Run:
    """One ingest under way."""

    def __init__(
        self,
        store: Store,
        settings: Settings,
        report: Report,
        dry_run: bool,
        by: str,
        said: Given,
    ) -> None:
        self._store, self._settings, self._report = store, settings, report
        self._dry_run, self._by, self._said = dry_run, by, said
        self._limits = Limits(settings.max_pages, settings.max_ratio, settings.max_bytes)
        self._readers = {form.name: form.reader for form in every_form()}
        self._known: dict[str, set[str]] = {}
        for sha, reader in set() if dry_run else store.finished():
            self._known.setdefault(sha, set()).add(reader)
        self._workers = Workers(
            settings.workers or os.cpu_count() or 1,
            settings.parse_seconds,
            settings.parse_megabytes,
        )
        self._batch: list[Intake] = []
        self._finished: list[Finished] = []
        self._again: list[tuple[str, str, Origin]] = []
        self._seen: set[str] = set()
        self._held: dict[str, list[str]] | None = None
        self.documents = 0

    def __enter__(self) -> _Run:
        return self

    def __exit__(self, *error: object) -> None:
        self._workers.__exit__(*error)

    def take(
        self,
        items: Iterator[Item],
        total: int | None,
        tell: Callable[[int, int | None], None] | None,
    ) -> None:
        """Read, parse and store the items, in order."""
        report = self._report
        waited = time.perf_counter()
        stored = 0.0
        for done, (taken, result) in enumerate(self._workers.map(self._jobs(items)), 1):
            at = time.perf_counter()
            self._receive(taken, *result)
            stored += time.perf_counter() - at
            if tell:
                tell(done, total)
        all_of_it = time.perf_counter() - waited
        report.seconds["parse"] = report.seconds.get("parse", 0) + all_of_it - stored
        report.seconds["store"] = report.seconds.get("store", 0) + stored

    def _jobs(self, items: Iterator[Item]) -> Iterator[tuple[_Taken, Job]]:
        while True:
            try:
                item = next(items)
            except StopIteration:
                return
            except Refused as e:
                self.refuse("", e)
                return
            try:
                data = item.load()
            except Refused as e:
                self.refuse(item.label, e)
                continue
            sha = sha256(data)
            given = self._said if self._said.key else self._said_before(sha)
            if self._known.get(sha, set()) & {r + given.key for r in self._readers.values()}:
                self._report.known += 1
                self.documents += 1
                if item.origin is not None:
                    self._again.append((sha, item.label, item.origin))
                continue
            if sha in self._seen:
                continue
            self._seen.add(sha)
            job = item.label, sha, data, given, self._limits
            yield _Taken(item.label, sha, given, data, item.origin), job

    def _said_before(self, sha: str) -> Given:
        """What a person said of the same file when it was taken in before."""
        said = [g for r in sorted(self._known.get(sha, ())) if (g := Given.from_reader(r)).key]
        return said[-1] if said else _NOTHING

    def _receive(self, taken: _Taken, state: str, value: object, form: str, seconds: float) -> None:
        report = self._report
        tally = report.formats.setdefault(form or UNKNOWN, Tally())
        tally.files += 1
        tally.seconds += seconds
        if state == "refused":
            assert isinstance(value, tuple)
            tally.refused += 1
            self.refuse(taken.label, Refused(*value))  # and read again the next time
            return
        assert isinstance(value, Parsed)
        tally.read += 1
        intakes = value.intakes
        self.documents += len(intakes)
        if taken.origin is not None:
            intakes = [_linked(i, taken.origin.final) for i in intakes]
        for intake in intakes:
            report.count(intake)
        if value.columns:
            report.columns[taken.label] = list(value.columns)
        if self._dry_run:
            report.lines += [line(x, value.guess) for x in intakes]
            return
        if taken.sha in self._known:
            self._forget(taken.sha)
        originals.keep(self._settings.home, taken.sha, taken.data)
        for intake in intakes[:-1]:
            self._add(intake)
        self._batch += intakes[-1:]
        reader = self._readers[form] + taken.given.key
        self._finished.append(
            Finished(taken.sha, reader, taken.label, len(intakes), origin=taken.origin)
        )
        if len(self._batch) >= BATCH:
            self.flush()

    def _add(self, intake: Intake) -> None:
        self._batch.append(intake)
        if len(self._batch) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Commit what is waiting, with the files that it completes."""
        if self._batch or self._finished:
            at = time.perf_counter()
            new = self._store.add(self._batch, self._by, self._finished, gone=self._report.gone)
            self._report.added += new
            self._report.held += len(self._batch) - new
            spent = time.perf_counter() - at
            self._report.seconds["commit"] = self._report.seconds.get("commit", 0) + spent
        if self._again:
            origins.note(self._store, self._again)
        self._batch, self._finished, self._again = [], [], []

    def _forget(self, sha: str) -> None:
        """Take out what an older reader made of the same file, so that the new reading counts."""
        if self._held is None:
            self._held = {}
            for d in self._store.documents():
                self._held.setdefault(d["original"], []).append(d["id"])
        for id in self._held.pop(sha, []):
            self._store.remove(id)

    def refuse(self, label: str, e: Refused) -> None:
        """Note a file that cannot be taken in."""
        refusal = Refusal(label, e.ko, e.en)
        self._report.refused.append(refusal)
        if self._dry_run:
            self._report.lines.append(refused_line(refusal))


def _linked(intake: Intake, url: str) -> Intake:
    """The intake with the address it was fetched from, where the document names none itself."""
    d = intake.document
    return (
        intake
        if d.url or not url.startswith("http")
        else replace(intake, document=replace(d, url=url))
    )


def _nothing_found(place: Place, only: str | None, report: Report) -> BadInput:
    where = place.origin.url if place.origin else place.path
    if only:
        return BadInput(
            f"{where}에 {squeeze(only)}이(가) 없습니다",
            f"nothing named {only} was found in {where}",
        )
    why = report.refused[-1] if report.refused else None
    return BadInput(
        f"문서를 하나도 찾지 못했습니다: {where}" + (f" ({why.label}: {why.ko})" if why else ""),
        f"no document was found in {where}" + (f" ({why.label}: {why.en})" if why else ""),
    )
