# SPDX-License-Identifier: EUPL-1.2
"""The regime's own clock and calendar.

Rules speak of "08:00", "Friday", "this month"; a permit lasts from one instant to another. Here,
and nowhere else, the one is turned into the other. Twice a year that is awkward, and both answers
below keep the order of clock times, so that no window ever closes before it opens:

- in spring, a clock time that is skipped means the moment of the change;
- in autumn, a clock time that comes twice means the first of the two.

Every instant that leaves this package is in UTC: adding hours to a local time goes wrong on those
two days.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

from tereze.packs.types import WEEKDAYS, Dates, Hours, Weekday

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MINUTES_A_DAY = 1440

Unit: TypeAlias = Literal["hour", "day", "week", "month"]


class Moment(NamedTuple):
    """An instant, and the local day that it falls on."""

    instant: datetime
    day: date


class Stretch(NamedTuple):
    """Days from a first to a last one, both inside."""

    first: date
    last: date


class Window(NamedTuple):
    """A stretch of clock time that opens on some days; `until` may be on the day after."""

    from_minute: int
    until_minute: int
    weekdays: frozenset[int]
    #: empty: on all dates
    dates: tuple[Stretch, ...]
    except_dates: tuple[Stretch, ...]

    def opens_on(self, day: date) -> bool:
        """Whether the window opens on a local day."""
        return (
            day.weekday() in self.weekdays
            and (not self.dates or is_among(day, self.dates))
            and not (self.except_dates and is_among(day, self.except_dates))
        )


def minute_of(clock: str) -> int:
    """Minutes since midnight.

    >>> minute_of("08:30"), minute_of("24:00")
    (510, 1440)
    """
    hours, minutes = clock.split(":")
    return 60 * int(hours) + int(minutes)


def whole_minutes(length: timedelta) -> int:
    """Minutes of a permit; a minute that has begun counts.

    >>> whole_minutes(timedelta(minutes=90)), whole_minutes(timedelta(seconds=61))
    (90, 2)
    """
    return -(-length // MINUTE)


def as_stretches(dates: Iterable[date | Dates]) -> tuple[Stretch, ...]:
    """Dates of a pack, single or from–to."""
    return tuple(Stretch(d.first, d.last) if isinstance(d, Dates) else Stretch(d, d) for d in dates)


def is_among(day: date, stretches: Iterable[Stretch]) -> bool:
    """Whether a day lies in one of several stretches."""
    return any(first <= day <= last for first, last in stretches)


def as_window(
    hours: Hours, dates: tuple[Stretch, ...] = (), except_dates: tuple[Stretch, ...] = ()
) -> Window:
    """A window of a pack; past midnight when `until` is not after `from`.

    >>> as_window(Hours.model_validate({"from": "21:00", "until": "05:00"}))[:2]
    (1260, 1740)
    """
    opens, closes = minute_of(hours.from_), minute_of(hours.until)
    if closes <= opens:
        closes += MINUTES_A_DAY
    weekdays = frozenset(WEEKDAYS.index(day) for day in hours.days)
    return Window(opens, closes, weekdays, dates, except_dates)


class Calendar:
    """Local days, clock times and periods of one time zone.

    >>> athens = Calendar("Europe/Athens")
    >>> athens.instant(date(2021, 3, 28), minute_of("03:30")).isoformat()  # skipped: the change
    '2021-03-28T01:00:00+00:00'
    >>> athens.instant(date(2020, 10, 25), minute_of("03:30")).isoformat()  # twice: the first
    '2020-10-25T00:30:00+00:00'
    """

    def __init__(self, timezone: str, week_starts_on: Weekday = "mon") -> None:
        self.zone = ZoneInfo(timezone)
        self._first_weekday = WEEKDAYS.index(week_starts_on)
        # A decision asks for the same few clock times again and again.
        self.instant = lru_cache(maxsize=4096)(self._instant)

    def _instant(self, day: date, minute: int) -> datetime:
        """When the local clock first shows this minute of the day; 1440 is the next midnight."""
        wall = datetime.combine(day, time.min) + minute * MINUTE
        found = wall.replace(tzinfo=self.zone).astimezone(UTC)
        # Only a skipped clock time comes back as a later one: walk back to the change.
        while self._wall(found) > wall and self._wall(found - MINUTE) > wall:
            found -= MINUTE
        return found

    def _wall(self, instant: datetime) -> datetime:
        return instant.astimezone(self.zone).replace(tzinfo=None)

    def day(self, instant: datetime) -> date:
        """The local day that an instant falls on."""
        return instant.astimezone(self.zone).date()

    def moment(self, instant: datetime) -> Moment:
        """An instant with its local day."""
        return Moment(instant, self.day(instant))

    def midnight(self, day: date) -> datetime:
        """When a local day begins."""
        return self.instant(day, 0)

    def is_open(self, windows: Iterable[Window], moment: Moment) -> bool:
        """Whether a moment lies in one of the windows, today's or one that last night opened."""
        return any(
            self._opened_on(moment.day, window, moment.instant) for window in windows
        ) or any(
            self._opened_on(moment.day - DAY, window, moment.instant)
            for window in windows
            if window.until_minute > MINUTES_A_DAY
        )

    def _opened_on(self, day: date, window: Window, instant: datetime) -> bool:
        return (
            window.opens_on(day)
            and self.instant(day, window.from_minute) <= instant
            and instant < self.instant(day, window.until_minute)
        )

    def period(self, unit: Unit, moment: Moment) -> tuple[datetime, datetime]:
        """The local hour, day, week or month around a moment: its first instant and the next's.

        >>> baku = Calendar("Asia/Baku")
        >>> [bound.isoformat() for bound in baku.period("month", Moment(..., date(2020, 12, 31)))]
        ['2020-11-30T20:00:00+00:00', '2020-12-31T20:00:00+00:00']
        """
        if unit == "hour":
            local = moment.instant.astimezone(self.zone)
            into = timedelta(
                minutes=local.minute, seconds=local.second, microseconds=local.microsecond
            )
            return moment.instant - into, moment.instant - into + HOUR
        first, following = self._days(unit, moment.day)
        return self.midnight(first), self.midnight(following)

    def _days(self, unit: Unit, day: date) -> tuple[date, date]:
        if unit == "week":
            first = day - (day.weekday() - self._first_weekday) % 7 * DAY
            return first, first + 7 * DAY
        if unit == "month":
            first = day.replace(day=1)
            return first, (first + 31 * DAY).replace(day=1)
        return day, day + DAY
