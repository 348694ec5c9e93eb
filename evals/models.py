"""Which models a run was made with, told by their weights and not by their names alone (모델 지문).

A name stays while what stands behind it is exchanged: a folder trained anew, a newer snapshot of
the hub, a tag pulled again. A model whose content cannot be told (one behind a server that does
not say) has no fingerprint.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from kb.errors import YugwonError
from kb.settings import Settings

ANSWERS = 3.0
"""Seconds that a server may take to say which models it has."""
CONFIG = "config.json"


def fingerprints(settings: Settings) -> dict[str, str]:
    """Of the models that some settings use, by the setting that names them."""
    found = {
        "embedder": _embedder(settings),
        "reranker": None if settings.reranker == "off" else _on_disk(settings.reranker),
        "llm": None if settings.llm == "off" else _llm(settings),
    }
    return {name: mark for name, mark in found.items() if mark}


def snapshot(name: str) -> Path | None:
    """The folder of a model that is on this machine: named itself, or fetched under its name."""
    if Path(name).is_dir():
        return Path(name)
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    try:
        config = try_to_load_from_cache(name, CONFIG)
    except HFValidationError:
        return None
    return Path(config).parent if isinstance(config, str) else None


def served(settings: Settings) -> Mapping[str, str] | None:
    """Models of the LLM server with their digests (empty where it says none).

    Nothing where it does not say which it has; None where there is no server.
    """
    import httpx

    ollama = settings.llm_kind == "ollama"
    base = settings.llm_url
    url = f"{base.removesuffix('/v1')}/api/tags" if ollama else f"{base}/models"
    key = settings.llm_key.get_secret_value()
    try:
        said = httpx.get(
            url, timeout=ANSWERS, headers={"Authorization": f"Bearer {key}"} if key else {}
        )
    except (httpx.HTTPError, httpx.InvalidURL):
        return None
    try:
        rows = said.json()["models" if ollama else "data"]
        return {str(r["name" if ollama else "id"]): str(r.get("digest") or "") for r in rows}
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}


def is_named(model: str, wanted: str) -> bool:
    """Whether a server's name of a model is the one wanted; ``latest`` goes without saying."""
    return model in (wanted, f"{wanted}:latest")


def _embedder(settings: Settings) -> str | None:
    import corpora.embedder
    from kb.search import embedders

    try:
        mark = embedders.fingerprint(settings)
    except YugwonError:  # the package that brings it is not there
        return None
    if mark is None:
        folder = embedders.fast_folder(settings)
        return f"fast-{_digest(folder) if folder else corpora.embedder.fingerprint()}"
    if settings.embedder.startswith(embedders.SERVER):
        return None  # a server does not say what stands behind the name
    if mark.startswith("st-") and not Path(settings.embedder).is_dir():
        return _on_disk(settings.embedder)
    return mark


def _on_disk(name: str) -> str | None:
    folder = snapshot(name)
    return _digest(folder) if folder else None


def _digest(folder: Path) -> str:
    """Of every file of a model (12 hex); one that stands as it stood is not read again."""
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    stats = [(f, f.stat()) for f in files]
    state = tuple((f.relative_to(folder).as_posix(), s.st_size, s.st_mtime_ns) for f, s in stats)
    return _read(folder, state)


@lru_cache(maxsize=16)
def _read(folder: Path, state: tuple[tuple[str, int, int], ...]) -> str:
    made = hashlib.sha256()
    for name, _, _ in state:
        made.update(f"{name}\0".encode())
        with (folder / name).open("rb") as opened:
            made.update(hashlib.file_digest(opened, "sha256").digest())
    return made.hexdigest()[:12]


def _llm(settings: Settings) -> str | None:
    for model, digest in (served(settings) or {}).items():
        if is_named(model, settings.llm):
            return digest.removeprefix("sha256:")[:12] or None
    return None
