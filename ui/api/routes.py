"""Routes beside the page: health, kept answers with their exports, and the JSON interface."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, Response
from pydantic import Field
from sqlalchemy.exc import SQLAlchemyError

from kb.curation.people import Act
from kb.errors import BadInput, Forbidden, UnknownProvision, YugwonError
from ui import asked, corpus, elections, evaluations, law
from ui.api import access, metrics, queue, records
from ui.api.access import Who
from ui.api.bodies import REFUSALS, Body, files
from ui.api.bounds import Bounded, Guarded
from ui.api.gate import Gate
from ui.api.records import trouble
from ui.days import parse_day, today
from ui.failures import as_error
from ui.home import Home
from ui.web.strings import Strings

EXPORTS = ("answers.csv", "answers.jsonl", "groups.jsonl", "pairs.jsonl")
"""Files of a kept evaluation that may be fetched."""


class Ask(Body):
    """Body of ``POST /api/ask``: one line of the batch contract."""

    question: str
    id: str | None = None
    as_of: str | None = None
    region: str = Field("", max_length=40)
    language: Literal["ko", "en"] | None = None
    history: list[Annotated[str, Field(max_length=4000)]] = Field(
        default_factory=list, max_length=20
    )
    chosen: dict[str, Annotated[str, Field(max_length=200)]] = Field(
        default_factory=dict, max_length=20
    )


class Search(Body):
    """Body of ``POST /api/search``: one line of the batch contract."""

    question: str
    id: str | None = None
    as_of: str | None = None
    top: int = 10


def add(app: FastAPI, home: Home, host: str | None = None) -> None:
    """Add the gate and the routes over one home that is served on an address."""

    app.router.responses = REFUSALS
    app.add_middleware(Gate, home=home, host=host)
    # Several files may come in one request; Gradio holds each against the setting.
    app.add_middleware(Bounded, upload=4 * home.settings.max_bytes)
    app.add_middleware(Guarded)
    metrics.add(app, home)
    access.add(app, home)
    queue.add(app, home)
    records.add(app, home)

    @app.get("/healthz")
    def healthz() -> dict[str, Any]:
        """Whether the application can answer, and from which corpus."""
        return {"status": "ok", "revision": home.store.revision(), "digest": home.store.digest()}

    @app.post("/api/ask")
    def ask(body: Ask, who: Who) -> dict[str, object]:
        """Answer a question; the object is one line of ``yugwon ask --json``."""
        record = asked.answer(
            home,
            body.question,
            today=today(),
            as_of=parse_day(body.as_of) if body.as_of else None,
            region=access.region_asking(who, body.region),
            language=body.language,
            history=body.history,
            chosen=body.chosen,
            person=who.name,
        )
        return record.batch_line(body.id)

    @app.get("/api/search")
    def search(q: str, as_of: str | None = None, top: int = 10) -> dict[str, Any]:
        """Search; the object is one line of ``yugwon search --json``.

        The words stand in the address, which proxies and browsers keep; ``POST`` keeps them out of it.
        """
        return _found(q, as_of, top)

    @app.post("/api/search")
    def search_by_body(body: Search, who: Who) -> dict[str, Any]:
        """Search by words that stand in no address; the object is that of ``GET``."""
        who.must(Act.READ)
        found = _found(body.question, body.as_of, body.top)
        return found if body.id is None else {"id": body.id, **found}

    def _found(text: str, as_of: str | None, top: int) -> dict[str, Any]:
        from ui.searched import line

        if not 1 <= top <= 200:
            raise BadInput("top은 1에서 200까지입니다", "top must be between 1 and 200")
        found = line(home, text, parse_day(as_of) if as_of else today(), top)
        return {k: v for k, v in found.items() if k != "channels"}

    @app.get("/api/show")
    def show(provision: str, as_of: str | None = None) -> dict[str, Any]:
        """A provision on a day; the object is that of ``yugwon show --json``."""
        day = parse_day(as_of) if as_of else today()
        return law.show(home, provision, day).as_json()

    @app.get("/evaluations/{name}", response_class=HTMLResponse, responses=files("text/html"))
    def evaluation(name: str, who: Who) -> Response:
        """The report of a kept evaluation."""
        who.must(Act.EVALUATE)
        file = evaluations.report_of(home, name)
        if file is None:
            return trouble(404, Strings(home.settings.language))
        return HTMLResponse(file.read_bytes())

    @app.get(
        "/evaluations/{name}/{file}", response_class=Response,
        responses=files("text/csv", "application/jsonl", "application/json"),
    )  # fmt: skip
    def answers(name: str, file: str, who: Who) -> Response:
        """Every answer of a kept evaluation, as a table or line by line, and its questions."""
        who.must(Act.EVALUATE)
        found = evaluations.report_of(home, name, file) if file in EXPORTS else None
        if found is None:
            return trouble(404, Strings(home.settings.language))
        return FileResponse(found, filename=f"{name}-{file}")

    @app.get("/api/history", tags=["law"])
    def history(provision: str) -> dict[str, Any]:
        """The life of a provision; the object is that of ``yugwon history --json``."""
        return law.history(home, provision).as_json()

    @app.get("/api/diff", tags=["law"])
    def diff(provision: str, since: str, until: str | None = None) -> dict[str, Any]:
        """What differs between two days; the object is that of ``yugwon diff --json``."""
        last = parse_day(until) if until else today()
        return law.diff(home, provision, parse_day(since), last).as_json()

    @app.get("/api/offices", tags=["law"])
    def offices_of(as_of: str | None = None) -> list[dict[str, str]]:
        """The offices of the regions on a day."""
        from corpora import offices

        day = parse_day(as_of) if as_of else today()
        return [{"region": o.region, "name": o.name} for o in offices.load().on(day)]

    @app.get("/api/corpus", tags=["corpus"])
    def held() -> dict[str, Any]:
        """What is held: revision, hash, documents of each kind."""
        return {
            "revision": home.store.revision(),
            "digest": home.store.digest(),
            "documents": corpus.held(home.store),
        }

    @app.get("/api/calendar")
    def calendar(election: str | None = None, as_of: str | None = None) -> dict[str, Any]:
        """Elections and their periods; the object is that of ``yugwon calendar --json``."""
        return elections.calendar(election, parse_day(as_of) if as_of else today())

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, failure: RequestValidationError) -> Response:
        # What was given is not repeated: it may be a password, or no text that can be sent.
        told = [{k: e[k] for k in ("loc", "msg", "type")} for e in failure.errors()]
        return Response(json.dumps({"detail": told}), 422, media_type="application/json")

    @app.exception_handler(YugwonError)
    async def refuse(_: Request, failure: YugwonError) -> JSONResponse:
        return _refusal(failure)

    @app.exception_handler(SQLAlchemyError)
    @app.exception_handler(OSError)
    async def unusable(_: Request, failure: Exception) -> JSONResponse:
        known = as_error(failure)
        assert known is not None
        return _refusal(known)

    @app.exception_handler(Exception)
    async def fail(_: Request, failure: Exception) -> JSONResponse:
        known = as_error(failure)
        if known is not None:
            return _refusal(known)
        error = {"ko": "서버의 결함입니다", "en": "a fault of the server"}
        return JSONResponse({"error": error}, status_code=500)


def _refusal(failure: YugwonError) -> JSONResponse:
    if isinstance(failure, Forbidden):
        status = 403
    elif isinstance(failure, BadInput):
        status = 404 if isinstance(failure, UnknownProvision) else 400
    else:
        status = 503
    return JSONResponse({"error": {"ko": failure.ko, "en": failure.en}}, status_code=status)
