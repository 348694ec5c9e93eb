"""The second tier: vectors of a heavier model for the short texts that decide (심층 벡터).

The fast embedder stands for every text of an index. A heavier one (:mod:`kb.search.embedders`)
reads the question and what questions are decided by: questions of the everyday index, summaries
of provisions, past replies and cases, 판시사항, heads of articles. Its vectors are made after the
index, in the background or by ``yugwon reindex``; search stands without them.

They stand by the key of their text in ``home/indexes/tier/<fingerprint of the model>/``, so those
of two models never meet, an index built anew takes over what is there, and a build that is ended
goes on where it was.

How it plugs in: :meth:`Tier.similarities` gives, for each text asked, one score an owner row:

    article   by row of ``index.articles`` (wordings)
    case      by row of ``index.cases``
    everyday  by row of the articles (``ArticleTable.ids``): the nearest everyday question
    summary   by row of the articles

A score says by how many standard deviations a text is nearer than the mean of its field, 0 where
there is no vector: scales of different models do not matter to the ranker, and a text that has
none is neither preferred nor punished. :func:`kb.search.tierfeatures.of` makes features of them.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from filelock import FileLock, Timeout
from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]

from corpora.questions import index as everyday
from kb.errors import HomeUnusable, unwritten
from kb.law.identifiers import ProvisionId
from kb.search import embedders, growth
from kb.search import index as indexes
from kb.search.collecting import collect
from kb.search.embedders import Embedder
from kb.search.indexed import Index
from kb.search.units import article_of
from kb.settings import Settings
from kb.store import Store

Floats = npt.NDArray[np.float32]
Progress = Callable[[str, int, int], None]
ASKED = ("everyday", "case.question", "ruling.holdings")
"""Fields whose texts are compared as questions are; the others are read as what is said."""
FIELDS = ("everyday", "summary", "case.question", "ruling.holdings", "article.text")
MOST = 40_000
"""Most texts that the tier reads. Of articles it reads those of instruments that a case or an
everyday question names, without supplements."""
CHUNK = 256
ENOUGH = 0.95
"""Share of the texts from which the tier takes part in ranking."""
REQUESTS = 4
"""Requests of a long inquiry that it reads, the whole of it first."""


@dataclass(frozen=True, slots=True)
class State:
    """How far the vectors of a model are made."""

    fingerprint: str
    done: int
    wanted: int

    @property
    def ready(self) -> bool:
        """Whether enough is there to be used in ranking."""
        return self.done >= ENOUGH * self.wanted


def folder(settings: Settings, fingerprint: str) -> Path:
    """Where the vectors of a model stand."""
    return indexes.folder(settings) / "tier" / fingerprint


def _key(field: str, key: str) -> bytes:
    return f"{'q' if field in ASKED else 't'}{key}".encode()


def _hash(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


def _own() -> dict[str, list[tuple[str, str, str]]]:
    """Texts that come with the project: article, key and text, by field."""
    asked = [(str(q.pin.article), _hash(q.question), q.question) for q in everyday.load("train")]
    said = []
    for pin, s in everyday.summaries().items():
        text = f"{s.summary} ({', '.join(s.facts)})"
        said.append((str(ProvisionId.parse(pin).article), _hash(text), text))
    return {"everyday": asked, "summary": said}


def wanted(index: Index) -> dict[str, list[bytes]]:
    """Keys of the texts that the tier reads, by field, each once."""
    own = _own()
    out = {f: [_key(f, k) for _, k, _ in rows] for f, rows in own.items()}
    works = {article_of(p).split("#")[0] for c in index.cases for p in c.provisions}
    works.update(a.split("#")[0] for rows in own.values() for a, _, _ in rows)
    for f in FIELDS[2:]:
        field = index.fields[f]
        keys = [k for p in field.parts for k in p.keys.tolist()]
        rows = np.unique(field.texts)
        if f == "article.text":
            units = [index.articles[o] for o in field.owners.tolist()]
            rows = np.unique(field.texts[[not u.supplement and u.work in works for u in units]])
            rows = rows[: max(MOST - sum(map(len, out.values())), 0)]
        out[f] = [_key(f, keys[int(t)].decode()) for t in rows]
    return {f: list(dict.fromkeys(v)) for f, v in out.items()}


def _chunks(path: Path) -> Iterator[tuple[list[bytes], npt.NDArray[np.float16]]]:
    for file in sorted(path.glob("*.npz")):
        try:
            with np.load(file) as data:
                yield data["keys"].tolist(), data["vectors"]
        except (OSError, KeyError, ValueError, EOFError):
            continue  # broken: its texts count as not made yet


def _held(path: Path) -> dict[bytes, int]:
    return {k: 0 for chunk, _ in _chunks(path) for k in chunk}


def state(settings: Settings, index: Index | None = None) -> State | None:
    """How far the vectors are made for the index in use; None: the fast embedder alone.

    Raises IndexFault without an index, BadSettings when there is no such model.
    """
    mark = embedders.fingerprint(settings)
    if mark is None:
        return None
    keys = {k for v in wanted(index or indexes.read(settings)).values() for k in v}
    return State(mark, len(keys & _held(folder(settings, mark)).keys()), len(keys))


def build(
    store: Store, settings: Settings, progress: Progress | None = None,
    stop: Callable[[], bool] = lambda: False, anew: bool = False,
) -> State | None:  # fmt: skip
    """Make the vectors that are not there yet; returns how far they are. Can be ended any time.

    Args:
        progress: told (stage, done, in all).
        stop: asked between two batches whether to end.
        anew: forget those of this model that are there.

    Raises BadSettings, IndexFault, HomeUnusable (another process makes them, or no space).
    """
    mark = embedders.fingerprint(settings)
    if mark is None:
        return None
    path = folder(settings, mark)
    try:
        path.mkdir(parents=True, exist_ok=True)
        with FileLock(path / "build.lock", timeout=0):
            if anew:
                for file in path.glob("*.npz"):
                    file.unlink()
            _build(store, settings, path, progress, stop)
    except Timeout:
        raise HomeUnusable(
            f"다른 프로세스가 심층 벡터를 만들고 있습니다: {path}",
            f"another process is making the vectors of {path}",
        ) from None
    except OSError as e:
        ko, en = unwritten(e)
        raise HomeUnusable(
            f"심층 벡터를 쓸 수 없습니다: {path}: {ko}", f"cannot write {path}: {en}"
        ) from None
    return state(settings)


def _build(
    store: Store, settings: Settings, path: Path, progress: Progress | None,
    stop: Callable[[], bool],
) -> None:  # fmt: skip
    index = indexes.read(settings)
    held = _held(path)
    fresh = [
        (f, k) for f, keys in wanted(index).items() for k in keys if k not in held
    ]  # fmt: skip
    if not fresh or stop():
        return
    texts = {_key(f, key): text for f, rows in _own().items() for _, key, text in rows}
    units = collect(store, growth.kept(index).passages_alone())
    for f in FIELDS[2:]:
        texts.update((_key(f, t.key), t.text) for t in units.texts[f])
    model = embedders.open_embedder(settings)
    assert model is not None
    done, total = len(held), len(held) + len(fresh)
    for f in FIELDS:
        mine = sorted((k for g, k in fresh if g == f and texts.get(k)), key=lambda k: len(texts[k]))
        for start in range(0, len(mine), CHUNK):
            keys = mine[start : start + CHUNK]
            rows = []
            for n in range(0, len(keys), 32):
                if stop():
                    return
                part = [texts[k] for k in keys[n : n + 32]]
                rows.append(model.read(part, f in ASKED))
                if progress:
                    progress("deep vectors", min(done + n + 32, total), total)
            _write(path, keys, np.concatenate(rows))
            done += len(keys)
    if progress:
        progress("deep vectors", total, total)


def _write(path: Path, keys: Sequence[bytes], vectors: Floats) -> None:
    number = max((int(f.stem) for f in path.glob("*.npz")), default=0) + 1
    part = path / f"{number:06d}.part{os.getpid()}"
    with part.open("wb") as opened:
        np.savez(opened, keys=np.asarray(keys, "S26"), vectors=vectors.astype(np.float16))
    os.replace(part, path / f"{number:06d}.npz")


def grown(settings: Settings, before: Tier | None) -> bool:
    """Whether vectors have been made since a tier was opened (or was found not ready)."""
    mark = embedders.fingerprint(settings)
    if mark is None:
        return False
    files = sum(1 for _ in folder(settings, mark).glob("*.npz"))
    return files != before.files if before else bool(files) and bool(
        (found := state(settings)) and found.ready
    )  # fmt: skip


def opened(
    index: Index, settings: Settings, rows: Mapping[str, int], model: Embedder | None = None
) -> Tier | None:
    """The tier of an index where enough of its vectors are made, else None.

    Args:
        rows: row of each article id.
        model: one open already, taken if it is that of the settings.

    Raises BadSettings when the model cannot be opened.
    """
    found = state(settings, index)
    if found is None or not found.ready or not found.wanted:
        return None
    if model is None or model.fingerprint != found.fingerprint:
        model = embedders.open_embedder(settings)
    return Tier(index, settings, model, rows) if model else None


class Tier:
    """The vectors of a model for one index, in memory, and the model to read questions with."""

    def __init__(
        self, index: Index, settings: Settings, model: Embedder, rows: Mapping[str, int]
    ) -> None:
        path = folder(settings, model.fingerprint)
        keys: dict[bytes, int] = {}
        parts: list[npt.NDArray[np.float16]] = []
        for chunk, vectors in _chunks(path):
            first = sum(len(v) for v in parts)
            keys.update((k, first + n) for n, k in enumerate(chunk))
            parts.append(vectors)
        width = parts[0].shape[1] if parts else 1
        all_rows = np.concatenate(parts) if parts else np.zeros((0, width), np.float16)
        need = wanted(index)
        every = {k for v in need.values() for k in v}
        self.state = State(model.fingerprint, len(every & keys.keys()), len(every))
        self.files = len(parts)
        self.model = model
        self.sizes = {
            "article": len(index.articles), "case": len(index.cases), "everyday": len(rows),
            "summary": len(rows),
        }  # fmt: skip
        owners: dict[str, list[tuple[int, int]]] = {k: [] for k in self.sizes}
        for f, own in _own().items():
            owners[f] = [(keys[_key(f, k)], rows[a]) for a, k, _ in own
                         if a in rows and _key(f, k) in keys]  # fmt: skip
        for f in FIELDS[2:]:
            field = index.fields[f]
            names = [_key(f, k.decode()) for p in field.parts for k in p.keys.tolist()]
            at = [keys.get(n, -1) for n in names]
            owners["article" if f == "article.text" else "case"] += [
                (at[t], o) for t, o in zip(field.texts.tolist(), field.owners.tolist(), strict=True)
                if at[t] >= 0
            ]  # fmt: skip
        self._owners = {k: np.asarray(v, np.int64).reshape(-1, 2) for k, v in owners.items()}
        used = np.unique(np.concatenate([o[:, 0] for o in self._owners.values()]))
        self._owners = {
            k: np.stack([np.searchsorted(used, o[:, 0]), o[:, 1]]) for k, o in self._owners.items()
        }
        self.matrix = all_rows[used].astype(np.float32)
        self._threads = ThreadpoolController()

    def similarities(self, texts: Sequence[str]) -> list[dict[str, Floats]]:
        """For each text asked, the standardised nearness of every unit, as the module says.

        Raises IndexFault when the model is behind a server that does not answer.
        """
        if not len(self.matrix):
            return [{k: np.zeros(n, np.float32) for k, n in self.sizes.items()} for _ in texts]
        vectors = self.model.ask(texts)
        with self._threads.limit(limits=1, user_api="blas"):
            cosine = np.round(vectors @ self.matrix.T, 5)
        return [{k: self._by_owner(k, row) for k in self.sizes} for row in cosine]

    def _by_owner(self, kind: str, cosine: Floats) -> Floats:
        texts, owners = self._owners[kind]
        out = np.zeros(self.sizes[kind], np.float32)
        if len(texts):
            mine = cosine[texts]
            nearer = (mine - mine.mean()) / max(float(mine.std()), 1e-6)
            low = np.full(len(out), -np.inf, np.float32)
            np.maximum.at(low, owners, nearer.astype(np.float32))
            out = np.where(np.isfinite(low), np.round(low, 4), np.float32(0))
        return out
