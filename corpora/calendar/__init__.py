"""Reads ``elections.yaml`` and ``periods.yaml``: the calendar of elections and its periods."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from kb.errors import DataFault
from kb.law.calendar import KINDS, Calendar, Election, PeriodRule
from kb.law.identifiers import ProvisionId

FOLDER = "corpora/calendar"


class _Election(BaseModel):
    model_config = ConfigDict(extra="forbid")
    id: str
    kind: str
    name: str
    name_en: str
    day: date
    ordinal: int | None = None
    cause: str = ""
    computed: bool = False
    rule: str = ""
    term_end: date | None = None
    holidays: list[date] = []


class _Period(BaseModel):
    model_config = ConfigDict(extra="forbid")
    id: str
    name: str
    name_en: str
    provision: str
    kinds: list[str]
    effect: Literal["prohibition", "restriction", "permission", "procedure", "period", "deadline"]
    start: int
    end: int | Literal["registration"]
    valid_from: date
    valid_until: date | None = None
    by_election: Literal["cause"] | None = None
    ko: str
    en: str


class _Elections(BaseModel):
    model_config = ConfigDict(extra="forbid")
    elections: list[_Election]


class _Periods(BaseModel):
    model_config = ConfigDict(extra="forbid")
    periods: list[_Period]


@cache
def load() -> Calendar:
    """The calendar. Raises DataFault when a file breaks its schema or repeats an id."""
    folder = files("corpora").joinpath("calendar")
    return read(
        yaml.safe_load(folder.joinpath("elections.yaml").read_text("utf-8")),
        yaml.safe_load(folder.joinpath("periods.yaml").read_text("utf-8")),
    )


def read(elections: object, periods: object) -> Calendar:
    """The calendar from files already parsed. Raises DataFault."""
    try:
        listed = _Elections.model_validate(elections).elections
    except ValidationError as fault:
        raise _broken("elections.yaml", fault) from None
    try:
        rules = _Periods.model_validate(periods).periods
    except ValidationError as fault:
        raise _broken("periods.yaml", fault) from None
    _unique("elections.yaml", [e.id for e in listed])
    _unique("periods.yaml", [p.id for p in rules])
    for file, kinds in (
        ("elections.yaml", {e.kind for e in listed}),
        ("periods.yaml", {k for p in rules for k in p.kinds}),
    ):
        for kind in sorted(kinds - set(KINDS)):
            known = ", ".join(KINDS)
            raise DataFault(
                f"{FOLDER}/{file}: 모르는 선거 종류 {kind!r} (있는 것: {known})",
                f"{FOLDER}/{file}: unknown kind {kind!r} (known: {known})",
            )
    return Calendar(
        tuple(
            Election(**e.model_dump(exclude={"holidays"}), holidays=tuple(e.holidays))
            for e in sorted(listed, key=lambda e: (e.day, e.id))
        ),
        tuple(
            PeriodRule(
                p.id,
                p.name,
                p.name_en,
                ProvisionId.parse(p.provision),
                tuple(p.kinds),
                p.effect,
                p.start,
                None if p.end == "registration" else p.end,
                p.valid_from,
                p.valid_until,
                p.ko,
                p.en,
                p.by_election == "cause",
            )
            for p in sorted(rules, key=lambda p: p.id)
        ),
    )


def _unique(file: str, ids: list[str]) -> None:
    for id in ids:
        if ids.count(id) > 1:
            raise DataFault(
                f"{FOLDER}/{file}: {id!r}가 두 번 있습니다", f"{FOLDER}/{file}: {id!r} stands twice"
            )


def _broken(file: str, fault: ValidationError) -> DataFault:
    first = fault.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    return DataFault(
        f"{FOLDER}/{file}의 {place}: {first['msg']}", f"{FOLDER}/{file}, {place}: {first['msg']}"
    )
