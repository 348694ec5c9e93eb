"""Question sets as tables (CSV, XLSX): one phrasing a row, the rows of one ``id`` are one group.

Columns, in any order, by these names or their Korean ones; a cell left empty in a later row of a
group means the value of its first row:

    id 묶음 · split 구분 · kind 종류 · question 질문 · register 말투 · as_of 기준일 · region 지역 ·
    conclusion 결론 · reason 사유 · provisions 조문 · cases 사례 · note 비고

Provisions and cases are ids, several separated by ``;``. Conclusions may be Korean (허용, 금지,
조건부, 설명, 없음).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from corpora.questions import SCHEMA, Fault, Group, check, examine, parse
from kb.errors import BadInput

COLUMNS = (
    "id",
    "split",
    "kind",
    "question",
    "register",
    "as_of",
    "region",
    "conclusion",
    "reason",
    "provisions",
    "cases",
    "note",
)
KOREAN = (
    "묶음",
    "구분",
    "종류",
    "질문",
    "말투",
    "기준일",
    "지역",
    "결론",
    "사유",
    "조문",
    "사례",
    "비고",
)
_NAMES = {**dict(zip(COLUMNS, COLUMNS, strict=True)), **dict(zip(KOREAN, COLUMNS, strict=True))}
_CONCLUSIONS = {
    "허용": "permitted",
    "가능": "permitted",
    "금지": "prohibited",
    "조건부": "conditional",
    "설명": "explains",
    "없음": "",
}
_KINDS = {
    "같은 사안": "same_case",
    "사실 하나 다름": "one_fact_changed",
    "기준일": "dated",
    "답할 수 없음": "unanswerable",
    "틀린 전제": "false_premise",
    "조문 지목": "citation",
    "영어": "english",
}
_DAY = re.compile(r"^(\d{4})\s*[-./]\s*(\d{1,2})\s*[-./]\s*(\d{1,2})\.?$")
ROWS = 200_000
"""Most rows of a table."""

Row = Sequence[Any]


def read(file: Path) -> tuple[list[Group], list[Fault]]:
    """The groups of a CSV, XLSX or JSONL file, by its ending, and everything that is wrong with it.

    Raises BadInput for another ending, an unreadable file, or a table without the columns ``id``
    and ``question``; DataFault for a JSONL file that cannot be read.
    """
    ending = file.suffix.lower()
    if ending == ".jsonl":
        return examine(file)
    if ending == ".csv":
        return groups(_csv(file))
    if ending == ".xlsx":
        return groups(_xlsx(file))
    raise BadInput(
        f"질문 묶음은 JSONL, CSV, XLSX 파일입니다: {file.name}",
        f"a question set is a JSONL, CSV or XLSX file: {file.name}",
    )


def as_given(file: Path) -> list[list[str]] | None:
    """The cells of a CSV or XLSX file under :data:`COLUMNS`, right or wrong, to mend them in a table.

    None for a JSONL file. Raises BadInput as :func:`read`.
    """
    ending = file.suffix.lower()
    if ending not in (".csv", ".xlsx"):
        return None
    table = iter(_csv(file) if ending == ".csv" else _xlsx(file))
    names = _header(next(table, ()))
    given: list[list[str]] = []
    for row in table:
        cells = {name: _text(cell) for name, cell in zip(names, row, strict=False) if name}
        given.append([cells.get(name, "") for name in COLUMNS])
    while given and not any(given[-1]):
        given.pop()
    return given


def groups(rows: Iterable[Row]) -> tuple[list[Group], list[Fault]]:
    """The groups of a table whose first row names the columns, and its faults by row number.

    Raises BadInput as :func:`read`.
    """
    table = iter(rows)
    names = _header(next(table, ()))
    gathered: dict[str, tuple[int, dict[str, str], list[dict[str, str]]]] = {}
    faults: list[Fault] = []
    for n, row in enumerate(table, 2):
        cells = {name: _text(cell) for name, cell in zip(names, row, strict=False) if name}
        if not any(cells.values()):
            continue
        id = cells.get("id", "")
        if not id:
            faults.append(Fault(n, "id(묶음)가 비어 있습니다", "id is empty"))
            continue
        first_row, first, phrasings = gathered.setdefault(id, (n, cells, []))
        for name in ("split", "kind", "as_of", "region", "conclusion", "reason", "provisions"):
            given, before = cells.get(name, ""), first.get(name, "")
            if given and given != before:
                faults.append(
                    Fault(
                        n,
                        f"{name}이(가) {first_row}행과 다릅니다: {before or '(빈칸)'} / {given}",
                        f"{name} differs from row {first_row}: {before or '(empty)'} / {given}",
                    )
                )
        english = all(ord(c) < 0x1100 for c in cells.get("question", ""))
        phrasings.append(
            {
                "text": cells.get("question", ""),
                "register": cells.get("register", "") or ("english" if english else "plain"),
            }
        )
    made, more = check(
        (n, parse(_object(id, first, phrasings), n))
        for id, (n, first, phrasings) in gathered.items()
    )
    return made, sorted([*faults, *more], key=lambda f: f.line)


def rows(chosen: Iterable[Group]) -> list[list[str]]:
    """The groups as rows under :data:`COLUMNS`, every cell filled."""
    return [
        [
            g.id,
            g.split,
            g.kind,
            p.text,
            p.register_,
            g.as_of.isoformat() if g.as_of else "",
            g.region,
            g.expected.conclusion or "",
            g.expected.reason or "",
            "; ".join(g.expected.provisions),
            "; ".join(g.expected.cases),
            g.note,
        ]
        for g in chosen
        for p in g.phrasings
    ]


def write_csv(chosen: Iterable[Group], file: Path) -> None:
    """Write groups as CSV that a spreadsheet opens as UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([_plain(cell) for cell in row] for row in rows(chosen))
    file.write_text(out.getvalue(), encoding="utf-8-sig")


def _plain(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r", "\n") else cell


def _header(row: Row) -> list[str | None]:
    names = [_NAMES.get(_text(cell).lower()) for cell in row]
    missing = [f"{c}({k})" for c, k in zip(COLUMNS, KOREAN, strict=True)
               if c in ("id", "question") and c not in names]  # fmt: skip
    if missing:
        said = ", ".join(missing)
        raise BadInput(
            f"첫 줄에 열 이름이 없습니다: {said} (열: {', '.join(COLUMNS)})",
            f"the first row lacks columns: {said} (columns: {', '.join(COLUMNS)})",
        )
    return names


def _object(id: str, first: dict[str, str], phrasings: list[dict[str, str]]) -> dict[str, Any]:
    said = first.get("conclusion", "")
    day = _DAY.match(first.get("as_of", ""))
    made: dict[str, Any] = {
        "schema": SCHEMA,
        "id": id,
        "split": first.get("split", "") or "dev",
        "kind": _KINDS.get(first.get("kind", ""), first.get("kind", "") or "same_case"),
        "phrasings": phrasings,
        "region": first.get("region", ""),
        "note": first.get("note", ""),
        "expected": {
            "conclusion": _CONCLUSIONS.get(said, said) or None,
            "reason": first.get("reason", "") or None,
            "provisions": _list(first.get("provisions", "")),
            "cases": _list(first.get("cases", "")),
        },
    }
    if first.get("as_of"):
        parts = [int(p) for p in day.groups()] if day else []
        made["as_of"] = "{:04}-{:02}-{:02}".format(*parts) if parts else first["as_of"]
    return made


def _list(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _csv(file: Path) -> list[Row]:
    try:
        raw = file.read_bytes()
    except OSError as e:
        raise BadInput(
            f"파일을 읽을 수 없습니다: {file}: {e.strerror}", f"cannot read {file}: {e.strerror}"
        ) from None
    for encoding in ("utf-8-sig", "cp949"):
        try:
            text = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise BadInput(
            f"UTF-8이나 CP949 글자가 아닙니다: {file.name}", f"neither UTF-8 nor CP949: {file.name}"
        )
    try:
        return list(csv.reader(io.StringIO(text), strict=True))
    except csv.Error as e:
        raise BadInput(f"CSV가 아닙니다: {file.name}: {e}", f"not CSV: {file.name}: {e}") from None


def _xlsx(file: Path) -> list[Row]:
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(file, read_only=True, data_only=True)
        sheet = book.worksheets[0]
        found: list[Row] = []
        for row in sheet.iter_rows(values_only=True):
            found.append(row)
            if len(found) > ROWS:
                raise BadInput(
                    f"행이 너무 많습니다 (최대 {ROWS:,})", f"too many rows (at most {ROWS:,})"
                )
        book.close()
        return found
    except (InvalidFileException, BadZipFile, KeyError, IndexError, ValueError, OSError) as e:
        raise BadInput(
            f"XLSX로 읽을 수 없습니다: {file.name}", f"cannot be read as XLSX: {file.name} ({e})"
        ) from None
