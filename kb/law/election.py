"""Elections, and the one that a text names (제7회 지방선거, 지난 총선, 다음 대선)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Election:
    """An election on one day."""

    id: str
    kind: str
    name: str
    name_en: str
    day: date
    ordinal: int | None = None
    cause: str = ""
    """궐위, where the office fell vacant"""
    computed: bool = False
    """Not announced: the day that the rule gives."""
    rule: str = ""
    """The provision by which it was computed."""
    term_end: date | None = None
    holidays: tuple[date, ...] = ()

    def days_before(self, day: date) -> int:
        """How many days a day lies before election day; negative after it."""
        return (self.day - day).days

    @property
    def label(self) -> str:
        return f"{self.name}({said(self.day)})"


def said(day: date) -> str:
    """``2026. 6. 3.``"""
    return f"{day.year}. {day.month}. {day.day}."


def named_among(elections: Sequence[Election], text: str, today: date) -> Election | None:
    """The election that a text names, seen from a day; None where it names none.

    Args:
        elections: those known, by day.
        text: a question or a part of one, Korean or English.
        today: the day from which 지난, 이번 and 다음 are told.
    """
    for m in _NAMED.finditer(text):
        kind = _kind(m["kind"])
        of_kind = [e for e in elections if _same_kind(e, kind, m["kind"])]
        if m["ordinal"]:
            found = [e for e in of_kind if e.ordinal == int(m["ordinal"])]
            if found:
                return found[0]
        elif m["year"]:
            found = [e for e in of_kind if e.day.year == _year(m["year"])]
            if len(found) == 1 or (found and kind != "by_election"):
                return found[0]
        elif m["which"] in ("지난", "저번", "지난번", "직전", "last"):
            found = [e for e in of_kind if e.day < today]
            if found:
                return found[-1]
        elif m["which"]:
            found = [e for e in of_kind if e.day >= today]
            recent = [e for e in of_kind if 0 < (today - e.day).days <= 60]
            if m["which"] in ("이번", "this") and recent:
                return recent[-1]
            if found:
                return found[0]
    return None


_NAMED = re.compile(
    r"""
    (?:제?\s*(?P<ordinal>\d{1,2})\s*(?:회|대)\s*
      |(?P<year>(?:19|20)\d\d|\d\d)\s*년?\s*(?:도\s*)?(?:에\s*(?:치러진|있었던|실시된|치른)\s*)?
      |(?P<which>지난번?|저번|직전|이번|다음|오는|돌아오는|last|next|this)\s*(?:번\s*)?
    )
    (?:전국\s*)?(?:동시\s*)?
    (?P<kind>지방\s*선거|지선|총선(?:거)?|국회의원\s*(?:총)?\s*선거|대선|대통령\s*선거|조합장\s*선거
      |(?:재\s*·?\s*보궐|보궐|재보궐|재)\s*선거|재보선
      |presidential|general|parliamentary|assembly|local)
    """,
    re.VERBOSE | re.IGNORECASE,
)


def _kind(words: str) -> str:
    bare = re.sub(r"[\s·]", "", words).lower()
    if bare.startswith(("지방", "지선", "local")):
        return "local"
    if bare.startswith(("총선", "국회의원", "general", "parliamentary", "assembly")):
        return "assembly"
    if bare.startswith(("대선", "대통령", "presidential")):
        return "presidential"
    return "entrusted" if bare.startswith("조합장") else "by_election"


def _same_kind(election: Election, kind: str, words: str) -> bool:
    if election.kind != kind:
        return False
    return kind != "entrusted" or "조합장" in election.name


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)
