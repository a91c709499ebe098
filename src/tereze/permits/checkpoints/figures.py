# SPDX-License-Identifier: EUPL-1.2
"""What it is like at the checkpoints now: counts only, until a duty officer gives a reason.

Who passed is counted from what stays (`CrossingCount`). Who is over their time can be said only as
long as crossings are there: a permit has ended, and the last crossing with it led away, in for
whoever came to visit, out for whoever went travelling.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from tereze.core.caching import RememberedEach
from tereze.core.database import run
from tereze.core.sql import load_queries
from tereze.people import selectors as people
from tereze.people.models import Staff
from tereze.people.types import ResidentFacts
from tereze.permits import selectors as permits
from tereze.permits.checkpoints import selectors
from tereze.permits.checkpoints.rules import Sampling, share_to_check
from tereze.permits.checkpoints.types import CheckpointFacts, Direction
from tereze.permits.types import PermitFacts

SQL = load_queries("tereze.permits.checkpoints", "figures.sql")

HOURS = 12

#: Who is over time is counted anew after so long, however many officers look.
LATE_SECONDS = 30.0

#: Names that one reason opens at most.
MOST_NAMES = 50

_HOUR = timedelta(hours=1)
_DIRECTIONS: tuple[Direction, ...] = ("in", "out")


@dataclass(frozen=True, kw_only=True, slots=True)
class Passed:
    """People, by what became of them."""

    through: int = 0
    turned_back: int = 0


#: by hour, checkpoint and direction
Counted: TypeAlias = Mapping[tuple[datetime, int, Direction], Passed]


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckpointNow:
    """One checkpoint."""

    facts: CheckpointFacts
    #: devices that are open
    devices: int
    #: vehicles that wait, as somebody said last, and when; None: nobody said it yet
    waiting: int | None
    waiting_at: datetime | None
    sampling: Sampling
    #: in this hour
    passed: Mapping[Direction, Passed]


@dataclass(frozen=True, kw_only=True, slots=True)
class InsideNow:
    """A place, with who is in it or away from it for a time; in people."""

    place: str
    visitors: int
    #: residents who went out and are not back
    away: int


@dataclass(frozen=True, kw_only=True, slots=True)
class LiveFigures:
    """All checkpoints, as counted at one moment."""

    counted_at: datetime
    checkpoints: tuple[CheckpointNow, ...]
    #: beginnings of the hours, with who passed in each at all checkpoints
    hours: tuple[tuple[datetime, Mapping[Direction, Passed]], ...]
    inside: tuple[InsideNow, ...]
    #: people whose permit has ended and who are still away, by place
    over_time: Mapping[str, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class OverTime:
    """A permit that has ended, and where its holder was seen last."""

    code: str
    ended_at: datetime
    people: int
    checkpoint: CheckpointFacts
    seen_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class OverTimePerson:
    """The same with the person, opened for a duty officer."""

    late: OverTime
    permit: PermitFacts
    resident: ResidentFacts


_late: RememberedEach[None, tuple[OverTime, ...]] = RememberedEach(seconds=LATE_SECONDS, most=1)


def get_live_figures(now: datetime) -> LiveFigures:
    """What it is like at all checkpoints that are open."""
    this_hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    starts = [this_hour - _HOUR * back for back in reversed(range(HOURS))]
    counted: Counted = {
        (hour, checkpoint, direction): Passed(through=through, turned_back=turned_back)
        for hour, checkpoint, direction, through, turned_back in run(
            SQL["count_hours"], {"since": starts[0]}
        )
    }
    devices = selectors.count_devices(now)
    return LiveFigures(
        counted_at=now,
        checkpoints=tuple(
            _checkpoint(facts, devices.get(facts.id, 0), counted, this_hour, now)
            for facts in selectors.list_checkpoints()
        ),
        hours=tuple(
            (start, _sum((key[2], one) for key, one in counted.items() if key[0] == start))
            for start in starts
        ),
        inside=count_inside(now),
        over_time=count_over_time(now),
    )


def count_inside(now: datetime) -> tuple[InsideNow, ...]:
    """Visitors in each place with checkpoints, and residents away from it, since the order that is
    in force there began. Where none is, nobody has to be counted."""
    by_place: dict[str, list[int]] = {}
    for checkpoint in selectors.list_checkpoints(closed=True):
        by_place.setdefault(checkpoint.place, []).append(checkpoint.id)
    found = []
    for place, checkpoints in by_place.items():
        order = permits.get_order_in_force(place, now)
        if order is None:
            continue
        since = order.starts_at.replace(minute=0, second=0, microsecond=0)
        rows = run(SQL["count_inside"], {"since": since, "checkpoints": checkpoints})
        counts = {kind: (into, out) for kind, into, out in rows}
        visitors_in, visitors_out = counts.get("entry", (0, 0))
        back, gone = counts.get("exit", (0, 0))
        # Who went before counting began makes a sum negative, and nobody is there less than not.
        found.append(
            InsideNow(
                place=place, visitors=max(0, visitors_in - visitors_out), away=max(0, gone - back)
            )
        )
    return tuple(found)


def count_over_time(now: datetime) -> Mapping[str, int]:
    """People who are over their time, by the place of the checkpoint that saw them last; at most
    half a minute old."""
    counts: Counter[str] = Counter()
    for one in _late.get(None, lambda: list_over_time(now)):
        counts[one.checkpoint.place] += one.people
    return dict(counts)


def list_over_time(now: datetime) -> tuple[OverTime, ...]:
    """Permits that have ended while their holders are away, the one that ended first first."""
    checkpoints = {one.id: one for one in selectors.list_checkpoints(closed=True)}
    seen = {code: (checkpoints[at], when) for code, at, when in run(SQL["list_away"], {})}
    late = (
        OverTime(
            code=permit.code,
            ended_at=permit.ends_at,
            people=permit.party,
            checkpoint=seen[permit.code][0],
            seen_at=seen[permit.code][1],
        )
        for permit in permits.list_ended_permits(seen, now, ended_before=now)
    )
    return tuple(sorted(late, key=lambda one: (one.ended_at, one.code)))


def access_over_time(*, staff: Staff, why: str, now: datetime) -> list[OverTimePerson]:
    """Who is over their time, for a duty officer; every look is recorded with its reason."""
    found = []
    for late in list_over_time(now)[:MOST_NAMES]:
        permit = permits.get_permit(late.code, now)
        resident = people.access_resident(
            staff=staff, resident_id=permit.resident_id, what="crossing", why=why, now=now
        )
        found.append(OverTimePerson(late=late, permit=permit, resident=resident))
    return found


def _checkpoint(
    facts: CheckpointFacts,
    devices: int,
    counted: Counted,
    hour: datetime,
    now: datetime,
) -> CheckpointNow:
    queue = selectors.get_queue(facts.id)
    return CheckpointNow(
        facts=facts,
        devices=devices,
        waiting=queue.waiting,
        waiting_at=queue.waiting_at,
        sampling=share_to_check(queue, now),
        passed=_sum(
            (direction, counted[hour, facts.id, direction])
            for direction in _DIRECTIONS
            if (hour, facts.id, direction) in counted
        ),
    )


def _sum(parts: Iterable[tuple[Direction, Passed]]) -> Mapping[Direction, Passed]:
    sums: dict[Direction, Passed] = {"in": Passed(), "out": Passed()}
    for direction, one in parts:
        so_far = sums[direction]
        sums[direction] = Passed(
            through=so_far.through + one.through,
            turned_back=so_far.turned_back + one.turned_back,
        )
    return sums
