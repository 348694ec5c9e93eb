"""The index: units of the corpus revision over segments of analysed texts, and a pointer to it.

``home/indexes/<revision>-<digest>-<fingerprint>/`` is written beside and moved into place, then
the pointer file ``home/indexes/current`` is replaced. Readers open what the pointer names. Texts
stand in segments (:mod:`kb.search.segment`) by their key: what is held already is not analysed
again, and a document more costs a small second segment, not the rewriting of the first. How an
index came about does not change what it finds.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import fields
from operator import attrgetter
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock, Timeout

from corpora.questions import cases
from corpora.questions import index as everyday
from kb.errors import HomeUnusable, IndexFault, unwritten
from kb.search import analysis, collection, embedders, growth, indexed, morphemes, seal, segment
from kb.search.collecting import collect
from kb.search.fast import FastEmbedder, open_fast
from kb.search.indexed import FILES, SCHEMA, Index, Owned
from kb.search.segment import Segment
from kb.search.units import FIELDS, Units
from kb.settings import Settings
from kb.store import Store

KEPT = 2
"""Index folders that stay: the current one and the one that a reader may still hold."""
Progress = Callable[[str, int, int], None]
log = logging.getLogger(__name__)


def folder(settings: Settings) -> Path:
    """Where the indexes of a home stand."""
    return settings.home / "indexes"


def fingerprint(embedder: FastEmbedder) -> str:
    """Of schema, analyser, model and everyday questions, not of code (10 hex).

    An edit of code alone rebuilds nothing.
    """
    asked = f"{everyday.fingerprint()}/{cases.fingerprint()}"
    parts = f"{SCHEMA}/{embedder.fingerprint}/{asked}"
    return hashlib.sha256(parts.encode()).hexdigest()[:10]


def build(
    store: Store, settings: Settings, progress: Progress | None = None, whole: bool = False,
    known: Index | None = None,
) -> Path:  # fmt: skip
    """Bring the index to the store's revision; returns its folder, at once if it stands already.

    See :func:`grow`, which also returns the index.
    """
    return grow(store, settings, progress, whole=whole, known=known)[0]


def grow(
    store: Store, settings: Settings, progress: Progress | None = None, whole: bool = False,
    known: Index | None = None,
) -> tuple[Path, Index | None]:  # fmt: skip
    """Bring the index to the store's revision; returns its folder, and itself where it was built.

    Args:
        progress: told (stage, done, in all).
        whole: analyse everything anew and make one segment of it, with its Chroma collection.
        known: an index that is open already: it need not be read again where it is the newest.

    Raises HomeUnusable when the folder cannot be written or another process builds too long.
    """
    embedder = open_fast(model_folder(settings))
    root = folder(settings)
    name = f"{store.revision()}-{store.digest()}-{fingerprint(embedder)}"

    def stands() -> bool:
        if current(settings) != name:
            return False
        try:
            meta = json.loads((root / name / "meta.json").read_text(encoding="utf-8"))
            base = segment.read(root / "segments" / meta["segments"][0], checked=False)
            return not collection.missing(settings, base, meta.get("chroma", []))
        except (OSError, ValueError, KeyError, IndexError):
            return False

    built = None
    if not whole and stands():
        return root / name, None
    try:
        root.mkdir(parents=True, exist_ok=True)
        with FileLock(root / "build.lock", timeout=600):
            if whole or not stands():
                built = _build(store, settings, embedder, root, name, progress, whole, known)
    except Timeout:
        raise HomeUnusable(
            f"다른 프로세스가 색인 중입니다: {root}", f"another process is indexing {root}"
        ) from None
    except OSError as e:
        ko, en = unwritten(e)
        raise HomeUnusable(
            f"색인을 쓸 수 없습니다: {root}: {ko}", f"cannot write {root}: {en}"
        ) from None
    return root / name, built


def model_folder(settings: Settings) -> Path | None:
    """The folder of the fast embedder in use; None: the bundled one."""
    return embedders.fast_folder(settings)


def current(settings: Settings) -> str | None:
    """The folder that the pointer names."""
    try:
        return (folder(settings) / "current").read_text(encoding="utf-8").strip() or None
    except OSError:
        return None


def stages(path: Path) -> dict[str, float]:
    """Seconds of each stage in which an index was built."""
    seconds = json.loads((path / "meta.json").read_text(encoding="utf-8"))["seconds"]
    return {str(k): float(v) for k, v in seconds.items()}


def drop(settings: Settings) -> None:
    """Forget all indexes, so that the next build starts afresh."""
    root = folder(settings)
    (root / "current").unlink(missing_ok=True)
    if root.is_dir():
        for path in root.iterdir():
            if path.is_dir() and path.name != "tier":
                shutil.rmtree(path, ignore_errors=True)


def _build(
    store: Store, settings: Settings, embedder: FastEmbedder, root: Path, name: str,
    progress: Progress | None, whole: bool, known: Index | None,
) -> Index:  # fmt: skip
    clock = growth.Clock()
    before = None if whole else _before(root, current(settings), known)
    clock.lap("open")
    units = collect(store, growth.kept(before) if before else None)
    clock.lap("collect")
    plan = growth.plan(before, units, fingerprint(embedder))
    workers = settings.workers or os.cpu_count() or 1
    ids = growth.vocabulary(plan)
    tokens = analysis.by_field(plan.fresh, ids, workers, progress)
    clock.lap("analyse")
    names = [s.folder.name for s in plan.stay]
    if plan.writes:
        own = f"{name}-{'more' if plan.stay else 'base'}"
        while (root / "segments" / own).exists():
            own += "x"  # a reader may hold that one
        stands_in = growth.bigrams(plan, tokens, ids)
        texts = growth.matrices(plan, tokens, stands_in, len(ids))
        at = segment.write(root / "segments", own, list(ids), len(plan.words), texts, embedder)
        names.append(at.name)
    opened = {s.folder.name: s for s in plan.stay}
    segments = tuple(opened.get(n) or segment.read(root / "segments" / n) for n in names)
    clock.lap("write")
    stored = before.meta.get("chroma", []) if plan.stay and before else []
    if whole or collection.missing(settings, segments[0], stored):
        # what was taken over has no texts, which a collection holds too
        whole_units = collect(store) if before else units
        stored = _collected(settings, segments[0], whole_units, progress)
        clock.lap("collection")
    owned = {f: growth.owned(plan, before, units, f) for f in FIELDS}
    meta = {
        "schema": SCHEMA,
        "revision": store.revision(),
        "fingerprint": fingerprint(embedder),
        "embedder": embedder.fingerprint,
        "analyser": morphemes.fingerprint(),
        "segments": names,
        "chroma": stored,
        "texts": {f: owned[f].shape[1] for f in FIELDS},
        "articles": len(units.articles),
        "cases": len(units.cases),
        "passages": len(units.passages),
        "analysed": sum(len(v) for v in plan.fresh.values()),
        "reused": plan.reused,
        "seconds": clock.laps,
    }
    _write_index(root, name, units, owned, meta)
    _sweep(root, name)
    return indexed.of(root / name, meta, segments, units, owned)


def _collected(
    settings: Settings, base: Segment, units: Units, progress: Progress | None
) -> tuple[str, ...]:
    """The fields written to the collection; none while its server is away: they are written later."""
    try:
        return collection.build(settings, base, units, progress)
    except IndexFault as e:
        if not collection.remote(settings):
            raise
        log.warning("%s / %s", e.ko, e.en)
        return ()


def _write_index(
    root: Path, name: str, units: Units, owned: Mapping[str, Owned], meta: dict[str, Any]
) -> None:
    target = root / f"{name}.part{os.getpid()}"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    try:
        for kind, file in FILES.items():
            rows = units.of(kind)
            names = [f.name for f in fields(rows[0])] if rows else []
            of = attrgetter(*names) if names else tuple
            (target / file).write_text(json.dumps([*map(of, rows)], ensure_ascii=False), "utf-8")
        (target / "states.json").write_text(
            json.dumps(units.states, ensure_ascii=False), encoding="utf-8"
        )
        for field, found in owned.items():
            np.save(target / f"{field}.npy", found)
        (target / "meta.json").write_text(json.dumps(meta, ensure_ascii=False), encoding="utf-8")
        seal.put(target)
        shutil.rmtree(root / name, ignore_errors=True)
        os.replace(target, root / name)
    except BaseException:
        shutil.rmtree(target, ignore_errors=True)
        raise
    pointer = root / f"current.{os.getpid()}"
    pointer.write_text(name, encoding="utf-8")
    os.replace(pointer, root / "current")


def _sweep(root: Path, name: str) -> None:
    """Remove what neither the current index nor the one before it needs."""
    indexes = [p for p in root.iterdir() if p.is_dir() and p.name not in ("segments", "tier")]
    indexes.sort(key=lambda p: (p.name == name, p.stat().st_mtime), reverse=True)
    needed: set[str] = set()
    for n, path in enumerate(indexes):
        try:
            meta = json.loads((path / "meta.json").read_text(encoding="utf-8"))
            if n < KEPT:
                needed.update(meta["segments"])
                continue
        except (OSError, ValueError, KeyError):
            pass  # of an older schema, or left by a build that was killed
        shutil.rmtree(path, ignore_errors=True)
    for path in (root / "segments").iterdir():
        if path.name not in needed and not collection.owned(path):
            shutil.rmtree(path, ignore_errors=True)


def _before(root: Path, name: str | None, known: Index | None) -> Index | None:
    """The index before, where its tokens are still those of the analyser."""
    if name is None:
        return None
    try:
        if known and known.folder == root / name and all(s.folder.is_dir() for s in known.segments):
            found = known
        else:
            found = indexed.read(root, name, known)
    except (OSError, KeyError, ValueError, EOFError, TypeError):
        return None
    return found if found.meta["analyser"] == morphemes.fingerprint() else None


def read(settings: Settings, before: Index | None = None) -> Index:
    """Open the index that the pointer names.

    ``before`` is an index open already, whose segments need not be read again. Raises IndexFault
    when there is none, when it is broken, or of another model.
    """
    name = current(settings)
    if name is None:
        raise IndexFault("색인이 없습니다: yugwon reindex", "no index: run yugwon reindex")
    try:
        found = indexed.read(folder(settings), name, before)
    except (OSError, KeyError, ValueError, EOFError, TypeError, IndexError) as e:
        raise IndexFault(
            f"색인이 깨졌습니다: {name}: {e}: yugwon reindex",
            f"the index {name} is broken: {e}: run yugwon reindex",
        ) from None
    if found.meta["fingerprint"] != fingerprint(open_fast(model_folder(settings))):
        raise IndexFault(
            "색인이 다른 모델로 만들어졌습니다: yugwon reindex",
            "the index is of another model: run yugwon reindex",
        )
    return found
