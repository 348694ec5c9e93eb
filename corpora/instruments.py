"""Reads the instruments and the names by which texts cite them (법령명).

``glossary/instruments.yaml`` has election law and what it cites, with aliases and the rules that
carry a statute out; ``glossary/law-names.txt`` has the bare names of all other instruments in force,
so that a citation of one of them is known for what it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from kb.errors import DataFault
from kb.law.citations import Instrument, Names
from kb.law.identifiers import WorkId, squeeze

FILE = "corpora/glossary/instruments.yaml"
OTHERS = "corpora/glossary/law-names.txt"


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    kind: str
    aliases: list[str] = []
    decree: str | None = None
    rules: str | None = None
    held: bool = False
    only_for: list[str] = []

    @model_validator(mode="before")
    @classmethod
    def _named_after(cls, given: Any) -> Any:
        """The name of the Commission's rule by which it carries out another body's statute."""
        if not isinstance(given, dict) or "carries_out" not in given:
            return given
        rest = {k: v for k, v in given.items() if k != "carries_out"}
        return rest | {"name": f"{given['carries_out']}의 시행에 관한 중앙선거관리위원회 규칙"}


class _Glossary(BaseModel):
    model_config = ConfigDict(extra="forbid")
    general: dict[str, str]
    ambiguous: dict[str, list[str]]
    instruments: list[_Entry]


@cache
def load() -> Names:
    """The names of the glossary.

    Raises DataFault when a file breaks its form, names one instrument twice, or points to
    an instrument that it does not list.
    """
    others = files("corpora").joinpath("glossary/law-names.txt").read_text("utf-8")
    return read(_raw(), others)


@cache
def _raw() -> Any:
    fast: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = files("corpora").joinpath("glossary/instruments.yaml").read_text("utf-8")
    return yaml.load(text, Loader=fast)


@cache
def special() -> dict[WorkId, tuple[str, ...]]:
    """Instruments for one kind of election or vote, with words of which a question has one.

    The words are squeezed and in lower case. Without any of them a question is about the general
    law (공직선거법 and what goes with it), however alike the words of the special one are.
    """
    return {
        WorkId.of(entry["name"]): tuple(squeeze(w).lower() for w in entry["only_for"])
        for entry in _raw()["instruments"]
        if entry.get("only_for")
    }


def read(raw: object, others: str = "") -> Names:
    """The names of a glossary already parsed as YAML, and of a list of names. Raises DataFault."""
    try:
        glossary = _Glossary.model_validate(raw)
    except ValidationError as fault:
        first = fault.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise DataFault(
            f"{FILE}의 {place}: {first['msg']}", f"{FILE}, {place}: {first['msg']}"
        ) from None
    listed = {squeeze(entry.name) for entry in glossary.instruments}
    owner: dict[str, str] = {}
    for entry in glossary.instruments:
        for name in (entry.name, *entry.aliases):
            first_owner = owner.setdefault(squeeze(name), entry.name)
            if first_owner != entry.name:
                raise DataFault(
                    f"{FILE}: 이름 {name!r}이 {first_owner}와 {entry.name}에 함께 있습니다",
                    f"{FILE}: the name {name!r} stands with {first_owner} and {entry.name}",
                )

    def work(name: str) -> WorkId:
        if squeeze(name) not in listed:
            raise DataFault(
                f"{FILE}: {name!r}은 목록에 없는 법령입니다",
                f"{FILE}: {name!r} is not an instrument of the list",
            )
        return WorkId.of(name)

    return Names(
        chain(
            (
                Instrument(
                    work=WorkId.of(entry.name),
                    name=entry.name,
                    kind=entry.kind,
                    aliases=tuple(entry.aliases),
                    decree=work(entry.decree) if entry.decree else None,
                    rules=work(entry.rules) if entry.rules else None,
                    held=entry.held,
                )
                for entry in glossary.instruments
            ),
            _others(others, owner),
        ),
        general={word: work(name) for word, name in glossary.general.items()},
        ambiguous={
            word: tuple(work(name) for name in several)
            for word, several in glossary.ambiguous.items()
        },
    )


def _others(text: str, owner: Mapping[str, str]) -> Iterator[Instrument]:
    """The instruments of a list of names under headings of their kind (``== 법률``)."""
    kinds: dict[str, str] = {}
    kind = ""
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("== "):
            kind = line[3:]
        elif line and not line.startswith("#"):
            if not kind or line in kinds or squeeze(line) in owner:
                raise DataFault(
                    f"{OTHERS} {number}줄: {line!r}은 종류가 없거나 두 번 있습니다",
                    f"{OTHERS}, line {number}: {line!r} has no kind or stands twice",
                )
            kinds[line] = kind
    for name, kind in kinds.items():
        decree, rules = (f"{name} {w}" for w in ("시행령", "시행규칙"))
        yield Instrument(
            work=WorkId.of(name),
            name=name,
            kind=kind,
            decree=WorkId.of(decree) if decree in kinds else None,
            rules=WorkId.of(rules) if rules in kinds else None,
        )
