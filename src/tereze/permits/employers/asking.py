# SPDX-License-Identifier: EUPL-1.2
"""How the people of a list are asked for: by the engine that every door asks, one by one or together.

    ask_each(asks)            a few, on Django's own connection
    with AskTogether() as a:  thousands, in the rounds of the gate: read, decided and written for
        a(asks)               hundreds at once, one commit for many

Both give each ask its answer, or the error that kept it from one: nobody's mistake stops the others.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from types import TracebackType
from typing import Final, Self, TypeAlias

from tereze.core.errors import TerezeError
from tereze.permits import decisions
from tereze.permits.employers.types import Ask
from tereze.permits.gate.database import Pool
from tereze.permits.gate.rounds import Issued, Rounds
from tereze.permits.gate.store import Store
from tereze.permits.gate.writing import Writer
from tereze.permits.services import ask_permit
from tereze.permits.types import Answer

#: The door's kind, and its name in records.
DOOR: Final = "employer"
#: Connections of a job: while one batch commits, the next is decided.
_CONNECTIONS: Final = 3
#: Asks that are under way at a time. A place in the status list is drawn by lot, and where one is
#: taken its whole batch goes round again: with 50,000 standing permits in a day, one place in
#: eighty is. So batches here are smaller than the gate's.
_UNDER_WAY: Final = 64

Outcome: TypeAlias = Answer | TerezeError
Asker: TypeAlias = Callable[[Sequence[Ask], datetime], list[Outcome]]


def ask_each(asks: Sequence[Ask], now: datetime) -> list[Outcome]:
    """One after the other, each in a transaction of its own."""
    return [_ask_one(ask, now) for ask in asks]


def _ask_one(ask: Ask, now: datetime) -> Outcome:
    try:
        return ask_permit(
            resident=ask.resident,
            document=ask.document,
            request=ask.request,
            door=DOOR,
            now=now,
            key=ask.key,
        )
    except TerezeError as error:
        return error


class AskTogether:
    """Many at once, as the gate does it. It has connections and an event loop of its own, so it is
    for jobs and not for requests."""

    def __init__(self, database_url: str, *, url: str) -> None:
        self._runner = asyncio.Runner()
        self._pool = Pool(database_url, most=_CONNECTIONS)
        self._store = Store(self._pool)
        self._rounds = Rounds(self._store, Writer(), url=url)
        self._under_way = asyncio.Semaphore(_UNDER_WAY)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._runner.run(self._close())
        self._runner.close()

    def __call__(self, asks: Sequence[Ask], now: datetime) -> list[Outcome]:
        """The answers, in the order of the asks."""
        return self._runner.run(self._ask_all(asks, now))

    async def _close(self) -> None:
        await self._rounds.drain()
        await self._pool.close()

    async def _ask_all(self, asks: Sequence[Ask], now: datetime) -> list[Outcome]:
        return list(await asyncio.gather(*(self._ask(ask, now) for ask in asks)))

    async def _ask(self, ask: Ask, now: datetime) -> Outcome:
        async with self._under_way:
            try:
                return await self._decide(ask, now)
            except TerezeError as error:
                return error

    async def _decide(self, ask: Ask, now: datetime) -> Answer:
        ring = await self._store.key_ring.get()
        orders = await self._store.orders.get()
        asking = decisions.prepare(
            resident=ask.resident,
            document=ask.document,
            request=ask.request,
            door=DOOR,
            key=ask.key,
            now=now,
        )
        home = ask.resident.person.home
        order = decisions.choose_order(orders, asking.request, home, asking.now)
        if order is None:
            given = await self._rounds.find_given(asking, ring)
            return given.granted if given else decisions.refuse_without_order(asking, orders)
        told = await self._rounds.ask(asking, order, ring)
        return told.granted if isinstance(told, Issued) else told
