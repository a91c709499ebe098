# SPDX-License-Identifier: EUPL-1.2
"""Doing at once what comes within a moment: one transaction for many messages."""

import asyncio
from typing import Generic, TypeVar

T = TypeVar("T")

#: Nobody notices it, and at a hundred messages a second several share a transaction.
_MOMENT = 0.03
_MOST = 200


class Gathered(Generic[T]):
    """What is put in one by one is taken out in batches."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[T] = asyncio.Queue()

    def put(self, one: T) -> None:
        """Add one."""
        self._queue.put_nowait(one)

    def is_empty(self) -> bool:
        """Whether nothing waits."""
        return self._queue.empty()

    async def take(self) -> list[T]:
        """Wait for the first, and for a moment; all that is there then."""
        batch = [await self._queue.get()]
        await asyncio.sleep(_MOMENT)
        while not self._queue.empty() and len(batch) < _MOST:
            batch.append(self._queue.get_nowait())
        return batch
