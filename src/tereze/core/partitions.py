# SPDX-License-Identifier: EUPL-1.2
"""Partitions of hot tables, by day or by hour: made ahead, and dropped when their time is over.

Dropping is how rows about movements are deleted by rule: at once, wholly, and without a trace in
the table's free space. Each partition is named after its table and when it begins, and there is a
default one, so that a partition which nobody made delays retention and turns nobody away.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Generic, TypeVar

from django.db import connection, transaction
from psycopg import sql

T = TypeVar("T", date, datetime)


@dataclass(frozen=True, kw_only=True, slots=True)
class Dropped(Generic[T]):
    """What was deleted of a hot table."""

    rows: int
    #: of what time the first were; None: there was nothing
    since: T | None
    #: of the partitions
    names: list[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class HotTable(Generic[T]):
    """A table with a partition for each day, or for each hour."""

    name: str
    #: the column that says to which one a row belongs
    column: str
    #: how long one is
    length: timedelta
    #: how its name says when it begins, as strftime has it
    suffix: str
    #: reads that
    begins: Callable[[str], T]
    #: so many are kept made: a worker that stands still for that time stops nobody
    ahead: int

    def make_ahead(self, now: datetime) -> list[str]:
        """Make the one before this moment's and those that come, where they are missing; their
        names."""
        return self.make_partitions(first=self.start_of(now) - self.length, count=self.ahead)

    def start_of(self, moment: datetime) -> T:
        """The UTC day or hour in which a moment lies."""
        return self.begins(moment.astimezone(UTC).strftime(self.suffix))

    def make_partitions(self, *, first: T, count: int) -> list[str]:
        """Make the partitions of so many days or hours from `first` on, where they are missing;
        their names."""
        made, existing = [], set(list_partitions(self.name))
        for number in range(count):
            start = first + number * self.length
            name = f"{self.name}_{start.strftime(self.suffix)}"
            if name not in existing:
                until = start + self.length
                _make(table=self.name, name=name, column=self.column, first=start, until=until)
                made.append(name)
        return made

    def drop_before(self, before: T) -> Dropped[T]:
        """Drop the partitions of a time that is over, and delete what the default one caught of it."""
        rows, first = _delete_caught(table=self.name, column=self.column, before=before)
        begun, names = [first] if first else [], []
        for name in list_partitions(self.name):
            suffix = name.removeprefix(f"{self.name}_")
            if suffix.isdigit() and (start := self.begins(suffix)) < before:
                begun.append(start)
                rows += _drop(name)
                names.append(name)
        return Dropped(rows=rows, since=min(begun, default=None), names=names)


@transaction.atomic
def _make(
    *, table: str, name: str, column: str, first: date | datetime, until: date | datetime
) -> None:
    """Make one, with the rows that the default partition caught because it was not there: as long
    as these are in the way, PostgreSQL refuses it.

    A request that writes such a row at this moment is told so and goes its round again.
    """
    parts = {
        "name": sql.Identifier(name),
        "table": sql.Identifier(table),
        "column": sql.Identifier(column),
        "rest": sql.Identifier(f"{table}_default"),
        "first": sql.Literal(first),
        "until": sql.Literal(until),
    }
    be_brief()
    go_step_by_step()
    _execute("LOCK TABLE {rest}", **parts)
    # Attached and not made as a part of the table: that would lock everybody out of all the others.
    _execute("CREATE TABLE {name} (LIKE {table} INCLUDING DEFAULTS)", **parts)
    _execute(
        "WITH caught AS (DELETE FROM {rest} WHERE {column} >= {first} AND {column} < {until} "
        "RETURNING *) INSERT INTO {name} SELECT * FROM caught",
        **parts,
    )
    _execute(
        "ALTER TABLE {table} ATTACH PARTITION {name} FOR VALUES FROM ({first}) TO ({until})",
        **parts,
    )


def _drop(name: str) -> int:
    """Drop one, for good; how many rows it had."""
    parts = {"name": sql.Identifier(name)}
    be_brief()
    go_step_by_step()
    # Nobody writes there while they are counted, but who reads is not kept waiting.
    _execute("LOCK TABLE {name} IN SHARE MODE", **parts)
    (rows,) = _execute("SELECT count(*) FROM {name}", **parts)
    _execute("DROP TABLE {name}", **parts)
    return int(rows[0])


def _delete_caught(*, table: str, column: str, before: T) -> tuple[int, T | None]:
    """Delete what the default partition caught of a time that is over; how many rows it was, and of
    what time the first."""
    go_step_by_step()
    ((rows, first),) = _execute(
        "WITH gone AS (DELETE FROM {rest} WHERE {column} < {before} RETURNING {column}) "
        "SELECT count(*), min({column}) FROM gone",
        rest=sql.Identifier(f"{table}_default"),
        column=sql.Identifier(column),
        before=sql.Literal(before),
    )
    return rows, first


def list_partitions(table: str) -> list[str]:
    """Names of the partitions of a hot table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid "
            "WHERE i.inhparent = %s::regclass ORDER BY 1",
            [table],
        )
        return [name for (name,) in cursor.fetchall()]


def be_brief() -> None:
    """Give up rather than wait long for a lock: whoever comes after us would wait behind us. The
    job comes again."""
    _execute("SET LOCAL lock_timeout = '2s'")


def go_step_by_step() -> None:
    """Let a cluster use one connection to each machine in this transaction: what was written over
    several, one alone can't change any more. A single machine has no such setting, and no use for it."""
    _execute("SET LOCAL citus.multi_shard_modify_mode = 'sequential'")


def _execute(statement: str, **parts: sql.Composable) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(**parts))
        return cursor.fetchall() if cursor.description else []
