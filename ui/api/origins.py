"""From which address a request comes (보낸 곳), where a proxy may stand before the application.

The address of the connection counts. Only a proxy that is known by its own address is believed when
it names another in a header, and of several names only the last that is no known proxy's: what
stands before it came from the client.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, Iterable, Mapping

from starlette.types import Scope


def peer(scope: Scope) -> str:
    """The address at the other end of the connection; empty where there is none."""
    return str((scope.get("client") or ("", 0))[0])


def address(scope: Scope, header: str, proxies: Collection[str]) -> str:
    """Whose request it is, by address. ``header`` is believed from ``proxies`` alone."""
    own = peer(scope)
    if own not in proxies or not header:
        return own
    name = header.lower().encode("latin-1")
    given = (v for k, v in scope["headers"] if k.lower() == name)
    return named(given, proxies) or own


def secured(scope: Scope, headers: Mapping[str, str], proxies: Collection[str]) -> bool:
    """Whether a known proxy says that it was asked by TLS."""
    return peer(scope) in proxies and headers.get("x-forwarded-proto") == "https"


def named(values: Iterable[bytes], proxies: Collection[str]) -> str:
    """The last address that a list of them names and that is no proxy's; empty where there is none.

    >>> named([b"198.51.100.1, 192.0.2.7"], []), named([b"192.0.2.7, 127.0.0.1"], ["127.0.0.1"])
    ('192.0.2.7', '192.0.2.7')
    >>> named([b"192.0.2.7, nonsense"], [])  # what a proxy did not write names nobody
    ''
    """
    listed = [part.strip() for v in values for part in v.decode("latin-1").split(",")]
    for said in reversed(listed):
        try:
            found = str(ipaddress.ip_address(said))
        except ValueError:
            return ""
        if found not in proxies:
            return found
    return ""
