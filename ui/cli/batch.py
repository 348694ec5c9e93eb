"""The batch contract: one JSON object a line in, one a line out, in the same order."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from kb.errors import BadDay, BadInput, YugwonError
from ui.days import parse_day


@dataclass(frozen=True, slots=True)
class Asked:
    """One line of the input."""

    id: Any
    """As given, of any JSON type; its line number where it has none."""
    question: str
    as_of: date | None
    region: str


def read(file: str) -> list[Asked]:
    """All questions of a file (``-``: standard input), checked before the first is answered.

    Blank lines are passed over. Raises BadInput naming the line that cannot be read.
    """
    if file == "-":
        raw = sys.stdin.buffer.read()
    else:
        try:
            raw = Path(file).read_bytes()
        except OSError as e:
            raise BadInput(
                f"질문 파일을 읽을 수 없습니다: {file}: {e.strerror}",
                f"cannot read the batch file {file}: {e.strerror}",
            ) from None
    return [_asked(number, line) for number, line in enumerate(raw.splitlines(), 1) if line.strip()]


def _asked(number: int, line: bytes) -> Asked:
    try:
        value = json.loads(line.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        raise _bad(number, "JSON이 아닙니다", "not JSON") from None
    if not isinstance(value, dict):
        raise _bad(number, "JSON 객체가 아닙니다", "not a JSON object")
    question, region, day = value.get("question"), value.get("region"), value.get("as_of")
    if not isinstance(question, str):
        raise _bad(number, '"question"이 없거나 글이 아닙니다', '"question" is missing or no text')
    if not isinstance(region, str | None):
        raise _bad(number, '"region"이 글이 아닙니다', '"region" is no text')
    if not isinstance(day, str | None):
        raise _bad(number, '"as_of"가 날짜가 아닙니다', '"as_of" is not a day')
    try:
        as_of = parse_day(day) if day else None
    except BadDay as e:
        raise _bad(number, e.ko, e.en) from None
    return Asked(value.get("id", number), question, as_of, region or "")


def _bad(number: int, ko: str, en: str) -> BadInput:
    return BadInput(f"{number}번째 줄: {ko}", f"line {number}: {en}")


def without_answer(asked: Asked, day: date, error: YugwonError) -> dict[str, Any]:
    """The line for a question that cannot be asked: abstained, with the reason as ``error``."""
    return {
        "id": asked.id,
        "schema": 1,
        "as_of": (asked.as_of or day).isoformat(),
        "conclusion": None,
        "abstained": True,
        "reason": "no_basis",
        "ask_back": [],
        "provisions": [],
        "cases": [],
        "sentences": [],
        "sources": [],
        "milliseconds": 0,
        "error": str(error),
    }


def watched(questions: list[Asked]) -> Iterator[Asked]:
    """The questions one by one, with a progress bar on a terminal's stderr."""
    if not sys.stderr.isatty() or sys.stdout.isatty():
        yield from questions
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(questions, "질문 / questions", console=Console(stderr=True), transient=True)
