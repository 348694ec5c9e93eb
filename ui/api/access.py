"""Who is asking, for every route beside the page; signing in and out."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote, urlsplit

from fastapi import Depends, FastAPI, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from kb.curation import accounts, signing_in, tokens
from kb.curation.people import Act, Person
from kb.errors import Forbidden
from kb.store.answers import Kept
from ui.api.gate import COOKIE, cookie, person_of
from ui.api.provider import CALLBACK, Pending, Provider
from ui.home import Home
from ui.web.parts import PAGES
from ui.web.render import render
from ui.web.strings import Strings


def person(request: Request) -> Person:
    """Whom the gate found to have sent the request."""
    return person_of(request.state)


PENDING = "yugwon_oidc"
"""Cookie of a sign-in at the provider that has begun."""
Who = Annotated[Person, Depends(person)]
"""The person of a request."""


def may_open(home: Home, who: Person, kept: Kept, id: str) -> None:
    """Whether a kept answer is a person's to see: their region's own, or told to it.

    Raises Forbidden.
    """
    if who.may(Act.EVERY_REGION):
        return
    if who.may(Act.SEND) and who.region and kept.given_to(who.region):
        return
    if any(a["person"] == who.name for a in kept.askings):
        return
    if who.may(Act.SEND) and who.region:
        told = home.desk.notices(who.region)
        if any(id in (n.again, n.sending.answer) for n in told):
            return
    raise Forbidden("다른 지역의 기록입니다", "that is another region's record")


def region_asking(who: Person, given: str) -> str:
    """The region for which a person asks: their own, unless all are theirs to see."""
    if who.may(Act.EVERY_REGION):
        return given
    return who.region


def add(app: FastAPI, home: Home) -> None:
    """Add the routes over one home."""

    settings = home.settings
    provider = Provider(settings) if settings.oidc_issuer else None

    @app.get("/login", response_class=HTMLResponse, include_in_schema=False)
    def form(next: str = "/", failed: str = "") -> HTMLResponse:
        s = Strings(settings.language)
        first = not accounts.every(home.store)
        page = render(
            "login.html", s, next=_local(next), failed=failed, first=first,
            provider=provider is not None, pages=PAGES, here="", here_path="",
        )  # fmt: skip
        return HTMLResponse(page)

    @app.post("/login", include_in_schema=False)
    def sign_in(
        request: Request,
        name: Annotated[str, Form(max_length=80)],
        password: Annotated[str, Form(max_length=1000)],
        next: Annotated[str, Form(max_length=2000)] = "/",
    ) -> Response:
        target = _local(next)
        try:
            token = signing_in.sign_in(
                home.store, name, password, settings.session_hours, request.state.address
            )
        except Forbidden:
            return _again(target, "1")
        return _in(request, target, token)

    @app.get("/oidc/login", include_in_schema=False)
    def go_to_provider(next: str = "/") -> Response:
        if provider is None:
            return _again(_local(next), "1")
        try:
            url, pending = provider.begin(_local(next))
        except Forbidden:
            return _again(_local(next), "provider")
        response = RedirectResponse(url, status_code=303)
        response.set_cookie(
            PENDING, pending.sealed(), httponly=True, samesite="lax", path="/oidc",
            secure=settings.public_url.startswith("https"), max_age=600,
        )  # fmt: skip
        return response

    @app.get(CALLBACK, include_in_schema=False)
    def come_back(request: Request) -> Response:
        pending = Pending.opened(request.cookies.get(PENDING, ""))
        target = _local(pending.next) if pending else "/"
        if provider is None:
            return _again(target, "1")
        try:
            name = provider.finish(dict(request.query_params), pending)
        except Forbidden:
            return _again(target, "provider")
        found = accounts.account(home.store, name)
        if found is None or not found.active:
            return _again(target, "unknown")
        token = tokens.open_session(home.store, name, settings.session_hours, by="provider")
        response = _in(request, target, token)
        response.delete_cookie(PENDING, path="/oidc")
        return response

    def _again(target: str, failed: str) -> Response:
        return RedirectResponse(f"/login?failed={failed}&next={quote(target)}", status_code=303)

    def _in(request: Request, target: str, token: str) -> Response:
        """Into the site with a new session; an older one of the browser ends."""
        old = cookie(request.headers.get("cookie", ""))
        if old:
            tokens.sign_out(home.store, old)
        response = RedirectResponse(target, status_code=303)
        told = request.headers.get("x-forwarded-proto", request.url.scheme)
        secure = "https" in (told, urlsplit(settings.public_url).scheme)
        response.set_cookie(
            COOKIE, token, httponly=True, samesite="lax", secure=secure,
            max_age=int(settings.session_hours * 3600),
        )  # fmt: skip
        return response

    @app.post("/logout", include_in_schema=False)
    def sign_out(request: Request) -> Response:
        token = cookie(request.headers.get("cookie", ""))
        if token:
            tokens.sign_out(home.store, token)
        response = RedirectResponse("/login", status_code=303)
        response.delete_cookie(COOKIE)
        return response

    @app.get("/api/me", tags=["people"])
    def me(who: Who) -> JSONResponse:
        """Who one is: name, roles, region; no name where nobody signs in."""
        return JSONResponse(
            {"name": who.name, "roles": sorted(r.value for r in who.roles), "region": who.region}
        )


def _local(path: str) -> str:
    """A path of this site, never another's address."""
    if not path.startswith("/") or path[1:2] in ("/", "\\") or not path.isprintable():
        return "/"
    return path
