"""Accounts of people and keys of programs: who someone is (계정).

Passwords are kept as argon2 hashes, sessions and keys as sha256 of random tokens, so that the
database holds nothing that signs anyone in. Five wrong passwords lock an account for a while; many
from one address, that address (:mod:`kb.curation.addresses`).
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from kb.curation import addresses, log
from kb.curation.desk import now
from kb.curation.people import Person, Role
from kb.errors import BadInput, Forbidden, UnknownProvision
from kb.store import Store, schema

if TYPE_CHECKING:
    from argon2 import PasswordHasher

TRIES = 5
"""Wrong passwords in a row after which an account is locked."""
LOCKED = timedelta(minutes=15)
SKEW = timedelta(minutes=5)
"""By how much the clocks of the machines that serve may differ."""
_HASHING = BoundedSemaphore(2)
"""How many passwords are held against their hashes at once: each takes 64 MiB."""
SHORTEST = 10
"""Letters of the shortest password."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account as lists show it."""

    name: str
    roles: frozenset[Role]
    region: str
    active: bool
    locked: bool
    password: bool
    """Whether it has one; without, a proxy or provider signs the person in."""

    @property
    def person(self) -> Person:
        """The person of the account; without roles while it is not active."""
        return Person(self.name, self.roles if self.active else frozenset(), self.region)


def add(
    store: Store,
    name: str,
    roles: Iterable[Role],
    *,
    region: str = "",
    password: str = "",
    by: str,
) -> Account:
    """Make an account. Raises BadInput when there is one, or name or password will not do."""
    name = _spelt(name)
    if not name or len(name) > 80 or not name.isprintable():
        raise BadInput("계정 이름을 쓸 수 없습니다", "that name cannot be used")
    chosen = sorted(set(roles))
    _fitting(chosen, region)
    if account(store, name) is not None:
        raise BadInput(f"이미 있는 계정입니다: {name}", f"there is an account {name}")
    values = {
        "name": name,
        "password": _hashed(password) if password else "",
        "roles": [r.value for r in chosen],
        "region": region,
        "active": True,
        "failures": 0,
        "created_at": now(),
    }
    with store.writing() as c:
        detail = {"roles": values["roles"], "region": region}
        log.append(c, by, "account.add", f"account/{name}", detail)
        c.execute(insert(schema.accounts).values(**values))
    return _known(store, name)


def change(
    store: Store,
    name: str,
    *,
    by: str,
    roles: Iterable[Role] | None = None,
    region: str | None = None,
    active: bool | None = None,
    password: str | None = None,
) -> Account:
    """Change an account; a new password or an end of it ends its sessions too.

    Raises UnknownProvision without such an account, BadInput for a password that will not do.
    """
    before = _known(store, name)
    values: dict[str, Any] = {}
    chosen = sorted(set(roles)) if roles is not None else sorted(before.roles)
    _fitting(chosen, region if region is not None else before.region)
    if roles is not None:
        values["roles"] = [r.value for r in chosen]
    if region is not None:
        values["region"] = region
    if active is not None:
        values["active"] = active
    if password is not None:
        values |= {"password": _hashed(password), "failures": 0, "locked_until": None}
    if not values:
        return before
    shown = {k: v for k, v in values.items() if k in ("roles", "region", "active")}
    t, s = schema.accounts, schema.sessions
    with store.writing() as c:
        detail = shown | ({"password": "changed"} if password is not None else {})
        log.append(c, by, "account.change", f"account/{name}", detail)
        c.execute(update(t).where(t.c.name == name).values(**values))
        if password is not None or active is False:
            c.execute(delete(s).where(s.c.name == name))
    return _known(store, name)


def account(store: Store, name: str) -> Account | None:
    """An account by name."""
    name, t = _spelt(name), schema.accounts
    with store.reading() as c:
        r = c.execute(select(t).where(t.c.name == name)).mappings().first()
    return _account(r) if r else None


def every(store: Store) -> list[Account]:
    """All accounts, by name."""
    t = schema.accounts
    with store.reading() as c:
        return [_account(r) for r in c.execute(select(t).order_by(t.c.name)).mappings()]


def sign_in(store: Store, name: str, password: str, hours: float, address: str = "") -> str:
    """A new session's token for the right password.

    Each try is counted before the password is looked at, so that tries sent at once do not
    outrun the lock; by the address from which it comes, where that is known, as by the account.
    Raises Forbidden with one message for every cause.
    """
    from argon2.exceptions import InvalidHashError, VerifyMismatchError

    if not addresses.counted(store, address):
        raise _refused()
    name = _spelt(name)
    kept, last = _tried(store, name)
    try:
        # An unknown name or a locked account takes as long as a wrong password.
        with _HASHING:
            _hasher().verify(kept or _nobody(), password)
        right = bool(kept)
    except (VerifyMismatchError, InvalidHashError):
        right = False
    t = schema.accounts
    if right:
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
        # lock that another has set meanwhile for one of a clock that was set back (see _locked).
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
    return _account(r).person if r else None


def make_key(store: Store, name: str, label: str, *, by: str) -> str:
    """A new key that acts as an account; it is shown this once. Raises UnknownProvision."""
    _known(store, name)
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
    return _account(r).person if r else None


def _spelt(name: str) -> str:
    """A name as it is kept: one spelling for what looks alike (NFKC), single blanks."""
    return " ".join(unicodedata.normalize("NFKC", name).split())


def _known(store: Store, name: str) -> Account:
    found = account(store, name)
    if found is None:
        raise UnknownProvision(f"그런 계정이 없습니다: {name}", f"no such account: {name}")
    return found


def _account(r: Any) -> Account:
    until: datetime | None = r["locked_until"]
    return Account(
        r["name"], frozenset(Role(x) for x in r["roles"]), r["region"], r["active"],
        _locked(until), bool(r["password"]),
    )  # fmt: skip


def _locked(until: datetime | None) -> bool:
    """Whether an account is locked; never longer than that lasts, though the clock was set back."""
    return until is not None and now() < until <= now() + LOCKED


def _fitting(roles: list[Role], region: str) -> None:
    if not roles:
        raise BadInput("역할이 있어야 합니다", "a role is needed")
    if roles == [Role.STAFF] and not region:
        raise BadInput("지역 직원에게는 지역이 있어야 합니다", "staff belongs to a region")


def _hashed(password: str) -> str:
    if len(password) < SHORTEST:
        raise BadInput(
            f"비밀번호는 {SHORTEST}자 이상이어야 합니다",
            f"a password has at least {SHORTEST} characters",
        )
    if len(password) > 1000:
        raise BadInput("비밀번호가 너무 깁니다", "the password is too long")
    return _hasher().hash(password)


@lru_cache(maxsize=1)
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher()


@lru_cache(maxsize=1)
def _nobody() -> str:
    return _hasher().hash(secrets.token_urlsafe(16))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _refused() -> Forbidden:
    return Forbidden(
        "이름이나 비밀번호가 틀렸거나 잠긴 계정입니다",
        "wrong name or password, or a locked account",
    )
