"""Days as people type them; today's day in Korea."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone

from kb.errors import BadDay

KOREA = timezone(timedelta(hours=9), "Asia/Seoul")
"""Korea keeps one offset all year."""

_DAY = re.compile(
    r"""^\s*
    (?P<year>\d{4}) \s*[-./년]?\s*
    (?P<month>\d{1,2}) \s*[-./월]?\s*
    (?P<day>\d{1,2}) \s*[.일]?
    \s*$""",
    re.VERBOSE,
)


def today() -> date:
    """The day it is in Korea."""
    return datetime.now(KOREA).date()


def korea_day(moment: datetime) -> date:
    """The day it was in Korea at a moment as the store keeps it: UTC without a zone.

    >>> korea_day(datetime(2026, 11, 27, 16, 0))
    datetime.date(2026, 11, 28)
    """
    return moment.replace(tzinfo=UTC).astimezone(KOREA).date()


def spanning(first: date | None, last: date | None) -> tuple[datetime | None, datetime | None]:
    """The moments, as the store keeps them, between which days in Korea lie; the end is outside.

    >>> spanning(date(2026, 11, 28), date(2026, 11, 28))
    (datetime.datetime(2026, 11, 27, 15, 0), datetime.datetime(2026, 11, 28, 15, 0))
    """

    def begin(day: date) -> datetime:
        return datetime(day.year, day.month, day.day) - KOREA.utcoffset(None)

    day_after = last + timedelta(days=1) if last and last < date.max else None
    return begin(first) if first and first.year > 1 else None, begin(
        day_after
    ) if day_after else None


def parse_day(text: str) -> date:
    """Read ``2026-03-19``, ``2026. 3. 19.``, ``2026년 3월 19일`` or ``20260319``.

    Raises BadDay.
    """
    match = _DAY.match(text)
    if match is not None and (len(match["month"]) == 2 or not text.strip().isdigit()):
        try:
            return date(int(match["year"]), int(match["month"]), int(match["day"]))
        except ValueError:
            pass
    raise BadDay(
        f"날짜가 아닙니다: {text!r} (예: 2026-03-19)", f"not a day: {text!r} (like 2026-03-19)"
    )
