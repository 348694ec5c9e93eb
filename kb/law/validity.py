"""What decisions of the Constitutional Court leave of a provision (위헌·헌법불합치): the 주문.

Text is not validity: a part held unconstitutional may stand in print for years. The unit is the
part that the 주문 names, with its own deadline; the rest of the provision stands.

* 위헌: void from the decision, a penal rule from the beginning (헌법재판소법 제47조제2항·제3항).
* 헌법불합치: applied until its deadline where the 주문 orders it (계속 적용), after it without
  effect for that part until the legislator amends it; suspended at once where it orders that
  (적용 중지).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from kb.law.identifiers import Number, Pinpoint, ProvisionId, WorkId

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


# -- reading a 주문 ---------------------------------------------------------------------------

_ORDER = re.compile(
    r"""(?:^|[【\[〔])[ \t]*주[ \t]*문[ \t]*(?:[】\]〕]|$)
        (?P<order>.+?)
        (?:(?:^|[【\[〔])[ \t]*이[ \t]*유[ \t]*(?:[】\]〕]|$)|\Z)""",
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)


def order_in(text: str) -> str:
    """The 주문 of a decision's whole text; empty where it has none."""
    found = _ORDER.search(text)
    return found["order"].strip() if found else ""


_VERDICT = re.compile(
    r"""헌법(?:\s*제\s*\d+\s*조[^.]{0,30}?)?\s*에\s*
    (?:(?P<void>위반\s*(?:된다|되고|되며|됨))
      |(?P<stands>위반\s*되지|합치\s*된다)
      |(?P<not>합치\s*(?:되지|하지)\s*(?:아니|않)))
    | (?P<refused>(?:각하|기각)한다)""",
    re.VERBOSE,
)
_REFERENCE = re.compile(
    r"""
    (?P<quote>[‘“'"「『](?P<quoted>[^’”'"」』]*)[’”'"」』])
  | (?P<law>(?:구\s*)?[가-힣ㆍ·]+(?:\s[가-힣ㆍ·]+){0,9}?(?:(?<=법률)|(?<=법)|(?<=규칙)))
      (?=\s*[(（「\[]|\s*제\s*\d)
  | (?P<same>같은|위)\s*(?P<same_unit>법|조|항)
  | (?P<gloss>[(（](?:[^()（）]|[(（][^()（）]*[)）])*[)）])
  | 제\s*(?P<number>\d+)\s*(?P<unit>조|항|호)(?P<branches>(?:\s*의\s*\d+(?!\s*개))*)
  | (?<![가-힣])(?P<subitem>[가-하])\s*목
  | (?P<range>내지|부터)
  | (?P<half>본문|단서|전문|후문|전단|후단)
  | (?P<annex>별표)\s*(?P<annex_number>\d+)?
    """,
    re.VERBOSE,
)
_DEADLINE = re.compile(
    r"(?P<y>\d{4})\s*\.\s*(?P<m>\d{1,2})\s*\.\s*(?P<d>\d{1,2})\s*\.?\s*(?:을|를)?\s*(?:시한|까지)"
)
_READING = re.compile(
    r"(?:해석하는\s*한|해석되는\s*한|적용되는\s*한|적용하는\s*한|포함되는\s*것으로)"
)


def read_order(order: str, work: Callable[[str], WorkId | None]) -> tuple[Struck, ...]:
    """The parts that a 주문 strikes down; instruments that ``work`` does not know are left out."""
    order = re.sub(r"\s*\n\s*", " ", order)
    struck: list[Struck] = []
    before = 0
    verdicts = list(_VERDICT.finditer(order))
    for i, verdict in enumerate(verdicts):
        subject = order[before : verdict.start()]
        before = verdict.end()
        if verdict["stands"] or verdict["refused"]:
            continue
        end = verdicts[i + 1].start() if i + 1 < len(verdicts) else len(order)
        tail = order[verdict.end() : end]
        kind = UNCONSTITUTIONAL if verdict["void"] else NONCONFORMING
        deadline = _deadline(tail) if kind == NONCONFORMING else None
        suspended = kind == NONCONFORMING and bool(re.search(r"적용을?\s*중지", tail))
        limited = bool(_READING.search(subject))
        for place, part, until in _parts(subject, work):
            struck.append(Struck(place, kind, part, deadline, suspended, limited, until))
    return tuple(struck)


def _deadline(text: str) -> date | None:
    found = _DEADLINE.search(text)
    if not found:
        return None
    try:
        return date(int(found["y"]), int(found["m"]), int(found["d"]))
    except ValueError:
        return None


def _parts(
    subject: str, work: Callable[[str], WorkId | None]
) -> list[tuple[ProvisionId, str, date | None]]:
    """The provisions that the subject of a verdict names, with the part and the end of the text."""
    found: list[tuple[ProvisionId, int, int, date | None]] = []
    law: WorkId | None = None
    until: date | None = None
    fresh = named = False
    place: Pinpoint | None = None
    ranged = False
    for m in _REFERENCE.finditer(subject):
        if m["gloss"]:
            until = _until(m["gloss"]) if fresh else until
            fresh = False
            continue
        if m["quote"]:
            if m["quote"][0] == "「" and m["quoted"].endswith(("법", "법률", "규칙")):
                law, named, place = work(_name(m["quoted"])), True, None
                until, fresh = None, True
            continue
        if m["law"]:
            law, named, place = _longest(m["law"], work), True, None
            until, fresh = None, True
            continue
        if m["same"]:
            if m["same_unit"] == "조" and place:
                place = Pinpoint(place.article)
            elif m["same_unit"] == "항" and place:
                place = Pinpoint(place.article, place.paragraph)
            continue
        if m["range"]:
            ranged = True
            continue
        if m["half"] or not named or law is None:
            continue
        nearest = _place(m, place)
        if nearest is None:
            continue
        place = nearest
        provision = law.provision(place)
        between = subject[found[-1][2] : m.start()] if found else ""
        between = _GLOSS.sub("", re.sub(r"[‘“\"][^’”\"]*[’”\"]", "", between))
        inside = bool(found) and found[-1][0].work == law and found[-1][0].pinpoint.contains(place)
        if inside and not ranged and not re.search(r"[,및과와ㆍ·]", between):
            found[-1] = (provision, found[-1][1], m.end(), until)
        elif found and "중" in between and "부분" not in between:
            # 제255조제1항제2호 중 제60조제1항제5호의 ‘…’ 부분: the second only describes
            place = found[-1][0].pinpoint
            law = found[-1][0].work
        else:
            found.append((provision, m.start(), m.end(), until))
        ranged = False
    parts: list[tuple[ProvisionId, str, date | None]] = []
    for i, (provision, _, end, replaced) in enumerate(found):
        stop = found[i + 1][1] if i + 1 < len(found) else len(subject)
        parts.append((provision, _part(subject[end:stop]), replaced))
    for i in range(len(parts) - 2, -1, -1):
        following = parts[i + 1][1]
        if not parts[i][1] and (following.startswith("각 ") or parts[i][0] == parts[i + 1][0]):
            parts[i] = (parts[i][0], following, parts[i][2])
    return list(dict.fromkeys(parts))


def _place(m: re.Match[str], place: Pinpoint | None) -> Pinpoint | None:
    if m["annex"]:
        return Pinpoint(annex=Number(int(m["annex_number"] or 1)))
    if m["subitem"]:
        if place is None:
            return None
        return Pinpoint(place.article, place.paragraph, place.item, m["subitem"])
    number = Number(int(m["number"]), tuple(int(b) for b in re.findall(r"\d+", m["branches"])))
    if m["unit"] == "조":
        return Pinpoint(number)
    if place is None:
        return None
    if m["unit"] == "항":
        return Pinpoint(place.article, number)
    return Pinpoint(place.article, place.paragraph, number)


def _name(text: str) -> str:
    return re.sub(r"^구\s*(?=\S)", "", text.strip())


def _longest(text: str, work: Callable[[str], WorkId | None]) -> WorkId | None:
    """The instrument whose name ends the words found, the longest that is known."""
    words = text.split()
    for i in range(len(words)):
        name = " ".join(words[i:])
        for candidate in (name, _name(name)):
            known = work(candidate)
            if known is not None:
                return known
    return None


_BEFORE = re.compile(
    r"(?P<y>\d{4})\s*\.\s*(?P<m>\d{1,2})\s*\.\s*(?P<d>\d{1,2})\s*\.?[^.]{0,40}?(?:로|으로)\s*[가-힣]*\s*"
    r"(?:개정|폐지)\s*되기\s*전"
)


def _until(gloss: str) -> date | None:
    """For 구 …법(… 개정되기 전의 것) the day on which the text judged was replaced."""
    found = _BEFORE.search(gloss)
    if not found:
        return None
    try:
        return date(int(found["y"]), int(found["m"]), int(found["d"]))
    except ValueError:
        return None


_GLOSS = re.compile(r"[(（](?:[^()（）]|[(（][^()（）]*[)）])*[)）]")
_OWN = re.compile(
    r"""^\s*(?P<half>본문|단서|전문|후문|전단|후단)?\s*(?:\[?별표[^중,]*?)?
        (?:(?:의\s*(?P<of>[‘“][^’”]*[’”])\s*)?(?:중|가운데)\s*(?P<words>.*?부분(?:\s*가운데.*?부분)?)
          |(?P<all>(?:의|에)\s.*?부분))?""",
    re.VERBOSE | re.DOTALL,
)


def _part(text: str) -> str:
    """What follows a place up to the next, in the words of the 주문: 본문 중 ‘…’ 부분."""
    quotes: list[str] = []

    def keep(m: re.Match[str]) -> str:
        quotes.append(m[0])
        return f"\x00{len(quotes) - 1}\x00"

    bare = re.sub(r"[‘“\"][^’”\"]*[’”\"]", keep, text)
    bare = _GLOSS.sub("", bare)
    found = _OWN.match(bare)
    if not found:
        return ""
    words = re.sub(r"\s+", " ", (found["words"] or found["all"] or "")).strip()
    glue = "" if words.startswith("의 ") else " 중 "
    words = glue.join(w for w in (found["half"], words) if w)
    return re.sub(r"\x00(\d+)\x00", lambda m: quotes[int(m[1])], words)
