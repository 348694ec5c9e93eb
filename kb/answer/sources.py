"""The numbered sources of one answer: one number a source, given at one place (출처 번호)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from kb.answer.record import Source
from kb.law.identifiers import ProvisionId


@dataclass(slots=True)
class Sources:
    """Collects sources in order of citation; asking again for a source gives its number."""

    items: list[Source] = field(default_factory=list)
    _numbers: dict[str, int] = field(default_factory=dict)

    def number(self, id: str) -> int | None:
        """The number that a source already has."""
        return self._numbers.get(id)

    def add(self, source: Source) -> int:
        """Number a source; its ``n`` is replaced. One id keeps one number."""
        known = self._numbers.get(source.id)
        if known is not None:
            return known
        n = len(self.items) + 1
        self._numbers[source.id] = n
        self.items.append(source.model_copy(update={"n": n}))
        return n

    def __getitem__(self, n: int) -> Source:
        return self.items[n - 1]


def korean_day(day: date) -> str:
    """As Korean offices print a day: 2022. 7. 15."""
    return f"{day.year}. {day.month}. {day.day}."


def work_name(names: dict[str, str], id: ProvisionId) -> str:
    """Printed name and place: 공직선거법 제60조의3제1항제2호."""
    return f"{names.get(id.work.name, id.work.name)} {id.pinpoint.label}"
