"""What a place gives: the files of a path, a history, an archive, or of an address fetched."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.sources import archive, folder, git
from ingest.sources.item import Item, printable, titled
from kb.errors import Refused
from kb.settings import Settings
from kb.store.origins import Origin


@dataclass(frozen=True, slots=True)
class Place:
    """Something on the disk to be taken in, and what people call it."""

    path: Path
    name: str
    origin: Origin | None = None
    """For what was fetched."""
    known: tuple[str, ...] = ()
    """Of a repository: commits whose history was taken in already."""
    followed: bool = False
    """It was taken in before: nothing new is no error."""
    items: Callable[[Settings], Iterator[Item]] | None = None
    """What it gives, where that is not what lies at the path."""


def place(path: Path) -> Place:
    """The place that a person named."""
    return Place(path, printable(path.name or str(path)))


def items(
    place: Place, settings: Settings, stack: ExitStack, only: str | None
) -> tuple[Iterator[Item], int | None]:
    """The items of a place, and how many where that is known before they are read.

    Args:
        stack: closes what had to be opened.
        only: name of an instrument; other items are left out.
    """
    if place.items is not None:
        found = place.items(settings)
        if only:
            return iter(_chosen(list(found), only)), None
        return found, None
    if place.path.is_file() and archive.is_archive(place.path):
        members = archive.members(place.path, settings.max_bytes, settings.max_ratio, place.name)
        found = (i for i in members if not only or i.named(only))
        return _from(place, found), None
    chosen = list(listed(place, settings, stack))
    if only:
        chosen = _chosen(chosen, only)
    return _from(place, iter(chosen)), len(chosen)


def _from(place: Place, found: Iterator[Item]) -> Iterator[Item]:
    return (replace(i, origin=place.origin) for i in found) if place.origin else found


def listed(place: Place, settings: Settings, stack: ExitStack) -> Iterator[Item]:
    """The items that lie at the path of a place; ``stack`` closes what had to be opened."""
    path = place.path
    if path.is_file():
        yield folder.file(path, settings.max_bytes, place.name)
    elif git.is_repository(path):
        history = stack.enter_context(git.History(path, settings.max_bytes))
        yield from history.items(place.known)
    else:
        for item in folder.files(path, settings.max_bytes):
            inner = item.path
            if inner is not None and not inner.is_symlink() and archive.is_archive(inner):
                yield from _members(inner, item.label, settings)
            else:
                yield item


def _members(path: Path, label: str, settings: Settings) -> Iterator[Item]:
    try:
        yield from archive.members(path, settings.max_bytes, settings.max_ratio, label)
    except Refused as e:
        yield Item(label, raising(e))


def raising(e: Refused) -> Callable[[], bytes]:
    """What loads an item that could not be had."""

    def load() -> bytes:
        raise e

    return load


def _chosen(listed: Sequence[Item], only: str) -> list[Item]:
    """Items of the name, by path, or where no path has it by what their heads say."""
    named = [i for i in listed if i.named(only)]
    if named:
        return named
    found = []
    for item in listed:
        try:
            if titled(item.load(), only):
                found.append(item)
        except Refused:
            continue
    return found
