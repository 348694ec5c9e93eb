"""Comparisons of articles (신구조문대비표): tables of the text in force beside the text amended.

What they print as amended is a draft or an act's own words, not the law of any day, so they bring
no articles; their rows are found as passages, and each article named in them is a citation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ingest.parsers import plain
from ingest.readers.blocks import Block, Content
from kb.law.values import Intake

_OLD = re.compile(r"^(?:현\s*행(?:\s*법?률?)?|개\s*정\s*전|종\s*전|구\s*(?:법|조문))$")
_NEW = re.compile(r"^(?:개\s*정\s*(?:안|후|법?률?)?|신\s*(?:법|조문)|수\s*정\s*안)$")
_ARTICLE = re.compile(r"제\s?(?P<n>\d+)\s?조(?:의\s?(?P<b>\d+))?(?:\s?\((?P<title>[^()]{1,60})\))?")
_NAME = re.compile(
    r"[「『](?P<name>[^」』]{2,60})[」』]|(?P<bare>[가-힣ㆍ· ]{2,40}(?:법|규칙|규정))"
)


@dataclass(frozen=True, slots=True)
class Row:
    """One article of the comparison."""

    article: str
    """``제60조의3``, empty where the row names none."""
    old: str
    new: str


def rows(content: Content) -> list[Row]:
    """The rows of every comparison in the document."""
    return [row for block in content.blocks for row in _of(block)]


def _of(block: Block) -> Iterator[Row]:
    columns = None
    article = ""
    for cells in block.rows:
        found = _header(cells)
        if found:
            columns = found
            continue
        if columns is None:
            continue
        old, new = (cells[c] if c < len(cells) else "" for c in columns)
        m = _ARTICLE.search(old) or _ARTICLE.search(new)
        if m:
            article = f"제{m['n']}조" + (f"의{m['b']}" if m["b"] else "")
        if old or new:
            yield Row(article, old, new)


def _header(cells: tuple[str, ...]) -> tuple[int, int] | None:
    words = [" ".join(c.split()) for c in cells]
    old = next((i for i, w in enumerate(words) if _OLD.match(w)), None)
    new = next((i for i, w in enumerate(words) if _NEW.match(w)), None)
    return (old, new) if old is not None and new is not None else None


def signs(content: Content) -> tuple[float, str]:
    """How sure it is that the document is such a comparison, and by what."""
    found = rows(content)
    if not found:
        return 0.0, ""
    share = sum(len(r.old) + len(r.new) for r in found) / len(content.text)
    return (0.96 if share > 0.5 else 0.6), f"현행·개정 두 열의 표, {len(found)}행"


def parse(content: Content, label: str, sha: str, day: date | None = None) -> list[Intake]:
    """The comparison as a document; its notes say which articles change."""
    found = rows(content)
    changed = list(dict.fromkeys(r.article for r in found if r.article))
    notes = (f"대비표 {len(found)}행: {', '.join(changed[:30])}",) if found else ()
    head = [x for x in content.lines[:12] if not x.startswith("|")]
    acts = [x for x in head if re.search(r"(?:일부|전부)?개정\S{0,6}안", x)]
    named = next(iter([*acts, *(x for x in head if _NAME.search(x)), *head]), "")
    title = plain.first_line(named) if named else "신구조문대비표"
    if not re.search(r"신\s*[ㆍ·․]?\s*구\s*조문|대비표", title):
        title += " 신구조문대비표"
    return plain.parse(content, label, sha, "amendment", day, title, notes)
