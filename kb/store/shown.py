"""What the law book answers with: a provision on a day, two days apart, and over its life."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from kb.law.changes import Change
from kb.law.identifiers import ProvisionId
from kb.law.validity import PartStanding
from kb.law.values import Article, TextState, Version
from kb.law.wording import Segment
from kb.store.saying import Note


@dataclass(frozen=True, slots=True)
class OtherText:
    """A held text beside the one asked for, marked as what it is."""

    role: str
    """``before``, ``after`` or ``digest``"""
    version: Version
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class ProvisionOnDay:
    """What is known of a provision on a day (``show``)."""

    id: ProvisionId
    """With the day of the version whose words are shown, where there is one."""
    as_of: date
    state: TextState
    text: str
    """The words of the place; empty where they are not held. For ``not_yet_in_force`` the coming
    words."""
    title: str
    version: Version | None
    amended_on: tuple[date, ...]
    """Days of promulgation of the amendments between the held texts that bear on the state."""
    next_change: Change | None
    standing: tuple[PartStanding, ...]
    others: tuple[OtherText, ...]
    notes: tuple[Note, ...]
    url: str = ""
    digest: bool = False
    article: Article | None = None
    start: int = 0
    end: int = 0
    """Span of ``text`` in ``article.text``; 0, 0 where it is composed of two versions."""
    composed: bool = False

    @property
    def known(self) -> bool:
        """Whether the text shown may be called that of the day."""
        return self.state in (TextState.HELD, TextState.NO_LATER_CHANGE_KNOWN)

    @property
    def in_force(self) -> bool | None:
        """Whether the provision was in force on the day; None where that is not known."""
        if self.known:
            return True
        if self.state in (TextState.REPEALED, TextState.NOT_YET_IN_FORCE):
            return False
        return None

    def as_json(self) -> dict[str, Any]:
        """The object that ``show --json`` prints."""
        return {
            "id": str(self.id.at(None)),
            "as_of": self.as_of.isoformat(),
            "state": self.state.value,
            "text": self.text,
            "title": self.title,
            "version": str(self.version.effective) if self.version else None,
            "promulgated": str(self.version.promulgated) if self.version else None,
            "number": self.version.number if self.version else None,
            "amended_on": [str(d) for d in self.amended_on],
            "next_change": None
            if self.next_change is None
            else {
                "promulgated": str(self.next_change.promulgated),
                "effective": str(self.next_change.effective),
            },
            "standing": [s.as_json() for s in self.standing],
            "others": [
                {
                    "role": o.role,
                    "version": str(o.version.effective),
                    "promulgated": str(o.version.promulgated),
                    "text": o.text,
                    "url": o.url,
                }
                for o in self.others
            ],
            "notes": [{"ko": n.ko, "en": n.en} for n in self.notes],
            "url": self.url,
            "digest": self.digest,
        }


@dataclass(frozen=True, slots=True)
class Difference:
    """A provision on two days (``diff``)."""

    id: ProvisionId
    earlier: ProvisionOnDay
    later: ProvisionOnDay
    segments: tuple[Segment, ...]
    """Word by word: equal, removed, added."""
    amended_on: tuple[date, ...]
    """Days of the marks between the two texts."""

    @property
    def changed(self) -> bool:
        return any(s.kind != "equal" for s in self.segments)

    def as_json(self) -> dict[str, Any]:
        """The object that ``diff --json`` prints."""
        return {
            "id": str(self.id.at(None)),
            "from": self.earlier.as_json(),
            "to": self.later.as_json(),
            "changed": self.changed,
            "segments": [{"kind": s.kind, "text": s.text} for s in self.segments],
            "amended_on": [str(d) for d in self.amended_on],
        }


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in the life of an article (``history``)."""

    day: date
    kind: str
    """``version`` (a text held from this day), ``mark`` (an amendment that a mark proves) or
    ``decision`` (a decision of the Constitutional Court)"""
    held: bool
    """Whether the text that begins here is held."""
    version: Version | None = None
    text: str = ""
    change: Change | None = None
    standing: PartStanding | None = None

    @property
    def promulgated(self) -> date | None:
        """Promulgation of the act behind it."""
        if self.version:
            return self.version.promulgated
        return self.change.promulgated if self.change else None


@dataclass(frozen=True, slots=True)
class History:
    """All that is known of the life of an article, oldest first."""

    id: ProvisionId
    title: str
    moments: tuple[Moment, ...]

    @property
    def gaps(self) -> tuple[date, ...]:
        """Days on which a change took effect whose text is not held."""
        return tuple(m.day for m in self.moments if m.kind == "mark" and not m.held)

    def as_json(self) -> dict[str, Any]:
        """The object that ``history --json`` prints."""
        return {
            "id": str(self.id.at(None)),
            "title": self.title,
            "moments": [
                {
                    "day": str(m.day),
                    "kind": m.kind,
                    "held": m.held,
                    "version": str(m.version.effective) if m.version else None,
                    "promulgated": str(m.promulgated) if m.promulgated else None,
                    "text": m.text,
                    "change": m.change.kind if m.change else None,
                    "decision": m.standing.decision if m.standing else None,
                }
                for m in self.moments
            ],
            "gaps": [str(d) for d in self.gaps],
        }
