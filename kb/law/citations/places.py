"""Reads places (조·항·호·목) where they stand, in every way in which they are written.

제60조의3제1항제2호 · 제60조의3 제1항 제2호 · 60조의3 1항 2호 · §60의3①2 · §59(2) ·
제93조(탈법방법에 의한 문서·도화의 배부·게시 등 금지) 제1항; lists (제86조제1항제2호·제3호 및
제87조) and ranges (제25조부터 제30조까지, 제1항 내지 제3항).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from kb.law.citations.folding import CIRCLED
from kb.law.identifiers import Number, Pinpoint

_CIRCLE = "[" + "".join(CIRCLED) + "]"
# 의2 is a branch, 의 2개 or 의 3천만 is not
_COUNTED = (
    "개|년|월|일|명(?!함|칭|부|의|단)|인(?!터|쇄|사|하|용|정|지|건)"
    "|회(?!의|계|사|원)|배(?!부|우|포)|분(?!할)|차|항|호|조|천|만|억|%|가지"
)
_BRANCH = rf"(?:\s{{0,2}}의\s{{0,2}}\d{{1,2}}(?!\d|[ ]?(?:{_COUNTED})))*"

ARTICLE = re.compile(
    rf"제?\s{{0,2}}(?P<n>[1-9]\d{{0,3}})\s{{0,2}}조(?![가-힣]?원)(?P<b>(?:\d(?=\(|의\s?제))?{_BRANCH})"
)
"""제57조2(당내경선의 실시), with its 의 forgotten, is 제57조의2."""
_UNITLESS = re.compile(r"제\s?(?P<n>[1-9]\d{0,2})(?=에\s?(?:따라|따른|의하|의한|위반))")
"""제67에 따라: 조 forgotten."""
SECTION = re.compile(
    rf"§{{1,2}}\s{{0,2}}(?:제\s?)?(?P<n>[1-9]\d{{0,3}})(?!\d)(?:\s?조)?(?P<b>(?:-\d{{1,2}}(?!\d)|{_BRANCH}))"
)
_PARAGRAPH = re.compile(
    rf"제?\s{{0,2}}(?P<n>[1-9]\d{{0,1}})\s{{0,2}}항(?!목|소|공|만)|(?P<c>{_CIRCLE})"
)
_BRACKETED = re.compile(r"\(\s?(?P<n>[1-9]\d{0,1})\s?\)")
_ITEM = re.compile(
    rf"제?\s{{0,2}}(?P<n>[1-9]\d{{0,2}})\s{{0,2}}호(?P<b>{_BRANCH})(?!\s?(?:서식|증|선|실|차량|의안|처분))"
)
_BARE_ITEM = re.compile(r"(?P<n>[1-9]\d{0,1})(?P<b>(?:의\d{1,2})*)(?![\d항조년월일명회개%.,]\d?)")
_SUBITEM = re.compile(
    r"(?:제\s?)?['\"(]?(?P<s>[가나다라마바사아자차카타파하거너더러머버서어저처커터퍼허])['\")]?\s?"
    r"목(?![적표록차요공포전욕격회])(?P<b>(?:의\s?\d{1,2})*)"
)
# 제3, 4, 6조 · 제1, 2항: the unit stands once, at the end
_SHARED = re.compile(
    r"제\s?(?P<n>[1-9]\d{0,2})(?=(?:\s?[,·]\s?\d{1,3}){1,8}\s?(?P<unit>[조항호])(?!\d))"
)
_FURTHER = re.compile(r"(?P<n>[1-9]\d{0,2})(?:\s?(?P<unit>[조항호])|(?=\s?[,·]\s?\d))")
_OPEN = re.compile(r"제\s?\d{1,3}$")
_TITLE = r"\((?:[^()\n]|\([^()\n]{0,60}\)){1,120}\)"
_BETWEEN = re.compile(
    rf"\s{{0,3}}(?:{_TITLE}\s{{0,2}})?(?:(?:본문|단서|전단|후단|전문|후문)\s?)?(?:의\s?)?(?:중\s)?"
)
_CONNECTOR = re.compile(
    rf"""\s{{0,2}}(?:{_TITLE}\s?)?
    (?:(?:본문|단서|전단|후단|전문|후문|각\s?호|각\s?목)\s?(?:중\s)?)?(?:의\s?규정\s?)?(?:죄|위반)?
    (?:
      (?P<range>내지|부터|에서|~|-)
    | ,\s?(?:및|또는)? | [·;/] | 및 | 또는 | 와 | 과 | 이나 | 나
    )\s{{0,3}}(?:각\s)?
    """,
    re.VERBOSE,
)
_SPACE = re.compile(r"\s{0,2}")
_UNTIL = re.compile(r"\s?까지")


@dataclass(frozen=True, slots=True)
class Place:
    """A place written in a text: its span, and the last place of a range."""

    start: int
    end: int
    pinpoint: Pinpoint
    until: Pinpoint | None = None


def _number(match: re.Match[str]) -> Number:
    branches = re.findall(r"\d+", match["b"]) if "b" in match.re.groupindex else []
    return Number(int(match["n"]), tuple(int(b) for b in branches))


def _shared(text: str, at: int, unit: str) -> tuple[int, Number] | None:
    match = _SHARED.match(text, at)
    return (match.end(), Number(int(match["n"]))) if match and match["unit"] == unit else None


def _paragraph(text: str, at: int, section: bool) -> tuple[int, Number] | None:
    if found := _shared(text, at, "항"):
        return found
    if match := _PARAGRAPH.match(text, at):
        circle = match["c"]
        return match.end(), Number(CIRCLED[circle] if circle else int(match["n"]))
    if section and (match := _BRACKETED.match(text, at)):
        return match.end(), Number(int(match["n"]))
    return None


def _item(text: str, at: int, circled: bool) -> tuple[int, Number] | None:
    if found := _shared(text, at, "호"):
        return found
    if match := _ITEM.match(text, at):
        return match.end(), _number(match)
    if circled and (match := _BARE_ITEM.match(text, at)):
        return match.end(), _number(match)
    return None


def _subitem(text: str, at: int) -> tuple[int, str] | None:
    if match := _SUBITEM.match(text, at):
        branches = re.findall(r"\d+", match["b"])
        return match.end(), "-".join((match["s"], *branches))
    return None


def _descend(text: str, place: Place, section: bool) -> Place:
    """Follow a place downwards as far as it is written: 조 to 항 to 호 to 목."""
    pinpoint, end = place.pinpoint, place.end
    if _OPEN.search(text, place.start, end):
        return place
    if pinpoint.paragraph is None and pinpoint.item is None and pinpoint.subitem is None:
        between = _after(_SPACE, text, end) if section else _after(_BETWEEN, text, end)
        for at in (end, between):
            if found := _paragraph(text, at, section and at == end):
                pinpoint, end = replace(pinpoint, paragraph=found[1]), found[0]
                break
    if _OPEN.search(text, place.start, end):
        return Place(place.start, end, pinpoint)
    if pinpoint.item is None and pinpoint.subitem is None:
        circled = text[end - 1] in CIRCLED
        for at in (end, _after(_BETWEEN, text, end)):
            if found := _item(text, at, circled and at == end):
                pinpoint, end = replace(pinpoint, item=found[1]), found[0]
                break
    if (
        pinpoint.item is not None
        and pinpoint.subitem is None
        and not _OPEN.search(text, place.start, end)
        and (
            sub := _subitem(text, _after(_SPACE, text, end))
            or _subitem(text, _after(_BETWEEN, text, end))
        )
    ):
        pinpoint, end = replace(pinpoint, subitem=sub[1]), sub[0]
    return Place(place.start, end, pinpoint)


def _after(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at


def read_article(text: str, at: int) -> Place | None:
    """A place that begins with an article (제60조의3 …, §60의3 …) at ``at``."""
    if found := _shared(text, at, "조"):
        return Place(at, found[0], Pinpoint(article=found[1]))
    match = ARTICLE.match(text, at)
    section = False
    if match is None:
        match = SECTION.match(text, at)
        section = True
    if match is None and (bare := _UNITLESS.match(text, at)):
        return Place(at, bare.end(), Pinpoint(article=Number(int(bare["n"]))))
    if match is None:
        return None
    return _descend(text, Place(at, match.end(), Pinpoint(article=_number(match))), section)


def read_below(text: str, at: int, upper: Pinpoint) -> Place | None:
    """A place that begins with 항, 호 or 목 at ``at``, inside ``upper``."""
    if found := _paragraph(text, at, False):
        pinpoint = replace(upper.article_only, paragraph=found[1])
    elif found := _item(text, at, False):
        pinpoint = replace(upper.article_only, paragraph=upper.paragraph, item=found[1])
    elif upper.item is not None and (sub := _subitem(text, at)):
        return Place(at, sub[0], replace(upper, subitem=sub[1]))
    else:
        return None
    return _descend(text, Place(at, found[0], pinpoint), False)


def read_list(text: str, first: Place) -> list[Place]:
    """The place and those joined to it: 및, 또는, ·, commas; 내지, 부터 … 까지, ~."""
    places = [first]
    while True:
        last = places[-1]
        upper = last.until or last.pinpoint
        # ①③, §60①③: paragraphs side by side
        if text[last.end - 1 : last.end] in CIRCLED and text[last.end : last.end + 1] in CIRCLED:
            following = read_below(text, last.end, upper)
            assert following is not None
            places.append(following)
            continue
        match = _CONNECTOR.match(text, last.end)
        if match is None:
            return places
        joined = _joined(text, match.end(), upper, last, bool(match["range"]))
        if joined is None:
            return places
        if match["range"]:
            end = _after(_UNTIL, text, joined.end)
            if places[-1].until is None and places[-1].pinpoint < joined.pinpoint:
                places[-1] = Place(last.start, end, last.pinpoint, joined.pinpoint)
            else:
                places.append(joined)
        else:
            places.append(joined)


def _joined(text: str, at: int, upper: Pinpoint, last: Place, ranged: bool) -> Place | None:
    """The place after a connector, at the level in which it is written."""
    if found := read_article(text, at):
        if text[at] not in "제§" and "§" in text[last.start : last.end]:
            return None
        return found
    if found := read_below(text, at, upper):
        return found
    written = text[last.start : last.end]
    if written[-1].isdigit() and "§" not in written and (more := _FURTHER.match(text, at)):
        number = Number(int(more["n"]))
        if upper.item is not None:
            pinpoint = replace(upper, item=number)
        elif upper.paragraph is not None:
            pinpoint = replace(upper, paragraph=number)
        else:
            pinpoint = Pinpoint(article=number)
        place = Place(at, more.end(), pinpoint)
        return _descend(text, place, False) if more["unit"] else place
    # §93·112, §60의3①1·2
    if written[-1:] in CIRCLED or (upper.item and re.search(r"\d$", written)):
        if upper.item and (item := _BARE_ITEM.match(text, at)) and text[at - 1] in "·~":
            return Place(at, item.end(), replace(upper, item=_number(item), subitem=None))
        return None
    return None
