# SPDX-License-Identifier: EUPL-1.2
"""Holding the lines to carriers: what `tereze serve --carrier` runs.

One process keeps the connections, takes in what comes over them, and sends what waits in the outbox.
The connections are in asyncio, inbox and outbox in threads with connections of their own to the
database, so that no line waits for it and nobody holds it while a carrier takes its time. Others
answer (`answering.py`), so that both can use a processor.

Where the process dies nothing is lost: what it had claimed is due again when the lease is over, what
it had not acknowledged the carrier brings again.
"""

import asyncio
import logging
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from typing import TypeVar

from django.db import DatabaseError, InterfaceError, connection

from tereze.core import clock
from tereze.messaging import selectors, services
from tereze.messaging.channels import Account, Line, list_accounts, open_account
from tereze.messaging.channels.channel import Claimed, Outcome
from tereze.messaging.failing import rest_after, tell_failure
from tereze.messaging.looking import Looking
from tereze.messaging.types import Incoming, Piece, Report

T = TypeVar("T")

logger = logging.getLogger(__name__)

#: threads that read and write for the lines
CLERKS = 3


def _in_thread(act: Callable[[], T]) -> T:
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
        self._looking = Looking(self._loop.time)

    async def claim(self, at_most: int) -> list[Claimed]:
        """Nothing when that fails: the line stays open meanwhile."""
        claim = partial(services.claim_waiting, account=self._account, at_most=at_most)
        try:
            claimed = await self._run(lambda: claim(now=clock.now()))
        except (DatabaseError, InterfaceError) as error:
            tell_failure(logger, f"looking for what {self._account} can send", error)
            await asyncio.sleep(rest_after(error))
            return []
        if claimed:
            self._looking.found_something()
        return claimed

    async def wait_for_more(self) -> None:
        await asyncio.sleep(self._looking.wait())

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
            self._looking.found_something()  # answers will follow

    async def report(self, reports: Sequence[tuple[str, Report]]) -> list[bool]:
        note = partial(services.note_reports, account=self._account, reports=reports)
        return await self._run(lambda: note(now=clock.now()))

    async def list_doubtful(self, since: datetime) -> list[str]:
        read = partial(selectors.list_vendor_ids, account=self._account, since=since)
        return list(await self._insist(read))

    def is_leaving(self) -> bool:
        return self._leaving.is_set()

    async def _run(self, act: Callable[[], T]) -> T:
        return await self._loop.run_in_executor(self._clerks, _in_thread, act)

    async def _insist(self, act: Callable[[], T]) -> T:
        while True:
            try:
                return await self._run(act)
            except (DatabaseError, InterfaceError) as error:
                tell_failure(logger, f"reading or writing for {self._account}", error)
                await asyncio.sleep(rest_after(error))


async def hold_lines() -> None:
    """Hold the lines of all accounts until a signal to stop comes."""
    leaving = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, leaving.set)
    lines = [line for each in list_accounts() if isinstance(line := open_account(each), Line)]
    with ThreadPoolExecutor(CLERKS) as clerks:
        async with asyncio.TaskGroup() as group:
            for line in lines:
                group.create_task(line.hold(Ledgers(line.account, clerks, leaving)))
