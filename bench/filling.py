# SPDX-License-Identifier: EUPL-1.2
"""Permits of other people in the tables, as many as wanted, on the days before today and today.

They are copies of permits that the gate gave a moment ago, so a row is what a row is; what differs is
whose it is, its day, its times and its code, which is a real one and leads to its row. Only these
are sent to PostgreSQL, which makes the rows, so that fifty million take half an hour.
"""

import os
import random
import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from typing import LiteralString

import psycopg
from psycopg import sql

from bench.inhabitants import resident_id
from bench.instance import Instance
from tereze.core import clock
from tereze.permits import codes, decisions
from tereze.permits.shards import SHARDS, shard_of

_SAMPLE = """
    DROP TABLE IF EXISTS bench_sample;
    CREATE UNLOGGED TABLE bench_sample AS
    SELECT row_number() OVER () - 1 AS number, * FROM (
        SELECT * FROM permits_permit ORDER BY asked_at DESC LIMIT 1000
    ) newest
"""
#: what differs from row to row; the rest is the sample's
_OWN = {
    "shard": "f.shard",
    "resident_id": "f.resident_id",
    "day": "f.asked_at::date",
    "code": "f.code",
    "asked_at": "f.asked_at",
    "starts_at": "f.asked_at",
    "ends_at": "f.asked_at + interval '2 hours'",
}


def fill(
    instance: Instance,
    *,
    permits: int,
    residents: int,
    days: int,
    with_today: bool = False,
    tell: Callable[[int], None],
) -> None:
    """Bring each of the last days to its share of so many permits."""
    _run(instance.url, _SAMPLE)
    today = clock.now().astimezone(UTC).date()
    backs = range(0 if with_today else 1, days + 1)
    each = permits // len(backs)
    with ProcessPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        jobs = [
            pool.submit(_fill_day, instance.url, today - timedelta(days=back), each, residents)
            for back in backs
        ]
        for job in jobs:
            job.result()
            tell(each)
    _run(instance.url, "VACUUM ANALYZE permits_permit")


def some_codes(instance: Instance, count: int) -> list[str]:
    """Codes of permits that were filled in, in no order."""
    today = clock.now().astimezone(UTC).date()
    with psycopg.connect(instance.url) as connection:
        rows = connection.execute(
            "SELECT code FROM permits_permit WHERE day < %s ORDER BY random() LIMIT %s",
            [today, count],
        )
        return [code for (code,) in rows]


def _fill_day(url: str, day: date, count: int, residents: int) -> None:
    name = f"permits_permit_{day:%Y%m%d}"
    with psycopg.connect(url) as connection:
        connection.execute("SET synchronous_commit = off")
        if _count(connection, name) >= count * 0.99:  # a code in a thousand comes up twice
            return
        connection.execute(
            "CREATE TEMPORARY TABLE fill (number int, shard smallint, resident_id bigint, code text,"
            " asked_at timestamptz)"
        )
        with connection.cursor() as cursor, cursor.copy("COPY fill FROM STDIN") as copy:
            for row in _rows(day, count, residents):
                copy.write_row(row)
        _make_partition(connection, name, day)


def _rows(day: date, count: int, residents: int) -> Iterator[tuple[object, ...]]:
    secret = decisions.code_secret()
    midnight = datetime.combine(day, time(), UTC)
    step = min(timedelta(days=1), clock.now() - midnight) / count
    for number in range(count):
        resident = resident_id(random.randrange(residents))  # noqa: S311 (anybody)
        code = codes.new_code(day, resident % SHARDS, secret, secrets.randbits(25))
        yield number, shard_of(resident), resident, code, midnight + step * number


def _make_partition(
    connection: psycopg.Connection[tuple[object, ...]], name: str, day: date
) -> None:
    """Make the rows while nothing has to keep an index of them, then put them in their place."""
    columns = [
        str(column)
        for (column,) in connection.execute(
            "SELECT column_name FROM information_schema.columns "
            "WHERE table_name = 'permits_permit' AND is_generated = 'NEVER'"
        )
    ]
    parts = {
        "new": sql.Identifier(f"{name}_new"),
        "old": sql.Identifier(name),
        "columns": sql.SQL(", ").join(map(sql.Identifier, columns)),
        "values": sql.SQL(", ").join(map(_value, columns)),
        "day": sql.Literal(day),
        "next_day": sql.Literal(day + timedelta(days=1)),
    }
    for step in (_MAKE, _PUT_IN_PLACE):
        for statement in step:
            connection.execute(sql.SQL(statement).format(**parts))
        # Whoever held on to its lock on the whole table would wait for others who do the same.
        connection.commit()


_MAKE: tuple[LiteralString, ...] = (
    "DROP TABLE IF EXISTS {new}",
    "CREATE TABLE {new} (LIKE permits_permit INCLUDING DEFAULTS)",
    """
    INSERT INTO {new} ({columns}) SELECT {values}
    FROM (SELECT DISTINCT ON (code) * FROM fill ORDER BY code) f
    JOIN bench_sample s ON s.number = f.number % (SELECT count(*) FROM bench_sample)
    ORDER BY f.number
    """,
)
_PUT_IN_PLACE: tuple[LiteralString, ...] = (
    "DROP TABLE IF EXISTS {old}",
    "ALTER TABLE {new} RENAME TO {old}",
    "ALTER TABLE permits_permit ATTACH PARTITION {old} FOR VALUES FROM ({day}) TO ({next_day})",
)


def _value(column: str) -> sql.Composable:
    if column in _OWN:
        return sql.SQL(_OWN[column])
    return sql.SQL("s.{}").format(sql.Identifier(column))


def _count(connection: psycopg.Connection[tuple[object, ...]], name: str) -> int:
    found = connection.execute("SELECT to_regclass(%s)::text", [name]).fetchone()
    if found is None or found[0] is None:
        return 0
    row = connection.execute(
        sql.SQL("SELECT count(*)::bigint FROM {}").format(sql.Identifier(name))
    ).fetchone()
    return int(str(row[0])) if row else 0


def _run(url: str, statements: LiteralString) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statements)
