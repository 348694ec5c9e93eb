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
