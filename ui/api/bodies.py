"""What the HTTP interface takes and refuses with: bodies, numbers, refusals (요청과 거절)."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

Number = Annotated[int, Field(ge=0, le=2**31 - 1)]
"""A number of the store: PostgreSQL keeps no greater one."""


class Body(BaseModel):
    """A body: unknown keys are refused, and text that no database could keep."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _storable(cls, given: Any) -> Any:
        if not _can_be_kept(given):
            raise ValueError("text with NUL or half of a surrogate pair")
        return given


def _can_be_kept(value: Any) -> bool:
    if isinstance(value, str):
        return "\x00" not in value and not any("\ud800" <= c <= "\udfff" for c in value)
    if isinstance(value, dict):
        return all(_can_be_kept(k) and _can_be_kept(v) for k, v in value.items())
    return all(_can_be_kept(v) for v in value) if isinstance(value, list) else True


class Said(BaseModel):
    """Why a request was refused, in both languages."""

    ko: str
    en: str


class Refusal(BaseModel):
    """Body of every refusal but 422."""

    error: Said


REFUSALS: dict[int | str, dict[str, Any]] = {
    400: {"model": Refusal, "description": "What was given cannot be used"},
    401: {"model": Refusal, "description": "Nobody is signed in"},
    403: {"model": Refusal, "description": "The person may not do that"},
    404: {"model": Refusal, "description": "There is no such thing"},
    408: {"model": Refusal, "description": "The request came too slowly"},
    413: {"model": Refusal, "description": "The request is too large"},
    503: {"model": Refusal, "description": "The home cannot be used now"},
}
"""What every route may answer beside its own."""


def files(*types: str) -> dict[int | str, dict[str, Any]]:
    """What a route of pages and files answers: one of some media types, or a page saying no."""
    page = {"text/html": {"schema": {"type": "string"}}}
    held = {t: {"schema": {"type": "string", "format": "binary"}} for t in types}
    return {
        200: {"description": "The page or file", "content": held},
        404: {"description": "There is no such thing", "content": page},
    }
