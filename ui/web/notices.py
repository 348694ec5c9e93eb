"""What headquarters tells an office, above the conversation."""

from __future__ import annotations

from typing import Any

import gradio as gr

from kb.curation import sending as desk
from kb.curation.people import Act, Person
from ui.home import Home
from ui.web import parts
from ui.web.render import render
from ui.web.strings import Strings
from ui.web.who import person

SECONDS = 5
"""How often the page looks for news."""
SHOWN = 5


def place() -> gr.HTML:
    """The view, where it stands on the page."""
    return parts.view(clicks=("seen",), elem_id="yg-notices", elem_classes=["yg-root"])


def follow(home: Home, s: Strings, view: gr.HTML, region: gr.Dropdown) -> None:
    """Let the view follow what a region is told; ``region`` is the choice of who asks."""
    timer = gr.Timer(SECONDS)

    def look(where: str, before: str, request: gr.Request) -> Any:
        made = _news(home, s, person(request), where)
        return gr.skip() if made == (before or "") else made

    def seen(where: str, request: gr.Request, event: gr.EventData) -> str:
        who = person(request)
        if who.may(Act.SEND):
            limited = "" if who.may(Act.EVERY_REGION) else who.region
            desk.seen(home.desk, [int(parts.clicked(event)["seen"])], limited)
        return _news(home, s, who, where)

    quiet: dict[str, Any] = {
        "show_progress": "hidden",
        "api_visibility": "private",
        "concurrency_id": "news",
        "concurrency_limit": 4,
    }
    timer.tick(look, [region, view], view, **quiet)
    region.change(look, [region, view], view, **quiet)
    view.click(seen, region, view, **quiet)


def _news(home: Home, s: Strings, who: Person, region: str) -> str:
    where = region if who.may(Act.EVERY_REGION) else who.region
    if not where or not who.may(Act.SEND):
        return ""
    found = [n for n in home.desk.notices(where, unseen=True) if n.again or n.kind == "closed"]
    return render("notices.html", s, notices=found[:SHOWN]) if found else ""
