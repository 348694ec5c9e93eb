"""Articles as JSON Lines: ``law``, ``promulgated``, ``effective``, ``number``, ``article`` …"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from ingest.identity import document_id
from ingest.parsers.markdown_law import canonical
from ingest.parsers.statute import rendered
from kb.errors import Refused
from kb.law.identifiers import Number, Pinpoint, WorkId
from kb.law.values import Article, Document, Intake, Version, Work

_ARTICLE = re.compile(r"제(?P<main>\d+)조(?P<branches>(?:의\d+)*)")


def recognises(_: bytes, text: str) -> bool:
    """Whether the first line is such a record."""
    first = text.lstrip().split("\n", 1)[0]
    return first.startswith("{") and '"law"' in first and '"article"' in first


def parse(text: str, label: str, sha: str) -> list[Intake]:
    """One intake for each version of an instrument. Raises Refused for a broken record."""
    return [_version(records, label, sha) for records in _groups(text)]


def _groups(text: str) -> Iterator[list[dict[str, Any]]]:
    group: list[dict[str, Any]] = []
    here: tuple[Any, ...] | None = None
    for n, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            key = tuple(record[k] for k in ("law", "promulgated", "effective", "number"))
            record["article"], record["text"]
        except (ValueError, KeyError, TypeError) as e:
            raise Refused(
                f"{n}행을 읽을 수 없습니다: {e}", f"line {n} is unreadable: {e}"
            ) from None
        if key != here and group:
            yield group
            group = []
        here = key
        group.append(record)
    if group:
        yield group


def _version(records: list[dict[str, Any]], label: str, sha: str) -> Intake:
    first = records[0]
    name = str(first["law"])
    try:
        promulgated = date.fromisoformat(first["promulgated"])
        effective = date.fromisoformat(first["effective"])
    except (ValueError, TypeError):
        raise Refused(f"날짜를 읽을 수 없습니다: {name}", f"unreadable day: {name}") from None
    number = str(first["number"]).lstrip("0") or "0"
    document = document_id("statute", sha, f"{name}/{effective}/{number}")
    version = Version(
        WorkId.of(name), promulgated, effective, number, document=document, url=_url(name)
    )
    articles: dict[Pinpoint, Article] = {}
    notes: list[str] = []
    for record in records:
        m = _ARTICLE.fullmatch(str(record["article"]).replace(" ", ""))
        if not m:
            notes.append(f"조 번호가 아니어서 두지 않음: {record['article']}")
            continue
        branches = tuple(map(int, re.findall(r"\d+", m["branches"])))
        # 제0조 is how the source writes a preamble, or an old text that has no articles.
        main = int(m["main"])
        place = Pinpoint(article=Number(main, branches if main or branches else (1,)))
        lines, pictures = canonical(str(record["text"]).splitlines())
        if pictures:
            notes.append(f"글로 옮기지 못한 그림 {pictures}개: {place.label}")
        if place in articles:
            notes.append(f"같은 조가 두 번 나와 앞의 것만 둠: {place.label}")
            continue
        title = str(record.get("title") or "")
        articles[place] = Article(version, place, title, "\n".join(lines), len(articles))
    if not articles:
        raise Refused(f"조문이 하나도 없습니다: {name}", f"there is no article in {name}")
    found = list(articles.values())
    return Intake(
        Document(
            document,
            "statute",
            label,
            name,
            rendered(name, found),
            sha,
            effective,
            url=version.url,
            notes=tuple(notes),
        ),
        works=(Work(version.work, name, str(first.get("kind") or "")),),
        articles=tuple(found),
    )


def _url(name: str) -> str:
    return f"https://www.law.go.kr/법령/{name.replace(' ', '')}"
