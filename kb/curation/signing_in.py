"""Signing in with a password: tries are counted, and too many lock the account for a while.

Many wrong passwords from one address shut that address out (:mod:`kb.curation.addresses`).
"""

from __future__ import annotations

from sqlalchemy import select, update

from kb.curation import addresses, log, passwords
from kb.curation.accounts import LOCKED, spelt
from kb.curation.desk import SKEW, now
from kb.curation.tokens import open_session
from kb.errors import Forbidden
from kb.store import Store, schema

TRIES = 5
"""Wrong passwords in a row after which an account is locked."""


def sign_in(store: Store, name: str, password: str, hours: float, address: str = "") -> str:
    """A new session's token for the right password.

    Each try is counted before the password is looked at, so that tries sent at once do not
    outrun the lock; by the address from which it comes, where that is known, as by the account.
    Raises Forbidden with one message for every cause.
    """
    if not addresses.counted(store, address):
        raise _refused()
    name = spelt(name)
    kept, last = _tried(store, name)
    t = schema.accounts
    if passwords.right(kept, password):
        with store.writing() as c:
            c.execute(update(t).where(t.c.name == name).values(failures=0, locked_until=None))
        addresses.right(store, address)
        return open_session(store, name, hours, by="password")
    if last:
        with store.writing() as c:
            log.append(c, name, "account.locked", f"account/{name}")
    raise _refused()


def _tried(store: Store, name: str) -> tuple[str, bool]:
    """The hash to hold a password against, none where no password would do; if it is the last try.

    With the last try the account is locked; the right password unlocks it again.
    """
    t = schema.accounts
    if not name.isprintable():
        return "", False
    with store.reading() as c:
        known = c.execute(select(t.c.active).where(t.c.name == name)).first()
    if known is None or not known.active:
        return "", False
    until, one = t.c.locked_until, t.c.name == name
    with store.writing() as c:
        # The clock is read behind the database's lock: a try that waited there must not take the
        # lock that another has set meanwhile for one of a clock that was set back (see `accounts._locked`).
        at = now()
        unlocked = until.is_(None) | (until <= at) | (until > at + LOCKED + SKEW)
        counted = c.execute(update(t).where(one, unlocked).values(failures=t.c.failures + 1))
        r = c.execute(select(t.c.password, t.c.failures).where(one)).one()
        if not counted.rowcount:
            return "", False
        last = r.failures >= TRIES
        if last:
            c.execute(update(t).where(one).values(failures=0, locked_until=at + LOCKED))
    return r.password, last


def _refused() -> Forbidden:
    return Forbidden(
        "이름이나 비밀번호가 틀렸거나 잠긴 계정입니다",
        "wrong name or password, or a locked account",
    )
