# SPDX-License-Identifier: EUPL-1.2
"""The hourly partitions of crossings: made ahead, and dropped when the hours of the order are over.

Nobody keeps a file of who crossed where. A crossing lives as long as it can matter (whether a permit
was used, who is over their time) and goes with everything of its hour; its count was written with
it, and stays.
"""

from datetime import UTC, datetime, timedelta

from django.db import transaction

from tereze.core import audit
from tereze.core.database import change
from tereze.core.partitions import HotTable
from tereze.core.sql import load_queries
from tereze.permits import selectors as permits
from tereze.permits.checkpoints import selectors
from tereze.permits.checkpoints.records import USUAL_HOURS, hours_to_keep
from tereze.permits.services import record_deletion

SQL = load_queries("tereze.permits.checkpoints", "crossings.sql")

CROSSINGS = HotTable(
    name="checkpoints_crossing",
    column="hour",
    length=timedelta(hours=1),
    suffix="%Y%m%d%H",
    begins=lambda suffix: datetime.strptime(suffix, "%Y%m%d%H").replace(tzinfo=UTC),
    ahead=72,
)


def make_partitions_ahead(*, now: datetime) -> list[str]:
    """Make the partitions of the hours to come where they are missing; their names."""
    return CROSSINGS.make_ahead(now)


def make_partitions(*, first: datetime, hours: int) -> list[str]:
    """Make the partitions of `hours` hours from `first` on, where they are missing; their names."""
    return CROSSINGS.make_partitions(first=CROSSINGS.start_of(first), count=hours)


def delete_crossings(*, actor: str, now: datetime) -> None:
    """Delete crossings whose hours are over: those of all places by dropping partitions, and before
    that, row by row, those of places whose order gives them less time."""
    hours = _hours_of_places(now)
    longest = max(hours.values(), default=USUAL_HOURS)
    for place in [place for place in hours if hours[place] < longest]:
        _delete_of(place, hours[place], actor=actor, now=now)
    _drop_partitions(longest, actor=actor, now=now)


def _hours_of_places(now: datetime) -> dict[str, int]:
    """How long crossings are kept, by the places that have or had checkpoints."""
    orders = permits.list_orders()
    places = {checkpoint.place for checkpoint in selectors.list_checkpoints(closed=True)}
    return {place: hours_to_keep(orders, place, now) for place in sorted(places)}


@transaction.atomic(durable=True)
def _delete_of(place: str, hours: int, *, actor: str, now: datetime) -> None:
    here = [one.id for one in selectors.list_checkpoints(closed=True) if one.place == place]
    before = CROSSINGS.start_of(now - timedelta(hours=hours))
    rows = change(SQL["delete_crossings_of"], {"checkpoints": here, "before": before})
    _tell(rows, since=None, before=before, hours=hours, actor=actor, now=now)


@transaction.atomic(durable=True)
def _drop_partitions(hours: int, *, actor: str, now: datetime) -> None:
    before = CROSSINGS.start_of(now - timedelta(hours=hours))
    gone = CROSSINGS.drop_before(before)
    since = gone.since or before
    _tell(gone.rows, since=since, before=before, hours=hours, actor=actor, now=now)


def _tell(
    rows: int, *, since: datetime | None, before: datetime, hours: int, actor: str, now: datetime
) -> None:
    """Say in public and in the record what was deleted, where there was anything."""
    record_deletion(
        what="crossings",
        since=since,
        until=before,
        rows=rows,
        rule=f"crossing_hours {hours}",
        now=now,
    )
    if rows:
        audit.record(
            actor=actor, action="crossings-deleted", subject=f"before:{before:%Y-%m-%dT%HZ}", at=now
        )
