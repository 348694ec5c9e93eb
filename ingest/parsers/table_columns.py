"""Which column of a table is what: the visible mapping of headers to fields.

A table is taken in as replies (질의회답) or as digests of rulings (판례 요지) by its headers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
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


def map_columns(headers: Sequence[str], given: Iterable[tuple[str, str]] = ()) -> Columns:
    """Columns of a table by its header row.

    Args:
        headers: cells of the row.
        given: field and header as a person paired them; they go before what is guessed.

    Raises Refused with the headers seen when neither replies nor digests can be read from it.
    """
    keys = [_key(h) for h in headers]
    paired = dict(given)
    _refuse_unknown(paired, headers, keys)
    best: Columns | None = None
    for kind, table in (("digest", DIGEST), ("reply", REPLY)):
        if not set(paired) <= set(table):
            continue
        fields: list[tuple[str, int]] = []
        fields += [(f, keys.index(_key(h))) for f, h in paired.items()]
        for field, names in table.items():
            if field in paired:
                continue
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
            f"표의 열을 알 수 없습니다(답변내용 또는 사건번호·법원 열이 있어야 함; "
            f"--column answer=머리글로 줄 수 있음): {seen}",
            f"cannot map the columns (an answer, or case number and court, is needed; "
            f"--column answer=HEADER gives it): {seen}",
        )
    return best


def _key(header: str) -> str:
    return re.sub(r"[\s*()]", "", header).casefold()


def _refuse_unknown(paired: dict[str, str], headers: Sequence[str], keys: Sequence[str]) -> None:
    for field, header in paired.items():
        if field not in REPLY and field not in DIGEST:
            known = ", ".join(dict.fromkeys([*REPLY, *DIGEST]))
            raise Refused(
                f"모르는 항목입니다: {field} (있는 항목: {known})",
                f"unknown field: {field} (known: {known})",
            )
        if _key(header) not in keys:
            seen = ", ".join(h for h in headers if h)[:200]
            raise Refused(
                f"그런 열이 없습니다: {header} (있는 열: {seen})",
                f"no such column: {header} (columns: {seen})",
            )


def find_header(
    rows: Sequence[tuple[int, Sequence[str]]], given: Iterable[tuple[str, str]] = ()
) -> tuple[int, Columns]:
    """Index of the header among the first rows, and its columns.

    Titles and notes may stand above a header. Raises Refused with the reason for the row that
    has most cells when none of them is a header.
    """
    top = rows[:_HEADER_ROWS]
    first: Refused | None = None
    for i in sorted(range(len(top)), key=lambda i: (-_filled(top[i][1]), i)):
        try:
            return i, map_columns(top[i][1], given)
        except Refused as e:
            first = first or e
    raise first or Refused("표에 내용이 없습니다", "the table has no rows")


_HEADER_ROWS = 15


def _filled(row: Sequence[str]) -> int:
    return sum(bool(c.strip()) for c in row)
