"""Reads the order (주문) of a decision of the Constitutional Court: which parts it strikes down."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from kb.law.identifiers import Number, Pinpoint, ProvisionId, WorkId
from kb.law.validity import NONCONFORMING, UNCONSTITUTIONAL, Struck

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


_CONFIRMS = re.compile(r"\s*(?:니?함을|는\s*것을)\s*확인한다")


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
        confirms = kind == NONCONFORMING and _CONFIRMS.match(tail) is not None
        for place, part, until in _parts(subject, work):
            struck.append(Struck(place, kind, part, deadline, suspended, limited, until, confirms))
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
