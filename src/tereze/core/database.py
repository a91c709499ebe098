# SPDX-License-Identifier: EUPL-1.2
"""Running named SQL on Django's connection. (The gate runs the same statements on its own.)"""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

from django.db import connection
from psycopg import Cursor

from tereze.core.sql import Query


def run(query: Query, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Execute a statement on Django's connection; the rows that it returns, if it returns any."""
    with connection.cursor() as cursor:
        cursor.execute(query.psycopg, parameters)
        return cursor.fetchall() if cursor.description else []


def run_prepared(query: Query, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """`run` for a statement that is executed again and again: PostgreSQL plans it once for each
    connection, which for a short one takes longer than to execute it. Not for pages, whose queries are
    counted."""
    return _execute_prepared(query.psycopg, parameters)


def write_rows(query: Query, rows: Sequence[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
    """Execute a statement that writes rows on Django's connection, with these rows spelled out: so
    each finds its machine where tables are spread over several. Planned once, as `run_prepared`."""
    values = chain(*(query.arguments(row) for row in rows))
    parameters = {str(number): value for number, value in enumerate(values, start=1)}
    return _execute_prepared(query.spelled_out_for_psycopg(len(rows)), parameters)


def _execute_prepared(text: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    connection.ensure_connection()
    with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        cursor.execute(text, parameters, prepare=True)
        return cursor.fetchall() if cursor.description else []


def change(query: Query, parameters: Mapping[str, Any]) -> int:
    """Execute a statement that changes rows on Django's connection; how many it changed."""
    with connection.cursor() as cursor:
        cursor.execute(query.psycopg, parameters)
        return int(cursor.rowcount)
