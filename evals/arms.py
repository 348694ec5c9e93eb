"""Other settings under which a run asks again (다른 설정): what may be varied, and whether it can be.

A value that cannot be used is refused before anything is asked: settings that silently answer as
those in force do would be read as agreement.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal, get_args, get_origin

from kb.errors import BadInput, BadSettings
from kb.settings import Settings, load

VARIED = (
    "embedder", "reranker", "llm", "llm_kind", "llm_timeout", "language", "max_question",
    "vector_search",
)  # fmt: skip
"""Settings on which an answer may depend. Where things are kept and the keys to them are none."""
ADDRESSES = ("embedder_url", "llm_url")
"""Where questions and texts are sent: for those who run the site to decide."""
RELEASE = "release"
ANSWERS = 3.0
"""Seconds that a server may take to say which models it has."""
NAMED = 5
"""Models of a server that a message names."""


def parse(pairs: str, allowed: Sequence[str] | None = None) -> dict[str, str]:
    """Other settings of a run: ``KEY=VALUE``, or several parted by commas.

    >>> parse("reranker=off,llm=gemma3")
    {'reranker': 'off', 'llm': 'gemma3'}

    Raises BadInput for a key that is no setting, or none of those allowed.
    """
    known = sorted(allowed if allowed is not None else Settings.model_fields)
    some = ", ".join(known)
    found: dict[str, str] = {}
    for pair in re.split(r",\s*(?=[a-z_]+=)", pairs.strip()):
        key, equals, value = pair.partition("=")
        key = key.strip()
        if key == RELEASE:
            raise BadInput(
                "다른 판의 프로그램은 설정이 아닙니다. 그 판으로 따로 실행하고 두 실행을 견주십시오 "
                "(yugwon eval compare)",
                "another release is no setting: run it with that release, and compare the two runs "
                "(yugwon eval compare)",
            )
        if not equals or key not in Settings.model_fields:
            raise BadInput(
                f"모르는 설정입니다: {pair} (있는 설정: {some})",
                f"unknown setting: {pair} (known: {some})",
            )
        if key not in known:
            raise BadInput(
                f"여기서 바꾸는 설정이 아닙니다: {key} (바꿀 수 있는 것: {some})",
                f"not varied here: {key} (what may be: {some})",
            )
        found[key] = value.strip()
    return found


def applied(settings: Settings, changed: Mapping[str, str]) -> Settings:
    """The settings with some changed; a key is not sent to another address than its own.

    Raises BadSettings for one that does not exist or cannot have the value.
    """
    mine = dict(changed)
    for address, key in (("llm_url", "llm_key"), ("embedder_url", "embedder_key")):
        if mine.get(address, getattr(settings, address)) != getattr(settings, address):
            mine.setdefault(key, "")
    return load(**{**settings.model_dump(), **mine})


def checked(settings: Settings, changed: Mapping[str, str]) -> Settings:
    """The same, if a run under them can be told from one without.

    Raises BadInput or BadSettings naming what is wanting.
    """
    for key, value in changed.items():
        _of_choice(key, value)
    now = applied(settings, changed)
    if "embedder" in changed or "embedder_url" in changed:
        _embedder(settings, now)
    if "reranker" in changed and now.reranker != "off" and not _here(now.reranker):
        raise _no_model("reranker", now.reranker)
    if "vector_search" in changed and settings.chroma_url is None:
        raise BadInput(
            "vector_search는 Chroma 서버(chroma_url)가 있을 때만 바꾸어 물을 수 있습니다",
            "vector_search can be varied only where there is a Chroma server (chroma_url)",
        )
    if any(key.startswith("llm") for key in changed):
        _llm(now, changed)
    return now


def _of_choice(key: str, value: str) -> None:
    kind = Settings.model_fields[key].annotation
    if get_origin(kind) is Literal and value not in get_args(kind):
        some = ", ".join(get_args(kind))
        raise BadSettings(
            f"설정값을 쓸 수 없습니다: {key}={value} (쓸 수 있는 값: {some})",
            f"unusable setting: {key}={value} (what may be: {some})",
        )


def _embedder(settings: Settings, now: Settings) -> None:
    from kb.search import embedders, tier

    name = now.embedder
    if embedders.is_fast(now):
        if embedders.fast_folder(now) != embedders.fast_folder(settings):
            raise BadInput(
                f"빠른 임베더({name})는 색인을 따로 두어야 합니다. 그 임베더를 쓰는 집에서 실행하고 "
                "두 실행을 견주십시오 (yugwon eval compare)",
                f"the fast embedder {name} needs an index of its own: run it in a home that uses "
                "it, and compare the two runs (yugwon eval compare)",
            )
        return
    ours = name in ("deep", "deep-base") or name.startswith(embedders.SERVER)
    if not ours and not _here(name):
        raise _no_model("embedder", name)
    found = tier.state(now)
    if found is not None and not found.ready:
        raise BadInput(
            f"임베더 {name}의 벡터가 모자랍니다 ({found.done}/{found.wanted}). 먼저 만드십시오: "
            f"YUGWON_EMBEDDER={name} yugwon reindex --vectors",
            f"vectors of the embedder {name} are wanting ({found.done} of {found.wanted}); make "
            f"them first: YUGWON_EMBEDDER={name} yugwon reindex --vectors",
        )


def _here(name: str) -> bool:
    """Whether a model is on this machine: a folder, or one that was fetched under its name."""
    if Path(name).is_dir():
        return True
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    try:
        return isinstance(try_to_load_from_cache(name, "config.json"), str)
    except HFValidationError:
        return False


def _no_model(key: str, name: str) -> BadInput:
    return BadInput(
        f"{key}: 그런 모델이 이 컴퓨터에 없습니다: {name}",
        f"{key}: there is no such model on this machine: {name}",
    )


def _llm(now: Settings, changed: Mapping[str, str]) -> None:
    if now.llm == "off":
        if "llm" in changed:
            return
        some = ", ".join(k for k in changed if k.startswith("llm"))
        raise BadInput(
            f"LLM이 꺼져 있어 {some}은(는) 답을 바꾸지 않습니다. llm=이름을 함께 적으십시오",
            f"the LLM is off, so that {some} changes nothing; give llm=NAME with it",
        )
    url = now.llm_url
    models = _models(now)
    if models is None:
        raise BadInput(f"LLM 서버가 답하지 않습니다: {url}", f"no LLM server answers at {url}")
    if models and not any(m in (now.llm, f"{now.llm}:latest") for m in models):
        some = ", ".join(models[:NAMED])
        raise BadInput(
            f"LLM 서버 {url}에 그런 모델이 없습니다: {now.llm} (있는 것: {some})",
            f"the LLM server at {url} has no model {now.llm} (it has: {some})",
        )


def _models(now: Settings) -> list[str] | None:
    """Names of a server's models; none where it does not say, None where there is no server."""
    import httpx

    ollama = now.llm_kind == "ollama"
    url = f"{now.llm_url.removesuffix('/v1')}/api/tags" if ollama else f"{now.llm_url}/models"
    key = now.llm_key.get_secret_value()
    try:
        said = httpx.get(
            url, timeout=ANSWERS, headers={"Authorization": f"Bearer {key}"} if key else {}
        )
    except (httpx.HTTPError, httpx.InvalidURL):
        return None
    try:
        rows = said.json()["models" if ollama else "data"]
        return [str(r["name" if ollama else "id"]) for r in rows]
    except (ValueError, KeyError, TypeError):
        return []
