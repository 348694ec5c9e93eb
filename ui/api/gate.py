"""The gate before every route, Gradio's own included: who is it, and may they come in (출입).

An ASGI middleware around the whole application, so that no route of any library is outside it.
"""

from __future__ import annotations

import ipaddress
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from anyio import to_thread
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from kb.curation.people import ANYONE, NOBODY, Act, Person
from kb.settings import Settings
from ui.api import origins
from ui.api.seats import Seats
from ui.home import Home

COOKIE = "yugwon_session"
OPEN_PATHS = frozenset(("/login", "/logout", "/healthz", "/oidc/login", "/oidc/callback"))
"""What is there before one has signed in, beside the style sheet."""
SHUT = frozenset(
    ("dev", "vibe-code", "vibe-edit", "undo-vibe-edit", "vibe-starter-queries", "profiling",
     "deep_link", "runs", "run-history", "component_server", "process_recording", "proxy")
)  # fmt: skip
"""Routes that Gradio has for its makers, or for what the page does not do: there are none here."""
SAFE = ("GET", "HEAD", "OPTIONS")
_PAGES: dict[str, tuple[Act, ...]] = {
    "headquarters": (Act.CURATE, Act.TAKE_IN),
    "records": (Act.SEND, Act.EVERY_REGION),
    "evaluation": (Act.EVALUATE,),
    "evaluations": (Act.EVALUATE, Act.EVERY_REGION),
    "metrics": (Act.ACCOUNTS, Act.LOG),
}
"""Acts of which one is needed for what begins with a path; everything else needs READ."""


def is_open(settings: Settings, host: str | None = None) -> bool:
    """Whether no one has to sign in: a single machine, or by setting."""
    if settings.access != "auto":
        return settings.access == "open"
    try:
        return ipaddress.ip_address(host or settings.host).is_loopback
    except ValueError:
        return (host or settings.host) == "localhost"


class Gate:
    """Finds the person of a request, puts it into its state, or turns it away."""

    def __init__(self, app: ASGIApp, home: Home, host: str | None = None) -> None:
        self._app = app
        self._home = home
        self._open = is_open(home.settings, host)
        # A page of another site whose name is made to lead here would else be asked in (DNS
        # rebinding): nobody signs in, so only a browser that names this machine is let through.
        self._here_only = self._open and home.settings.access == "auto"
        self._proxies = {a.strip() for a in home.settings.proxy_from.split(",") if a.strip()}
        self.seats = Seats()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]}
        path: str = scope["path"]
        person = ANYONE if self._open else await to_thread.run_sync(self._who, scope, headers)
        state = scope.setdefault("state", {})
        state["person"], state["seats"] = person, None if self._open else self.seats
        header = self._home.settings.address_header
        if origins.secured(scope, headers, self._proxies):
            scope["scheme"] = "wss" if scope["type"] == "websocket" else "https"
        state["address"] = origins.address(scope, header, self._proxies)
        refusal = self._refusal(scope, headers, path, person)
        if refusal is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await refusal(scope, receive, send)

    def _who(self, scope: Scope, headers: dict[str, str]) -> Person:
        from kb.curation import tokens

        store = self._home.store
        bearer = headers.get("authorization", "")
        if bearer.startswith("Bearer "):
            return tokens.of_key(store, bearer.removeprefix("Bearer ").strip()) or NOBODY
        if self._home.settings.access == "proxy":
            return self._named(scope)
        token = cookie(headers.get("cookie", ""))
        return (tokens.of_session(store, token) if token else None) or NOBODY

    def _named(self, scope: Scope) -> Person:
        """Whom the proxy names; believed only from the proxy's own address."""
        from kb.curation import accounts

        header = self._home.settings.proxy_header.lower().encode("latin-1")
        named = [value for key, value in scope["headers"] if key.lower() == header]
        # Two names: one of them may be the client's own, which the proxy passed on.
        if origins.peer(scope) not in self._proxies or len(named) != 1 or not named[0]:
            return NOBODY
        try:
            name = named[0].decode("utf-8")
        except UnicodeDecodeError:
            return NOBODY
        found = accounts.account(self._home.store, name)
        return found.person if found else NOBODY

    def _refusal(
        self, scope: Scope, headers: dict[str, str], path: str, person: Person
    ) -> Response | None:
        acts = scope["type"] == "websocket" or scope["method"] not in SAFE
        # A key is sent by a program; any other Authorization may ride on a browser's cookie.
        keyed = headers.get("authorization", "").startswith("Bearer ")
        if "\x00" in path or b"%00" in scope.get("query_string", b""):
            return _said(400, "쓸 수 없는 글자가 있습니다", "a character that cannot be used")
        if acts and not keyed and _foreign(headers):
            return _said(403, "다른 사이트에서 온 요청입니다", "a request from another site")
        if self._here_only and not _names_here(headers.get("host", "")):
            return _said(
                403,
                "이 컴퓨터의 주소(127.0.0.1)로 여십시오. 다른 이름으로 열려면 access를 정하십시오",
                "open it by this machine's address (127.0.0.1); for another name set access",
            )
        if (self._open or person.roles) and _shut(path):
            return _said(404, "그런 주소가 없습니다", "there is no such address")
        if self._open or path in OPEN_PATHS or path.startswith("/yugwon/"):
            return None
        if path == "/favicon.ico":
            return None
        if not person.roles:
            return self._sign_in(scope, headers, path)
        session = _session(scope, path)
        if session is not None and not self.seats.takes(session, person.name):
            return _said(403, "다른 사람의 화면입니다", "that is another person's session")
        needed = _needed(path)
        if not any(person.may(act) for act in needed):
            return _said(403, "그 일을 할 권한이 없습니다", "you may not do that")
        return None

    def _sign_in(self, scope: Scope, headers: dict[str, str], path: str) -> Response:
        wants_page = "text/html" in headers.get("accept", "") and scope.get("method") == "GET"
        if not wants_page or path.startswith("/api/"):
            return _said(401, "로그인이 필요합니다", "sign in first")
        return RedirectResponse(f"/login?next={quote(path)}", status_code=303)


def cookie(header: str) -> str:
    """The session's token in a Cookie header; empty where there is none."""
    try:
        found = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""


def _needed(path: str) -> tuple[Act, ...]:
    plain = path.removeprefix("/en") if path.startswith("/en/") else path
    if plain.startswith(("/gradio_api/upload", "/gradio_api/file", "/gradio_api/stream")):
        return (Act.TAKE_IN, Act.EVALUATE)
    return _PAGES.get(plain.strip("/").split("/")[0], (Act.READ,))


def _shut(path: str) -> bool:
    plain = path.removeprefix("/en")
    inner = plain.removeprefix("/gradio_api/")
    if inner == plain:
        return plain.startswith("/monitoring")
    return inner.split("/")[0].split("=")[0] in SHUT


def _session(scope: Scope, path: str) -> str | None:
    """The Gradio session that a request names in its address; None where it names none."""
    if "/gradio_api/" not in path:
        return None
    if "/heartbeat/" in path:
        return path.rsplit("/heartbeat/", 1)[1]
    given = parse_qs(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
    return given["session_hash"][-1] if "session_hash" in given else None


def _names_here(host: str) -> bool:
    """Whether a Host header names this machine itself."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost" or name.endswith(".localhost")


def _foreign(headers: dict[str, str]) -> bool:
    """Whether a browser says that another site sent the request (CSRF)."""
    if headers.get("sec-fetch-site") in ("cross-site", "same-site"):
        return True
    origin = headers.get("origin")
    if origin is None or origin == "null":
        return origin == "null"
    wanted = headers.get("x-forwarded-host") or headers.get("host", "")
    try:
        return urlsplit(origin).netloc.lower() != wanted.lower()
    except ValueError:
        return True


def _said(status: int, ko: str, en: str) -> JSONResponse:
    return JSONResponse({"error": {"ko": ko, "en": en}}, status_code=status)


def person_of(state: Any) -> Person:
    """The person whom the gate put into a request's state; nobody where no gate stood."""
    found = state.get("person") if isinstance(state, dict) else getattr(state, "person", None)
    return found if isinstance(found, Person) else NOBODY
