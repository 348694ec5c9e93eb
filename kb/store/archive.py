"""A corpus as one file (``.jsonl.zst``), to carry it from one home to another.

The first line says what the file is; each further line is one document with all it brought, so
that reading it is taking in, in the same transactions and with the same ids.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import zstandard
from sqlalchemy import Connection, Table, select

from kb.errors import BadInput
from kb.law.identifiers import WorkId
from kb.law.values import Citation, Intake, Listed, VersionList, Work
from kb.store import corrections, rows, schema
from kb.store.store import Store

FORMAT = "yugwon-corpus"
SCHEMA = 1
BATCH = 50
_DAYS = ("day", "day_from", "day_until", "promulgated", "effective", "complete_until", "asked")


def write(store: Store, file: Path) -> int:
    """Write all that is held; returns how many documents. The file appears whole or not at all."""
    part = file.with_name(f".{file.name}.part")
    count = 0
    try:
        with part.open("wb") as raw, zstandard.ZstdCompressor(level=10).stream_writer(raw) as out:
            head = {"format": FORMAT, "schema": SCHEMA, "digest": store.digest()}
            out.write(_line(head))
            for piece in _documents(store):
                out.write(_line(piece))
                count += 1
            made = [x.as_json() for x in corrections.history(store)]
            out.write(_line({"corrections": made}))
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    return count


def read(store: Store, file: Path, by: str = "") -> tuple[int, int]:
    """Take in such a file; returns how many documents it holds and how many were new.

    Raises BadInput when the file is not one of these, or breaks off.
    """
    held = new = 0
    batch: list[Intake] = []
    for found in _intakes(file):
        if isinstance(found, list):
            new += store.add(batch, by)
            batch = []
            _corrected(store, found)
            continue
        batch.append(found)
        held += 1
        if len(batch) >= BATCH:
            new += store.add(batch, by)
            batch = []
    return held, new + (store.add(batch, by) if batch else 0)


def _corrected(store: Store, found: list[dict[str, Any]]) -> None:
    """Take over the history of corrections, each once; what they correct came corrected."""
    known = {(x.subject, x.field, x.after, x.at) for x in corrections.history(store)}
    with store.writing() as c:
        for x in found:
            at = datetime.fromisoformat(x["at"].removesuffix("Z"))
            if (x["subject"], x["field"], x["after"], at) not in known:
                corrections.record(
                    c, x["subject"], x["field"], x["before"], x["after"],
                    because=x["because"], by=x["by"], at=at,
                )  # fmt: skip
        corrections.apply(c)


def _line(value: dict[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, default=str) + "\n").encode()


def _documents(store: Store) -> Iterator[dict[str, Any]]:
    names = {str(w.id): {"id": str(w.id), "name": w.name, "kind": w.kind} for w in store.works()}
    with store.reading() as c:
        ids = c.execute(
            select(schema.documents.c.id)
            .where(schema.documents.c.active)
            .order_by(schema.documents.c.id)
        ).scalars()
        for id in list(ids):
            document = _of(c, schema.documents, id, "id")[0]
            for column in ("brought_by", "brought_at", "active"):
                document.pop(column)
            versions = _of(c, schema.versions, id)
            listed = _of(c, schema.listed, id)
            keys = [v["key"] for v in versions]
            articles = schema.articles
            found = c.execute(
                select(articles)
                .where(articles.c.version.in_(keys))
                .order_by(articles.c.version, articles.c.order)
            ).mappings()
            yield {
                "document": document,
                "works": [names[w] for w in sorted({r["work"] for r in (*versions, *listed)})],
                "versions": versions,
                "articles": [dict(r) for r in found],
                "rulings": _of(c, schema.rulings, id),
                "interpretations": _of(c, schema.interpretations, id),
                "citations": _of(c, schema.citations, id),
                "listed": listed,
            }


def _of(c: Connection, table: Table, id: str, column: str = "document") -> list[dict[str, Any]]:
    found = c.execute(
        select(table).where(table.c[column] == id).order_by(*table.primary_key.columns)
    )
    return [dict(r) for r in found.mappings()]


def _intakes(file: Path) -> Iterator[Intake | list[dict[str, Any]]]:
    """The documents of a file, and the corrections behind them."""
    number = 0
    try:
        with file.open("rb") as raw:
            lines = io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(raw), "utf-8")
            for number, text in enumerate(lines, 1):
                value = json.loads(text)
                if number > 1:
                    yield value["corrections"] if "corrections" in value else _intake(value)
                elif value.get("format") != FORMAT or value.get("schema") != SCHEMA:
                    raise ValueError("format")
        if not number:
            raise ValueError("empty")
    except (ValueError, KeyError, TypeError, AttributeError, zstandard.ZstdError) as e:
        raise BadInput(
            f"자료 묶음이 아니거나 깨졌습니다: {file} ({number}째 줄): {e}",
            f"not a corpus file, or broken: {file} (line {number}): {e}",
        ) from None


def _intake(value: dict[str, Any]) -> Intake:
    versions = {r["key"]: rows.version(_dated(r)) for r in value["versions"]}
    return Intake(
        rows.document(_dated(value["document"])),
        tuple(Work(WorkId.parse(w["id"]), w["name"], w["kind"]) for w in value["works"]),
        tuple(rows.article(_dated(a), versions[a["version"]]) for a in value["articles"]),
        tuple(rows.ruling(_dated(r)) for r in value["rulings"]),
        tuple(rows.interpretation(_dated(i)) for i in value["interpretations"]),
        tuple(
            Citation(c["start"], c["end"], "", c["target"], c["reason"], c["until"])
            for c in value["citations"]
        ),
        _listing([_dated(r) for r in value.get("listed", ())]),
    )


def _listing(found: list[dict[str, Any]]) -> VersionList | None:
    if not found:
        return None
    listed = tuple(
        Listed(WorkId.parse(r["work"]), r["promulgated"], r["effective"], r["number"])
        for r in found
    )
    return VersionList(listed[0].work, listed, found[0]["asked"])


def _dated(row: dict[str, Any]) -> dict[str, Any]:
    return {
        k: date.fromisoformat(v) if k in _DAYS and isinstance(v, str) else v for k, v in row.items()
    }
