"""Reads ``offices.yaml``: the commissions of the regions (시·도선거관리위원회) as dated data.

Regions merge and split; which offices there are depends on the day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kb.errors import DataFault

FILE = "corpora/offices/offices.yaml"


@dataclass(frozen=True, slots=True)
class Office:
    """One commission under one name."""

    region: str
    name: str
    name_en: str
    since: date | None = None
    until: date | None = None
    predecessors: tuple[str, ...] = ()
    source: str = ""

    def there_on(self, day: date) -> bool:
        """Whether it bore this name on a day."""
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )


@dataclass(frozen=True, slots=True)
class Offices:
    """All offices in the order of the official list."""

    all: tuple[Office, ...]

    def on(self, day: date) -> tuple[Office, ...]:
        """The offices of a day."""
        return tuple(o for o in self.all if o.there_on(day))

    def find(self, region: str, day: date) -> Office | None:
        """The office of a region by any of its names on a day: 강원도 finds 강원특별자치도."""
        wanted = next((o for o in self.all if region in (o.region, o.name)), None) or next(
            (o for o in self.all if region and o.region.startswith(region)), None
        )
        while wanted is not None and not wanted.there_on(day):
            gone = wanted.region
            if wanted.since is not None and day < wanted.since:
                former = wanted.predecessors[:1]
                wanted = next((o for o in self.all if o.region in former), None)
            else:
                wanted = next((o for o in self.all if gone in o.predecessors), None)
        return wanted


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")
    region: str
    name: str
    name_en: str
    since: date | None = Field(None, alias="from")
    until: date | None = None
    predecessors: list[str] = []
    source: str = ""


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    offices: list[_Entry]


@cache
def load() -> Offices:
    """The offices. Raises DataFault when the file breaks its schema."""
    return read(
        yaml.safe_load(files("corpora").joinpath("offices/offices.yaml").read_text("utf-8"))
    )


def read(raw: object) -> Offices:
    """The offices of a file already parsed. Raises DataFault."""
    try:
        entries = _File.model_validate(raw).offices
    except ValidationError as fault:
        first = fault.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise DataFault(
            f"{FILE}의 {place}: {first['msg']}", f"{FILE}, {place}: {first['msg']}"
        ) from None
    regions = {e.region for e in entries}
    for entry in entries:
        for former in entry.predecessors:
            if former not in regions:
                raise DataFault(
                    f"{FILE}: {entry.region}의 이전 관청 {former!r}이 없습니다",
                    f"{FILE}: {former!r}, a predecessor of {entry.region}, is not listed",
                )
    return Offices(
        tuple(
            Office(
                e.region,
                e.name,
                e.name_en,
                e.since,
                e.until,
                tuple(e.predecessors),
                e.source,
            )
            for e in entries
        )
    )
