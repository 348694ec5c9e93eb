"""Documents, archives and git repositories by URL: fetched whole, or not at all."""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from urllib.parse import unquote

import httpcore
import httpx

from ingest.report import Progress
from ingest.sources import git, network
from ingest.sources.gather import Place
from kb.errors import BadInput
from kb.settings import Settings
from kb.store.origins import Origin

AGENT = "yugwon (knowledge base of election law)"
_PREFIX = "fetch-"
_STALE = 86_400
"""Seconds after which a folder of a fetch belongs to nobody any more."""
_URL = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*://")
_PAGE = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S
)
_SMART = re.compile(rb"^001e# service=git-upload-pack\n")
_DUMB = re.compile(rb"^[0-9a-f]{40}\trefs/")
_STATUS = {
    401: ("로그인이 필요한 주소입니다", "the address needs a login"),
    403: ("서버가 접근을 거절했습니다", "the server refuses access"),
    404: ("그 주소에 문서가 없습니다", "there is no document at that address"),
    410: ("그 주소의 문서는 없어졌습니다", "the document at that address is gone"),
    429: ("서버가 요청이 너무 많다고 합니다", "the server says that it is asked too often"),
}

Tell = Callable[[int, int | None], None]
"""Told the bytes received and, where known, the bytes in all."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was fetched, where it lies and where it came from."""

    url: str
    """As it was given."""
    final: str
    """After redirects."""
    path: Path
    """The file, or the folder of the repository; its name says nothing about the URL."""
    label: str
    """A name for people, from the URL."""
    sha256: str
    """Of the bytes; of a repository the hash of its branches and tags."""
    size: int
    at: datetime

    @property
    def place(self) -> Place:
        """What was fetched as a place to take in."""
        return Place(self.path, self.label, Origin(self.url, self.final, self.sha256, self.at))


@contextmanager
def fetched(
    urls: Sequence[str], settings: Settings, progress: Progress | None = None
) -> Iterator[list[Place]]:
    """What lies at some URLs, in their order; taken away again at the end.

    Raises BadInput as :func:`fetch`, before anything is yielded.
    """
    if not urls:
        yield []
        return
    settings.home.mkdir(parents=True, exist_ok=True)
    for left in settings.home.glob(_PREFIX + "*"):  # of runs that were killed
        if time.time() - left.stat().st_mtime > _STALE:
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=_PREFIX, dir=settings.home) as made:
        places = []
        for n, url in enumerate(urls):
            folder = Path(made) / str(n)
            folder.mkdir()
            tell = partial(progress, label_of(parse(url))) if progress else None
            places.append(fetch(url, settings, folder, tell).place)
        yield places


def is_url(place: str) -> bool:
    """Whether a person gave an address and not a path.

    >>> is_url("https://example.org/a.md"), is_url("file:///etc/passwd"), is_url("law/a.md")
    (True, True, False)
    """
    return bool(_URL.match(place))


def fetch(url: str, settings: Settings, folder: Path, tell: Tell | None = None) -> Fetched:
    """Bring what lies at a URL into a folder, which must be empty.

    Args:
        folder: of the caller, who takes it away afterwards.
        tell: told how far it is.

    Raises BadInput with one line for every fault: wrong scheme, an address of the own network,
    no such server or document, a refusal, too large, too slow.
    """
    address = parse(url)
    at = datetime.now(UTC).replace(tzinfo=None)
    file = folder / "download"
    page = None
    if not address.path.endswith(".git"):
        page = _download(address, settings, file, tell)
        if not page.html:
            return _fetched(url, page, file, at)
    repository = repository_at(page.final if page else address, settings)
    if repository is not None:
        file.unlink(missing_ok=True)
        clone = folder / "repository"
        git.clone(str(repository), pinned(repository, settings), clone, settings)
        label = label_of(repository)
        return Fetched(url, str(repository), clone, label, git.state(clone), git.size(clone), at)
    if page is None:
        raise BadInput(
            f"그 주소에 git 저장소가 없습니다: {url}",
            f"there is no git repository at that address: {url}",
        )
    return _fetched(url, page, file, at)


@dataclass(frozen=True, slots=True)
class _Download:
    final: httpx.URL
    sha256: str
    size: int
    html: bool
    """A page, which may be that of a repository."""


def _fetched(url: str, d: _Download, file: Path, at: datetime) -> Fetched:
    return Fetched(url, str(d.final), file, label_of(d.final), d.sha256, d.size, at)


def parse(url: str) -> httpx.URL:
    """The address that a person gave. Raises BadInput when it is none that can be fetched."""
    try:
        address = httpx.URL(url.strip())
    except (httpx.InvalidURL, UnicodeError) as e:
        raise BadInput(f"주소가 아닙니다: {url}: {e}", f"not an address: {url}: {e}") from None
    network.check(address)
    return address


def pinned(address: httpx.URL, settings: Settings) -> str:
    """``host:port:address`` of a checked address, as curl and git take it."""
    port = address.port or (443 if address.scheme == "https" else 80)
    found = network.addresses(address.host, port, settings.private_urls)
    first = f"[{found[0]}]" if ":" in found[0] else found[0]
    return f"{address.host}:{port}:{first}"


def label_of(address: httpx.URL) -> str:
    """A name for people: the last part of the path, or the host. Never used as a path.

    >>> label_of(httpx.URL("https://example.org/a/%EA%B0%80%2Fb.md?x=1"))
    '가 b.md'
    """
    last = unquote(address.raw_path.decode("ascii").split("?")[0].rstrip("/").rsplit("/", 1)[-1])
    shown = "".join(c if c.isprintable() and c not in "/\\#" else " " for c in last)
    return " ".join(shown.split())[:120].strip(". ") or address.host


def _download(address: httpx.URL, settings: Settings, file: Path, tell: Tell | None) -> _Download:
    with network.client(settings.fetch_seconds, settings.private_urls, AGENT) as client:
        try:
            with client.stream("GET", address, follow_redirects=True) as answer:
                if answer.status_code != 200:
                    raise _refused(address, answer.status_code)
                announced = answer.headers.get("Content-Length", "")
                total = int(announced) if announced.isdigit() else None
                if total is not None and total > settings.max_bytes:
                    raise _too_large(address, settings)
                digest = hashlib.sha256()
                size = 0
                head = b""
                with file.open("wb") as f:
                    for piece in answer.iter_bytes():
                        size += len(piece)
                        if size > settings.max_bytes:
                            raise _too_large(address, settings)
                        head = head if len(head) > 1024 else head + piece
                        digest.update(piece)
                        f.write(piece)
                        if tell:
                            tell(size, total)
                final = answer.url
        except _FAULTS as e:
            raise fault(address, e) from None
    return _Download(final, digest.hexdigest(), size, bool(_PAGE.match(head)))


def repository_at(address: httpx.URL, settings: Settings) -> httpx.URL | None:
    """Where the git repository of an address is served, by what it says of itself.

    None when there is none. Raises BadInput as :func:`fetch`.
    """
    asked = address.copy_with(
        path=address.path.rstrip("/") + "/info/refs", query=b"service=git-upload-pack"
    )
    head = b""
    with network.client(settings.fetch_seconds, settings.private_urls, AGENT) as client:
        try:
            with client.stream("GET", asked, follow_redirects=True) as answer:
                if answer.status_code != 200:
                    return None
                for piece in answer.iter_bytes():
                    head += piece
                    if len(head) >= 64:
                        break
        except _FAULTS as e:
            raise fault(address, e) from None
    if not (_SMART.match(head) or _DUMB.match(head)):
        return None
    return answer.url.copy_with(path=answer.url.path.removesuffix("/info/refs"), query=None)


_FAULTS = (
    httpx.HTTPError,
    httpx.InvalidURL,
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.UnsupportedProtocol,
)


def fault(address: httpx.URL | str, e: Exception) -> BadInput:
    """The one line for what went wrong on the way."""
    if isinstance(e, (httpcore.ConnectTimeout, httpx.ConnectTimeout)):
        return BadInput(
            f"서버가 응답하지 않습니다(시간 초과): {address}",
            f"the server does not answer (timed out): {address}",
        )
    if isinstance(e, (httpcore.TimeoutException, httpx.TimeoutException)):
        return BadInput(
            f"정한 시간 안에 받지 못했습니다: {address} (설정 fetch_seconds)",
            f"it did not arrive in the time allowed: {address} (setting fetch_seconds)",
        )
    if isinstance(e, httpx.TooManyRedirects):
        return BadInput(
            f"다른 주소로 보내기를 되풀이합니다: {address}", f"too many redirects: {address}"
        )
    if isinstance(e, (httpcore.ConnectError, httpx.ConnectError)):
        secure = "CERTIFICATE" in str(e).upper() or "SSL" in str(e).upper()
        return BadInput(
            f"{'보안 연결을 맺지' if secure else '서버에 닿지'} 못했습니다: {address}: {e}",
            f"{'no secure connection' if secure else 'cannot reach the server'}: {address}: {e}",
        )
    return BadInput(
        f"받는 도중에 끊겼습니다: {address}: {e}", f"the transfer broke off: {address}: {e}"
    )


def _refused(address: httpx.URL, status: int) -> BadInput:
    if status in _STATUS:
        ko, en = _STATUS[status]
    elif status >= 500:
        ko, en = "서버에 장애가 있습니다", "the server has a fault"
    else:
        ko, en = "서버가 문서를 주지 않습니다", "the server gives no document"
    return BadInput(f"{ko}({status}): {address}", f"{en} ({status}): {address}")


def _too_large(address: httpx.URL, settings: Settings) -> BadInput:
    most = f"{settings.max_bytes:,}"
    return BadInput(
        f"너무 큽니다(최대 {most}바이트): {address} (설정 max_bytes)",
        f"too large (at most {most} bytes): {address} (setting max_bytes)",
    )
