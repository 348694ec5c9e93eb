"""What a consistency run asks: phrasings × variations × regions × days × settings × repetitions.

The written phrasings and the variations made of them are the raters of agreement. Regions,
repetitions, processes, days and settings are checks: each such ask is compared with the first ask
of the same words, and reported apart.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Literal

from corpora.questions import Group
from evals import changing, variation

Check = Literal["", "region", "repetition", "process", "day", "setting"]


@dataclass(frozen=True, slots=True)
class Options:
    """How far a run goes beyond the phrasings as written."""

    regions: tuple[str, ...] = ()
    """Regions from which every phrasing is asked again."""
    repetitions: int = 1
    processes: bool = False
    """Whether every phrasing is asked again in another process."""
    days: tuple[date, ...] = ()
    """Days on which every phrasing of a group without a day of its own is asked again."""
    settings: Mapping[str, Mapping[str, str]] | None = None
    """Other settings under which every phrasing is asked again, by name."""
    variations: bool = False
    """Whether phrasings are varied by rule, keeping the case."""
    changes: bool = False
    """Whether phrasings are changed by rule in one material fact."""

    def plain(self) -> dict[str, Any]:
        """As JSON-able values."""
        return {
            **asdict(self),
            "days": [d.isoformat() for d in self.days],
            "settings": {k: dict(v) for k, v in (self.settings or {}).items()},
        }

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Options:
        """The reverse of :meth:`plain`."""
        return cls(
            regions=tuple(values["regions"]),
            repetitions=values["repetitions"],
            processes=values["processes"],
            days=tuple(date.fromisoformat(d) for d in values["days"]),
            settings=values["settings"] or None,
            variations=values["variations"],
            changes=values["changes"],
        )


@dataclass(frozen=True, slots=True)
class Ask:
    """One question to be asked in one way."""

    group: str
    phrasing: int
    text: str
    register: str
    as_of: date | None
    region: str = ""
    variation: str = ""
    """Name of the rule that made the words; empty: as written."""
    changed: str = ""
    """Kind of the material fact that the rule changed; empty: the case is the same."""
    check: Check = ""
    value: str = ""
    """Of the check: the region, the number of the repetition, the day, the name of the settings."""
    arm: str = ""
    """Of a repetition: the name of the other settings under which it is asked again."""

    @property
    def key(self) -> str:
        """What tells it from every other ask of its run."""
        parts = [self.group, self.phrasing, self.variation, self.check, self.value]
        return json.dumps([*parts, self.arm] if self.arm else parts, ensure_ascii=False)

    @property
    def settings(self) -> str:
        """Name of the settings under which it is asked; empty: those of the run."""
        return self.value if self.check == "setting" else self.arm

    @property
    def language(self) -> Literal["ko", "en"]:
        return "en" if self.register == "english" else "ko"

    def plain(self) -> dict[str, Any]:
        """As JSON-able values; what is empty is left out."""
        made = {k: v for k, v in asdict(self).items() if v not in ("", None)}
        if self.as_of:
            made["as_of"] = self.as_of.isoformat()
        return made

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Ask:
        """The reverse of :meth:`plain`."""
        given = dict(values)
        if given.get("as_of"):
            given["as_of"] = date.fromisoformat(given["as_of"])
        return cls(**{"as_of": None, **given})


def expand(groups: Sequence[Group], options: Options) -> list[Ask]:
    """Every ask of a run, group by group, each phrasing's first ask before its checks."""
    asks: list[Ask] = []
    for group in groups:
        for n, phrasing in enumerate(group.phrasings):
            first = Ask(
                group.id, n, phrasing.text, phrasing.register_, group.as_of, region=group.region
            )
            asks += [first, *_checks(first, options)]
            asks += _varied(first, options)
    return asks


def _checks(first: Ask, options: Options) -> list[Ask]:
    again = range(2, options.repetitions + 1)
    made = [replace(first, check="repetition", value=str(n)) for n in again]
    if options.processes:
        made.append(replace(first, check="process", value="2"))
    made += [replace(first, check="region", value=r, region=r) for r in options.regions]
    if first.as_of is None:
        made += [replace(first, check="day", value=str(d), as_of=d) for d in options.days]
    for name in options.settings or {}:
        made.append(replace(first, check="setting", value=name))
        made += [replace(first, check="repetition", value=str(n), arm=name) for n in again]
    return made


def _varied(first: Ask, options: Options) -> list[Ask]:
    made: list[Ask] = []
    if options.variations:
        made += [
            replace(first, text=v.text, variation=v.rule)
            for v in variation.kept(first.text, first.register)
        ]
    if options.changes:
        made += [
            replace(first, text=v.text, variation=v.rule, changed=v.changes)
            for v in changing.changed(first.text, first.register)
        ]
    return made
