"""What stands for a person from one request to the next: sessions of browsers, keys of programs.

Both are random, shown once, and kept as sha256.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import delete, insert, select, update

from kb.curation import log
from kb.curation.accounts import known, of_row
from kb.curation.desk import SKEW, now
from kb.curation.people import Person
from kb.store import Store, schema


def open_session(store: Store, name: str, hours: float, *, by: str) -> str:
    """A new session's token for a person who is known, ``by`` password or provider, to be that one."""
    token = secrets.token_urlsafe(32)
    s = schema.sessions
    at = now()
    with store.writing() as c:
        log.append(c, name, "account.sign_in", f"account/{name}", {"by": by})
        c.execute(delete(s).where(s.c.until < at))
        c.execute(
            insert(s).values(
                hash=_digest(token), name=name, created_at=at, until=at + timedelta(hours=hours)
            )
        )
    return token


def sign_out(store: Store, token: str) -> None:
    """End a session."""
    s = schema.sessions
    with store.writing() as c:
        c.execute(delete(s).where(s.c.hash == _digest(token)))


def of_session(store: Store, token: str) -> Person | None:
    """The person of a session that has not ended."""
    s, t = schema.sessions, schema.accounts
    query = select(t).join(s, s.c.name == t.c.name)
    with store.reading() as c:
        r = c.execute(
            query.where(
                s.c.hash == _digest(token), s.c.until > now(), t.c.active,
                # one that is yet to begin would last for as long as the clock was set back
                s.c.created_at < now() + SKEW,
            )
        ).mappings().first()  # fmt: skip
    return of_row(r).person if r else None


def make_key(store: Store, name: str, label: str, *, by: str) -> str:
    """A new key that acts as an account; it is shown this once. Raises UnknownProvision."""
    known(store, name)
    key = "yg_" + secrets.token_urlsafe(32)
    with store.writing() as c:
        log.append(c, by, "key.make", f"account/{name}", {"label": label})
        c.execute(
            insert(schema.keys).values(hash=_digest(key), label=label, name=name, created_at=now())
        )
    return key


def end_key(store: Store, name: str, label: str, *, by: str) -> int:
    """End the keys of an account that bear a label; returns how many."""
    k = schema.keys
    with store.writing() as c:
        log.append(c, by, "key.end", f"account/{name}", {"label": label})
        return c.execute(
            update(k)
            .where(k.c.name == name, k.c.label == label, k.c.ended_at.is_(None))
            .values(ended_at=now())
        ).rowcount


def of_key(store: Store, key: str) -> Person | None:
    """The person as whom a key acts."""
    k, t = schema.keys, schema.accounts
    query = select(t).join(k, k.c.name == t.c.name)
    with store.reading() as c:
        r = c.execute(
            query.where(k.c.hash == _digest(key), k.c.ended_at.is_(None), t.c.active)
        ).mappings().first()  # fmt: skip
    return of_row(r).person if r else None


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
