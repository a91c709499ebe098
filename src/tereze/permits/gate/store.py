# SPDX-License-Identifier: EUPL-1.2
"""What the gate reads and writes, on connections of its own.

Orders, doors and keys change seldom and are asked for with every request, so they are believed
for a stated time: an order that was ended early and a door that was closed are obeyed within it.
"""

import asyncio
import hashlib
import json
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

import asyncpg

from tereze.core import sealing
from tereze.core.sql import Query, load_queries
from tereze.packs.reading import read_files
from tereze.packs.types import Pack
from tereze.people.sealed import open_number, open_person
from tereze.people.types import PaperDocument, Person, ResidentFacts
from tereze.permits import decisions
from tereze.permits.credential_keys import KeyRing, PublicKey, SigningKey
from tereze.permits.decisions import Decision, LedgerRow, LostRace, TallyFull
from tereze.permits.errors import NoSigningKey
from tereze.permits.types import Employer, OrderInForce, TallyClaim

SQL = load_queries("tereze.permits", "asking.sql") | load_queries("tereze.permits", "gate.sql")

ORDERS_SECONDS = 2.0
DOORS_SECONDS = 5.0
KEYS_SECONDS = 60.0

V = TypeVar("V")


@dataclass(frozen=True, kw_only=True, slots=True)
class DoorFacts:
    """A door as the gate knows it."""

    name: str
    kind: str
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


class Store:
    """PostgreSQL, as the gate sees it."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._packs: dict[str, Pack] = {}
        self.orders = Believed(self._read_orders, ORDERS_SECONDS)
        self.doors = Believed(self._read_doors, DOORS_SECONDS)
        self.key_ring = Believed(self._read_key_ring, KEYS_SECONDS)

    # --- seldom changed ---

    async def _read_orders(self) -> tuple[OrderInForce, ...]:
        rows = await self._fetch(SQL["read_orders"])
        return tuple([await self._as_order(row) for row in rows])

    async def _as_order(self, row: asyncpg.Record) -> OrderInForce:
        pack = await self._pack(row["digest"])
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
        )

    async def _pack(self, digest: str) -> Pack:
        # A digest names its content, so a pack once read never changes.
        if digest not in self._packs:
            files = await self._pool.fetchval(SQL["read_pack"].asyncpg, digest)
            self._packs[digest] = read_files(json.loads(files))
        return self._packs[digest]

    async def get_pack(self, digest: str) -> Pack:
        """An installed pack."""
        return await self._pack(digest)

    async def _read_doors(self) -> dict[bytes, DoorFacts]:
        rows = await self._fetch(SQL["read_doors"])
        return {
            row["key_digest"]: DoorFacts(
                name=row["name"], kind=row["kind"], scopes=frozenset(row["scopes"])
            )
            for row in rows
        }

    async def find_door(self, key: str) -> DoorFacts | None:
        """The open door that this key belongs to."""
        doors = await self.doors.get()
        return doors.get(hashlib.sha256(key.encode()).digest())

    async def _read_key_ring(self) -> KeyRing:
        rows = await self._fetch(SQL["read_signing_keys"])
        active = next((row for row in rows if row["retired_at"] is None), None)
        if active is None:
            raise NoSigningKey
        pem = sealing.unseal(active["sealed_private"], context="permits.signing-key")
        return KeyRing(
            active=SigningKey.from_pem(pem),
            older=tuple(
                PublicKey.from_jwk(json.loads(row["public_jwk"]))
                for row in rows
                if row is not active
            ),
        )

    # --- with every request ---

    async def find_resident(self, document: PaperDocument) -> ResidentFacts | None:
        """The resident who holds a document (its number normalised)."""
        index = sealing.blind_index(f"{document.type}:{document.number}", context="people.document")
        rows = await self._fetch(SQL["find_resident_by_document"], index=index)
        return _as_resident(rows[0], (document,)) if rows else None

    async def declare_resident(self, parameters: dict[str, Any]) -> ResidentFacts:
        """The resident whose key is a phone, with the name and address declared now."""
        rows = await self._fetch(SQL["declare_resident"], **parameters)
        return _as_resident(rows[0], ())

    async def find_employer(self, number: int) -> Employer | None:
        """An employer by our number of it."""
        rows = await self._fetch(SQL["find_employer"], id=number)
        if not rows:
            return None
        row = rows[0]
        return Employer(
            id=row["id"], sector=row["sector"], staff=row["staff_count"], name=row["name"]
        )

    async def read_ledgers(self, holders: Sequence[int]) -> list[LedgerRow]:
        """What these holders have used; a holder without a row is left out."""
        rows = await self._fetch(SQL["read_ledgers"], holders=list(holders))
        return [
            LedgerRow(
                holder=row["holder"],
                version=row["version"],
                uses=decisions.decode_uses(row["uses"]),
            )
            for row in rows
        ]

    async def find_permit(self, code: str, day: date) -> asyncpg.Record | None:
        """A permit's row."""
        rows = await self._fetch(SQL["find_permit"], day=day, code=code)
        return rows[0] if rows else None

    async def write_grant(self, decision: Decision, code: str) -> None:
        """Claim and insert in one transaction. Raises LostRace, TallyFull; then nothing is written."""
        claims, holders = decisions.ledger_claims(decision, code)
        tallies = decision.proposal.tallies
        basis = decisions.basis(decision.order, decision.asking.request)
        try:
            async with self._pool.acquire() as connection, connection.transaction():
                claimed = await _on(connection, SQL["claim_ledgers"], claims)
                if len(claimed) < len(holders):
                    raise LostRace
                if tallies:
                    parameters = decisions.tally_claims(decision.order, tallies)
                    took = await _on(connection, SQL["claim_tallies"], parameters)
                    if full := decisions.find_full(decision.order, decision.proposal, took):
                        raise TallyFull(full)
                await _on(
                    connection, SQL["insert_permit"], decisions.permit_row(decision, code, basis)
                )
        except asyncpg.UniqueViolationError as error:
            raise LostRace from error

    async def write_refusal(self, decision: Decision) -> dict[str, Any]:
        """Keep a refusal; returns its row."""
        row = decisions.refusal_row(decision)
        await self._fetch(SQL["insert_refusal"], **row)
        return row

    async def read_tally(self, order: OrderInForce, claim: TallyClaim) -> int:
        """How much of a shared amount is taken in the period of the claim."""
        parameters = decisions.tally_claims(order, [claim])
        rows = await self._fetch(SQL["read_tallies"], **parameters)
        return sum(row["used"] for row in rows)

    async def _fetch(self, query: Query, **parameters: Any) -> list[asyncpg.Record]:
        return await self._pool.fetch(query.asyncpg, *query.arguments(parameters))


async def _on(
    connection: asyncpg.pool.PoolConnectionProxy, query: Query, parameters: dict[str, Any]
) -> list[asyncpg.Record]:
    return await connection.fetch(query.asyncpg, *query.arguments(parameters))


def _as_resident(row: asyncpg.Record, documents: tuple[PaperDocument, ...]) -> ResidentFacts:
    person: Person = open_person(row["sealed"])
    return ResidentFacts(
        id=row["id"],
        person=person,
        verified_at=row["verified_at"],
        registered_at=row["registered_at"],
        documents=documents,
    )
