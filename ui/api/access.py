"""Who is asking, for every route beside the page."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from kb.curation.people import ANYONE, Person


def person(request: Request) -> Person:
    """Whoever sent the request; anyone on a machine without accounts."""
    return ANYONE


Who = Annotated[Person, Depends(person)]
"""The person of a request."""
