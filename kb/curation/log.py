"""The log (처리 기록): append-only, each line's hash over the line and the hash before it.

A changed, inserted or removed line breaks the chain; lines cut off at the end are noticed by an
export made before (:func:`continues`). Lines name answers and matters by id and carry no
question, so that the log holds no personal data.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from kb.answer.privacy import mask
from kb.store import Store, schema

TYPED = frozenset({"because", "override", "label"})
"""What of the detail a person has typed; personal data in it are masked."""


@dataclass(frozen=True, slots=True)
class Line:
    """Who did what when."""

    seq: int
    at: str
    """UTC, ISO 8601"""
    who: str
    act: str
    """``queue.send``, ``queue.publish``, ``account.add`` …"""
    subject: str
    detail: str
    """A JSON object, keys sorted."""
    previous: str
    hash: str

    def computed(self) -> str:
        """The hash that the line must have."""
        content = [self.seq, self.at, self.who, self.act, self.subject, self.detail, self.previous]
        return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()

    def as_json(self) -> dict[str, Any]:
        """The object that the export prints."""
        return asdict(self) | {"detail": json.loads(self.detail)}


@dataclass(frozen=True, slots=True)
class Fault:
    """The first place at which the chain does not hold."""

    seq: int
    ko: str
    en: str


def append(
    c: Connection, who: str, act: str, subject: str, detail: Mapping[str, Any] | None = None
) -> Line:
    """Add a line within a transaction; it stands if and only if what it tells of does.

    The head is written first, so that of two writers the second waits.
    """
    h, t = schema.log_head, schema.log
    c.execute(update(h).where(h.c.id == 1).values(seq=h.c.seq + 1))
    head = c.execute(select(h.c.seq, h.c.hash).where(h.c.id == 1)).one()
    kept = {
        k: mask(v) if k in TYPED and isinstance(v, str) else v for k, v in (detail or {}).items()
    }
    content = json.dumps(kept, ensure_ascii=False, sort_keys=True, default=str)
    who, subject = _one_line(who)[:200], _one_line(subject)
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    bare = Line(head.seq, at, who, act, subject, content, head.hash, "")
    line = Line(head.seq, at, who, act, subject, content, head.hash, bare.computed())
    c.execute(insert(t).values(**asdict(line)))
    c.execute(update(h).where(h.c.id == 1).values(hash=line.hash))
    return line


def _one_line(text: str) -> str:
    """Nothing that would begin another line, or write over one, where the log is printed."""
    return "".join(c if c.isprintable() else " " for c in text)


def lines(store: Store, after: int = 0) -> Iterator[Line]:
    """Every line after a number, oldest first."""
    t = schema.log
    with store.reading() as c:
        query = select(t).where(t.c.seq > after).order_by(t.c.seq)
        for r in c.execution_options(yield_per=1000).execute(query).mappings():
            yield Line(**r)


def fault(store: Store) -> Fault | None:
    """The first place where the log is not as it was written, or None."""
    with store.reading() as c:
        h = schema.log_head
        head = c.execute(select(h.c.seq, h.c.hash).where(h.c.id == 1)).first()
    found = broken(lines(store))
    if isinstance(found, Fault):
        return found
    if head is None or (head.seq, head.hash) != found:
        return Fault(found[0] + 1, "마지막 줄들이 잘려 나갔습니다", "lines are missing at the end")
    return None


def broken(chain: Iterable[Line]) -> Fault | tuple[int, str]:
    """The first fault of a chain, or the number and hash of its last line."""
    seq, previous = 0, ""
    for line in chain:
        if line.seq != seq + 1:
            return Fault(seq + 1, f"{seq + 1}번 줄이 없습니다", f"line {seq + 1} is missing")
        if line.previous != previous or line.hash != line.computed():
            return Fault(
                line.seq, f"{line.seq}번 줄이 바뀌었습니다", f"line {line.seq} was changed"
            )
        seq, previous = line.seq, line.hash
    return seq, previous


def continues(store: Store, seq: int, hash: str) -> bool:
    """Whether the log still has the last line of an earlier export."""
    if seq == 0:
        return True
    t = schema.log
    with store.reading() as c:
        return c.execute(select(t.c.hash).where(t.c.seq == seq)).scalar() == hash
