"""The index: an immutable folder of the corpus revision and the embedder, and a pointer to it.

``home/indexes/<revision>-<fingerprint>/`` is written beside and moved into place, then the
pointer file ``home/indexes/current`` is replaced. Readers open what the pointer names. What is
unchanged since the index before (by the key of each text) is taken over, not analysed again.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from filelock import FileLock, Timeout

from kb.errors import HomeUnusable, IndexFault
from kb.search import analysis, lexical, morphemes
from kb.search.fast import FastEmbedder, open_fast
from kb.search.units import FIELDS, LONG, ArticleUnit, CaseUnit, PassageUnit, Text, Units, collect
from kb.settings import Settings
from kb.store import Store

SCHEMA = 2
KEPT = 2
"""Index folders that stay: the current one and the one that a reader may still hold."""
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Index:
    """An index opened for search."""

    folder: Path
    meta: dict[str, Any]
    vocabulary: dict[str, int]
    articles: list[ArticleUnit]
    cases: list[CaseUnit]
    passages: list[PassageUnit]
    fields: dict[str, lexical.FieldIndex]


def folder(settings: Settings) -> Path:
    """Where the indexes of a home stand."""
    return settings.home / "indexes"


def fingerprint(embedder: FastEmbedder) -> str:
    """Of schema, analyser and model (10 hex)."""
    return hashlib.sha256(f"{SCHEMA}/{embedder.fingerprint}".encode()).hexdigest()[:10]


def build(store: Store, settings: Settings, progress: Progress | None = None) -> Path:
    """Bring the index to the store's revision; returns its folder, at once if it stands already.

    Raises HomeUnusable when the folder cannot be written or another process builds too long.
    """
    embedder = open_fast(model_folder(settings))
    root = folder(settings)
    name = f"{store.revision()}-{store.digest()}-{fingerprint(embedder)}"
    if current(settings) == name and (root / name / "meta.json").is_file():
        return root / name
    try:
        root.mkdir(parents=True, exist_ok=True)
        with FileLock(root / "build.lock", timeout=600):
            if current(settings) == name and (root / name / "meta.json").is_file():
                return root / name
            _build(store, settings, embedder, root, name, progress)
    except Timeout:
        raise HomeUnusable(
            f"다른 프로세스가 색인 중입니다: {root}", f"another process is indexing {root}"
        ) from None
    except OSError as e:
        raise HomeUnusable(
            f"색인을 쓸 수 없습니다: {root}: {e.strerror}", f"cannot write {root}: {e.strerror}"
        ) from None
    return root / name


def model_folder(settings: Settings) -> Path | None:
    """The folder of the fast embedder in use; None: the bundled one."""
    return None if settings.embedder == "fast" else Path(settings.embedder)


def current(settings: Settings) -> str | None:
    """The folder that the pointer names."""
    try:
        return (folder(settings) / "current").read_text(encoding="utf-8").strip() or None
    except OSError:
        return None


def drop(settings: Settings) -> None:
    """Forget the current index, so that the next build starts afresh."""
    name = current(settings)
    (folder(settings) / "current").unlink(missing_ok=True)
    if name:
        shutil.rmtree(folder(settings) / name, ignore_errors=True)


def _build(
    store: Store, settings: Settings, embedder: FastEmbedder, root: Path, name: str,
    progress: Progress | None,
) -> None:  # fmt: skip
    began = time.perf_counter()
    units = collect(store)
    before = _Before.open(root, current(settings), fingerprint(embedder))
    target = root / f"{name}.part{os.getpid()}"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    vocabulary = dict(before.vocabulary)
    workers = settings.workers or os.cpu_count() or 1
    profile: dict[str, float] = {"collect": time.perf_counter() - began}
    try:
        pending: dict[str, list[npt.NDArray[np.int32]]] = {}
        for field in FIELDS:
            pending[field] = _tokens(
                units.texts[field], field, before, vocabulary, workers, progress
            )
        profile["analyse"] = time.perf_counter() - began - sum(profile.values())
        words = list(vocabulary)
        for n, field in enumerate(FIELDS):
            _write_field(target, field, units.texts[field], pending[field], words, embedder, before)
            if progress:
                progress("write", n + 1, len(FIELDS))
        profile["write"] = time.perf_counter() - began - sum(profile.values())
        _write_units(target, units, words)
        meta = {
            "schema": SCHEMA,
            "revision": store.revision(),
            "fingerprint": fingerprint(embedder),
            "embedder": embedder.fingerprint,
            "analyser": morphemes.fingerprint(),
            "texts": {f: len(units.texts[f]) for f in FIELDS},
            "words": len(words),
            "articles": len(units.articles),
            "cases": len(units.cases),
            "passages": len(units.passages),
            "reused": before.reused,
            "seconds": {k: round(v, 2) for k, v in profile.items()},
        }
        (target / "meta.json").write_text(json.dumps(meta, ensure_ascii=False), encoding="utf-8")
        shutil.rmtree(root / name, ignore_errors=True)
        os.replace(target, root / name)
    except BaseException:
        shutil.rmtree(target, ignore_errors=True)
        raise
    pointer = root / f"current.{os.getpid()}"
    pointer.write_text(name, encoding="utf-8")
    os.replace(pointer, root / "current")
    _sweep(root, name)


def _sweep(root: Path, name: str) -> None:
    old = sorted(
        (p for p in root.iterdir() if p.is_dir() and p.name != name),
        key=lambda p: p.stat().st_mtime,
    )
    for path in old[: max(0, len(old) - KEPT + 1)]:
        shutil.rmtree(path, ignore_errors=True)


class _Before:
    """What the index before has analysed: tokens of each text by field and key."""

    def __init__(self) -> None:
        self.folder: Path | None = None
        self.vocabulary: dict[str, int] = {}
        self.keys: dict[str, list[str]] = {}
        self.rows: dict[str, dict[str, npt.NDArray[np.int32]]] = {}
        self.reused = 0

    @classmethod
    def open(cls, root: Path, name: str | None, fingerprint: str) -> _Before:
        before = cls()
        if name is None:
            return before
        try:
            meta = json.loads((root / name / "meta.json").read_text(encoding="utf-8"))
            if meta["schema"] != SCHEMA or meta["analyser"] != morphemes.fingerprint():
                return before
            words = _words(root / name)
            for field in FIELDS:
                with np.load(root / name / field / "tokens.npz") as data:
                    keys = [k.decode() for k in data["keys"].tolist()]
                    parts = np.split(data["ids"], data["ends"][:-1])
                before.keys[field] = keys
                before.rows[field] = dict(zip(keys, parts, strict=True)) if keys else {}
        except (OSError, KeyError, ValueError):
            return cls()
        # tokens outlive a change of model, vectors do not
        before.folder = root / name if meta["fingerprint"] == fingerprint else None
        before.vocabulary = {w: i for i, w in enumerate(words)}
        return before


def _tokens(
    texts: Sequence[Text], field: str, before: _Before, vocabulary: dict[str, int], workers: int,
    progress: Progress | None,
) -> list[npt.NDArray[np.int32]]:  # fmt: skip
    old = before.rows.get(field, {})
    fresh = list({t.key: t.text for t in texts if t.key not in old}.items())
    found = dict(old)
    before.reused += len(texts) - len(fresh)
    lists = analysis.analyse([text for _, text in fresh], field in LONG, workers, progress)
    for (key, text), tokens in zip(fresh, lists, strict=True):
        words = tokens or morphemes.bigrams(text)
        found[key] = np.fromiter(
            (vocabulary.setdefault(w, len(vocabulary)) for w in words), np.int32, len(words)
        )
    return [found[t.key] for t in texts]


def _write_field(
    target: Path, field: str, texts: Sequence[Text], tokens: list[npt.NDArray[np.int32]],
    words: list[str], embedder: FastEmbedder, before: _Before,
) -> None:  # fmt: skip
    keys = [t.key for t in texts]
    if before.folder is not None and before.keys.get(field) == keys:
        shutil.copytree(before.folder / field, target / field, copy_function=os.link)
        (target / field / "owners.npy").unlink()
        np.save(target / field / "owners.npy", np.asarray([t.owner for t in texts], np.int32))
        return
    vectors = embedder.of_counts(lexical.counts(tokens, len(words)), words)
    lexical.write(target / field, [t.owner for t in texts], tokens, len(words), vectors)
    ends = np.cumsum([len(t) for t in tokens], dtype=np.int64)
    ids = np.concatenate(tokens) if tokens else np.zeros(0, np.int32)
    np.savez(target / field / "tokens.npz", keys=np.asarray([k.encode() for k in keys]),
             ids=ids, ends=ends)  # fmt: skip


def _write_units(target: Path, units: Units, words: list[str]) -> None:
    (target / "vocabulary.txt").write_text("\n".join(words), encoding="utf-8")
    for name, rows in (
        ("articles", units.articles), ("cases", units.cases), ("passages", units.passages)
    ):  # fmt: skip
        lines = [tuple(asdict(r).values()) for r in rows]
        (target / f"{name}.json").write_text(json.dumps(lines, ensure_ascii=False), "utf-8")


def _words(path: Path) -> list[str]:
    text = (path / "vocabulary.txt").read_text(encoding="utf-8")
    return text.split("\n") if text else []


def read(settings: Settings) -> Index:
    """Open the index that the pointer names. Raises IndexFault when it is absent or broken."""
    name = current(settings)
    if name is None:
        raise IndexFault("색인이 없습니다: yugwon reindex", "no index: run yugwon reindex")
    path = folder(settings) / name
    try:
        meta = json.loads((path / "meta.json").read_text(encoding="utf-8"))
        wanted = fingerprint(open_fast(model_folder(settings)))
        if meta["schema"] != SCHEMA or meta["fingerprint"] != wanted:
            raise IndexFault(
                "색인이 다른 모델로 만들어졌습니다: yugwon reindex",
                "the index is of another model: run yugwon reindex",
            )
        words = _words(path)
        if len(words) != meta["words"]:
            raise ValueError("vocabulary.txt")
        rows = {
            n: json.loads((path / f"{n}.json").read_text(encoding="utf-8"))
            for n in ("articles", "cases", "passages")
        }
        return Index(
            path, meta, {w: i for i, w in enumerate(words)},
            [ArticleUnit(*r) for r in rows["articles"]],
            [CaseUnit.of(r) for r in rows["cases"]],
            [PassageUnit(*r) for r in rows["passages"]],
            {f: lexical.read(path / f, f) for f in FIELDS},
        )  # fmt: skip
    except (OSError, KeyError, ValueError, EOFError, TypeError) as e:
        raise IndexFault(
            f"색인이 깨졌습니다: {path.name}: {e}: yugwon reindex",
            f"the index {path.name} is broken: {e}: run yugwon reindex",
        ) from None
