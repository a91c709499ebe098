# SPDX-License-Identifier: EUPL-1.2
"""Running named SQL on Django's connection. (The gate runs the same statements on its own.)"""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any, Final

import psycopg
from django.db import connection
from psycopg import Cursor

from tereze.core.sql import Query

#: what PostgreSQL says (SQLSTATE) when it leaves, is not there yet, has no connection more, or was
#: too slow for us; those of a connection that broke begin with 08
_AWAY: Final = {
    "25P03", "25P04", "53300", "55P03", "57014", "57P01", "57P02", "57P03", "57P05",
}  # fmt: skip


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


def is_away(error: BaseException) -> bool:
    """Whether this says that the database is away for a while: refused, dropped, shut down, or not in
    time. All else that it says does not pass by itself, like a column that is not there."""
    said = error.__cause__ or error
    if not isinstance(said, psycopg.Error):
        return False
    if said.sqlstate is None:
        # Nobody was there to say anything.
        return isinstance(said, psycopg.OperationalError)
    return said.sqlstate in _AWAY or said.sqlstate.startswith("08")
