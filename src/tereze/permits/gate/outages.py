# SPDX-License-Identifier: EUPL-1.2
"""Who asks while our records can't be reached gets a signed receipt, and asks again with it.

A receipt needs nothing but memory: the orders, doors and keys that were last read, and the rules.
They decide as for somebody of whom nothing is known, and what they refuse even so (a curfew, a
purpose that there is not) gets no receipt.

A commit whose answer was lost may have granted a permit that nobody ever saw. The key under which it
was asked for finds it, and who has lost the key too shows the receipt: it names that key
(`docs/internals/outages.md`).
"""

import json
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import msgspec

from tereze.core import home
from tereze.core.errors import TerezeError
from tereze.core.sql import load_queries
from tereze.messaging.keys import digest_key
from tereze.people.phones import read_phone
from tereze.people.types import Person, ResidentFacts
from tereze.permits import decisions, records, rules
from tereze.permits.credential import (
    NUMBER_BYTES,
    CredentialRefused,
    KeyRing,
    ReceiptClaims,
    open_receipt,
    sign_receipt,
)
from tereze.permits.decisions import Asking
from tereze.permits.gate import reading
from tereze.permits.gate.asked import read_request
from tereze.permits.gate.contract import PermitRequest
from tereze.permits.gate.database import fetch
from tereze.permits.gate.documents import check_document
from tereze.permits.gate.errors import NotYourReceipt
from tereze.permits.gate.rounds import Issued, Rounds
from tereze.permits.gate.store import OpenDoor, Store
from tereze.permits.gate.wire import Incoming
from tereze.permits.shards import shard_of
from tereze.permits.types import OrderInForce, Proposal, TallyClaim, Use

SQL = load_queries("tereze.permits", "outages.sql")

_decoder = msgspec.json.Decoder(PermitRequest)


class Outages:
    """Receipts: given while the database is away, and honoured when it is back."""

    def __init__(self, store: Store, *, url: str) -> None:
        self._store = store
        self._url = url

    # --- away ---

    async def give(self, incoming: Incoming, now: datetime) -> str | None:
        """A receipt for a request that could not be answered; None where none is due."""
        ring, orders = self._store.key_ring.last, self._store.orders.last
        door = self._find_door(incoming)
        if ring is None or orders is None or door is None:
            return None
        try:
            key = reading.read_idempotency_key(incoming.header("idempotency-key"))
            body = reading.read_body(await incoming.body(), _decoder)
            asking = _as_asked(orders, body, door, key, now)
        except TerezeError:
            return None
        order = decisions.choose_order(orders, asking.request, None, asking.now)
        if order is None:
            return None
        outcome = decisions.decide(asking, order, []).outcome
        if not isinstance(outcome, Proposal):
            return None
        until = _accepted_until(order, outcome, asking.now)
        return sign_receipt(self._draw_up(asking, outcome, until), ring.active) if until else None

    def _find_door(self, incoming: Incoming) -> OpenDoor | None:
        """The door as it was last known; it may have been closed since, which cannot be read."""
        try:
            key = reading.read_bearer(incoming.header("authorization"))
        except TerezeError:
            return None
        door = (self._store.doors.last or {}).get(digest_key(key))
        return door if door and "ask" in door.scopes else None

    def _draw_up(self, asking: Asking, proposal: Proposal, until: datetime) -> ReceiptClaims:
        number = secrets.token_hex(NUMBER_BYTES)
        return ReceiptClaims(
            issuer=urlsplit(self._url).netloc,
            number=number,
            asked_at=asking.now,
            valid_until=until,
            purpose=proposal.purpose,
            places=proposal.places,
            document_digest=decisions.digest_shown(asking, number),
            request=bytes.fromhex(asking.key or ""),
            kind=proposal.kind,
            plate=asking.request.plate,
        )

    # --- back ---

    async def settle(
        self, rounds: Rounds, asking: Asking, text: str, ring: KeyRing
    ) -> Issued | None:
        """Find what the request of a receipt was granted without anybody's knowing.

        Still running, it is given: what was asked is theirs. Not begun, and now something else is
        asked: it is taken back, with all that it cost. None: decide, nothing stands in the way.
        Raises NotYourReceipt.
        """
        use = await self._find_lost(asking, self._read(asking, text, ring))
        if use is None:
            return None
        row = await self._store.find_permit(use.code, asking.now)
        if row is None or row["revoked_at"] is not None:
            return None
        decided = records.open_decided(row["sealed"])
        if decisions.asks_the_same(asking.request, decided.request):
            return (
                await rounds.issue_again(asking, use, ring) if row["ends_at"] > asking.now else None
            )
        if row["starts_at"] > asking.now:
            await self._take_back(asking, use, row, decided)
        return None

    def _read(self, asking: Asking, text: str, ring: KeyRing) -> ReceiptClaims:
        try:
            claims = open_receipt(text, ring.public_keys, asking.now)
        except CredentialRefused as error:
            raise NotYourReceipt from error
        if claims.document_digest != decisions.digest_shown(asking, claims.number):
            raise NotYourReceipt
        return claims

    async def _find_lost(self, asking: Asking, claims: ReceiptClaims) -> Use | None:
        if not claims.request:
            return None
        async with self._store.connection() as connection:
            ledgers = await self._store.read_ledgers(connection, [asking.resident.id])
        uses: Iterable[Use] = (use for row in ledgers.values() for use in row.uses)
        return next((use for use in uses if use.key == claims.request.hex()), None)

    async def _take_back(
        self, asking: Asking, use: Use, row: records.Row, decided: records.Decided
    ) -> None:
        """Withdraw a permit that nobody saw, and give back what it cost, all or nothing."""
        order = next(one for one in await self._store.orders.get() if one.id == row["order_id"])
        tallies = msgspec.convert(decided.outcome.get("tallies", []), list[TallyClaim])
        async with self._store.connection() as connection, connection.transaction():
            withdrawn = await fetch(
                connection,
                SQL["withdraw_lost_permit"],
                {
                    "shard": row["shard"],
                    "resident_id": asking.resident.id,
                    "day": row["day"],
                    "code": use.code,
                    "now": asking.now,
                    "why": records.REPLACED,
                },
            )
            if not withdrawn:
                return
            await fetch(
                connection,
                SQL["record_withdrawal"],
                {
                    "now": asking.now,
                    "code": use.code,
                    "door": asking.door,
                    "resident_id": asking.resident.id,
                    "why": records.REPLACED,
                },
            )
            which = json.dumps({"code": use.code})
            for holder in sorted(decided.holders.values()):
                ledger = {"shard": shard_of(holder), "holder": holder, "which": which}
                await fetch(connection, SQL["give_back_use"], ledger)
            for claim in sorted(tallies, key=lambda claim: records.tally_key(order, claim)):
                (taken,) = records.tally_claims(order, [claim])
                await fetch(connection, SQL["give_back_tally"], taken)


def _as_asked(
    orders: Iterable[OrderInForce],
    body: PermitRequest,
    door: OpenDoor,
    key: str | None,
    now: datetime,
) -> Asking:
    """A request as far as it says by itself what is asked, of somebody in whose favour everything
    is assumed that would have to be looked up. Raises BadInput."""
    phone = read_phone(body.declared.phone, region=home.region()) if body.declared else None
    return decisions.prepare(
        resident=ResidentFacts(
            id=0, person=Person(name="", phone=phone), verified_at=now, registered_at=now
        ),
        document=check_document(orders, body.document) if body.document else None,
        request=read_request(body, door=door.kind, now=now),
        door=door.name,
        key=key,
        now=now,
    )


def _accepted_until(order: OrderInForce, proposal: Proposal, now: datetime) -> datetime | None:
    """Until when a checkpoint lets somebody pass on the receipt. It may be none at once: who asks for
    tomorrow has time to ask again, and holds only that they asked."""
    if rules.lets_pass(order, proposal.purpose):
        return proposal.ends_at
    if not order.regime.outage_minutes:
        return None
    until = min(now + timedelta(minutes=order.regime.outage_minutes), order.ends_at)
    return until if proposal.starts_at < until else now
