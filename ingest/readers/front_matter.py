"""The head of a Markdown file: ``---``, keys and values, ``---``.

Values stay strings (or lists of them), so that ``공포번호: '00010'`` keeps its zeros and a date
is read by one rule.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import yaml

from kb.errors import Refused

_HEAD = re.compile(r"\A---[ \t]*\n(?P<yaml>.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def split(text: str) -> tuple[dict[str, Any], str]:
    """Head and body; an empty head where there is none.

    Raises Refused when there is a head that is not YAML.
    """
    m = _HEAD.match(text)
    if not m:
        return {}, text
    try:
        head = yaml.load(m["yaml"], Loader=_LOADER)
    except yaml.YAMLError as e:
        line = str(e).splitlines()[0]
        raise Refused(
            f"머리말(front matter)을 읽을 수 없습니다: {line}", f"unreadable front matter: {line}"
        ) from None
    return (head if isinstance(head, dict) else {}), text[m.end() :]


def word(head: dict[str, Any], key: str) -> str:
    """A value as one line of text, empty where the key is absent."""
    value = head.get(key, "")
    return " ".join(value.split()) if isinstance(value, str) else ""


def day(head: dict[str, Any], key: str) -> date | None:
    """A value as a day (2020-04-09, 20200409, 2020. 4. 9.), None where it is none."""
    return read_day(word(head, key))


_DAY = re.compile(
    r"""(?P<y>\d{4}) \s*[-./년]?\s* (?P<m>\d{1,2}) \s*[-./월]?\s* (?P<d>\d{1,2}) \s*[.일]?""",
    re.VERBOSE,
)


def read_day(text: str) -> date | None:
    """A printed day that is the whole of ``text``; None for anything else."""
    m = _DAY.fullmatch(text.strip())
    if not m:
        return None
    try:
        return date(int(m["y"]), int(m["m"]), int(m["d"]))
    except ValueError:
        return None
