"""The road to other machines: only to addresses that were checked, only for so long.

A name is resolved once, its addresses are checked, and the connection goes to an address that
was checked: an answer of the name server that changes in between (DNS rebinding) changes
nothing. A redirect is a new connection and is checked like the first.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable, Iterator
from typing import Any, cast

import httpcore
import httpx

from kb.errors import BadInput

CONNECT_SECONDS = 15.0
"""Longest wait for a connection, and for any one piece of an answer."""
MOST_REDIRECTS = 5
_EMBEDDED = (
    # An IPv4 address can hide in these IPv6 ranges: NAT64 (RFC 6052), IPv4-compatible (RFC 4291).
    ipaddress.IPv6Network("64:ff9b::/96"),
    ipaddress.IPv6Network("::/96"),
)


def client(seconds: float, private: bool, agent: str) -> httpx.Client:
    """An HTTP client that reaches public addresses alone, and ends after so many seconds.

    Args:
        private: whether addresses of the own network (loopback, private, link-local) are allowed.
        agent: how the client names itself.
    """
    # Proxies of the environment are left out: a proxy would resolve the name once more.
    return httpx.Client(
        transport=_Guarded(private, time.monotonic() + seconds),
        timeout=CONNECT_SECONDS,
        max_redirects=MOST_REDIRECTS,
        headers={"User-Agent": agent, "Accept-Encoding": "identity"},
        trust_env=False,
    )


def addresses(host: str, port: int, private: bool) -> list[str]:
    """The addresses of a host, every one of them checked.

    Raises BadInput when the name is unknown or one of its addresses lies in the own network and
    that is not allowed.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise BadInput(
            f"그런 이름의 서버가 없습니다: {host}", f"there is no server of that name: {host}"
        ) from None
    unique = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    for address in unique:
        if not private and not is_public(address):
            raise BadInput(
                f"내부망 주소에서는 가져오지 않습니다: {host} ({address}; 설정 private_urls)",
                f"addresses of the own network are not fetched: {host} ({address}; "
                "setting private_urls)",
            )
    return unique


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public network.

    >>> [is_public(a) for a in ("1.1.1.1", "127.0.0.1", "10.0.0.1", "169.254.169.254", "::1")]
    [True, False, False, False, False]
    >>> is_public("::ffff:192.168.0.1"), is_public("64:ff9b::7f00:1"), is_public("224.0.0.1")
    (False, False, False)
    """
    ip = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if inner is None and any(ip in network for network in _EMBEDDED):
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if ip.teredo is not None:
            return False
    return ip.is_global and not ip.is_multicast


class _Network(httpcore.NetworkBackend):
    """Connections to checked addresses, each read and write bounded by the deadline."""

    def __init__(self, private: bool, deadline: float) -> None:
        self._private = private
        self._deadline = deadline
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        last: Exception | None = None
        for address in addresses(host, port, self._private):
            wait = _left(self._deadline, timeout, httpcore.ConnectTimeout)
            try:
                stream = self._inner.connect_tcp(address, port, wait, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as e:
                last = e
                continue
            return _Stream(stream, self._deadline)
        raise last or httpcore.ConnectError(f"no address: {host}")


class _Stream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream, deadline: float) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _left(self._deadline, timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _left(self._deadline, timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        wait = _left(self._deadline, timeout, httpcore.ConnectTimeout)
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, wait), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def _left(deadline: float, timeout: float | None, late: type[Exception]) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise late("the deadline has passed")
    return left if timeout is None else min(left, timeout)


class _Guarded(httpx.BaseTransport):
    """httpx over a connection pool that opens its connections through :class:`_Network`."""

    def __init__(self, private: bool, deadline: float) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(), network_backend=_Network(private, deadline)
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        check(request.url)
        answer = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=cast(httpx.SyncByteStream, request.stream),
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            answer.status,
            headers=answer.headers,
            stream=_Body(answer),
            extensions=answer.extensions,
        )

    def close(self) -> None:
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from cast(Iterable[bytes], self._answer.stream)

    def close(self) -> None:
        self._answer.close()


def check(url: httpx.URL) -> None:
    """Raises BadInput for an address that is no http(s) address of a host, or carries a password."""
    if url.scheme not in ("http", "https"):
        raise BadInput(
            f"http와 https 주소만 가져옵니다: {url}", f"only http and https are fetched: {url}"
        )
    if not url.host:
        raise BadInput(f"서버 이름이 없는 주소입니다: {url}", f"the address names no host: {url}")
    if url.userinfo:
        raise BadInput(
            f"아이디나 비밀번호가 든 주소는 받지 않습니다: {url.host}",
            f"an address with a name or password in it is not taken: {url.host}",
        )
