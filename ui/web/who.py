"""Who uses the page: the person of a Gradio event, and what each page needs."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterator
from typing import Any

import gradio as gr
from gradio.context import LocalContext

from kb.curation.people import NOBODY, Act, Person
from kb.errors import Forbidden
from ui.api.gate import person_of

_NEEDED: dict[str, tuple[Act, ...]] = {
    "headquarters": (Act.CURATE, Act.TAKE_IN),
    "records": (Act.SEND, Act.EVERY_REGION),
    "evaluation": (Act.EVALUATE,),
}
"""Acts of which one is needed for every event of a page; the others need READ."""


def person(request: gr.Request) -> Person:
    """Whom the gate found to have caused the event."""
    inner = getattr(request, "request", None)
    return person_of(inner.scope.get("state", {})) if inner is not None else NOBODY


def current() -> Person:
    """The person of the event that runs now; nobody outside of one."""
    request = _request()
    return person(request) if request is not None else NOBODY


def _request() -> gr.Request | None:
    found = LocalContext.request.get(None)
    return (found[0] if found else None) if isinstance(found, list) else found


def _own_session(who: Person) -> bool:
    """Whether the event comes in a session of the person's own."""
    request = _request()
    inner = getattr(request, "request", None)
    seats = inner.scope.get("state", {}).get("seats") if inner is not None else None
    session = getattr(request, "session_hash", None)
    return seats is None or session is None or seats.takes(session, who.name)


def guard(page: gr.Blocks) -> None:
    """Let no event of the page run for someone who may not use the part it stands on.

    Called last, so that every event is there: whatever route of Gradio calls it, it asks first.
    """
    for event in page.fns.values():
        if event.fn is not None:
            event.fn = _asking_first(event.fn, _NEEDED.get(event.page, (Act.READ,)))


def _asking_first(fn: Callable[..., Any], needed: tuple[Act, ...]) -> Callable[..., Any]:
    def check() -> None:
        who = current()
        if not any(who.may(act) for act in needed) or not _own_session(who):
            raise gr.Error(str(Forbidden("그 일을 할 권한이 없습니다", "you may not do that")))

    if inspect.isgeneratorfunction(fn):

        @functools.wraps(fn)
        def steps(*given: Any, **named: Any) -> Iterator[Any]:
            check()
            yield from fn(*given, **named)

        return steps

    @functools.wraps(fn)
    def once(*given: Any, **named: Any) -> Any:
        check()
        return fn(*given, **named)

    return once
