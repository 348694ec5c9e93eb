"""What decisions of the Constitutional Court leave of a provision (위헌·헌법불합치).

Text is not validity: a part held unconstitutional may stand in print for years. The unit is the
part that the 주문 names, with its own deadline; the rest of the provision stands.

* 위헌: void from the decision, a penal rule from the beginning (헌법재판소법 제47조제2항·제3항).
* 헌법불합치: applied until its deadline where the 주문 orders it (계속 적용), after it without
  effect for that part until the legislator amends it; suspended at once where it orders that
  (적용 중지).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from kb.law.identifiers import Pinpoint, ProvisionId

UNCONSTITUTIONAL = "unconstitutional"
NONCONFORMING = "nonconforming"


@dataclass(frozen=True, slots=True)
class Struck:
    """A part of a provision that a 주문 holds unconstitutional or nonconforming."""

    place: ProvisionId
    kind: str
    part: str
    """The words of the 주문 that name the part; empty where the whole place falls."""
    deadline: date | None = None
    suspended: bool = False
    """헌법불합치 with its application suspended (적용 중지)."""
    limited: bool = False
    """한정위헌: only as far as it is read in a certain way."""
    until: date | None = None
    """For a former text (구 …법(… 개정되기 전의 것)) the act that replaced it."""
    confirms: bool = False
    """헌법불합치 only confirmed (…아니함을 확인한다): the deadline is that of the decision before."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision of the Constitutional Court that struck something down."""

    id: str
    number: str
    decided: date
    struck: tuple[Struck, ...]


@dataclass(frozen=True, slots=True)
class PartStanding:
    """What a decision means for a part of a provision on a day."""

    kind: str
    """``unconstitutional`` or ``nonconforming``"""
    place: Pinpoint
    part: str
    decision: str
    """Case number: 2017헌바100"""
    decision_id: str
    decided: date
    deadline: date | None
    effect_on_day: str
    """``void``, ``applies_until_deadline``, ``applies_until_amended``, ``suspended``,
    ``without_effect`` (deadline past, not amended), ``cured_by_amendment``, ``repealed``,
    ``former_text`` (the decision was on a text replaced before the day),
    ``amendment_not_known`` (deadline past, and what would show an amendment is not held)"""
    cured_on: date | None = None
    limited: bool = False

    @property
    def impaired(self) -> bool:
        """Whether the part is without force on the day."""
        return self.effect_on_day in ("void", "without_effect", "suspended")

    @property
    def ko(self) -> str:
        """One sentence, for a card."""
        what = {UNCONSTITUTIONAL: "위헌", NONCONFORMING: "헌법불합치"}[self.kind]
        if self.limited:
            what = "한정위헌"
        named = f"{self.place.label}{' 중 ' + self.part if self.part else ''}"
        head = f"헌재 {_said(self.decided)} {self.decision}: {named} {what}"
        tail = {
            "void": "그 부분은 효력이 없음",
            "applies_until_deadline": f"{_said(self.deadline)} 시한으로 계속 적용"
            if self.deadline
            else "계속 적용",
            "applies_until_amended": "개정될 때까지 계속 적용",
            "suspended": "그 부분의 적용이 중지됨",
            "without_effect": f"시한({_said(self.deadline)})이 지났으나 개정되지 않아"
            " 그 부분은 효력이 없음",
            "cured_by_amendment": f"{_said(self.cured_on)} 개정됨",
            "repealed": f"{_said(self.cured_on)} 삭제됨",
            "amendment_not_known": f"시한({_said(self.deadline)})이 지났고,"
            " 개정되었는지는 보유한 자료로 알 수 없음",
            "former_text": f"{_said(self.cured_on)} 개정되기 전 조문에 대한 결정",
        }[self.effect_on_day]
        return f"{head} — {tail}"

    @property
    def en(self) -> str:
        """The same in English."""
        what = {
            UNCONSTITUTIONAL: "held unconstitutional",
            NONCONFORMING: "held not to conform to the Constitution",
        }[self.kind]
        if self.limited:
            what = "held unconstitutional as far as so read"
        named = f"{self.place.label}{' (' + self.part + ')' if self.part else ''}"
        tail = {
            "void": "that part is void",
            "applies_until_deadline": f"applied until {self.deadline}",
            "applies_until_amended": "applied until amended",
            "suspended": "application of that part suspended",
            "without_effect": f"past its deadline ({self.deadline}), not yet amended: no effect",
            "cured_by_amendment": f"amended on {self.cured_on}",
            "repealed": f"deleted on {self.cured_on}",
            "amendment_not_known": f"past its deadline ({self.deadline}); whether it was amended"
            " is not known from what is held",
            "former_text": f"on the text before its amendment of {self.cured_on}",
        }[self.effect_on_day]
        return f"Constitutional Court {self.decided}, {self.decision}: {named} {what}; {tail}"

    def amended(self, day: date, *, deleted: bool = False) -> PartStanding:
        """The standing after the legislator amended or deleted the place on a day."""
        effect = "repealed" if deleted else "cured_by_amendment"
        return replace(self, effect_on_day=effect, cured_on=day)

    def unverified(self) -> PartStanding:
        """The standing where what would show an amendment is not held."""
        return replace(self, effect_on_day="amendment_not_known")

    def as_json(self) -> dict[str, Any]:
        """The object in ``show --json``."""
        return {
            "kind": self.kind,
            "part": f"{self.place.label}{' 중 ' + self.part if self.part else ''}",
            "provision": str(self.place),
            "decision": self.decision,
            "decided": str(self.decided),
            "deadline": str(self.deadline) if self.deadline else None,
            "effect_on_day": self.effect_on_day,
            "cured_on": str(self.cured_on) if self.cured_on else None,
            "limited": self.limited,
            "ko": self.ko,
            "en": self.en,
        }


def _said(day: date | None) -> str:
    return f"{day.year}. {day.month}. {day.day}." if day else ""


def standing_on(
    id: ProvisionId, day: date, decisions: Sequence[Decision]
) -> tuple[PartStanding, ...]:
    """The decisions of or before a day that touch a place, each at its own part, oldest first.

    What the legislator did since is not considered here; see :meth:`PartStanding.amended`.
    """
    found = []
    for decision in decisions:
        if decision.decided > day:
            continue
        for s in decision.struck:
            if s.place.work != id.work:
                continue
            there = s.place.pinpoint
            if not (id.pinpoint.contains(there) or there.contains(id.pinpoint)):
                continue
            if s.confirms:
                s = replace(s, deadline=_confirmed(s, decision, decisions))
            found.append(
                PartStanding(
                    s.kind,
                    there,
                    s.part,
                    decision.number,
                    decision.id,
                    decision.decided,
                    s.deadline,
                    _effect(s, day),
                    s.until if s.until and s.until <= day else None,
                    s.limited,
                )
            )
    return tuple(sorted(found, key=lambda s: (s.decided, s.decision, s.place, s.part)))


def _confirmed(struck: Struck, by: Decision, decisions: Sequence[Decision]) -> date | None:
    """The deadline that the last decision before set for the place confirmed."""
    earlier = [
        (d.decided, d.id, s.deadline)
        for d in decisions
        for s in d.struck
        if d.decided < by.decided and s.kind == NONCONFORMING and s.place == struck.place
    ]
    return max(earlier)[2] if earlier else None


def _effect(struck: Struck, day: date) -> str:
    if struck.until is not None and struck.until <= day:
        return "former_text"
    if struck.kind == UNCONSTITUTIONAL:
        return "void"
    if struck.suspended:
        return "suspended"
    if struck.deadline is None:
        return "applies_until_amended"
    return "applies_until_deadline" if day <= struck.deadline else "without_effect"
