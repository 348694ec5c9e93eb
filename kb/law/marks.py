"""Amendment marks (개정 표시) that consolidated texts print, with the place that each speaks for.

A mark carries days of *promulgation*; when the change took effect is said by the act's 부칙
(:mod:`kb.law.effect`). A mark at a 항 speaks for that 항 and what is in it; ``[전문개정 …]``,
``[본조신설 …]`` and ``[시행일 …]`` speak for the article.

>>> [(m.kind, m.days) for m in find("① 본문 <개정 2005.8.4, 2023.8.30>")]
[('amended', (datetime.date(2005, 8, 4), datetime.date(2023, 8, 30)))]
>>> without("3. 삭제<2012.2.29>")
'3. 삭제'
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

_DAY = r"\d{4}\s?\.\s?\d{1,2}\s?[.,]\s?\d{1,2}\.?"
"""A day in a mark; a comma for the second stop is a known misprint."""

_MARK = re.compile(
    rf"""
    (?P<deleted>삭제)\s*<\s*(?P<deleted_days>{_DAY}(?:\s*,\s*{_DAY})*)\s*>
  | <\s*(?P<word>개정|신설|전문개정|제목개정|타법개정|일부개정|전부개정)?\s*
      (?P<days>{_DAY}(?:\s*[,ㆍ]\s*(?:(?:신설|개정)\s*)?{_DAY})*)\s*>
  | \[\s*(?P<note>본조신설|본항신설|전문개정|제목개정|본조삭제|타법개정)\s*
      (?P<note_days>{_DAY}(?:\s*,\s*{_DAY})*)[^\]]*\]
  | \[\s*시행일\s*[:：]?\s*(?P<effective>{_DAY})\s*\]?(?P<places>[^\n\[\]]*)\]?
  | \[\s*(?P<moved>[^\[\]]{{0,40}}?(?:에서|으로|로)\s*이동)
      [^\[\]]*?(?:<(?P<moved_day>{_DAY})>)?\s*\]
    """,
    re.VERBOSE,
)

_KINDS = {
    None: "amended",
    "개정": "amended",
    "타법개정": "amended",
    "일부개정": "amended",
    "전부개정": "rewritten",
    "신설": "inserted",
    "전문개정": "rewritten",
    "제목개정": "title",
    "본조신설": "inserted",
    "본항신설": "inserted",
    "본조삭제": "deleted",
}

_DAYS = re.compile(r"(\d{4})\s?\.\s?(\d{1,2})\s?[.,]\s?(\d{1,2})")
_DELETED = re.compile(
    r"""^\s*
    (?:[①-⑳㉑-㉟㊱-㊿](?:의\d+)?|\d+(?:의\d+)*\.|[가-힣](?:의\d+)?\.)?
    (?:\s*(?:내지|및|부터|ㆍ)\s*(?:[①-⑳㉑-㉟㊱-㊿]|\d+\.)\s*(?:까지)?)?
    \s*삭제\s*(?:<[^>]*>)?\s*$""",
    re.VERBOSE,
)
_MOVED = re.compile(
    r"(?P<from>종전\s*)?(?P<one>제\d+조(?:의\d+)*)(?P<how>에서|(?:은|는)\s*(?P<to>제\d+조(?:의\d+)*))"
)


@dataclass(frozen=True, slots=True)
class Mark:
    """One printed mark: what happened, on which days of promulgation, where in the text."""

    kind: str
    """amended, inserted, deleted, rewritten (전문개정), title (제목개정), effective, moved"""
    days: tuple[date, ...]
    start: int
    end: int
    text: str
    places: str = ""
    """For ``effective`` the places that the note names, as printed."""


@lru_cache(maxsize=8192)
def find(text: str) -> tuple[Mark, ...]:
    """All marks in a text, in order. Days that are no calendar days are left out."""
    found = []
    for m in _MARK.finditer(text):
        places = ""
        if m["deleted"]:
            kind, days = "deleted", m["deleted_days"]
        elif m["days"]:
            kind, days = _KINDS[m["word"]], m["days"]
        elif m["note"]:
            kind, days = _KINDS[m["note"]], m["note_days"]
        elif m["effective"]:
            kind, days, places = "effective", m["effective"], m["places"].strip()
        else:
            kind, days = "moved", m["moved_day"] or ""
        found.append(Mark(kind, _read(days), m.start(), m.end(), m[0], places))
    return tuple(found)


def _read(text: str) -> tuple[date, ...]:
    days = []
    for y, m, d in _DAYS.findall(text):
        try:
            days.append(date(int(y), int(m), int(d)))
        except ValueError:
            continue
    return tuple(days)


@lru_cache(maxsize=8192)
def without(text: str) -> str:
    """The words alone: marks and notes dropped, spaces made one; for comparing texts."""
    bare = _MARK.sub(lambda m: "삭제" if m["deleted"] else " ", text)
    return re.sub(r"\s+", " ", bare).strip()


def without_lines(text: str) -> str:
    """The words without marks and notes, line by line; for showing what differs."""
    bare = _MARK.sub(lambda m: "삭제" if m["deleted"] else " ", text)
    lines = (re.sub(r"[ \t]+", " ", line).strip() for line in bare.split("\n"))
    return "\n".join(line for line in lines if line)


def same(a: str, b: str) -> bool:
    """Whether two texts read the same but for marks and spacing."""
    return without(a).replace(" ", "") == without(b).replace(" ", "")


def is_deleted(text: str) -> bool:
    """Whether a place says nothing but that it was deleted (삭제)."""
    return bool(_DELETED.match(text))


def moves(text: str) -> list[tuple[str, str]]:
    """Renumberings that the notes tell: ``from`` the place it had, ``to`` where the old one went.

    >>> moves("[제5조에서 이동, 종전 제6조는 제7조로 이동 <2020.1.1>]")
    [('from', '제5조'), ('to', '제7조')]
    """
    found = []
    for note in re.findall(r"\[[^\[\]]*이동[^\[\]]*\]", text):
        for m in _MOVED.finditer(note):
            if m["how"] == "에서":
                found.append(("from", m["one"]))
            else:
                found.append(("to", m["to"]))
    return found
