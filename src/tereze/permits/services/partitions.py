# SPDX-License-Identifier: EUPL-1.2
"""The daily partitions of permits and refusals: made ahead, and dropped when their time is over."""

from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction

from tereze.core import audit
from tereze.core.partitions import (
    delete_caught,
    drop_partition,
    list_partitions,
    make_partition,
)
from tereze.permits.services.deletions import record_deletion

#: Hot tables, and what the public log calls their rows.
HOT_TABLES = {"permits_permit": "permits", "permits_refusalrecord": "refusals"}

#: Partitions are kept made for so many days ahead: a worker that stands still for weeks stops nobody.
DAYS_AHEAD = 40


def make_partitions_ahead(*, now: datetime) -> list[str]:
    """Make the partitions of the days to come where they are missing; their names."""
    yesterday = now.astimezone(UTC).date() - timedelta(days=1)
    return make_partitions(first=yesterday, days=DAYS_AHEAD)


def make_partitions(*, first: date, days: int) -> list[str]:
    """Make the partitions of `days` days from `first` on, where they are missing; their names."""
    made = []
    for table in HOT_TABLES:
        existing = set(list_partitions(table))
        for offset in range(days):
            day = first + timedelta(days=offset)
            name = f"{table}_{day:%Y%m%d}"
            if name not in existing:
                make_partition(
                    table=table, name=name, column="day", first=day, until=day + timedelta(days=1)
                )
                made.append(name)
    return made


@transaction.atomic
def drop_old_partitions(*, before: date, rule: str, actor: str, now: datetime) -> list[str]:
    """Delete what was asked before this day, for good; the names of the partitions dropped."""
    dropped = []
    for table, what in HOT_TABLES.items():
        rows, first = delete_caught(table=table, column="day", before=before)
        begun = [first] if first else []
        for name in list_partitions(table):
            suffix = name.removeprefix(f"{table}_")
            if suffix.isdigit() and suffix < f"{before:%Y%m%d}":
                begun.append(date.fromisoformat(suffix))
                rows += drop_partition(name)
                dropped.append(name)
        record_deletion(
            what=what,
            since=_midnight(min(begun, default=before)),
            until=_midnight(before),
            rows=rows,
            rule=rule,
            now=now,
        )
    if dropped:
        audit.record(
            actor=actor,
            action="partitions-dropped",
            subject=f"before:{before}",
            at=now,
            partitions=dropped,
        )
    return dropped


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)
