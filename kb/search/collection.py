"""The vectors of a base segment in Chroma, through LlamaIndex's ``ChromaVectorStore``.

One collection a field, named by what it holds; embedded beside the segment (one process owns the
folder, by a file lock) or on a Chroma server. Any LlamaIndex program can open them:
:func:`vector_store`. Search asks them (:mod:`kb.search.nearest`) when the setting says so, or from
two million texts; below that exact cosine in memory is faster and finds the true nearest. Another
LlamaIndex store takes Chroma's place by the settings (:mod:`kb.search.stores`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from filelock import FileLock, Timeout

from kb.errors import HomeUnusable, IndexFault, YugwonError
from kb.search import stores
from kb.search.segment import Segment
from kb.search.units import OPEN, Units
from kb.settings import Settings

SHORT = ("article.text", "case.question", "case.answer", "ruling.holdings")
"""Fields that every whole build writes, for other programs: about a second a thousand texts."""
FIELDS = (*SHORT, "clause")
"""Fields that search by Chroma needs."""
LARGE = 2_000_000
"""Texts from which Chroma is asked where the setting leaves it open: all law in force has a million,
which take 50 ms to be compared and 1 GB of memory. Chroma would need as much, and longer to build."""
BATCH = 5_000
"""Chroma takes 5,461 at most in one call."""
SOON, PATIENT = 3.0, 60.0
"""Seconds in which a Chroma server says that it is there, and has done what it is asked."""
Progress = Callable[[str, int, int], None]


def wanted(settings: Settings, base: Segment) -> bool:
    """Whether search asks Chroma for the vectors of this base."""
    if stores.other(settings):
        return settings.vector_search != "exact"
    if settings.vector_search == "auto":
        return sum(base.fields[f].size for f in FIELDS) >= LARGE
    return settings.vector_search == "chroma"


def remote(settings: Settings) -> bool:
    """Whether the vectors stand on a Chroma server, which may be away for a while."""
    return settings.chroma_url is not None and not stores.other(settings)


def missing(settings: Settings, base: Segment, stored: Sequence[str]) -> bool:
    """Whether search would ask the store for fields that are not among the stored.

    A server is asked what it holds: it may have lost it. One that is away lacks nothing for now.
    """
    if remote(settings):
        if not wanted(settings, base):
            return False
        try:
            with client(settings, base) as opened:
                return not held(opened).issuperset(names(base).values())
        except IndexFault:
            return False
    if stores.other(settings):
        there = stores.written(settings, base)
        return wanted(settings, base) and not there.issuperset(names(base).values())
    return not set(FIELDS) <= set(stored) and wanted(settings, base)


def names(base: Segment) -> dict[str, str]:
    """The collection of each field, named by the texts and vectors in it."""
    out = {}
    for field in FIELDS:
        postings = base.fields[field]
        digest = hashlib.sha256(postings.keys.tobytes())
        digest.update(postings.vectors.tobytes())
        out[field] = f"yugwon-{field}-{digest.hexdigest()[:16]}"
    return out


@contextmanager
def client(settings: Settings, base: Segment) -> Iterator[Any]:
    """Chroma's client for a base segment; the embedded one is owned while it is open.

    Raises HomeUnusable when another process owns the folder, IndexFault when the server is away.
    """
    import chromadb
    import httpx
    from chromadb.config import Settings as ChromaSettings

    quiet = ChromaSettings(anonymized_telemetry=False)
    if settings.chroma_url:
        url = urlsplit(settings.chroma_url)
        ssl = url.scheme == "https"
        try:
            httpx.get(f"{settings.chroma_url.rstrip('/')}/api/v2/heartbeat", timeout=SOON)
            served = chromadb.HttpClient(
                url.hostname or "localhost", url.port or (443 if ssl else 8000), ssl, settings=quiet
            )
            # its sessions wait without end, and are left open by close()
            sessions = [served._server._session, served._admin_client._server._session]
            for session in sessions:
                session.timeout = PATIENT
            try:
                yield served
            finally:
                served.close()
                for session in sessions:
                    session.close()
        except YugwonError:
            raise
        except Exception as e:  # its client lets errors of several libraries through
            why = str(e).strip().split("\n")[0][:200] or type(e).__name__
            raise IndexFault(
                f"Chroma 서버를 쓸 수 없습니다: {settings.chroma_url}: {why}",
                f"cannot use the Chroma server at {settings.chroma_url}: {why}",
            ) from None
        return
    try:
        with FileLock(base.folder / "chroma.lock", timeout=0):
            opened = chromadb.PersistentClient(str(base.folder / "chroma"), quiet)
            try:
                yield opened
            finally:
                opened.close()
    except Timeout:
        raise HomeUnusable(
            f"다른 프로세스가 Chroma 폴더를 쓰고 있습니다: {base.folder}",
            f"another process owns the Chroma folder of {base.folder}",
        ) from None


def vector_store(opened: Any, name: str) -> Any:
    """One collection as LlamaIndex knows vector stores."""
    from llama_index.vector_stores.chroma import ChromaVectorStore

    return ChromaVectorStore(
        chroma_collection=opened.get_or_create_collection(
            name, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
        )
    )


def held(opened: Any) -> frozenset[str]:
    """Names of every collection that a client sees."""
    return frozenset(c.name for c in opened.list_collections(limit=100_000))


def build(
    settings: Settings, base: Segment, units: Units, progress: Progress | None = None
) -> tuple[str, ...]:
    """Write the vectors of a base segment, with what its texts are and when they stand.

    Returns the fields written: all that search needs where it will ask Chroma, else the short.
    """
    fields = FIELDS if wanted(settings, base) else SHORT
    if stores.other(settings):
        _build_other(settings, base, units, progress)
        return ()
    with client(settings, base) as opened:
        there = held(opened)
        named = names(base)
        for done, field in enumerate(fields, 1):
            size, name = base.fields[field].size, named[field]
            if name in there:
                if opened.get_collection(name, embedding_function=None).count() == size:
                    continue
                opened.delete_collection(name)
            store = vector_store(opened, name)
            for nodes in _nodes(base, field, units):
                store.add(nodes)
            if progress:
                progress("collection", done, len(fields))
    return fields


def _build_other(
    settings: Settings, base: Segment, units: Units, progress: Progress | None
) -> None:
    """Write what another store than Chroma does not hold yet."""
    if not wanted(settings, base):
        return
    there = stores.written(settings, base)
    for done, (field, name) in enumerate(names(base).items(), 1):
        if name not in there:
            store = stores.made(settings, base, name)
            for nodes in _nodes(base, field, units):
                # a text of unknown words alone has no direction, and is near nothing
                near = [n for n in nodes if any(n.embedding)]
                for node in near:
                    node.id_ = stores.id_of(node.id_)
                if near:
                    store.add(near)
            stores.keep(settings, base, name, store)
            there |= {name}
            stores.note(settings, base, there)
        if progress:
            progress("collection", done, len(FIELDS))


def _nodes(base: Segment, field: str, units: Units) -> Iterator[list[Any]]:
    """The texts of a field as LlamaIndex knows them, some at a time: as such they are large."""
    from llama_index.core.schema import TextNode

    said: dict[str, dict[str, Any]] = {}
    texts: dict[str, str] = {}
    for t in units.texts[field]:
        texts.setdefault(t.key, t.text)
        if field in ("article.text", "clause"):
            a = units.articles[t.owner]
            own = {"owner": a.id, "kind": "provision", "since": a.since, "until": a.until}
        else:
            c = units.cases[t.owner]
            own = {"owner": c.id, "kind": c.kind, "since": c.day, "until": OPEN}
        known = said.setdefault(t.key, own)
        known["since"] = min(known["since"], own["since"])
        known["until"] = max(known["until"], own["until"])
    postings = base.fields[field]
    for start in range(0, postings.size, BATCH):
        keys = [k.decode() for k in postings.keys[start : start + BATCH].tolist()]
        vectors = postings.vectors[start : start + BATCH].astype(np.float32).tolist()
        yield [
            TextNode(id_=k, text=texts.get(k, ""), metadata=said.get(k, {}), embedding=v)
            for k, v in zip(keys, vectors, strict=True)
        ]


def owned(path: Path) -> bool:
    """Whether a process has the Chroma folder of a segment open."""
    if not (path / "chroma.lock").exists():
        return False
    try:
        with FileLock(path / "chroma.lock", timeout=0):
            return False
    except Timeout:
        return True
