"""Routes beside the page: health, kept answers with their exports, and the JSON interface."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, Response
from markupsafe import Markup
from pydantic import BaseModel, ConfigDict, Field

from kb.answer.record import AnswerRecord
from kb.errors import BadInput, UnknownProvision, YugwonError
from ui import asked, elections, evaluations, export, law
from ui.days import parse_day, today
from ui.failures import as_error
from ui.home import Home
from ui.web.card import card
from ui.web.parts import PAGES
from ui.web.render import render
from ui.web.strings import Strings


class Ask(BaseModel):
    """Body of ``POST /api/ask``: one line of the batch contract."""

    model_config = ConfigDict(extra="forbid")

    question: str
    id: str | None = None
    as_of: str | None = None
    region: str = ""
    language: Literal["ko", "en"] | None = None
    history: list[str] = Field(default_factory=list, max_length=20)
    chosen: dict[str, str] = Field(default_factory=dict, max_length=20)


def add(app: FastAPI, home: Home) -> None:
    """Add the routes over one home."""

    @app.get("/healthz")
    def healthz() -> dict[str, Any]:
        """Whether the application can answer, and from which corpus."""
        return {"status": "ok", "revision": home.store.revision(), "digest": home.store.digest()}

    @app.post("/api/ask")
    def ask(body: Ask) -> dict[str, object]:
        """Answer a question; the object is one line of ``yugwon ask --json``."""
        record = asked.answer(
            home,
            body.question,
            today=today(),
            as_of=parse_day(body.as_of) if body.as_of else None,
            region=body.region,
            language=body.language,
            history=body.history,
            chosen=body.chosen,
        )
        return record.batch_line(body.id)

    @app.get("/api/search")
    def search(q: str, as_of: str | None = None, top: int = 10) -> dict[str, Any]:
        """Search; the object is one line of ``yugwon search --json``."""
        from ui.searched import line

        if not 1 <= top <= 200:
            raise BadInput("top은 1에서 200까지입니다", "top must be between 1 and 200")
        found = line(home, q, parse_day(as_of) if as_of else today(), top)
        return {k: v for k, v in found.items() if k != "channels"}

    @app.get("/api/show")
    def show(provision: str, as_of: str | None = None) -> dict[str, Any]:
        """A provision on a day; the object is that of ``yugwon show --json``."""
        day = parse_day(as_of) if as_of else today()
        return law.show(home, provision, day).as_json()

    @app.get("/answers/{name}", response_class=HTMLResponse)
    def answer(name: str, whole: bool = False) -> Response:
        """A kept record as a page, or as a file by its ending (.json, .md, .docx, .pdf)."""
        id, _, form = name.partition(".")
        kept = home.store.answer(id)
        if kept is None:
            return _trouble(404, Strings(home.settings.language))
        record = AnswerRecord.model_validate(kept)
        if form in export.FORMS:
            return Response(
                export.export(record, form),
                media_type=export.FORMS[form],
                headers={"Content-Disposition": f'attachment; filename="yugwon-{id}.{form}"'},
            )
        s = Strings(record.language)
        if form:
            return _trouble(404, s)
        return HTMLResponse(
            render(
                "record.html",
                s,
                r=record,
                card=Markup(card(record, s, whole=whole)),
                pages=PAGES,
                here="",
                here_path="",
            )
        )

    @app.get("/evaluations/{name}", response_class=HTMLResponse)
    def evaluation(name: str) -> Response:
        """The report of a kept evaluation."""
        file = evaluations.report_of(home, name)
        if file is None:
            return _trouble(404, Strings(home.settings.language))
        return HTMLResponse(file.read_bytes())

    @app.get("/evaluations/{name}/{file}")
    def answers(
        name: str, file: Literal["answers.csv", "answers.jsonl", "groups.jsonl"]
    ) -> Response:
        """Every answer of a kept evaluation, as a table or line by line, and its questions."""
        found = evaluations.report_of(home, name, file)
        if found is None:
            return _trouble(404, Strings(home.settings.language))
        return FileResponse(found, filename=f"{name}-{file}")

    @app.get("/api/calendar")
    def calendar(election: str | None = None, as_of: str | None = None) -> dict[str, Any]:
        """Elections and their periods; the object is that of ``yugwon calendar --json``."""
        return elections.calendar(election, parse_day(as_of) if as_of else today())

    @app.exception_handler(YugwonError)
    async def refuse(_: Request, failure: YugwonError) -> JSONResponse:
        return _refusal(failure)

    @app.exception_handler(Exception)
    async def fail(_: Request, failure: Exception) -> JSONResponse:
        known = as_error(failure)
        if known is not None:
            return _refusal(known)
        error = {"ko": "서버의 결함입니다", "en": "a fault of the server"}
        return JSONResponse({"error": error}, status_code=500)


def _refusal(failure: YugwonError) -> JSONResponse:
    status = 404 if isinstance(failure, UnknownProvision) else 400
    if not isinstance(failure, BadInput):
        status = 503
    return JSONResponse({"error": {"ko": failure.ko, "en": failure.en}}, status_code=status)


def _trouble(status: int, s: Strings) -> HTMLResponse:
    page = render("trouble.html", s, text=s("error.missing"), pages=PAGES, here="", here_path="")
    return HTMLResponse(page, status_code=status)
