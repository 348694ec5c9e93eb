"""Every attack of the table in ``docs/attacks.md`` has its test, and every test of attacks a row."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(
    r"^\| (?P<n>\d+) \| (?P<attack>[^|]+) \| [^|]+ \| `(?P<file>[^`:]+)::(?P<test>[^`]+)` \|$"
)
PAGE = (ROOT / "docs" / "attacks.md").read_text(encoding="utf-8")
ROWS = [m for line in PAGE.splitlines() if (m := ROW.match(line))]


def held_by(file: str) -> set[str]:
    """The tests of a file, those of classes with the class before them."""
    found = set()
    for node in ast.parse((ROOT / file).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            inner = (n.name for n in node.body if isinstance(n, ast.FunctionDef))
            found |= {f"{node.name}::{name}" for name in inner if name.startswith("test_")}
    return found


def test_each_row_has_its_test() -> None:
    missing = [m[0] for m in ROWS if m["test"] not in held_by(m["file"])]
    assert not missing


def test_rows_are_numbered_and_no_test_stands_twice() -> None:
    assert [int(m["n"]) for m in ROWS] == list(range(1, len(ROWS) + 1))
    assert len({(m["file"], m["test"]) for m in ROWS}) == len(ROWS)
    assert len({m["attack"] for m in ROWS}) == len(ROWS) >= 60
    assert PAGE.count("::test_") == len(ROWS), "a row that is not read"


def test_each_test_of_attacks_has_its_row() -> None:
    told = {(m["file"], m["test"]) for m in ROWS}
    files = sorted((ROOT / "tests" / "attacks").glob("test_*.py"))
    there = {
        (str(f.relative_to(ROOT)), t) for f in files for t in held_by(str(f.relative_to(ROOT)))
    }
    assert there <= told, there - told
