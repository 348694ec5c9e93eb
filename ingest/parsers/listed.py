"""The interval of undated replies by their place in a list (게시 순서).

A board lists its replies newest first, whatever numbers it gave them. Where the days that the rows
speak of as gone by fall (or rise) with the place in the list, a row is no older than the rows
behind it are, and no younger than those before it. That is evidence from other rows, so two of
them must agree, and some weeks are left for answers that took longer than others.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from heapq import nlargest, nsmallest

from scipy.stats import spearmanr

from ingest.parsers import undated

ENOUGH = 20
"""Rows that must speak of a day before the order of a list is believed."""
ORDERED = 0.7
"""Spearman's rank correlation of place and day from which a list counts as ordered."""
AGREE = 2
"""Rows that must agree on a bound: a single day may be a slip of the pen."""
WEEKS = timedelta(days=60)
"""How much later than its neighbours' a reply may have been given."""

Interval = tuple[date | None, date | None]


def intervals(
    texts: Sequence[str], days: Sequence[date | None], latest: date | None
) -> list[Interval]:
    """Lower and upper bound of each row of a list; None where the list tells nothing.

    Args:
        texts: question and answer of each row, in the order of the list.
        days: the day of each row that bears one.
        latest: the latest day of the collection.
    """
    rows = list(zip(texts, days, strict=True))
    gone = [day or _latest(undated.past_days(t), latest) for t, day in rows]
    called = [day or _latest(undated.called_days(t), latest) for t, day in rows]
    places = [(n, d.toordinal()) for n, d in enumerate(gone) if d]
    if len(places) < ENOUGH or len({d for _, d in places}) < 2:
        return [(None, None)] * len(texts)
    order = float(spearmanr(*zip(*places, strict=True)).statistic)
    if abs(order) < ORDERED:
        return [(None, None)] * len(texts)
    newest_first = order < 0
    if not newest_first:
        gone, called = gone[::-1], called[::-1]
    lower = _running(gone[::-1], greatest=True)[::-1]
    upper = _running(called, greatest=False)
    bounds = [
        (low - WEEKS if low else None, high + WEEKS if high else None)
        for low, high in zip(lower, upper, strict=True)
    ]
    return bounds if newest_first else bounds[::-1]


def _latest(days: Sequence[date], limit: date | None) -> date | None:
    return max((d for d in days if limit is None or d <= limit), default=None)


def _running(days: Sequence[date | None], *, greatest: bool) -> list[date | None]:
    """Of the days up to each place the one on which two agree, the greatest or the least."""
    kept: list[date] = []
    out: list[date | None] = []
    for day in days:
        if day is not None:
            kept = (nlargest if greatest else nsmallest)(AGREE, [*kept, day])
        out.append(kept[-1] if len(kept) == AGREE else None)
    return out


def narrowed(own: Interval, place: Interval) -> Interval:
    """A row's own interval, made narrower by its place unless the two contradict each other.

    >>> narrowed((None, date(2025, 12, 31)), (date(2020, 2, 1), date(2020, 9, 1)))
    (datetime.date(2020, 2, 1), datetime.date(2020, 9, 1))
    """
    low = max((d for d in (own[0], place[0]) if d), default=None)
    high = min((d for d in (own[1], place[1]) if d), default=None)
    return own if low and high and low > high else (low, high)
