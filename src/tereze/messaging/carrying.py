# SPDX-License-Identifier: EUPL-1.2
"""Holding the lines to carriers: what `tereze serve --carrier` runs.

One process keeps the connections and does whatever follows from what comes over them: it takes
messages in, has them answered, and sends the answers. The connections are in asyncio; the database and
the answers are in threads, each with a connection of its own, so that no line waits for an answer
and nobody holds the database while a carrier takes its time.

Where the process dies nothing is lost: what it had claimed is due again when the lease is over, what
it had not acknowledged the carrier brings again.
"""

import asyncio
import logging
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import TypeVar

from django.db import DatabaseError, InterfaceError, connection

from tereze.core import clock
from tereze.messaging import selectors, services, wake
from tereze.messaging.channels import Account, Line, list_accounts, open_account
from tereze.messaging.channels.channel import Claimed, Outcome
from tereze.messaging.types import Incoming, Piece, Report

T = TypeVar("T")

logger = logging.getLogger(__name__)

#: threads that answer, and that read and write for the lines
ANSWERERS, CLERKS = 3, 3
#: seconds after which somebody looks who was not woken: what other processes queued is found then
_LOOK_AFTER = 0.5
#: Answers of a moment are sent together.
_MOMENT = 0.03
#: seconds until we look whether the database is back
_DATABASE_IS_AWAY = 1.0
#: so many messages a thread answers before it asks what time it is
_ANSWERS_AT_ONCE = 20


def in_thread(act: Callable[[], T]) -> T:
    """Run this with the thread's own connection, and leave no broken one behind."""
    try:
        return act()
    except (DatabaseError, InterfaceError):
        connection.close()
        raise


class Ledgers:
    """The exchange of one account: rows of inbox and outbox, in other threads."""

    def __init__(
        self, account: Account, clerks: ThreadPoolExecutor, leaving: asyncio.Event
    ) -> None:
        self._account = account.name
        self._clerks = clerks
        self._leaving = leaving
        self._loop = asyncio.get_running_loop()
        self._more = asyncio.Event()

    def wake(self) -> None:
        """There is more to send. From any thread."""
        with suppress(RuntimeError):  # the loop has ended already
            self._loop.call_soon_threadsafe(self._more.set)

    async def claim(self, at_most: int) -> list[Claimed]:
        """Nothing while the database is away: the line stays open meanwhile."""
        self._more.clear()
        claim = partial(services.claim_waiting, account=self._account, at_most=at_most)
        try:
            return await self._run(lambda: claim(now=clock.now()))
        except (DatabaseError, InterfaceError):
            await asyncio.sleep(_DATABASE_IS_AWAY)
            return []

    async def wait_for_more(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._more.wait(), _LOOK_AFTER)
            await asyncio.sleep(_MOMENT)

    async def settle(self, outcomes: Sequence[Outcome]) -> None:
        """Until it is written down: these messages are with the carrier already."""
        settle = partial(services.settle, account=self._account, outcomes=outcomes)
        await self._insist(lambda: settle(now=clock.now()))

    async def take_in(self, messages: Sequence[Incoming], pieces: Sequence[Piece]) -> None:
        def write() -> None:
            if messages:
                services.receive_messages(messages)
            if pieces:
                services.receive_pieces(pieces)

        if messages or pieces:
            await self._run(write)

    async def report(self, reports: Sequence[tuple[str, Report]]) -> list[bool]:
        note = partial(services.note_reports, account=self._account, reports=reports)
        return await self._run(lambda: note(now=clock.now()))

    async def list_doubtful(self, since: datetime) -> list[str]:
        read = partial(selectors.list_vendor_ids, account=self._account, since=since)
        return list(await self._insist(read))

    def is_leaving(self) -> bool:
        return self._leaving.is_set()

    async def _run(self, act: Callable[[], T]) -> T:
        return await self._loop.run_in_executor(self._clerks, in_thread, act)

    async def _insist(self, act: Callable[[], T]) -> T:
        while True:
            try:
                return await self._run(act)
            except (DatabaseError, InterfaceError) as error:
                logger.warning("the database is away: %s", type(error).__name__)
                await asyncio.sleep(_DATABASE_IS_AWAY)


class Answerers:
    """Threads that answer what people write, while there is something."""

    def __init__(self) -> None:
        self._bell = threading.Event()
        self._is_leaving = False
        self._threads = [threading.Thread(target=self._answer) for _ in range(ANSWERERS)]

    def begin(self) -> None:
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """There is something to answer. From any thread."""
        self._bell.set()

    def leave(self) -> None:
        """Finish the answers that are under way."""
        self._is_leaving = True
        for thread in self._threads:
            self._bell.set()
            thread.join()

    def _answer(self) -> None:
        while not self._is_leaving:
            self._bell.clear()
            if not self._answer_some():
                self._bell.wait(_LOOK_AFTER)
        connection.close()

    def _answer_some(self) -> int:
        try:
            return in_thread(
                lambda: services.answer_waiting(now=clock.now(), at_most=_ANSWERS_AT_ONCE)
            )
        except (DatabaseError, InterfaceError) as error:
            logger.warning("the database is away: %s", type(error).__name__)
            self._bell.wait(_DATABASE_IS_AWAY)
            return 0


async def hold_lines() -> None:
    """Hold the lines of all accounts until a signal to stop comes."""
    leaving = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, leaving.set)
    lines = [line for each in list_accounts() if isinstance(line := open_account(each), Line)]
    answerers = Answerers()
    with ThreadPoolExecutor(CLERKS) as clerks:
        exchanges = {each.account.name: Ledgers(each.account, clerks, leaving) for each in lines}
        wake.come_here(
            for_sending={name: each.wake for name, each in exchanges.items()},
            for_answering=answerers.wake,
        )
        answerers.begin()
        try:
            async with asyncio.TaskGroup() as group:
                for line in lines:
                    group.create_task(line.hold(exchanges[line.account.name]))
                await leaving.wait()
        finally:
            await asyncio.to_thread(answerers.leave)
