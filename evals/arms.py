"""Other settings under which a run asks again (다른 설정): what may be varied, and whether it can be.

A value that cannot be used is refused before anything is asked: settings that silently answer as
those in force do would be read as agreement.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal, get_args, get_origin

from evals import models
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
PLAIN = {
    "embedder": ("fast", "deep"), "reranker": ("off",), "llm": ("off",),
    "llm_timeout": ("60",), "max_question": ("4000",),
}  # fmt: skip
"""Values that are always at hand, or how one looks, of settings that are no choice of a few."""
NAMED = 5
"""Models of a server that a message names."""


def parse(pairs: str, allowed: Sequence[str] | None = None) -> dict[str, str]:
    """Other settings of a run: ``KEY=VALUE``, or several parted by commas.

    >>> parse("reranker=off,llm=gemma3")
    {'reranker': 'off', 'llm': 'gemma3'}

    Raises BadInput for a key that is no setting, or none of those allowed (else: any on which an
    answer may depend): what is varied is kept with the run, so that a key never is.
    """
    known = sorted(allowed if allowed is not None else (*VARIED, *ADDRESSES))
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


def offered(settings: Settings, allowed: Sequence[str] = VARIED) -> dict[str, tuple[str, ...]]:
    """What may be varied in a home, each with values that it may have; not all there are."""
    found: dict[str, tuple[str, ...]] = {}
    for key in allowed:
        if key == "vector_search" and settings.chroma_url is None:
            continue
        kind = Settings.model_fields[key].annotation
        found[key] = get_args(kind) if get_origin(kind) is Literal else PLAIN.get(key, ())
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
        _without_password(key, value)
    now = applied(settings, changed)
    if "embedder" in changed or "embedder_url" in changed:
        _embedder(settings, now)
    if "reranker" in changed and now.reranker != "off" and models.snapshot(now.reranker) is None:
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


def _without_password(key: str, value: str) -> None:
    if key in ADDRESSES and {"@", "?"} & set(value):
        raise BadInput(
            f"{key}: 바꾸어 묻는 주소에는 이름·비밀번호·물음표 뒤의 값을 적지 않습니다 (평가에 남습니다)",
            f"{key}: an address to vary has no name, password or query (it is kept with the run)",
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
    if not ours and models.snapshot(name) is None:
        raise _no_model("embedder", name)
    found = tier.state(now)
    if found is not None and not found.ready:
        raise BadInput(
            f"임베더 {name}의 벡터가 모자랍니다 ({found.done}/{found.wanted}). 먼저 만드십시오: "
            f"YUGWON_EMBEDDER={name} yugwon reindex --vectors",
            f"vectors of the embedder {name} are wanting ({found.done} of {found.wanted}); make "
            f"them first: YUGWON_EMBEDDER={name} yugwon reindex --vectors",
        )


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
    there = models.served(now)
    if there is None:
        raise BadInput(f"LLM 서버가 답하지 않습니다: {url}", f"no LLM server answers at {url}")
    if there and not any(models.is_named(m, now.llm) for m in there):
        some = ", ".join(list(there)[:NAMED])
        raise BadInput(
            f"LLM 서버 {url}에 그런 모델이 없습니다: {now.llm} (있는 것: {some})",
            f"the LLM server at {url} has no model {now.llm} (it has: {some})",
        )
