# SPDX-License-Identifier: EUPL-1.2
"""The daily partitions of the hot tables: made ahead, and dropped when their time is over.

Dropping is how movement rows are deleted by rule: at once, wholly, and without a trace in the
table's free space.
"""

from datetime import date, datetime, timedelta

from django.db import connection, transaction
from psycopg import sql

from tereze.core import audit

HOT_TABLES = ("permits_permit", "permits_refusalrecord")


@transaction.atomic
def make_partitions(*, first: date, days: int) -> list[str]:
    """Make the partitions of `days` days from `first` on, where they are missing; their names."""
    made = []
    for table in HOT_TABLES:
        existing = set(list_partitions(table))
        for offset in range(days):
            day = first + timedelta(days=offset)
            name = f"{table}_{day:%Y%m%d}"
            if name not in existing:
                _execute(
                    "CREATE TABLE {} PARTITION OF {} FOR VALUES FROM ({}) TO ({})",
                    sql.Identifier(name),
                    sql.Identifier(table),
                    sql.Literal(day),
                    sql.Literal(day + timedelta(days=1)),
                )
                made.append(name)
    return made


@transaction.atomic
def drop_old_partitions(*, before: date, actor: str, now: datetime) -> list[str]:
    """Delete what was asked before this day, for good; the names of the partitions dropped."""
    dropped = []
    for table in HOT_TABLES:
        for name in list_partitions(table):
            suffix = name.removeprefix(f"{table}_")
            if suffix.isdigit() and suffix < f"{before:%Y%m%d}":
                _execute("DROP TABLE {}", sql.Identifier(name))
                dropped.append(name)
        _execute(
            "DELETE FROM {} WHERE day < {}", sql.Identifier(f"{table}_default"), sql.Literal(before)
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


def _execute(statement: str, *parts: sql.Composable) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(*parts))
