"""Wrong passwords by the address from which they come (주소마다 세기), whatever accounts they try.

An account's lock does not hold one who tries a password on every account. Of an address only a hash
is kept, and that for as long as it counts; networks of IPv6 count as one address, as they are had.
"""

from __future__ import annotations

import hashlib
import ipaddress
from datetime import timedelta

from sqlalchemy import delete, insert, select, update

from kb.curation import log
from kb.curation.desk import SKEW, now
from kb.store import Store, schema

TRIES = 30
"""Wrong passwords within :data:`SPAN` after which an address is shut out: offices share one."""
SPAN = timedelta(minutes=15)


def counted(store: Store, address: str) -> bool:
    """Count a try before its password is looked at; whether it may be. One without address may."""
    if not address:
        return True
    mark, t = _mark(address), schema.addresses
    with store.writing() as c:
        at = now()
        # What lies ahead of the clock was counted before it was set back: it does not count for ever.
        c.execute(delete(t).where((t.c.since <= at - SPAN) | (t.c.since > at + SKEW)))
        known = c.execute(update(t).where(t.c.mark == mark).values(tries=t.c.tries + 1)).rowcount
        if not known:
            c.execute(insert(t).values(mark=mark, tries=1, since=at))
        tries: int = c.execute(select(t.c.tries).where(t.c.mark == mark)).scalar_one()
        if tries == TRIES + 1:
            log.append(c, "", "address.locked", f"address/{mark[:12]}")
    return tries <= TRIES


def right(store: Store, address: str) -> None:
    """Take back the count of a try whose password was right; the wrong ones before it stay."""
    if not address:
        return
    t = schema.addresses
    with store.writing() as c:
        c.execute(
            update(t).where(t.c.mark == _mark(address), t.c.tries > 0).values(tries=t.c.tries - 1)
        )


def _mark(address: str) -> str:
    return hashlib.sha256(network(address).encode()).hexdigest()


def network(address: str) -> str:
    """What counts as one address: an IPv4 address, a /64 of IPv6, or the text as it is.

    >>> network("192.0.2.7"), network("2001:db8:1:2:3::4"), network("::ffff:192.0.2.7")
    ('192.0.2.7', '2001:db8:1:2::/64', '192.0.2.7')
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)
