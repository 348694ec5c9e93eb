"""Accounts of people: who someone is, and for which region (계정).

Passwords are kept as argon2 hashes (:mod:`kb.curation.passwords`), sessions and keys as sha256 of
random tokens (:mod:`kb.curation.tokens`), so that the database holds nothing that signs anyone in.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update

from kb.curation import log
from kb.curation.desk import now
from kb.curation.passwords import hashed
from kb.curation.people import Person, Role
from kb.errors import BadInput, UnknownProvision
from kb.store import Store, schema

LOCKED = timedelta(minutes=15)
"""For how long wrong passwords lock an account."""


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
    name = spelt(name)
    if not name or len(name) > 80 or not name.isprintable():
        raise BadInput("계정 이름을 쓸 수 없습니다", "that name cannot be used")
    chosen = sorted(set(roles))
    _fitting(chosen, region)
    if account(store, name) is not None:
        raise BadInput(f"이미 있는 계정입니다: {name}", f"there is an account {name}")
    values = {
        "name": name,
        "password": hashed(password) if password else "",
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
    return known(store, name)


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
    before = known(store, name)
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
        values |= {"password": hashed(password), "failures": 0, "locked_until": None}
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
    return known(store, name)


def account(store: Store, name: str) -> Account | None:
    """An account by name."""
    name, t = spelt(name), schema.accounts
    with store.reading() as c:
        r = c.execute(select(t).where(t.c.name == name)).mappings().first()
    return of_row(r) if r else None


def every(store: Store) -> list[Account]:
    """All accounts, by name."""
    t = schema.accounts
    with store.reading() as c:
        return [of_row(r) for r in c.execute(select(t).order_by(t.c.name)).mappings()]


def spelt(name: str) -> str:
    """A name as it is kept: one spelling for what looks alike (NFKC), single blanks."""
    return " ".join(unicodedata.normalize("NFKC", name).split())


def known(store: Store, name: str) -> Account:
    """An account by name. Raises UnknownProvision when there is none."""
    found = account(store, name)
    if found is None:
        raise UnknownProvision(f"그런 계정이 없습니다: {name}", f"no such account: {name}")
    return found


def of_row(r: Any) -> Account:
    """The account that a row of the table keeps."""
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
