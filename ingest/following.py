"""Takes in what is new at one registered source: folder, git repository, URL or law.go.kr."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import select

from ingest.parsers import version_list
from ingest.pipeline import ingest
from ingest.report import Progress, Report
from ingest.sources import gather, git, web
from ingest.sources.gather import Place
from ingest.sources.item import Item
from ingest.sources.lawgokr import OpenApi, Target, target
from kb.errors import BadInput, Refused, YugwonError
from kb.settings import Settings
from kb.store import Store, schema
from kb.store.origins import Origin
from kb.store.sources import Source, brought


@dataclass(slots=True)
class Followed:
    """What following one source brought."""

    source: Source
    report: Report = field(default_factory=Report)
    missing: list[str] = field(default_factory=list)
    """Files that lay there at an earlier time; what they brought stays."""
    nothing: list[str] = field(default_factory=list)
    """Queries that found nothing."""
    error: YugwonError | None = None
    state: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Following:
    """What every kind of source needs."""

    store: Store
    settings: Settings
    today: date
    again: bool = False
    """Whether texts of law.go.kr that are held already are asked for once more."""
    progress: Progress | None = None
    api: Callable[[Settings, str], OpenApi] = OpenApi


def follow(source: Source, by: Following) -> Followed:
    """Take in what is new at a source.

    What fails is said in ``Followed.error``; what was brought before that stays.
    """
    found = Followed(source, state=dict(source.state))
    try:
        _KINDS[source.kind](source, by, found)
    except (BadInput, Refused) as e:
        found.error = e
    return found


def _take(place: Place, by: Following, found: Followed) -> None:
    only = found.source.options.get("only")
    report = ingest(
        by.store, by.settings, [place], only=only, progress=by.progress, by=found.source.id
    )
    found.report = report


def now() -> datetime:
    """This moment, UTC without its zone."""
    return datetime.now(UTC).replace(tzinfo=None)


def _folder(source: Source, by: Following, found: Followed) -> None:
    root = Path(source.place)
    if not root.is_dir():
        raise BadInput(f"폴더가 없습니다: {root}", f"no such folder: {root}")
    base = root.resolve().as_uri()
    seen: set[str] = set()

    def items(settings: Settings) -> Iterator[Item]:
        for item in gather.listed(gather.place(root), settings, ExitStack()):
            url = f"{base}/{quote(item.label)}"
            seen.add(url)
            yield replace(item, origin=Origin(url, url, "", now()))

    with by.store.reading() as c:
        earlier = brought(c, base)
    _take(Place(root, source.id, items=items, followed=bool(earlier)), by, found)
    if not source.options.get("only"):
        found.missing = sorted(u.removeprefix(base + "/") for u in earlier if u not in seen)


def _git(source: Source, by: Following, found: Followed) -> None:
    if web.is_url(source.place):
        address = web.parse(source.place)
        mirror = by.settings.home / "mirrors" / f"{source.id}.git"
        pin = web.pinned(address, by.settings)
        if mirror.exists():
            git.update(str(address), pin, mirror, by.settings)
        else:
            mirror.parent.mkdir(parents=True, exist_ok=True)
            git.clone(str(address), pin, mirror, by.settings)
    else:
        mirror = Path(source.place)
        if not git.is_repository(mirror):
            raise BadInput(f"git 저장소가 아닙니다: {mirror}", f"no git repository: {mirror}")
    known = git.present(mirror, source.state.get("heads", ()))
    origin = Origin(source.place, source.place, git.state(mirror), now(), lasting=False)
    _take(Place(mirror, source.id, origin, known, followed=bool(known)), by, found)
    found.state["heads"] = list(git.heads(mirror))


def _url(source: Source, by: Following, found: Followed) -> None:
    with web.fetched([source.place], by.settings, by.progress) as places:
        _take(replace(places[0], followed=source.synced_at is not None), by, found)


def _lawgokr(source: Source, by: Following, found: Followed) -> None:
    api = by.api(by.settings, web.AGENT)
    failed: list[BadInput] = []

    def items(_: Settings) -> Iterator[Item]:
        try:
            yield from _Asking(source, by, found, api).items()
        except BadInput as e:  # what came before it is taken in all the same
            failed.append(e)

    _take(Place(by.settings.home, source.id, items=items, followed=True), by, found)
    if failed:
        raise failed[0]


class _Asking:
    """One round of questions to law.go.kr, in the order in which they were registered."""

    def __init__(self, source: Source, by: Following, found: Followed, api: OpenApi) -> None:
        self._options = source.options
        self._by, self._found, self._api = by, found, api
        self._done = set(source.state.get("done", ()))
        since = source.options.get("since")
        self._since = date.fromisoformat(since) if since else None
        t = schema.origins
        base = by.settings.law_url.rstrip("/")
        with by.store.reading() as c:
            urls = select(t.c.url).where(t.c.url.startswith(base, autoescape=True))
            self._known = set() if by.again else set(c.execute(urls).scalars())

    def items(self) -> Iterator[Item]:
        """What is new. Raises BadInput when law.go.kr fails."""
        for code, query in self._options["take"]:
            asked = target(code)
            yield from (
                self._statutes(asked, query) if code == "law" else self._others(asked, query)
            )
            self._done.add(f"{code}={query}")
            self._found.state["done"] = sorted(self._done)

    def _statutes(self, asked: Target, name: str) -> Iterator[Item]:
        listed, complete = self._api.versions(name)
        rows = sorted(listed, key=lambda r: (r.effective, r.promulgated))
        if not rows:
            self._found.nothing.append(f"{asked.ko}={name}")
            return
        if complete:
            data = version_list.written(rows, self._by.today)
            url = self._api.list_url(name)
            label = f"law.go.kr/연혁/{name}.json"
            yield Item(label, lambda: data, origin=Origin(url, url, "", now()))
        times = Counter(r.serial for r in rows)
        for row, following in zip(rows, [*rows[1:], None], strict=True):
            if self._since and following and following.effective <= self._since:
                continue
            # One act may take effect in parts: then its text is asked for by day.
            day = row.effective if times[row.serial] > 1 else None
            label = f"law.go.kr/{name}/{row.effective}_{row.serial}.xml"
            yield from self._text(asked, row.serial, day, label)

    def _others(self, asked: Target, query: str) -> Iterator[Item]:
        more = {"search": "2"} if self._options.get("body") else {}
        if self._since and asked.period:
            more[asked.period] = f"{self._since:%Y%m%d}~{self._by.today:%Y%m%d}"
        complete = f"{asked.code}={query}" in self._done and not self._by.again
        count = 0
        for page in self._api.rows(asked, query, sort="ddes", **more):
            count += len(page)
            new = False
            for row in page:
                label = f"law.go.kr/{asked.ko}/{row[asked.serial]}.xml"
                for item in self._text(asked, row[asked.serial], None, label):
                    new = True
                    yield item
            if complete and not new:  # newest first: all that follows is older and known
                return
        if not count:
            self._found.nothing.append(f"{asked.ko}={query}")

    def _text(self, asked: Target, serial: str, day: date | None, label: str) -> Iterator[Item]:
        url = self._api.url(asked, serial, day)
        if not serial or url in self._known:
            return
        self._known.add(url)
        try:
            data = self._api.text(asked, serial, day)
        except Refused as e:
            yield Item(label, gather.raising(e))
            return
        yield Item(label, lambda: data, origin=Origin(url, url, "", now()))


_KINDS: dict[str, Callable[[Source, Following, Followed], None]] = {
    "folder": _folder,
    "git": _git,
    "url": _url,
    "lawgokr": _lawgokr,
}


def kind_of(place: str, settings: Settings) -> str:
    """What a place is that a person wants to register. Raises BadInput when it is nothing."""
    if web.is_url(place):
        address = web.parse(place)
        return "git" if web.repository_at(address, settings) is not None else "url"
    path = Path(place)
    if not path.is_dir():
        raise BadInput(
            f"폴더나 git 저장소, 주소가 아닙니다: {place}",
            f"not a folder, git repository or URL: {place}",
        )
    return "git" if git.is_repository(path) else "folder"
