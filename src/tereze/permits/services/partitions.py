# SPDX-License-Identifier: EUPL-1.2
"""The daily partitions of the hot tables: made ahead, and dropped when their time is over.

Dropping is how movement rows are deleted by rule: at once, wholly, and without a trace in the
table's free space.
"""

from datetime import UTC, date, datetime, timedelta

from django.db import connection, transaction
from psycopg import sql

from tereze.core import audit

HOT_TABLES = ("permits_permit", "permits_refusalrecord")


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
                _make_partition(table, name, day)
                made.append(name)
    return made


@transaction.atomic
def _make_partition(table: str, name: str, day: date) -> None:
    """Make one, with the rows that the default partition caught because it was not there: as long
    as these are in the way, PostgreSQL refuses it.

    A request that writes such a row at this moment is told so and goes its round again.
    """
    parts = {
        "name": sql.Identifier(name),
        "table": sql.Identifier(table),
        "rest": sql.Identifier(f"{table}_default"),
        "day": sql.Literal(day),
        "next_day": sql.Literal(day + timedelta(days=1)),
    }
    _be_brief()
    _execute("LOCK TABLE {rest}", **parts)
    # Attached and not made as a part of the table: that would lock everybody out of all days.
    _execute("CREATE TABLE {name} (LIKE {table} INCLUDING DEFAULTS)", **parts)
    _execute(
        "WITH caught AS (DELETE FROM {rest} WHERE day = {day} RETURNING *) "
        "INSERT INTO {name} SELECT * FROM caught",
        **parts,
    )
    _execute(
        "ALTER TABLE {table} ATTACH PARTITION {name} FOR VALUES FROM ({day}) TO ({next_day})",
        **parts,
    )


@transaction.atomic
def drop_old_partitions(*, before: date, actor: str, now: datetime) -> list[str]:
    """Delete what was asked before this day, for good; the names of the partitions dropped."""
    dropped = []
    _be_brief()
    for table in HOT_TABLES:
        for name in list_partitions(table):
            suffix = name.removeprefix(f"{table}_")
            if suffix.isdigit() and suffix < f"{before:%Y%m%d}":
                _execute("DROP TABLE {name}", name=sql.Identifier(name))
                dropped.append(name)
        _execute(
            "DELETE FROM {rest} WHERE day < {before}",
            rest=sql.Identifier(f"{table}_default"),
            before=sql.Literal(before),
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


def list_partitions(table: str) -> list[str]:
    """Names of the partitions of a hot table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid "
            "WHERE i.inhparent = %s::regclass ORDER BY 1",
            [table],
        )
        return [name for (name,) in cursor.fetchall()]


def _be_brief() -> None:
    """Give up rather than wait long for a lock: whoever comes after us would wait behind us. The
    job comes again."""
    _execute("SET LOCAL lock_timeout = '2s'")


def _execute(statement: str, **parts: sql.Composable) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(**parts))
