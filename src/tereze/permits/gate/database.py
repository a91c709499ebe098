# SPDX-License-Identifier: EUPL-1.2
"""The gate's own connections to PostgreSQL.

Nobody waits for PostgreSQL for long. A connection that does not come, a statement that takes
seconds, a server that goes away: all that is `DatabaseAway`, which asks to come again.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import quote, urlencode

import asyncpg
from psycopg.conninfo import conninfo_to_dict

from tereze.core.sql import Query
from tereze.permits.gate.errors import DatabaseAway

if TYPE_CHECKING:
    Connection: TypeAlias = asyncpg.pool.PoolConnectionProxy[asyncpg.Record]
    Pool: TypeAlias = asyncpg.Pool[asyncpg.Record]

#: A request waits so long for a free connection, and so long for one to be made.
ACQUIRE_SECONDS = 2.0
CONNECT_SECONDS = 2.0
#: PostgreSQL gives up a statement first, so that we know that it did not happen.
STATEMENT_MILLISECONDS = 3_000
COMMAND_SECONDS = 4.0
#: Where rows are spelled out there is a statement for each number of rows.
_STATEMENTS_KEPT = 600

#: What of libpq's connection parameters only libpq understands.
_LIBPQ_ONLY = frozenset({"connect_timeout", "channel_binding", "gssencmode", "options"})

_AWAY = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    # What asyncpg says when the server dies between the parts of its answer.
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
)


async def open_pool(database_url: str, *, most: int = 10) -> "Pool":
    """Connections to a database, given as libpq takes it. None is made before it is needed, so the
    gate starts while the database is away, and answers that it is."""
    return await asyncpg.create_pool(
        _dsn(database_url),
        min_size=0,
        max_size=most,
        timeout=CONNECT_SECONDS,
        command_timeout=COMMAND_SECONDS,
        statement_cache_size=_STATEMENTS_KEPT,
        # Nothing that the gate does leaves anything behind on a connection.
        reset=_leave_as_is,
        server_settings={
            "application_name": "tereze-gate",
            "statement_timeout": str(STATEMENT_MILLISECONDS),
            "jit": "off",
            "plan_cache_mode": "force_generic_plan",
        },
    )


@asynccontextmanager
async def connect(pool: "Pool") -> "AsyncIterator[Connection]":
    """A connection for one use. Raises DatabaseAway."""
    try:
        async with pool.acquire(timeout=ACQUIRE_SECONDS) as connection:
            yield connection
    except _AWAY as error:
        if isinstance(error, ValueError):
            # A value that asyncpg can't write: that is no fault of the database.
            raise
        raise DatabaseAway from error


async def fetch(
    connection: "Connection", query: Query, parameters: Mapping[str, Any]
) -> list[asyncpg.Record]:
    """Run a statement with parameters by their names."""
    return await connection.fetch(query.asyncpg, *query.arguments(parameters))


async def _leave_as_is(connection: object) -> None:
    """Spares the round trip that asyncpg makes by default."""


def _dsn(database_url: str) -> str:
    """The address as asyncpg takes it; libpq has two ways of writing one, and asyncpg reads one."""
    parts = conninfo_to_dict(database_url)
    database = quote(str(parts.pop("dbname", "")), safe="")
    rest = {name: value for name, value in parts.items() if name not in _LIBPQ_ONLY}
    return f"postgresql:///{database}?{urlencode(rest)}"
