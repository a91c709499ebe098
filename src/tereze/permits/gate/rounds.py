# SPDX-License-Identifier: EUPL-1.2
"""Requests that are decided together: one round reads, decides, claims and writes for a batch.

    read all their ledgers → decide each, by the pure rules → one statement claims and inserts
             ↑                                                        | whose ledger moved meanwhile
             └────────────────────────────────────────────────────────┘

`services/asking.py` does the same for one request in Django; what they share is in `decisions.py`,
`records.py` and `sql/asking.sql`. While the database commits, the permits are signed; nobody gets
one before the commit.

A resident takes turns: the next request of the same resident waits until the one before it has its
answer. A ledger is claimed once in a batch; who comes second to a household's goes round again.
"""

import asyncio
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from tereze.core.errors import TerezeError
from tereze.permits import decisions, records
from tereze.permits.credential import KeyRing
from tereze.permits.decisions import Asking, Decision, LedgerRow, LostRace
from tereze.permits.errors import KeyUsedForAnother, NoSuchPermit, TooBusy
from tereze.permits.gate.batching import Batches
from tereze.permits.gate.errors import DatabaseAway
from tereze.permits.gate.store import Store
from tereze.permits.gate.writing import Grant, Writer
from tereze.permits.issuing import Credential, issue_credential
from tereze.permits.types import (
    Granted,
    OrderInForce,
    Refusal,
    Refused,
    TallyClaim,
    Use,
)

if TYPE_CHECKING:
    from tereze.permits.gate.database import Connection

#: Requests of one resident that may wait for their turn.
_LONGEST_TURN = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Issued:
    """A permit that was granted, signed."""

    granted: Granted
    credential: Credential


Told: TypeAlias = Issued | Refused


@dataclass(eq=False, kw_only=True, slots=True)
class Pending:
    """A request on its way to an answer."""

    asking: Asking
    order: OrderInForce
    #: what a permit will be signed with
    ring: KeyRing
    answer: asyncio.Future[Told]
    rounds: int = 0
    #: the ledgers that the rules look into
    holders: Sequence[int] = field(init=False)

    def __post_init__(self) -> None:
        self.holders = decisions.ledgers_to_read(self.asking, self.order)

    def tell(self, told: Told) -> None:
        """Answer; whoever went away meanwhile has cancelled it."""
        if not self.answer.done():
            self.answer.set_result(told)

    def fail(self, error: Exception) -> None:
        """Tell that there is no answer."""
        if not self.answer.done():
            self.answer.set_exception(error)

    def may_try_again(self) -> bool:
        """Whether to go round again. Each round was somebody else's grant, so who runs out of tries
        has met a crowd, and is told so."""
        self.rounds += 1
        if self.rounds >= decisions.TRIES:
            self.fail(TooBusy())
        return not self.answer.done()


@dataclass(kw_only=True, slots=True)
class _Round:
    """The requests of a batch by what is to be done about them."""

    #: their key got a permit before
    repeats: list[tuple[Pending, Use]] = field(default_factory=list)
    granted: list[tuple[Pending, Decision]] = field(default_factory=list)
    refused: list[tuple[Pending, Decision]] = field(default_factory=list)
    #: what they would claim, others of this round claim: the next round is theirs
    later: list[Pending] = field(default_factory=list)


class Rounds:
    """All requests of a process that are being decided."""

    def __init__(self, store: Store, writer: Writer, *, url: str) -> None:
        self._store = store
        self._writer = writer
        #: where people reach this instance
        self._url = url
        self._batches = Batches(self._run)
        self._turns: dict[int, deque[Pending]] = {}

    async def ask(self, asking: Asking, order: OrderInForce, ring: KeyRing) -> Told:
        """The answer to a request, written. Raises KeyUsedForAnother, TooBusy, Overloaded."""
        answer: asyncio.Future[Told] = asyncio.get_running_loop().create_future()
        pending = Pending(asking=asking, order=order, ring=ring, answer=answer)
        turn = self._turns.get(asking.resident.id)
        if turn is None:
            self._batches.add(pending)
            self._turns[asking.resident.id] = deque()
            self._hold_turn(pending)
        elif len(turn) < _LONGEST_TURN:
            turn.append(pending)
        else:
            raise TooBusy
        return await answer

    async def find_given(self, asking: Asking, ring: KeyRing) -> Issued | None:
        """What this key got before its order ended; the answer may have been lost on its way."""
        if asking.key is None:
            return None
        async with self._store.connection() as connection:
            ledgers = await self._store.read_ledgers(connection, [asking.resident.id])
        repeat = decisions.find_repeat(asking, ledgers.values())
        return await self.issue_again(asking, repeat, ring) if repeat else None

    def issue(self, granted: Granted, ring: KeyRing) -> Issued:
        """What was granted, signed."""
        credential = issue_credential(granted.permit, ring, url=self._url)
        return Issued(granted=granted, credential=credential)

    async def drain(self) -> None:
        """Come back when every request has its answer."""
        await self._batches.drain()

    # --- turns ---

    def _hold_turn(self, pending: Pending) -> None:
        resident = pending.asking.resident.id
        pending.answer.add_done_callback(lambda _: self._pass_turn(resident))

    def _pass_turn(self, resident: int) -> None:
        turn = self._turns[resident]
        while turn:
            following = turn.popleft()
            if not following.answer.done():
                self._hold_turn(following)
                self._batches.put_back([following])
                return
        del self._turns[resident]

    # --- a batch ---

    async def _run(self, batch: Sequence[Pending]) -> None:
        batch = [pending for pending in batch if not pending.answer.done()]
        if not batch:
            return
        try:
            again = await self._answer(batch)
        except LostRace:
            again = batch
        except DatabaseAway as error:
            # Whoever waits behind them would only wait for the same.
            for pending in [*batch, *self._batches.take_all()]:
                pending.fail(error)
            return
        except Exception as error:
            if len(batch) == 1:
                batch[0].fail(error)
            # Something about one of them that the statement does not take: let each stand alone.
            for pending in batch:
                await self._run([pending])
            return
        self._batches.put_back(pending for pending in again if pending.may_try_again())

    async def _answer(self, batch: Sequence[Pending]) -> list[Pending]:
        """One round; those who have to go round again."""
        async with self._store.connection() as connection:
            sorted_out = await self._decide(connection, batch)
            lost = await self._grant(connection, sorted_out.granted)
            await self._refuse(connection, sorted_out.refused)
        await asyncio.gather(*(self._give_again(*repeat) for repeat in sorted_out.repeats))
        return [*lost, *sorted_out.later]

    async def _decide(self, connection: "Connection", batch: Sequence[Pending]) -> _Round:
        holders = {holder for pending in batch for holder in pending.holders}
        ledgers = await self._store.read_ledgers(connection, sorted(holders))
        sorted_out, claimed = _Round(), set[int]()
        for pending in batch:
            rows = _ledgers_of(pending, ledgers)
            if repeat := decisions.find_repeat(pending.asking, rows):
                sorted_out.repeats.append((pending, repeat))
                continue
            decision = decisions.decide(pending.asking, pending.order, rows)
            if isinstance(decision.outcome, Refusal):
                sorted_out.refused.append((pending, decision))
                continue
            claims = {decision.ledgers[kind].holder for kind in decision.outcome.holders}
            if claims.isdisjoint(claimed):
                claimed |= claims
                sorted_out.granted.append((pending, decision))
            else:
                sorted_out.later.append(pending)
        if any(decision.proposal.tallies for _, decision in sorted_out.granted):
            await self._look_for_room(connection, sorted_out)
        return sorted_out

    # --- what many share ---

    async def _look_for_room(self, connection: "Connection", sorted_out: _Round) -> None:
        """Keep among the granted only those for whom shared amounts have room, as it looks now; the
        claim will tell for certain. Where there is none, refuse."""
        asked, sorted_out.granted = sorted_out.granted, []
        used = await self._store.read_tallies(connection, (decision for _, decision in asked))
        room, full = Room(used), list[tuple[Pending, Decision, TallyClaim]]()
        for pending, decision in asked:
            if claim := room.find_full(decision):
                full.append((pending, decision, claim))
            elif room.take(decision):
                sorted_out.granted.append((pending, decision))
            else:
                sorted_out.later.append(pending)
        if not full:
            return
        # Somebody may have been granted the very place that is missing now with the same key, while
        # the ledger was read already. Only on a ledger that is still the same it is a refusal.
        holders = {row.holder for _, decision, _ in full for row in decision.ledgers.values()}
        now = await self._store.read_ledgers(connection, sorted(holders))
        for pending, decision, claim in full:
            if any(now.get(row.holder, row) != row for row in decision.ledgers.values()):
                sorted_out.later.append(pending)
                continue
            taken = used[records.tally_key(decision.order, claim)]
            refused = decisions.refuse_full(decision, claim, taken)
            sorted_out.refused.append((pending, refused))

    # --- answers ---

    async def _grant(
        self, connection: "Connection", granted: Sequence[tuple[Pending, Decision]]
    ) -> list[Pending]:
        """Write permits, sign them meanwhile, and answer; those whose ledger moved."""
        if not granted:
            return []
        grants = [Grant.draw_up(decision) for _, decision in granted]
        writing = asyncio.ensure_future(self._writer.grant(connection, grants))
        await asyncio.sleep(0)  # let the statement go out
        try:
            issued = [
                self.issue(Granted(permit=grant.permit), pending.ring)
                for (pending, _), grant in zip(granted, grants, strict=True)
            ]
        finally:
            codes = await writing
        lost = []
        for (pending, _), told in zip(granted, issued, strict=True):
            if told.granted.permit.code in codes:
                pending.tell(told)
            else:
                lost.append(pending)
        return lost

    async def _refuse(
        self, connection: "Connection", refused: Sequence[tuple[Pending, Decision]]
    ) -> None:
        """Keep refusals, to be appealed against, counted and replayed, and answer."""
        if not refused:
            return
        rows = [records.refusal_row(decision) for _, decision in refused]
        await self._writer.refuse(connection, rows)
        for (pending, decision), row in zip(refused, rows, strict=True):
            pending.tell(records.as_refused(decision, row))

    async def _give_again(self, pending: Pending, use: Use) -> None:
        try:
            pending.tell(await self.issue_again(pending.asking, use, pending.ring))
        except TerezeError as error:
            pending.fail(error)

    async def issue_again(self, asking: Asking, use: Use, ring: KeyRing) -> Issued:
        """The permit that this key got before. Raises KeyUsedForAnother, NoSuchPermit."""
        row = await self._store.find_permit(use.code, asking.now)
        if row is None:
            raise NoSuchPermit
        earlier = records.open_decided(row["sealed"]).request
        if not decisions.asks_the_same(asking.request, earlier):
            raise KeyUsedForAnother
        permit = records.open_permit(row, regime_name=use.regime)
        return self.issue(Granted(permit=permit, again=True), ring)


class Room:
    """What is left of shared amounts while a batch takes from them."""

    def __init__(self, used: Mapping[records.TallyKey, int]) -> None:
        self._used = used
        self._taken: dict[records.TallyKey, tuple[int, int]] = {}

    def find_full(self, decision: Decision) -> TallyClaim | None:
        """A claim for which there was no room even before this batch."""
        for claim in decision.proposal.tallies:
            if self._used_of(decision, claim) + claim.amount > claim.limit:
                return claim
        return None

    def take(self, decision: Decision) -> bool:
        """Take all that a decision claims, if there is room beside the others of this batch.

        One statement takes what they all want of an amount under one limit, so who has another
        limit than they (a share may depend on the person) is told that there is no room now.
        """
        wanted = {}
        for claim in decision.proposal.tallies:
            key = records.tally_key(decision.order, claim)
            taken, limit = self._taken.get(key, (0, claim.limit))
            taken += claim.amount
            if limit != claim.limit or self._used_of(decision, claim) + taken > limit:
                return False
            wanted[key] = taken, limit
        self._taken |= wanted
        return True

    def _used_of(self, decision: Decision, claim: TallyClaim) -> int:
        return self._used.get(records.tally_key(decision.order, claim), 0)


def _ledgers_of(pending: Pending, ledgers: Mapping[int, LedgerRow]) -> list[LedgerRow]:
    return [ledgers[holder] for holder in pending.holders if holder in ledgers]
