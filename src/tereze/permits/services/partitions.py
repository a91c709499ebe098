# SPDX-License-Identifier: EUPL-1.2
"""The daily partitions of permits and refusals: made ahead, and dropped when their time is over."""

from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction

from tereze.core import audit
from tereze.core.partitions import HotTable
from tereze.permits.services.deletions import record_deletion

#: By what the public log calls their rows.
HOT_TABLES = {
    what: HotTable(
        name=name,
        column="day",
        length=timedelta(days=1),
        suffix="%Y%m%d",
        begins=date.fromisoformat,
        ahead=40,
    )
    for what, name in (("permits", "permits_permit"), ("refusals", "permits_refusalrecord"))
}


def make_partitions_ahead(*, now: datetime) -> list[str]:
    """Make the partitions of the days to come where they are missing; their names."""
    return [name for table in HOT_TABLES.values() for name in table.make_ahead(now)]


def make_partitions(*, first: date, days: int) -> list[str]:
    """Make the partitions of `days` days from `first` on, where they are missing; their names."""
    tables = HOT_TABLES.values()
    return [name for table in tables for name in table.make_partitions(first=first, count=days)]


@transaction.atomic
def drop_old_partitions(*, before: date, rule: str, actor: str, now: datetime) -> list[str]:
    """Delete what was asked before this day, for good; the names of the partitions dropped."""
    names = []
    for what, table in HOT_TABLES.items():
        dropped = table.drop_before(before)
        names += dropped.names
        record_deletion(
            what=what,
            since=_midnight(dropped.since or before),
            until=_midnight(before),
            rows=dropped.rows,
            rule=rule,
            now=now,
        )
    if names:
        audit.record(
            actor=actor,
            action="partitions-dropped",
            subject=f"before:{before}",
            at=now,
            partitions=names,
        )
    return names


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)
