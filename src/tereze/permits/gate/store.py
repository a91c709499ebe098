# SPDX-License-Identifier: EUPL-1.2
"""What the gate reads and writes, on connections of its own.

Orders, doors and keys change seldom and are asked for with every request, so they are believed
for a stated time: an order that was ended early and a door that was closed are obeyed within it.

Nobody waits for PostgreSQL for long. A connection that does not come, a statement that takes
seconds, a server that goes away: all that is `DatabaseAway`, which asks to come again.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar, get_args
from urllib.parse import quote, urlencode

import asyncpg
from psycopg.conninfo import conninfo_to_dict

from tereze.core.ids import new_id
from tereze.core.sql import Query, load_queries
from tereze.messaging.keys import digest_key
from tereze.packs.reading import read_installed
from tereze.packs.types import DoorKind, Pack
from tereze.people import sealed
from tereze.people.types import PaperDocument, Person, ResidentFacts
from tereze.permits import decisions, records
from tereze.permits.credential import KeyRing
from tereze.permits.decisions import Decision, LedgerRow, LostRace, TallyFull
from tereze.permits.gate.errors import DatabaseAway
from tereze.permits.issuing import KEYS_BELIEVED, open_ring
from tereze.permits.types import Employer, OrderInForce, PermitFacts, Refused, TallyClaim

if TYPE_CHECKING:
    Connection: TypeAlias = asyncpg.pool.PoolConnectionProxy[asyncpg.Record]
    Pool: TypeAlias = asyncpg.Pool[asyncpg.Record]

SQL: Mapping[str, Query] = {
    **load_queries("tereze.permits", "asking.sql"),
    **load_queries("tereze.permits", "gate.sql"),
    **load_queries("tereze.people", "residents.sql"),
}

ORDERS_SECONDS = 2.0
DOORS_SECONDS = 5.0
KEYS_SECONDS = KEYS_BELIEVED.total_seconds()

#: A request waits so long for a free connection, and so long for one to be made.
ACQUIRE_SECONDS = 2.0
CONNECT_SECONDS = 2.0
#: PostgreSQL gives up a statement first, so that we know that it did not happen.
STATEMENT_MILLISECONDS = 3_000
COMMAND_SECONDS = 4.0

#: What of libpq's connection parameters only libpq understands.
_LIBPQ_ONLY = frozenset({"connect_timeout", "channel_binding", "gssencmode", "options"})

_AWAY = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
)

V = TypeVar("V")


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenDoor:
    """A door as the gate knows it."""

    name: str
    kind: DoorKind
    scopes: frozenset[str]


class Believed(Generic[V]):
    """A value that is read again once it is older than `seconds`."""

    def __init__(self, read: Callable[[], Awaitable[V]], seconds: float) -> None:
        self._read = read
        self._seconds = seconds
        self._lock = asyncio.Lock()
        self._value: V
        self._until = 0.0

    async def get(self) -> V:
        """The value, at most `seconds` old. Only one caller reads it anew; the others wait."""
        if time.monotonic() < self._until:
            return self._value
        async with self._lock:
            if time.monotonic() >= self._until:
                self._value = await self._read()
                self._until = time.monotonic() + self._seconds
            return self._value


async def open_pool(database_url: str, *, most: int = 10) -> "Pool":
    """Connections to a database, given as libpq takes it. None is made before it is needed, so the
    gate starts while the database is away, and answers that it is."""
    return await asyncpg.create_pool(
        _dsn(database_url),
        min_size=0,
        max_size=most,
        timeout=CONNECT_SECONDS,
        command_timeout=COMMAND_SECONDS,
        # Nothing that the gate does leaves anything behind on a connection.
        reset=_leave_as_is,
        server_settings={
            "application_name": "tereze-gate",
            "statement_timeout": str(STATEMENT_MILLISECONDS),
            "jit": "off",
            "plan_cache_mode": "force_generic_plan",
        },
    )


async def _leave_as_is(connection: object) -> None:
    """Spares the round trip that asyncpg makes by default."""


def _dsn(database_url: str) -> str:
    """The address as asyncpg takes it; libpq has two ways of writing one, and asyncpg reads one."""
    parts = conninfo_to_dict(database_url)
    database = quote(str(parts.pop("dbname", "")), safe="")
    rest = {name: value for name, value in parts.items() if name not in _LIBPQ_ONLY}
    return f"postgresql:///{database}?{urlencode(rest)}"


class Store:
    """PostgreSQL, as the gate sees it."""

    def __init__(self, pool: "Pool") -> None:
        self._pool = pool
        self._packs: dict[str, Pack] = {}
        self.orders = Believed(self._read_orders, ORDERS_SECONDS)
        self.doors = Believed(self._read_doors, DOORS_SECONDS)
        self.key_ring = Believed(self._read_key_ring, KEYS_SECONDS)

    # --- seldom changed ---

    async def _read_orders(self) -> tuple[OrderInForce, ...]:
        rows = await self._fetch("read_orders")
        return tuple([await self._as_order(row) for row in rows])

    async def _as_order(self, row: asyncpg.Record) -> OrderInForce:
        pack = await self.get_pack(row["digest"])
        return OrderInForce(
            id=row["id"],
            regime_name=row["pack"],
            version=row["version"],
            digest=row["digest"],
            regime=pack.regime,
            places=tuple(row["places"]),
            starts_at=row["starts_at"],
            ends_at=min(row["ends_at"], row["ended_at"] or row["ends_at"]),
            legal_basis=row["legal_basis"],
            crossing_hours=row["crossing_hours"],
        )

    async def get_pack(self, digest: str) -> Pack:
        """An installed pack."""
        # A digest names its content, so a pack once read never changes.
        if digest not in self._packs:
            row = (await self._fetch("read_pack", digest=digest))[0]
            # Reading takes long enough to keep others waiting.
            files = json.loads(row["files"])
            self._packs[digest] = await asyncio.to_thread(read_installed, files, digest)
        return self._packs[digest]

    async def _read_doors(self) -> dict[bytes, OpenDoor]:
        rows = await self._fetch("read_doors")
        return {
            row["key_digest"]: OpenDoor(
                name=row["name"], kind=kind, scopes=frozenset(row["scopes"])
            )
            for row in rows
            for kind in get_args(DoorKind)
            if kind == row["kind"]
        }

    async def find_door(self, key: str) -> OpenDoor | None:
        """The open door that this key belongs to. A wrong key costs the same as a right one, and
        digests are compared, so answers tell nothing about how near it was."""
        doors = await self.doors.get()
        return doors.get(digest_key(key))

    async def _read_key_ring(self) -> KeyRing:
        return open_ring(await self._fetch("read_signing_keys"))

    # --- who asks ---

    async def find_resident(self, document: PaperDocument) -> ResidentFacts | None:
        """The resident who holds a document (its number normalised)."""
        index = sealed.index_document(document)
        rows = await self._fetch("find_resident_by_document", index=index)
        return _as_resident(rows[0], (document,)) if rows else None

    async def find_declared(self, phone: str) -> ResidentFacts | None:
        """The resident who shows no document and is known by a phone alone."""
        rows = await self._fetch("find_declared_resident", phone_index=sealed.index_phone(phone))
        return _as_resident(rows[0]) if rows else None

    async def write_declared(
        self, phone: str, person: Person, now: datetime
    ) -> ResidentFacts | None:
        """Write what somebody, known by their phone alone, says of themselves.

        Of two first requests at once one makes the resident, and the other finds it made. None:
        an operator confirmed the resident a moment ago, and what was confirmed stays.
        """
        rows = await self._fetch(
            "declare_resident",
            id=new_id(),
            sealed=sealed.seal_person(person),
            phone_index=sealed.index_phone(phone),
            now=now,
        )
        return _as_resident(rows[0]) if rows else None

    async def find_employer(self, number: int) -> Employer | None:
        """An employer by our number of it."""
        rows = await self._fetch("find_employer", id=number)
        return (
            Employer(
                id=rows[0]["id"],
                sector=rows[0]["sector"],
                staff=rows[0]["staff_count"],
                name=rows[0]["name"],
            )
            if rows
            else None
        )

    # --- asking ---

    async def read_ledgers(self, holders: Sequence[int]) -> list[LedgerRow]:
        """What these holders have used; a holder without a row is left out."""
        rows = await self._fetch("read_ledgers", holders=list(holders))
        return [
            LedgerRow(
                holder=row["holder"], version=row["version"], uses=records.decode_uses(row["uses"])
            )
            for row in rows
        ]

    async def write_grant(self, decision: Decision) -> PermitFacts:
        """Claim what the proposal costs and insert the permit, all or nothing.

        Raises LostRace when a ledger is no longer the one that was decided on or the code is
        taken, TallyFull when a shared amount has no room.
        """
        permit = decisions.draw_up(decision)
        try:
            async with self._connection() as connection, connection.transaction():
                await _claim_ledgers(connection, decision, permit)
                await _claim_tallies(connection, decision)
                await _on(connection, "insert_permit", records.permit_row(decision, permit))
        except asyncpg.IntegrityConstraintViolationError as error:
            # A fresh code can hurt the uniqueness of codes within a day; or the partition of the
            # day was made at this moment (services/partitions.py).
            raise LostRace from error
        return permit

    async def write_refusal(self, decision: Decision) -> Refused:
        """Keep a refusal, to be appealed against, counted and replayed.

        Raises LostRace when the partition of the day was made at this moment.
        """
        row = records.refusal_row(decision)
        try:
            await self._fetch("insert_refusal", **row)
        except asyncpg.IntegrityConstraintViolationError as error:
            raise LostRace from error
        return records.as_refused(decision, row)

    async def write_emergency_pass(self, permit: PermitFacts) -> bool:
        """Keep that somebody unknown leaves in danger. False: somebody else has this code."""
        rows = await self._fetch("insert_emergency", code=permit.code, taken_at=permit.asked_at)
        return bool(rows)

    async def read_tally(self, order: OrderInForce, claim: TallyClaim) -> int:
        """How much of a shared amount is taken in the period of the claim."""
        rows = await self._fetch("read_tallies", **records.tally_claims(order, [claim]))
        return sum(row["used"] for row in rows)

    # --- looking ---

    async def find_permit(self, code: str, now: datetime) -> asyncpg.Record | None:
        """A permit's row."""
        rows = await self._fetch("find_permit", days=decisions.days_of(code, now), code=code)
        return rows[0] if rows else None

    # --- connections ---

    async def fetch(self, query: Query, **parameters: Any) -> list[asyncpg.Record]:
        """Run one statement. Raises DatabaseAway."""
        async with self._connection() as connection:
            return await connection.fetch(query.asyncpg, *query.arguments(parameters))

    async def _fetch(self, name: str, **parameters: Any) -> list[asyncpg.Record]:
        return await self.fetch(SQL[name], **parameters)

    @asynccontextmanager
    async def _connection(self) -> "AsyncIterator[Connection]":
        """A connection for one request's use. Raises DatabaseAway."""
        try:
            async with self._pool.acquire(timeout=ACQUIRE_SECONDS) as connection:
                yield connection
        except _AWAY as error:
            raise DatabaseAway from error


async def _claim_ledgers(connection: "Connection", decision: Decision, permit: PermitFacts) -> None:
    claims = records.ledger_claims(decision, permit)
    if len(await _on(connection, "claim_ledgers", claims)) < len(claims["holders"]):
        raise LostRace


async def _claim_tallies(connection: "Connection", decision: Decision) -> None:
    order, tallies = decision.order, decision.proposal.tallies
    if not tallies:
        return
    claimed = await _on(connection, "claim_tallies", records.tally_claims(order, tallies))
    if full := records.find_full(order, tallies, claimed):
        raise TallyFull(full)


async def _on(
    connection: "Connection", name: str, parameters: Mapping[str, Any]
) -> list[asyncpg.Record]:
    query = SQL[name]
    return await connection.fetch(query.asyncpg, *query.arguments(parameters))


def _as_resident(row: asyncpg.Record, documents: tuple[PaperDocument, ...] = ()) -> ResidentFacts:
    return ResidentFacts(
        id=row["id"],
        person=sealed.open_person(row["sealed"]),
        verified_at=row["verified_at"],
        registered_at=row["registered_at"],
        documents=documents,
        source=row["source"],
    )
