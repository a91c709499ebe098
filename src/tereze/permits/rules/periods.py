# SPDX-License-Identifier: EUPL-1.2
"""The stretches of time over which a counter counts, and what was used in them.

An hour, day, week or month begins for everybody at once; so does the order. A rolling period moves
with the person, and has to hold both ways: a permit for today may be asked for when tomorrow's is
already granted. So what counts is the fullest stretch, of all those that the new start falls into.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, NamedTuple, TypeAlias

from tereze.packs.types import Counter, Rolling
from tereze.permits.rules.local_time import DAY, HOUR, Calendar, Moment
from tereze.permits.types import OrderInForce

_MICROSECOND = timedelta(microseconds=1)


class Spent(NamedTuple):
    """What one permit took from a counter, and when it starts."""

    starts_at: datetime
    amount: int


@dataclass(frozen=True, slots=True)
class FixedPeriod:
    """The local hour, day, week or month in which a permit starts, or the whole order."""

    calendar: Calendar
    unit: Literal["hour", "day", "week", "month", "order"]

    def bounds(self, at: Moment, order: OrderInForce) -> tuple[datetime, datetime]:
        """The first instant of the period around a moment, and of the next one."""
        if self.unit == "order":
            return order.starts_at, order.ends_at
        return self.calendar.period(self.unit, at)

    def used(self, spent: Sequence[Spent], at: Moment, order: OrderInForce) -> int:
        """What is gone for a permit that starts at this moment."""
        if not spent:
            return 0
        first, following = self.bounds(at, order)
        return sum(amount for starts_at, amount in spent if first <= starts_at < following)

    def ends(self, spent: Sequence[Spent], order: OrderInForce) -> list[datetime]:
        """The instants from which one of these permits no longer counts."""
        return [self.bounds(self.calendar.moment(use.starts_at), order)[1] for use in spent]

    @property
    def reach(self) -> timedelta | None:
        """How long after its start a permit may still count; None: until the order ends."""
        if self.unit == "order":
            return None
        # A day in autumn has 25 hours.
        return {"hour": HOUR, "day": DAY, "week": 7 * DAY, "month": 31 * DAY}[self.unit] + HOUR


@dataclass(frozen=True, slots=True)
class RollingHours:
    """Any so many hours: a permit counts for starts less than that before or after its own."""

    length: timedelta

    def used(self, spent: Sequence[Spent], at: Moment, order: OrderInForce) -> int:
        """What is gone in the fullest stretch of hours that the start falls into."""
        if not spent:
            return 0
        distances = [((use.starts_at - at.instant) // _MICROSECOND, use.amount) for use in spent]
        return fullest(distances, at=0, width=self.length // _MICROSECOND)

    def ends(self, spent: Sequence[Spent], order: OrderInForce) -> list[datetime]:
        """So many hours after each start."""
        return [use.starts_at + self.length for use in spent]

    @property
    def reach(self) -> timedelta:
        """The hours themselves."""
        return self.length


@dataclass(frozen=True, slots=True)
class CalendarDays:
    """Any so many local days together: a day counts whole, whatever the hour."""

    calendar: Calendar
    days: int

    def used(self, spent: Sequence[Spent], at: Moment, order: OrderInForce) -> int:
        """What is gone in the fullest run of days that the start falls into."""
        if not spent:
            return 0
        days = [(self.calendar.day(use.starts_at).toordinal(), use.amount) for use in spent]
        return fullest(days, at=at.day.toordinal(), width=self.days)

    def ends(self, spent: Sequence[Spent], order: OrderInForce) -> list[datetime]:
        """The midnight so many days after each."""
        days = (self.calendar.day(use.starts_at) for use in spent)
        return [self.calendar.midnight(day + self.days * DAY) for day in days]

    @property
    def reach(self) -> timedelta:
        """The days, one of which may have 25 hours."""
        return self.days * DAY + HOUR


Period: TypeAlias = FixedPeriod | RollingHours | CalendarDays


def compile_period(counter: Counter, calendar: Calendar) -> Period:
    """The period that a counter of a pack names."""
    per = counter.per
    if not isinstance(per, Rolling):
        return FixedPeriod(calendar, per)
    if per.rolling_hours is not None:
        return RollingHours(per.rolling_hours * HOUR)
    return CalendarDays(calendar, per.calendar_days or 1)


def fullest(entries: Sequence[tuple[int, int]], *, at: int, width: int) -> int:
    """The most that one stretch of this width holds, of those that contain `at`.

    A stretch can be moved to the right, losing nothing, until it begins at a permit or at `at`; so
    only those are looked at. Entries are (position, amount).

    >>> fullest([(1, 1), (3, 1), (8, 1)], at=5, width=5)
    2
    >>> fullest([(1, 1), (3, 1), (8, 1)], at=5, width=3)
    1
    """
    near = [(position, amount) for position, amount in entries if abs(position - at) < width]
    beginnings = [at, *(position for position, _ in near if position < at)]
    return max(
        sum(amount for position, amount in near if first <= position < first + width)
        for first in beginnings
    )
