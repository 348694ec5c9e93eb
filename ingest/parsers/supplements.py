"""부칙 (supplementary provisions): each act's own, under a head with its number and day.

``부칙 <제21609호,2026.4.29>`` · ``부칙(형사소송법) <제21857호,2026.8.4>``. The day of promulgation
is the name of the 부칙 in the project's identifiers; the head stands in ``Article.headings``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from ingest.parsers.markdown_law import canonical
from kb.law.identifiers import Number, Pinpoint

_HEAD = re.compile(
    r"""^부\s*칙 \s* (?:\((?P<of>.+)\))? \s*
        [<〈\[] \s* (?:.*?)? 제? \s* (?P<number>[\d-]+) \s* 호? \s* , \s*
        (?P<y>\d{4}) \s*\.\s* (?P<m>\d{1,2}) \s*\.\s* (?P<d>\d{1,2}) \s*\.? \s* [>〉\]] \s*$
    """,
    re.VERBOSE,
)
_ARTICLE = re.compile(
    r"""^제(?P<main>\d+)조(?:의(?P<branch>\d+))? \s*
        (?:\((?P<title>[^()]*(?:\([^()]*\)[^()]*)*)\))? \s*
        (?P<rest>.*)$
    """,
    re.VERBOSE,
)
_MENTION = re.compile(r"^(?:제\d+[항호]|[,ㆍ·및]|중\b|의\b|부터|내지|에|를|을|은\s제|과|와)")


@dataclass(frozen=True, slots=True)
class SupplementArticle:
    """One 부칙 article, or a whole 부칙 that has none."""

    pinpoint: Pinpoint
    title: str
    text: str
    head: str


@dataclass(slots=True)
class _Open:
    pinpoint: Pinpoint
    title: str
    head: str
    lines: list[str] = field(default_factory=list)


def parse(lines: list[str]) -> tuple[list[SupplementArticle], list[str]]:
    """Articles of all 부칙 in order, and what had to be noted."""
    found: dict[Pinpoint, _Open] = {}
    notes: list[str] = []
    here: _Open | None = None
    day: date | None = None
    head, last = "", 0
    for line in canonical(lines)[0]:
        m = _HEAD.match(line)
        if m:
            try:
                day = date(int(m["y"]), int(m["m"]), int(m["d"]))
            except ValueError:
                notes.append(f"부칙의 날짜를 읽을 수 없음: {line}")
                day, here = None, None
                continue
            head, last, here = line, 0, None
            continue
        if day is None:
            continue
        a = _ARTICLE.match(line)
        if a and _next(a, last):
            last = int(a["main"])
            number = Number(last, (int(a["branch"]),) if a["branch"] else ())
            here = _open(found, Pinpoint(article=number, supplement=day), a["title"] or "", head)
            rest = canonical([a["rest"]])[0]
            here.lines += rest
        else:
            if here is None:
                here = _open(found, Pinpoint(supplement=day), "", head)
            here.lines.append(line)
    articles = [
        SupplementArticle(o.pinpoint, o.title, "\n".join(o.lines), o.head) for o in found.values()
    ]
    return [a for a in articles if a.text], notes


def _next(a: re.Match[str], last: int) -> bool:
    """Whether the line opens the next article of the 부칙 and is no quoted amendment."""
    main = int(a["main"])
    follows = main in (last, last + 1) if a["branch"] else last < main <= last + 3
    return follows and not (a["title"] is None and _MENTION.match(a["rest"]))


def _open(found: dict[Pinpoint, _Open], pinpoint: Pinpoint, title: str, head: str) -> _Open:
    """A new place, or the same one again where two acts were promulgated on one day."""
    held = found.get(pinpoint)
    if held is None:
        held = found[pinpoint] = _Open(pinpoint, title, head)
    elif head not in (held.head, *held.lines):
        held.lines.append(head)
    return held
