"""Which column of a table is what: the visible mapping of headers to fields.

A table is taken in as replies (질의회답) or as digests of rulings (판례 요지) by its headers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.errors import Refused

REPLY: dict[str, tuple[str, ...]] = {
    "title": ("제목", "질의제목", "건명", "title"),
    "law": ("관련법", "관련법령", "관련조문", "근거법령", "관련규정", "law"),
    "day": ("답변일", "회답일", "회신일", "답변일자", "회답일자", "작성일", "date"),
    "question": ("질의내용", "질의", "질문", "문의내용", "question"),
    "answer": ("답변내용", "회답내용", "회답", "답변", "회신내용", "answer"),
    "source": ("출처", "링크", "url", "source"),
    "number": ("문서번호", "회답번호", "번호", "number"),
    "office": ("회답기관", "답변기관", "기관", "부서", "office"),
}
DIGEST: dict[str, tuple[str, ...]] = {
    "title": ("판례명", "사건명", "제목"),
    "subject": ("주제분류", "분류", "주제"),
    "day": ("선고일", "선고일자", "종국일자"),
    "number": ("사건번호",),
    "kind": ("종류", "재판종류"),
    "court": ("법원", "법원명"),
    "text": ("판례내용", "판결내용", "내용", "요지"),
    "source": ("출처", "링크", "url"),
}
REQUIRED = {"reply": ("answer",), "digest": ("title", "number", "court")}


@dataclass(frozen=True, slots=True)
class Columns:
    """How the columns of one table were understood."""

    kind: str
    """``reply`` or ``digest``"""
    fields: tuple[tuple[str, int], ...]
    """Field and index of its column."""
    headers: tuple[str, ...]

    def cell(self, row: Sequence[str], field: str) -> str:
        """The cell of a field in a row, empty where the table has no such column."""
        for name, i in self.fields:
            if name == field:
                return row[i].strip() if i < len(row) else ""
        return ""

    def lines(self) -> list[str]:
        """The mapping for a person to look at, one line a column."""
        by_column = {i: name for name, i in self.fields}
        return [f"{h} → {by_column.get(i, '(쓰지 않음)')}" for i, h in enumerate(self.headers)]


def map_columns(headers: Sequence[str]) -> Columns:
    """Columns of a table by its header row.

    Raises Refused with the headers seen when neither replies nor digests can be read from it.
    """
    keys = [re.sub(r"\s", "", h).casefold() for h in headers]
    best: Columns | None = None
    for kind, table in (("digest", DIGEST), ("reply", REPLY)):
        fields: list[tuple[str, int]] = []
        for field, names in table.items():
            column = next((keys.index(n) for n in names if n in keys), None)
            if column is not None and column not in [i for _, i in fields]:
                fields.append((field, column))
        have = {f for f, _ in fields}
        if all(r in have for r in REQUIRED[kind]):
            found = Columns(kind, tuple(fields), tuple(h.strip() for h in headers))
            if best is None or len(found.fields) > len(best.fields):
                best = found
    if best is None:
        seen = ", ".join(h for h in headers if h)[:200]
        raise Refused(
            f"표의 열을 알 수 없습니다(답변내용 또는 사건번호·법원 열이 있어야 함): {seen}",
            f"cannot map the columns (an answer, or case number and court, is needed): {seen}",
        )
    return best
