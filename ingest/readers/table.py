"""CSV to rows, whatever its delimiter."""

from __future__ import annotations

import csv
import io

from kb.errors import Refused

csv.field_size_limit(10_000_000)


def rows(text: str) -> list[list[str]]:
    """Rows with something in them, the header first. Raises Refused when the table is broken."""
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t|", key=first.count)
    try:
        read = csv.reader(io.StringIO(text), delimiter=delimiter)
        found = [r for r in read if any(map(str.strip, r))]
    except csv.Error as e:
        raise Refused(f"CSV를 읽을 수 없습니다: {e}", f"unreadable CSV: {e}") from None
    if len(found) < 2:
        raise Refused("표에 내용이 없습니다", "the table has no rows")
    return found
