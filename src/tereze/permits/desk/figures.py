# SPDX-License-Identifier: EUPL-1.2
"""What it is like at the call centre: counts and times from the log of calls, nobody's name or number."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from tereze.core.database import run
from tereze.core.sql import load_queries
from tereze.permits.desk.selectors import LASTS_AT_MOST, RINGS_AT_MOST
from tereze.permits.desk.types import ANSWER_KINDS

SQL = load_queries("tereze.permits.desk", "figures.sql")

HOURS: Final = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class Spread:
    """A length of time as most had it, and as one in ten had it or worse; None: nobody had any."""

    median: timedelta | None
    ninth_decile: timedelta | None


@dataclass(frozen=True, kw_only=True, slots=True)
class HourOfCalls:
    """One hour."""

    #: its local beginning
    hour: datetime
    answered: int
    missed: int
    #: by types.AnswerKind
    brought: Mapping[str, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class OperatorsCalls:
    """What one operator did."""

    staff_id: int
    answered: int
    granted: int
    #: None: no call is written down yet
    handling: timedelta | None


@dataclass(frozen=True, kw_only=True, slots=True)
class BoardFigures:
    """All of it, as counted at one moment."""

    counted_at: datetime
    waiting: int
    #: when the caller who waits longest began to
    waits_since: datetime | None
    talking: int
    wrapping_up: int
    calls: int
    answered: int
    missed: int
    wait: Spread
    handling: Spread
    hours: tuple[HourOfCalls, ...]
    operators: tuple[OperatorsCalls, ...]
    reasons: Mapping[str, int]

    @property
    def longest_wait(self) -> timedelta | None:
        """Of those who wait now."""
        return self.counted_at - self.waits_since if self.waits_since else None


def get_board(*, zone: ZoneInfo, now: datetime) -> BoardFigures:
    """Count the last hours and the one under way; `zone` says where hours begin."""
    this_hour = now.astimezone(zone).replace(minute=0, second=0, microsecond=0)
    first = this_hour - timedelta(hours=HOURS - 1)
    since = {"since": first}
    hourly = {**since, "zone": zone.key}
    marks = {"rings_since": now - RINGS_AT_MOST, "talks_since": now - LASTS_AT_MOST}
    ((waiting, waits_since, talking, wrapping_up),) = run(SQL["now"], marks)
    ((calls, answered, missed, *percentiles),) = run(SQL["times"], since)
    brought = {(hour, kind): count for hour, kind, count in run(SQL["answers_by_hour"], hourly)}
    by_hour = {hour: counts for hour, *counts in run(SQL["calls_by_hour"], hourly)}
    starts = [first.astimezone(UTC) + timedelta(hours=number) for number in range(HOURS)]
    return BoardFigures(
        counted_at=now,
        waiting=waiting,
        waits_since=waits_since,
        talking=talking,
        wrapping_up=wrapping_up,
        calls=calls,
        answered=answered,
        missed=missed,
        wait=Spread(median=percentiles[0], ninth_decile=percentiles[1]),
        handling=Spread(median=percentiles[2], ninth_decile=percentiles[3]),
        hours=tuple(
            HourOfCalls(
                hour=start.astimezone(zone),
                answered=by_hour.get(start, (0, 0))[0],
                missed=by_hour.get(start, (0, 0))[1],
                brought={kind: brought.get((start, kind), 0) for kind in ANSWER_KINDS},
            )
            for start in starts
        ),
        operators=tuple(
            OperatorsCalls(staff_id=staff, answered=count, granted=granted, handling=handling)
            for staff, count, granted, handling in run(SQL["by_operator"], since)
        ),
        reasons=dict(run(SQL["by_reason"], since)),
    )
