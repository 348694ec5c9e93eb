"""Any LlamaIndex vector store in Chroma's place, by the settings ``vector_store`` and
``vector_store_options``.

    vector_store = "llama_index.vector_stores.postgres:PGVectorStore"
    vector_store_options = { connection_string = "postgresql://…", table_name = "{name}" }

The class is made once a field with these arguments; in them ``{name}`` stands for the name of the
collection (letters, digits, underscores) and ``{folder}`` for a folder beside the index. Stores
that live in memory (those with ``from_persist_path``) are kept in a file there. What has been
written is noted beside the base segment, so that it is written once. A store is asked for ids
alone: the cosines are our own, whatever its distance.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import re
import uuid
from pathlib import Path
from typing import Any

from kb.errors import BadSettings, IndexFault
from kb.search.segment import Segment
from kb.settings import Settings


def other(settings: Settings) -> bool:
    """Whether another store than Chroma is set."""
    return settings.vector_store != "chroma"


def mark(settings: Settings) -> str:
    """Of class and arguments (10 hex): what is in one store is not in another."""
    said = json.dumps([settings.vector_store, settings.vector_store_options], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:10]


def id_of(key: str) -> str:
    """A text's key as the UUID that many stores ask for.

    >>> key_of(id_of("0123456789abcdef01234567"))
    '0123456789abcdef01234567'
    """
    return str(uuid.UUID(hex=f"{key}{'0' * (32 - len(key))}"))


def key_of(id: str) -> str:
    """The key of a text from its id in a store."""
    return id.replace("-", "")[:24]


def made(settings: Settings, base: Segment, name: str) -> Any:
    """The store of one collection. Raises BadSettings (no such class), IndexFault (it fails)."""
    kind = _class(settings.vector_store)
    folder = _folder(settings, base)
    plain = _plain(name)
    file = folder / f"{plain}.json"
    try:
        if hasattr(kind, "from_persist_path") and file.is_file():
            return kind.from_persist_path(str(file))
        return kind(**_filled(settings.vector_store_options, plain, folder))
    except Exception as e:  # whatever a foreign store raises is one line for the person
        why = str(e).strip().split("\n")[0][:200] or type(e).__name__
        raise IndexFault(
            f"벡터 저장소를 열 수 없습니다: {settings.vector_store}: {why}",
            f"cannot open the vector store {settings.vector_store}: {why}",
        ) from None


def keep(settings: Settings, base: Segment, name: str, store: Any) -> None:
    """Write a store that lives in memory to its file."""
    if hasattr(type(store), "from_persist_path"):
        folder = _folder(settings, base)
        folder.mkdir(parents=True, exist_ok=True)
        store.persist(str(folder / f"{_plain(name)}.json"))


def written(settings: Settings, base: Segment) -> frozenset[str]:
    """Names of the collections of a base that the store holds, as noted beside it."""
    try:
        names = json.loads((base.folder / f"stored-{mark(settings)}.json").read_text("utf-8"))
    except (OSError, ValueError):
        return frozenset()
    return frozenset(names)


def note(settings: Settings, base: Segment, names: frozenset[str]) -> None:
    """Note what the store holds."""
    file = base.folder / f"stored-{mark(settings)}.json"
    file.write_text(json.dumps(sorted(names)), encoding="utf-8")


def _plain(name: str) -> str:
    return re.sub(r"\W", "_", name)


def _folder(settings: Settings, base: Segment) -> Path:
    return base.folder / f"store-{mark(settings)}"


def _filled(value: Any, name: str, folder: Path) -> Any:
    if isinstance(value, str):
        return value.replace("{name}", name).replace("{folder}", str(folder))
    if isinstance(value, dict):
        return {k: _filled(v, name, folder) for k, v in value.items()}
    return [_filled(v, name, folder) for v in value] if isinstance(value, list) else value


def _class(path: str) -> Any:
    module, _, name = path.partition(":")
    try:
        kind = getattr(importlib.import_module(module), name)
        from llama_index.core.vector_stores.types import BasePydanticVectorStore

        if not issubclass(kind, BasePydanticVectorStore):
            raise TypeError(f"{name} is no LlamaIndex vector store")
    except (ImportError, AttributeError, TypeError, ValueError) as e:
        raise BadSettings(
            f"vector_store: 쓸 수 없습니다: {path}: {e}", f"vector_store: cannot use {path}: {e}"
        ) from None
    return kind
