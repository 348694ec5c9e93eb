"""Routes of kept answers: the record as it was, whether it would be the same today, exports."""

from __future__ import annotations

import logging
from typing import Any

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup

from kb.answer.record import AnswerRecord
from kb.curation.again import Again, ask_again
from kb.curation.people import Act, Person
from kb.errors import UnknownProvision
from kb.store import answers
from ui import asked, export
from ui.api.access import Who, may_open
from ui.api.bodies import files
from ui.days import today
from ui.home import Home
from ui.web.card import card
from ui.web.parts import PAGES
from ui.web.render import render
from ui.web.strings import Strings

log = logging.getLogger(__name__)


def add(app: FastAPI, home: Home) -> None:
    """Add the routes over one home."""

    @app.get(
        "/answers/{name}",
        response_class=HTMLResponse,
        responses=files("text/html", *(f.partition(";")[0] for f in export.FORMS.values())),
    )
    def answer(
        name: str, who: Who, whole: bool = False, reply: bool = False, to: str = ""
    ) -> Response:
        """A kept record as a page, or as a file by its ending (.json, .md, .docx, .pdf).

        With ``reply`` the file is an official reply to ``to``, which is kept nowhere.
        """
        who.must(Act.READ)
        id, _, form = name.partition(".")
        kept = answers.kept(home.store, id)
        if kept is None:
            return trouble(404, Strings(home.settings.language))
        may_open(home, who, kept, id)
        record = AnswerRecord.model_validate(kept.record)
        if form in export.FORMS:
            if reply:
                made = export.reply(record, form, _office(home, record, who), to)
            else:
                made = export.export(record, form)
            file = f"yugwon-{id}{'-reply' if reply else ''}.{form}"
            return Response(
                made,
                media_type=export.FORMS[form],
                headers={"Content-Disposition": f'attachment; filename="{file}"'},
            )
        s = Strings(record.language)
        if form:
            return trouble(404, s)
        return HTMLResponse(
            render(
                "record.html",
                s,
                r=record,
                card=Markup(card(record, whole=whole)),
                at=kept.at,
                again=_again(home, kept, who),
                differing=home.desk.differing(answer=id),
                pages=PAGES,
                here="",
                here_path="",
            )
        )

    @app.get("/api/answers/{id}/today", tags=["answers"])
    def again(id: str, who: Who) -> dict[str, Any]:
        """Whether a kept answer would be the same today, and what has changed since."""
        who.must(Act.READ)
        kept = answers.kept(home.store, id)
        if kept is None:
            raise UnknownProvision(f"없는 답변 기록입니다: {id}", f"no such answer: {id}")
        may_open(home, who, kept, id)
        found = ask_again(home.desk, kept, today())
        _keep(home, found, kept, who)
        return {
            "same": found.same,
            "again": found.record.id,
            "conclusion": found.record.conclusion,
            "changes": [{"kind": c.kind, "ko": c.ko, "en": c.en} for c in found.changes],
        }


def _office(home: Home, record: AnswerRecord, who: Person) -> str:
    """The office that replies: that of the person's region, else of the record's, else the setting."""
    from corpora import offices

    found = offices.load().find(who.region or record.region, today())
    if found is None:
        return home.settings.office
    return found.name if record.language == "ko" else found.name_en


def _keep(home: Home, again: Again, kept: answers.Kept, who: Person) -> None:
    """Keep today's answer; whoever may see only their own has been given it by this."""
    own = not who.may(Act.EVERY_REGION) and again.record.id != kept.record["id"]
    asked.keep(home, again.record, kept.asked if own else None, who.name, who.region or None)


def _again(home: Home, kept: answers.Kept, who: Person) -> Again | None:
    """The same question today; None where it cannot be asked now."""
    try:
        found = ask_again(home.desk, kept, today())
        _keep(home, found, kept, who)
    except Exception:
        log.exception("asking again failed")
        return None
    return found


def trouble(status: int, s: Strings) -> HTMLResponse:
    """A page that says that there is no such record."""
    page = render("trouble.html", s, text=s("error.missing"), pages=PAGES, here="", here_path="")
    return HTMLResponse(page, status_code=status)
