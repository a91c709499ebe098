# SPDX-License-Identifier: EUPL-1.2
"""How many to check, so that nobody waits too long. Pure: what is known goes in, a share comes out.

A vehicle that is checked takes some seconds, one that is waved through takes few. Of the vehicles
in the queue each lane has its part; when every N-th of them is checked, the last one gets through
after

    waiting / lanes × (check / N + wave × (1 − 1 / N))

seconds. The smallest N for which that is within the minutes that the checkpoint was given is the
share: as many checks as the queue bears, and no more.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Literal, TypeAlias

#: Seconds: what a check takes until it was measured, and what waving somebody through takes.
SECONDS_PER_CHECK = 20
SECONDS_TO_WAVE = 4
#: What is measured can be wrong, but not by how long people take.
FASTEST_CHECK, SLOWEST_CHECK = SECONDS_TO_WAVE + 1, 90
#: So many crossings have to be there before they say how long one takes.
ENOUGH_GAPS = 10
#: Some are checked in any crowd.
SPARSEST = 50
#: What somebody saw of a queue says nothing about it later.
REPORT_HOLDS = timedelta(minutes=20)

#: no-report: nobody said lately how many wait; no-queue: everybody can be checked in time;
#: queue: no more can be checked in time; crowd: not even waving all through would be in time
Why: TypeAlias = Literal["no-report", "no-queue", "queue", "crowd"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Queue:
    """What is known of a checkpoint's queue."""

    lanes: int
    #: nobody should wait for longer
    queue_minutes: int
    #: vehicles, as an inspector said; None: nobody said it yet
    waiting: int | None = None
    waiting_at: datetime | None = None
    #: None: not measured yet
    seconds_per_check: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Sampling:
    """The share to check."""

    #: 1: everybody
    check_one_in: int
    why: Why
    #: how long the last in the queue waits then; None: nobody knows
    minutes: int | None = None


def share_to_check(queue: Queue, now: datetime) -> Sampling:
    """How many to check, so that the last in the queue does not wait too long.

    >>> now = datetime.fromisoformat("2020-04-20T09:00:00+05:00")
    >>> def share(waiting, lanes=2):
    ...     queue = Queue(lanes=lanes, queue_minutes=15, waiting=waiting, waiting_at=now)
    ...     return share_to_check(queue, now)
    >>> share(40)
    Sampling(check_one_in=1, why='no-queue', minutes=7)
    >>> share(200)
    Sampling(check_one_in=4, why='queue', minutes=14)
    >>> share(200, lanes=4).check_one_in
    2
    >>> share(1000)
    Sampling(check_one_in=50, why='crowd', minutes=36)
    """
    if queue.waiting is None or queue.waiting_at is None or now - queue.waiting_at > REPORT_HOLDS:
        return Sampling(check_one_in=1, why="no-report")
    check = queue.seconds_per_check or SECONDS_PER_CHECK
    rows = queue.waiting / queue.lanes
    if rows * check <= queue.queue_minutes * 60:
        return _told(1, "no-queue", rows, check)
    bearable = queue.queue_minutes * 60 / rows
    over_waving = bearable - SECONDS_TO_WAVE
    if over_waving * SPARSEST < check - SECONDS_TO_WAVE:
        return _told(SPARSEST, "crowd", rows, check)
    return _told(ceil((check - SECONDS_TO_WAVE) / over_waving), "queue", rows, check)


def seconds_for_last(rows: float, check: int, check_one_in: int) -> float:
    """How long the last of so many vehicles in a lane waits."""
    return rows * (SECONDS_TO_WAVE + (check - SECONDS_TO_WAVE) / check_one_in)


def measure_check(*, middle_gap: float | None, gaps: int, check_one_in: int) -> int | None:
    """What a check takes, from the time between one crossing of a device and the next, without
    that in which others were waved through; None when too few are known.

    >>> measure_check(middle_gap=38.0, gaps=25, check_one_in=4)
    26
    >>> measure_check(middle_gap=38.0, gaps=3, check_one_in=1) is None
    True
    """
    if middle_gap is None or gaps < ENOUGH_GAPS:
        return None
    seconds = round(middle_gap - (check_one_in - 1) * SECONDS_TO_WAVE)
    return min(max(seconds, FASTEST_CHECK), SLOWEST_CHECK)


def _told(check_one_in: int, why: Why, rows: float, check: int) -> Sampling:
    return Sampling(
        check_one_in=check_one_in,
        why=why,
        minutes=ceil(seconds_for_last(rows, check, check_one_in) / 60),
    )
