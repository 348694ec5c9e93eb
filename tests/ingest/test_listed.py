"""What the place in a list tells of the day of a reply that bears none."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

import pytest

from ingest.forms import recognise
from ingest.identity import sha256
from ingest.parsers import listed, replies, undated
from kb.law.values import Interpretation

NEWEST = date(2024, 6, 1)
LATEST = date(2024, 6, 30)
STEP = timedelta(days=30)


def _rows(count: int = 48, every: int = 2) -> list[str]:
    """Replies, newest first, a month between two; every second one tells of a call on its day."""
    texts = []
    for n in range(count):
        day = NEWEST - n * STEP
        told = f"({day.year}. {day.month}. {day.day}. 질의자 통화) " if n % every == 0 else ""
        texts.append(f"게시판에 붙여도 되는지요?\n{told}귀문의 경우 붙일 수 있습니다.")
    return texts


def _without_days(texts: list[str]) -> list[date | None]:
    return [None for _ in texts]


def test_a_row_is_bound_by_the_rows_before_and_behind_it() -> None:
    texts = _rows()
    bounds = listed.intervals(texts, _without_days(texts), LATEST)
    for n in range(8, 40):
        low, high = bounds[n]
        day = NEWEST - n * STEP
        assert low is not None
        assert high is not None
        assert low <= day <= high
        assert high - low < timedelta(days=400)


def test_an_oldest_first_list_says_the_same() -> None:
    texts = _rows()
    forth = listed.intervals(texts, _without_days(texts), LATEST)
    back = listed.intervals(texts[::-1], _without_days(texts), LATEST)
    assert back[::-1] == forth


def test_one_slip_of_the_pen_moves_nothing_beyond_its_own_row() -> None:
    texts = _rows()
    before = listed.intervals(texts, _without_days(texts), LATEST)
    texts[41] = "언제까지인지요?\n(2024. 5. 30. 질의자 통화) 귀문의 경우 할 수 있습니다."
    after = listed.intervals(texts, _without_days(texts), LATEST)
    for n in range(20):
        low, high = after[n]
        assert low is not None
        assert low <= NEWEST - n * STEP
        assert high == before[n][1]


def test_rows_with_a_day_bind_those_without() -> None:
    days = [NEWEST - n * STEP if n % 2 else None for n in range(48)]
    bounds = listed.intervals(["물음\n답"] * 48, days, LATEST)
    low, high = bounds[20]
    assert low is not None
    assert high is not None
    assert low <= NEWEST - 20 * STEP <= high


def test_a_list_without_order_or_with_few_days_tells_nothing() -> None:
    mixed = _rows()
    random.Random(1).shuffle(mixed)
    assert set(listed.intervals(mixed, _without_days(mixed), LATEST)) == {(None, None)}
    few = _rows(every=4)
    assert set(listed.intervals(few, _without_days(few), LATEST)) == {(None, None)}
    same = ["(2024. 5. 1. 질의자 통화) 됩니다."] * 40
    assert set(listed.intervals(same, _without_days(same), LATEST)) == {(None, None)}


def test_bounds_that_contradict_a_row_leave_it_alone() -> None:
    own = (date(2023, 5, 1), date(2025, 12, 31))
    assert listed.narrowed(own, (date(2020, 1, 1), date(2021, 1, 1))) == own
    assert listed.narrowed(own, (None, date(2024, 1, 1))) == (own[0], date(2024, 1, 1))


def test_a_sheet_of_undated_replies_is_bound_by_its_order() -> None:
    rows = [["제목", "질의내용", "답변내용", "출처"]]
    rows += [["게시", *t.split("\n"), f"https://example.org/{n}"] for n, t in enumerate(_rows())]
    parsed = replies.parse_rows(list(enumerate(rows, 1)), "board.csv", "0" * 64)
    found = [x for intake in parsed.intakes for x in intake.interpretations]
    own = [undated.interval(x.text, LATEST) for x in found]
    assert own[21] == (None, LATEST)
    assert found[21].day_from is not None
    assert found[21].day_until is not None
    assert found[21].day_from <= NEWEST - 21 * STEP <= found[21].day_until < LATEST


@pytest.mark.shared
def test_the_board_of_the_commission_is_listed_newest_first(shared: Path) -> None:
    found = _board(shared)
    assert len(found) > 500
    bound = [x for x in found if x.day_from is not None and x.day_until is not None]
    assert len(bound) >= 0.99 * len(found)
    assert all(x.day_from <= x.day_until for x in bound if x.day_from and x.day_until)
    # in its own words hardly half of them say after which day they were given
    alone = [undated.interval(x.text, date(2025, 12, 31))[0] for x in found]
    assert sum(day is not None for day in alone) < 0.6 * len(found)


def _board(shared: Path) -> list[Interpretation]:
    data = (shared / "replies" / "internet.csv").read_bytes()
    intakes = recognise(data).parse(data, "internet.csv", sha256(data))
    return [x for intake in intakes for x in intake.interpretations]
