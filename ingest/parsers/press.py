"""Press releases (보도자료): title and day of release."""

from __future__ import annotations

import re
from datetime import date

from ingest.parsers import plain, said_day
from ingest.readers.blocks import Content
from kb.law.values import Intake

_NAME = re.compile(r"보\s*도\s*(?:참\s*고\s*|설\s*명\s*)?자\s*료")
_WHEN = re.compile(r"(?:보\s*도\s*(?:시\s*점|일\s*시|일)|배\s*포\s*(?:일\s*시|일)?|게\s*시\s*일)")
_WHO = re.compile(r"담\s*당\s*(?:부\s*서|자|과)|문\s*의\s*처")
_HEAD_LINES = 12


def signs(content: Content) -> tuple[float, str]:
    """How sure it is that the text is a press release, and by what."""
    head = content.printed[:_HEAD_LINES]
    named = any(_NAME.search(x) and len(x) < 60 for x in head)
    found = [
        name
        for name, seen in (
            ("보도자료", named),
            ("보도·배포 일시", any(_WHEN.search(x) for x in head)),
            ("담당 부서", bool(_WHO.search(content.text))),
        )
        if seen
    ]
    if not named:
        return (0.4 if len(found) == 2 else 0.0), "·".join(found)
    return (0.95 if len(found) > 1 else 0.7), "·".join(found)


def parse(content: Content, label: str, sha: str, day: date | None = None) -> list[Intake]:
    """The release as a document with its title and day."""
    head = content.printed[:_HEAD_LINES]
    told = next((d for x in head if _WHEN.search(x) and (d := said_day.first(x))), None)
    told = told or next((d for x in head if (d := said_day.first(x))), None)
    title = next((t for x in head if _is_title(t := _alone(x))), "")
    return plain.parse(content, label, sha, "press", day or told, title)


def _alone(line: str) -> str:
    """A line's words; those of a table's row where only one of its cells has any."""
    cells = [c.strip() for c in line.strip("|").split("|") if c.strip()]
    return cells[0] if len(cells) == 1 else ""


def _is_title(line: str) -> bool:
    """Whether a line of the head is the title: words, and no label, day or point of a list."""
    return (
        8 < len(line) < 120
        and line[0] not in "-–□○◦•※▲〈<("
        and not _NAME.search(line)
        and not _WHEN.search(line)
        and not _WHO.search(line)
        and said_day.first(line) is None
    )
