# SPDX-License-Identifier: EUPL-1.2
"""What the gate reads.

Orders, doors and keys change seldom and are asked for with every request, so they are believed
for a stated time: an order that was ended early and a door that was closed are obeyed within it.
Residents, ledgers and permits are read each time, but for many requests at once (`batching.py`).
What is written is in `writing.py`.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Generic, TypeVar, get_args

import asyncpg

from tereze.core.ids import new_id
from tereze.core.sql import Query, load_queries
from tereze.messaging.keys import digest_key
from tereze.packs.reading import read_installed
from tereze.packs.types import DoorKind, Pack
from tereze.people import sealed
from tereze.people.types import PaperDocument, Person, ResidentFacts
from tereze.permits import decisions, records
from tereze.permits.codes import Kept
from tereze.permits.credential import KeyRing
from tereze.permits.decisions import Decision, LedgerRow
from tereze.permits.gate.batching import Together
from tereze.permits.gate.database import connect, fetch
from tereze.permits.issuing import KEYS_BELIEVED, open_ring
from tereze.permits.types import Employer, OrderInForce, PermitFacts

if TYPE_CHECKING:
    from tereze.permits.gate.database import Connection, Pool

SQL: Mapping[str, Query] = {
    **load_queries("tereze.permits", "asking.sql"),
    **load_queries("tereze.permits", "gate.sql"),
    **load_queries("tereze.people", "residents.sql"),
}

ORDERS_SECONDS = 2.0
DOORS_SECONDS = 5.0
KEYS_SECONDS = KEYS_BELIEVED.total_seconds()

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
        #: as last read, however old: for who can say something useful while nothing can be read
        self.last: V | None = None
        self._until = 0.0

    async def get(self) -> V:
        """The value, at most `seconds` old. Only one caller reads it anew; the others wait."""
        if time.monotonic() < self._until:
            return self._value
        async with self._lock:
            if time.monotonic() >= self._until:
                self._value = self.last = await self._read()
                self._until = time.monotonic() + self._seconds
            return self._value


class Store:
    """What PostgreSQL holds, as the gate sees it."""

    def __init__(self, pool: "Pool") -> None:
        self._pool = pool
        self._packs: dict[str, Pack] = {}
        self.orders = Believed(self._read_orders, ORDERS_SECONDS)
        self.doors = Believed(self._read_doors, DOORS_SECONDS)
        self.key_ring = Believed(self._read_key_ring, KEYS_SECONDS)
        self._by_document = Together(self._read_by_document)
        self._by_phone = Together(self._read_by_phone)
        self._employers = Together(self._read_employers)
        self._permits = Together(self._read_permits)

    def connection(self) -> "AbstractAsyncContextManager[Connection]":
        """A connection for one use. Raises DatabaseAway."""
        return connect(self._pool)

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
        row = await self._by_document.get(sealed.index_document(document))
        return _as_resident(row, (document,)) if row else None

    async def _read_by_document(self, indexes: Sequence[bytes]) -> dict[bytes, asyncpg.Record]:
        rows = await self._fetch("find_residents_by_document", indexes=indexes)
        return {row["index"]: row for row in rows}

    async def find_declared(self, phone: str) -> ResidentFacts | None:
        """The resident who shows no document and is known by a phone alone."""
        row = await self._by_phone.get(sealed.index_phone(phone))
        return _as_resident(row) if row else None

    async def _read_by_phone(self, indexes: Sequence[bytes]) -> dict[bytes, asyncpg.Record]:
        rows = await self._fetch("find_declared_residents", phone_indexes=indexes)
        return {row["phone_index"]: row for row in rows}

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
        return await self._employers.get(number)

    async def _read_employers(self, numbers: Sequence[int]) -> dict[int, Employer]:
        return {
            row["id"]: Employer(
                id=row["id"], sector=row["sector"], staff=row["staff_count"], name=row["name"]
            )
            for row in await self._fetch("find_employers", ids=numbers)
        }

    # --- what was used ---

    async def read_ledgers(
        self, connection: "Connection", holders: Sequence[int]
    ) -> dict[int, LedgerRow]:
        """What these holders have used; a holder without a row is left out."""
        rows = await fetch(connection, SQL["read_ledgers"], records.ledger_keys(holders))
        return {
            row["holder"]: LedgerRow(
                holder=row["holder"], version=row["version"], uses=records.decode_uses(row["uses"])
            )
            for row in rows
        }

    async def read_tallies(
        self, connection: "Connection", granted: Iterable[Decision]
    ) -> dict[records.TallyKey, int]:
        """How much is taken of the shared amounts that these decisions would claim from."""
        keys = {
            records.tally_key(decision.order, claim)
            for decision in granted
            for claim in decision.proposal.tallies
        }
        if not keys:
            return {}
        columns = zip(
            ("holder", "counter", "period_starts_at"), zip(*keys, strict=True), strict=True
        )
        rows = await fetch(connection, SQL["read_tallies"], dict(columns))
        return {(holder, counter, period): used for holder, counter, period, used in rows}

    # --- danger ---

    async def write_emergency_pass(self, permit: PermitFacts) -> bool:
        """Keep that somebody unknown leaves in danger. False: somebody else has this code."""
        rows = await self._fetch("insert_emergency", code=permit.code, taken_at=permit.asked_at)
        return bool(rows)

    # --- looking ---

    async def find_permit(self, code: str, now: datetime) -> asyncpg.Record | None:
        """A permit's row. The code tells where it is kept, one place under each secret."""
        for kept in decisions.kept_where(code, now):
            if row := await self._permits.get((kept, code)):
                return row
        return None

    async def _read_permits(
        self, wanted: Sequence[tuple[Kept, str]]
    ) -> dict[tuple[Kept, str], asyncpg.Record]:
        days: dict[date, tuple[list[str], set[int]]] = {}
        for kept, code in wanted:
            codes, shards = days.setdefault(kept.day, ([], set()))
            codes.append(code)
            shards.add(kept.shard)
        async with self.connection() as connection:
            # A statement for each day: so it looks into one partition, and mostly there is one.
            return {
                (Kept(row["day"], row["shard"]), row["code"]): row
                for day, (codes, shards) in days.items()
                for row in await fetch(
                    connection,
                    SQL["find_permits"],
                    {"day": day, "codes": codes, "shards": sorted(shards)},
                )
            }

    # --- statements of others ---

    async def fetch(self, query: Query, **parameters: Any) -> list[asyncpg.Record]:
        """Run one statement. Raises DatabaseAway."""
        async with self.connection() as connection:
            return await fetch(connection, query, parameters)

    async def _fetch(self, name: str, **parameters: Any) -> list[asyncpg.Record]:
        return await self.fetch(SQL[name], **parameters)


def _as_resident(row: asyncpg.Record, documents: tuple[PaperDocument, ...] = ()) -> ResidentFacts:
    return ResidentFacts(
        id=row["id"],
        person=sealed.open_person(row["sealed"]),
        verified_at=row["verified_at"],
        registered_at=row["registered_at"],
        documents=documents,
        source=row["source"],
    )
