"""What a person types to register a source, read and checked."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

from kb.errors import BadInput
from ui.days import parse_day


def queries(take: Sequence[str]) -> list[list[str]]:
    """Collection and query of each ``판례=공직선거법``; without any, the instruments of the glossary.

    Raises BadInput for what names no collection of law.go.kr.
    """
    from ingest.sources.lawgokr import target

    found = []
    for text in take:
        kind, sign, query = text.partition("=")
        if not sign or not query.strip():
            raise BadInput(
                f"--take는 판례=공직선거법처럼 씁니다: {text}",
                f"--take is written like 판례=공직선거법: {text}",
            )
        found.append([target(kind).code, query.strip()])
    if found:
        return found
    from corpora import instruments

    names = [i.name for i in instruments.load().instruments if i.held]
    return [*(["law", n] for n in names), ["prec", "공직선거법"], ["detc", "공직선거법"]]


def limits(since: str | None, body: bool) -> dict[str, Any]:
    """The options that narrow what is asked of law.go.kr. Raises BadDay."""
    options: dict[str, Any] = {"body": True} if body else {}
    if since:
        options["since"] = str(parse_day(since))
    return options


def name(place: str, taken: Collection[str]) -> str:
    """A short name for a place that no other source has.

    >>> name("https://example.org/a/law.git", ["law"])
    'law-2'
    """
    parts = urlsplit(place)
    path = unquote(parts.path if parts.scheme in ("http", "https") else place)
    last = path.rstrip("/").rsplit("/", 1)[-1] or parts.netloc
    base = re.sub(r"[^\w.-]+", "-", last.removesuffix(".git")).strip("-.") or "source"
    number = 1
    while (found := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    return found
