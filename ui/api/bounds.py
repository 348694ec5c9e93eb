"""Bounds of what a client may send, and what a browser may do with what it gets (한도).

Two ASGI middlewares and one protocol. Bodies end at a size and must come at a pace, so that
neither a huge nor an endless request holds memory or a worker; a connection that does not finish
its request's head in time is closed; responses tell browsers to run nothing from elsewhere, to
show the page in no frame and to pass no address on.

Header values after OWASP's Secure Headers project; the pace after Apache's ``RequestReadTimeout``.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

SMALL = 2_000_000
"""Bytes of a request to the HTTP interface; the longest draft to check has 200,000 letters."""
PAGE = 16_000_000
"""Bytes of an event of the page, which carries what the person sees."""
SILENT = 20.0
"""Seconds without a byte of the body after which a request ends."""
SLOWEST = 2_000
"""Bytes a second below which a body ends, once it has taken ``SILENT`` seconds."""
HEAD = 15.0
"""Seconds in which the head of a request must have come."""

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Content-Security-Policy": (
        "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'; object-src 'none'; "
        "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    ),
}
"""Gradio's page needs inline scripts and ``eval``; nothing may come from or go to another site."""
PUBLIC = ("/yugwon/", "/assets/", "/static/", "/svelte/", "/theme.css", "/favicon.ico")
"""What a cache may keep: the same for everybody. All else stays out of shared machines' caches."""


class _Ended(Exception):
    """The body went over a bound."""


class Bounded:
    """Ends requests whose body is too large or too slow: 413 and 408."""

    def __init__(self, app: ASGIApp, upload: int) -> None:
        self._app = app
        self._upload = upload

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = self._most(scope["path"])
        refusal: JSONResponse | None = None
        begun = False
        told = next((v for k, v in scope["headers"] if k == b"content-length"), b"0")
        if not told.isdigit() or int(told[:20]) > most:
            await _too_large()(scope, receive, send)
            return
        came, since, whole = 0, time.monotonic(), False

        async def bounded() -> Message:
            nonlocal came, refusal, whole
            if whole:  # what is left to hear of is the client's going away
                return await receive()
            try:
                message = await asyncio.wait_for(receive(), SILENT)
            except TimeoutError:
                refusal = _too_slow()
                raise _Ended from None
            if message["type"] != "http.request":
                return message
            came += len(message.get("body", b""))
            whole = not message.get("more_body", False)
            spent = time.monotonic() - since
            if came > most:
                refusal = _too_large()
            elif not whole and spent > SILENT and came < SLOWEST * spent:
                refusal = _too_slow()
            if refusal is not None:
                raise _Ended
            return message

        async def once(message: Message) -> None:
            nonlocal begun
            if refusal is None or begun:
                begun = begun or message["type"] == "http.response.start"
                await send(message)

        with contextlib.suppress(_Ended):
            await self._app(scope, bounded, once)
        if refusal is not None and not begun:
            await refusal(scope, receive, send)

    def _most(self, path: str) -> int:
        if "/gradio_api/upload" in path:
            return self._upload
        return PAGE if "/gradio_api/" in path else SMALL


class Guarded:
    """Adds the headers that keep a browser from harm; takes those away that would open the site.

    Gradio lets any site read its responses where it is not on localhost; here none may.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        public = scope["path"].removeprefix("/en").startswith(PUBLIC)

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name in [n for n in headers if n.startswith("access-control-")]:
                    del headers[name]
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if not public:
                    headers["Cache-Control"] = "no-store"
            await send(message)

        await self._app(scope, receive, guarded)


class Prompt(HttpToolsProtocol):
    """Closes a connection whose client does not finish the head of its request in time."""

    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Begin to wait for the first head."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._done()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """The head of a further request begins."""
        super().on_message_begin()
        self._wait()

    def on_headers_complete(self) -> None:
        """The head is there."""
        self._done()
        super().on_headers_complete()

    def _wait(self) -> None:
        self._done()
        self._waiting = self.loop.call_later(HEAD, self._late)

    def _done(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _late(self) -> None:
        if self.transport is not None and not self.transport.is_closing():
            self.transport.close()


def _too_large() -> JSONResponse:
    return _said(413, "요청이 너무 큽니다", "the request is too large")


def _too_slow() -> JSONResponse:
    return _said(408, "요청이 너무 느립니다", "the request is too slow")


def _said(status: int, ko: str, en: str) -> JSONResponse:
    error = {"error": {"ko": ko, "en": en}}
    return JSONResponse(error, status_code=status, headers={"Connection": "close"})
