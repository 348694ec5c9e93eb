"""Reads supplementary provisions (부칙): the day of an act's effect and its exceptions.

제1조(시행일) 이 법은 공포한 날부터 시행한다. 다만, 제○조의 개정규정은 공포 후 6개월이 경과한
날부터 시행한다.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from kb.law.effect import ActEffect, Effects, Span, Supplement, after_promulgation
from kb.law.identifiers import Number, Pinpoint
from kb.law.values import Article

_PLACE = re.compile(
    r"""
    (?:(?P<annex>별표)\s*(?P<annex_number>\d+)?(?:의(?P<annex_branch>\d+))?)
  | (?:(?P<supplement>부칙)\s*)?제\s*(?P<number>\d+)\s*(?P<unit>조|항|호)
      (?P<branches>(?:의\s?\d+(?!\s*개))*)
  | (?P<subitem>[가-하])목
  | (?P<range>부터|내지)
  | (?P<named>「[^」]*」|법률\s*제\s*\d+\s*호|같은\s*법|부칙)  # of another act
    """,
    re.VERBOSE,
)

_WHEN = re.compile(
    r"""
    (?P<promulgation>공포한\s*날|공포일|공포와\s*동시)
  | 공포\s*(?:후|한\s*날(?:부터|로부터)?|일부터)?
      \s*(?:(?P<years>\d+)\s*년)?\s*(?:(?P<months>\d+)\s*(?:개월|월|월간))?
      \s*(?:(?P<days>\d+)\s*일)?\s*(?:이|을)?\s*(?:경과(?:한|된)|지난|후)
  | (?P<year>\d{4})\s*(?:년|\.)\s*(?P<month>\d{1,2})\s*(?:월|\.)\s*(?P<day>\d{1,2})\s*(?:일|\.)?
    """,
    re.VERBOSE,
)


def read_day(text: str, promulgated: date) -> date | None:
    """The day that a phrase sets, counted from promulgation where it says so."""
    for m in _WHEN.finditer(text):
        if m["promulgation"]:
            rest = text[m.end() : m.end() + 14]
            if not re.match(r"(?:부터|로부터)?\s*\d", rest):
                return promulgated
            counted = re.match(r"(?:부터|로부터)?\s*(\d+)\s*(일|개월|월|년)", rest)
            if counted:
                n, unit = int(counted[1]), counted[2]
                if unit == "일":
                    return after_promulgation(promulgated, days=n)
                return after_promulgation(promulgated, months=n * (12 if unit == "년" else 1))
            continue
        if m["year"]:
            try:
                return date(int(m["year"]), int(m["month"]), int(m["day"]))
            except ValueError:
                return None
        if m["years"] or m["months"]:
            months = int(m["years"] or 0) * 12 + int(m["months"] or 0)
            return after_promulgation(promulgated, months=months)
        if m["days"]:
            return after_promulgation(promulgated, days=int(m["days"]))
    return None


def read_places(text: str) -> list[Span]:
    """The places of this instrument that a list names, relative ones completed from before."""
    spans: list[Span] = []
    current: Pinpoint | None = None
    open_range = False
    foreign = False
    for m in _PLACE.finditer(text):
        if m["named"] or m["supplement"]:
            foreign = True
            continue
        if m["range"]:
            open_range = bool(spans)
            continue
        if m["annex"]:
            branch = (int(m["annex_branch"]),) if m["annex_branch"] else ()
            place = Pinpoint(annex=Number(int(m["annex_number"] or 1), branch))
        elif m["subitem"]:
            if current is None or foreign:
                continue
            place = Pinpoint(current.article, current.paragraph, current.item, m["subitem"])
        else:
            branches = tuple(int(b) for b in re.findall(r"\d+", m["branches"]))
            number = Number(int(m["number"]), branches)
            if m["unit"] == "조":
                place = Pinpoint(number)
            elif current is None or foreign:
                continue
            elif m["unit"] == "항":
                place = Pinpoint(current.article, number)
            else:
                place = Pinpoint(current.article, current.paragraph, number)
        if foreign:
            continue
        if open_range:
            spans[-1] = Span(spans[-1].first, place)
            open_range = False
        elif spans and _continues(spans[-1].first, place, text, m.start()):
            spans[-1] = Span(place)
        else:
            spans.append(Span(place))
        current = place
    return spans


def _continues(before: Pinpoint, place: Pinpoint, text: str, at: int) -> bool:
    """제8조의7제2항: the 항 written right behind its 조 narrows it."""
    if not before.contains(place) or before == place:
        return False
    return (
        text[max(0, at - 1) : at] not in ("ㆍ", "·", ",", " ")
        or text[:at].rstrip()[-1:] in "조항호0123456789"
    )


_SENTENCE = re.compile(r"(?<=다)\.\s*")
_EXCEPTION = re.compile(
    r"""(?P<places>[^.]*?)
        (?:의\s*)?(?:개정\s*규정|개정\s*부분|규정|신설\s*규정)?\s*(?:은|는)\s*
        (?P<when>(?:공포|\d{4}\s*년|\d{4}\.)[^,]*?(?:부터|시행|날|일))
        (?:\s*시행(?:한다|하고|하며|되))?(?=[,\s]|$)""",
    re.VERBOSE,
)
_LISTED = re.compile(
    r"^\s*\d+(?:의\d+)*\.\s*(?P<places>[^:：\n]*)[:：]\s*(?P<when>[^\n]*)$", re.MULTILINE
)


_HEAD = re.compile(
    r"""^\#*\s*(?P<head>부\s*칙\s*(?:[(（][^\n<]*[)）])?)\s*
        <\s*(?:(?:법률|대통령령|규칙|중앙선거관리위원회규칙)?\s*제?\s*(?P<number>[\d-]+)\s*호)?\s*,?\s*
        (?P<year>\d{4})\.\s*(?P<month>\d{1,2})\.\s*(?P<day>\d{1,2})\.?\s*>""",
    re.VERBOSE | re.MULTILINE,
)


def supplements(text: str) -> list[Supplement]:
    """The 부칙 of every act in the printed text of an instrument, in their order."""
    heads = list(_HEAD.finditer(text))
    found = []
    for m, following in zip(heads, [*heads[1:], None], strict=False):
        try:
            day = date(int(m["year"]), int(m["month"]), int(m["day"]))
        except ValueError:
            continue
        body = text[m.end() : following.start() if following else len(text)]
        lines = [line.strip().replace("\\.", ".").replace("**", "") for line in body.split("\n")]
        kept = "\n".join(line for line in lines if line)
        found.append(Supplement(day, m["number"] or "", m["head"].replace(" ", ""), kept))
    return found


def supplements_of(articles: Iterable[Article]) -> list[Supplement]:
    """The same from 부칙 articles, where the printed text is not at hand."""
    grouped: dict[tuple[date, str], list[Article]] = {}
    for a in articles:
        if a.pinpoint.supplement is not None:
            head = a.headings[-1] if a.headings else "부칙"
            grouped.setdefault((a.pinpoint.supplement, head), []).append(a)
    return [
        Supplement(
            day,
            "",
            re.sub(r"\s|<.*", "", head),
            "\n".join(
                (f"{a.pinpoint.article.label('조')}({a.title}) " if a.pinpoint.article else "")
                + a.text
                for a in sorted(group, key=lambda a: a.order)
            ),
        )
        for (day, head), group in sorted(grouped.items())
    ]


_CLAUSE = re.compile(
    r"""^(?:제1조\s*)?[(（]\s*시행일[^)）]*[)）]\s*(?P<titled>.*?)(?=^제2조|^제\d+조\s*[(（]|\Z)
      | ^(?P<plain>[^\n]*시행한다.*?)(?=^제\d+조|\Z)""",
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)


def read_act(supplement: Supplement, work_name: str = "") -> ActEffect | None:
    """The effect of an act from its 부칙; None where it sets no day."""
    text = re.sub(r"^[①]\s*(?=[(（]시행일)", "", supplement.text, flags=re.MULTILINE)
    found = _CLAUSE.search(text)
    if found is None:
        return None
    clause = re.sub(r"^\s*①\s*", "", found["titled"] or found["plain"])
    clause = re.split(r"\n(?=[②-⑳])", clause)[0]
    head, _, proviso = clause.partition("다만")
    promulgated = supplement.promulgated
    default = read_day(head, promulgated)
    amends = _amended_by_other(text, work_name)
    if "(" in supplement.head or amends is not None:
        return ActEffect(promulgated, supplement.number, default, (), True, tuple(amends or ()))
    exceptions: list[tuple[Span, date | None]] = []
    listed = list(_LISTED.finditer(clause))
    for m in listed:
        day = read_day(m["when"], promulgated)
        exceptions += [(span, day) for span in read_places(m["places"])]
    body = re.split(r"\n1\.", proviso)[0] if listed else proviso
    for m in _EXCEPTION.finditer(body):
        day = read_day(m["when"], promulgated)
        exceptions += [(span, day) for span in read_places(m["places"])]
    return ActEffect(promulgated, supplement.number, default, tuple(exceptions))


def _amended_by_other(text: str, work_name: str) -> list[Span] | None:
    """Places of the instrument that another act's 부칙 amends; None if it amends none."""
    if not work_name:
        return None
    name = r"\s*".join(map(re.escape, work_name.replace(" ", "")))
    order = re.search(rf"「?{name}」?\s*(?:일부|전부)를\s*다음과\s*같이\s*개정한다", text)
    if order is None:
        return None
    instructions = re.split(r"\n(?=[①-⑳㉑-㊿<(])", text[order.end() :])[0]
    spans: list[Span] = []
    for line in instructions.split("\n"):
        spans += read_places(re.sub(r"[\"“][^\"”]*[\"”]", "", line))
    return spans


def read_effects(found: Iterable[Supplement], work_name: str = "") -> Effects:
    """The acts of an instrument from the 부칙 held; of copies of one act the last given counts."""
    acts: dict[tuple[date, str], ActEffect] = {}
    for supplement in found:
        act = read_act(supplement, work_name)
        if act is not None:
            acts[supplement.promulgated, supplement.number or supplement.head] = act
    by_day: dict[date, list[ActEffect]] = {}
    for (day, _), act in sorted(acts.items(), key=lambda item: item[0]):
        by_day.setdefault(day, []).append(act)
    return Effects({day: tuple(group) for day, group in by_day.items()})
