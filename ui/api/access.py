"""Who is asking, for every route beside the page; signing in and out."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, FastAPI, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from kb.curation import accounts
from kb.curation.people import Act, Person
from kb.errors import Forbidden
from kb.store.answers import Kept
from ui.api.gate import COOKIE, cookie, person_of
from ui.home import Home
from ui.web.parts import PAGES
from ui.web.render import render
from ui.web.strings import Strings


def person(request: Request) -> Person:
    """Whom the gate found to have sent the request."""
    return person_of(request.state)


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

    @app.get("/login", response_class=HTMLResponse, include_in_schema=False)
    def form(next: str = "/", failed: bool = False) -> HTMLResponse:
        s = Strings(home.settings.language)
        first = not accounts.every(home.store)
        page = render(
            "login.html", s, next=_local(next), failed=failed, first=first,
            pages=PAGES, here="", here_path="",
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
            token = accounts.sign_in(home.store, name, password, home.settings.session_hours)
        except Forbidden:
            from urllib.parse import quote

            return RedirectResponse(f"/login?failed=1&next={quote(target)}", status_code=303)
        old = cookie(request.headers.get("cookie", ""))
        if old:
            accounts.sign_out(home.store, old)
        response = RedirectResponse(target, status_code=303)
        secure = request.headers.get("x-forwarded-proto", request.url.scheme) == "https"
        response.set_cookie(
            COOKIE, token, httponly=True, samesite="lax", secure=secure,
            max_age=int(home.settings.session_hours * 3600),
        )  # fmt: skip
        return response

    @app.post("/logout", include_in_schema=False)
    def sign_out(request: Request) -> Response:
        token = cookie(request.headers.get("cookie", ""))
        if token:
            accounts.sign_out(home.store, token)
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
    if not path.startswith("/") or path.startswith(("//", "/\\")) or "\n" in path or "\r" in path:
        return "/"
    return path
