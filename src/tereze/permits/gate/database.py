# SPDX-License-Identifier: EUPL-1.2
"""The gate's own connections to PostgreSQL.

Nobody waits for PostgreSQL for long. A connection that does not come, a statement that takes
seconds, a server that goes away: all that is `DatabaseAway`, which asks to come again.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import quote, urlencode

import asyncpg
from psycopg.conninfo import conninfo_to_dict

from tereze.core.sql import Query, load_queries
from tereze.permits.gate.errors import DatabaseAway

if TYPE_CHECKING:
    Connection: TypeAlias = asyncpg.Connection[asyncpg.Record]

SQL = load_queries("tereze.permits", "cluster.sql")

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


class Pool:
    """A few connections that are used in turn.

    asyncpg's own pool takes a task and a timer for each use, which is more than many of our
    statements take. This one takes none while a connection is free.
    """

    def __init__(self, database_url: str, *, most: int = 10) -> None:
        self._dsn = _dsn(database_url)
        self._most = most
        self._free = asyncio.Semaphore(most)
        self._idle: list[Connection] = []

    @asynccontextmanager
    async def connection(self) -> "AsyncIterator[Connection]":
        """A connection for one use. None is made before it is needed, so the gate starts while the
        database is away, and answers that it is. Raises what asyncpg raises, and TimeoutError."""
        if self._free.locked():
            async with asyncio.timeout(ACQUIRE_SECONDS):
                await self._free.acquire()
        else:
            await self._free.acquire()
        connection: Connection | None = None
        try:
            connection = await self._take()
            yield connection
        except (asyncio.CancelledError, *_AWAY):
            # Whatever was under way on it may still be.
            if connection is not None:
                connection.terminate()
            raise
        finally:
            if connection is not None and not connection.is_closed():
                self._idle.append(connection)
            self._free.release()

    async def close(self) -> None:
        """Let statements under way finish, and give the connections back."""
        for _ in range(self._most):
            await self._free.acquire()
        while self._idle:
            await self._idle.pop().close(timeout=CONNECT_SECONDS)

    async def _take(self) -> "Connection":
        while self._idle:
            connection = self._idle.pop()
            if not connection.is_closed():
                return connection
        return await self._connect()

    async def _connect(self) -> "Connection":
        connection = await asyncpg.connect(
            self._dsn,
            timeout=CONNECT_SECONDS,
            command_timeout=COMMAND_SECONDS,
            statement_cache_size=_STATEMENTS_KEPT,
            server_settings={
                "application_name": "tereze-gate",
                "statement_timeout": str(STATEMENT_MILLISECONDS),
                "jit": "off",
                # asyncpg looks up types in the catalogue, out of which the coordinator of a cluster
                # would filter its shards, one by one: ten milliseconds become three seconds.
                "citus.override_table_visibility": "off",
                # A batch is a few short rows for each shard: opening a second connection to a machine
                # takes longer than writing them over the first.
                "citus.max_adaptive_executor_pool_size": "1",
            },
        )
        if not await is_distributed(connection):
            # In a cluster the plan is which machines to ask, and follows from the values.
            await connection.execute("SET plan_cache_mode = force_generic_plan")
        return connection


@asynccontextmanager
async def connect(pool: Pool) -> "AsyncIterator[Connection]":
    """A connection for one use. Raises DatabaseAway."""
    try:
        async with pool.connection() as connection:
            yield connection
    except _AWAY as error:
        if isinstance(error, ValueError):
            # A value that asyncpg can't write: that is no fault of the database.
            raise
        raise DatabaseAway from error


async def is_distributed(connection: "Connection") -> bool:
    """Whether permits are spread over machines (`tereze db distribute`)."""
    for name in ("find_citus", "find_distributed"):
        (row,) = await fetch(connection, SQL[name], {})
        if not row["found"]:
            return False
    return True


async def fetch(
    connection: "Connection", query: Query, parameters: Mapping[str, Any]
) -> list[asyncpg.Record]:
    """Run a statement with parameters by their names."""
    return await connection.fetch(query.asyncpg, *query.arguments(parameters))


def _dsn(database_url: str) -> str:
    """The address as asyncpg takes it; libpq has two ways of writing one, and asyncpg reads one."""
    parts = conninfo_to_dict(database_url)
    database = quote(str(parts.pop("dbname", "")), safe="")
    rest = {name: value for name, value in parts.items() if name not in _LIBPQ_ONLY}
    return f"postgresql:///{database}?{urlencode(rest)}"
