# SPDX-License-Identifier: EUPL-1.2
"""Running named SQL on Django's connection. (The gate runs the same statements on its own.)"""

from collections.abc import Mapping
from typing import Any

from django.db import connection

from tereze.core.sql import Query


def run(query: Query, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Execute a statement on Django's connection; the rows that it returns, if it returns any."""
    with connection.cursor() as cursor:
        cursor.execute(query.psycopg, parameters)
        return cursor.fetchall() if cursor.description else []


def change(query: Query, parameters: Mapping[str, Any]) -> int:
    """Execute a statement that changes rows on Django's connection; how many it changed."""
    with connection.cursor() as cursor:
        cursor.execute(query.psycopg, parameters)
        return int(cursor.rowcount)
