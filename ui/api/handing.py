"""Hands a page's requests to the process that holds its state, where several serve (한 작업자).

Gradio keeps the state of a page (its queue, uploads, conversation) in the process that served it.
A cookie names that process; another one that is asked hands the request on, body and answer
streamed as they come. All else any of them answers.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from typing import Any

import anyio
import httpx
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.api.workers import path as socket_of

COOKIE = "yugwon_worker"
CLIENT = b"x-yugwon-client"
"""Whose request it is, where it was handed on; believed on the own socket alone."""
OWN = ("/gradio_api/", "/en/gradio_api/")
"""Paths whose state one process holds."""
STATELESS = ("/api/", "/mcp", "/healthz", "/metrics", "/answers/", "/yugwon/")
"""Paths of programs and files, for which no cookie is set."""
_HOP = frozenset((b"connection", b"keep-alive", b"transfer-encoding", b"upgrade"))


class Handing:
    """An application that is one of several."""

    def __init__(self, app: ASGIApp, number: int, folder: Path) -> None:
        self._app = app
        self._number = number
        self._folder = folder
        self._clients: dict[int, httpx.AsyncClient] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        handed = scope.get("server", ("", 0))[1] is None
        headers = scope["headers"]
        if handed:
            said = dict(headers).get(CLIENT, b"").decode("latin-1")
            scope["client"] = (said, 0) if said else None
        scope["headers"] = [(k, v) for k, v in headers if k != CLIENT]
        wanted = _worker(dict(headers).get(b"cookie", b""))
        other = wanted is not None and wanted != self._number and self._there(wanted)
        if other and not handed and scope["path"].startswith(OWN):
            assert wanted is not None
            if await self._hand(wanted, scope, receive, send):
                return
            other = False  # it is away: the page goes on here
        if other or handed or wanted == self._number or scope["path"].startswith(STATELESS):
            await self._app(scope, receive, send)
            return
        await self._app(scope, receive, self._naming(send))

    def _there(self, number: int) -> bool:
        return (self._folder / f"ready-{number}").exists()

    def _naming(self, send: Send) -> Send:
        """Names this process in the answer, so that what follows comes back to it."""
        cookie = f"{COOKIE}={self._number}; Path=/; HttpOnly; SameSite=Lax".encode()

        async def named(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), (b"set-cookie", cookie)]
            await send(message)

        return named

    async def _hand(self, number: int, scope: Scope, receive: Receive, send: Send) -> bool:
        """Have another process answer. False when it cannot be reached, before anything is read."""
        whole = anyio.Event()

        async def body() -> AsyncIterator[bytes]:
            while not whole.is_set():
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise httpx.ReadError("the client has gone")
                yield message.get("body", b"")
                if not message.get("more_body"):
                    whole.set()

        names = {k for k, _ in scope["headers"]}
        has_body = b"content-length" in names or b"transfer-encoding" in names
        if not has_body:
            whole.set()
        client = (scope.get("client") or ("", 0))[0].encode()
        request = httpx.Request(
            scope["method"],
            httpx.URL("http://worker", raw_path=_target(scope)),
            headers=[*((k, v) for k, v in scope["headers"] if k not in _HOP), (CLIENT, client)],
            content=body() if has_body else None,
        )
        try:
            answer = await self._client(number).send(request, stream=True)
        except httpx.ConnectError:
            return False
        try:
            async with anyio.create_task_group() as group:
                group.start_soon(_until_gone, receive, whole, group.cancel_scope)
                await _pass_on(answer, send)
                group.cancel_scope.cancel()
        finally:
            with anyio.CancelScope(shield=True):
                await answer.aclose()
        return True

    def _client(self, number: int) -> httpx.AsyncClient:
        if number not in self._clients:
            by = httpx.AsyncHTTPTransport(uds=str(socket_of(self._folder, number)))
            self._clients[number] = httpx.AsyncClient(transport=by, timeout=None)
        return self._clients[number]


async def _pass_on(answer: httpx.Response, send: Send) -> None:
    kept: list[Any] = [(k.lower(), v) for k, v in answer.headers.raw if k.lower() not in _HOP]
    await send({"type": "http.response.start", "status": answer.status_code, "headers": kept})
    async for chunk in answer.aiter_raw():
        await send({"type": "http.response.body", "body": chunk, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def _until_gone(receive: Receive, whole: anyio.Event, scope: anyio.CancelScope) -> None:
    """End the answer when the client has gone; begins once the request has been read."""
    await whole.wait()
    while (await receive())["type"] != "http.disconnect":
        pass
    scope.cancel()


def _target(scope: Scope) -> bytes:
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    query: bytes = scope.get("query_string", b"")
    return raw + (b"?" + query if query else b"")


def _worker(header: bytes) -> int | None:
    try:
        found = SimpleCookie(header.decode("latin-1")).get(COOKIE)
    except CookieError:
        return None
    return int(found.value) if found is not None and found.value.isdecimal() else None
