# SPDX-License-Identifier: EUPL-1.2
"""Natural batching: what arrives while a statement is under way goes into the next one.

One commit can carry many permits, and one query can find many residents. So nobody asks the
database alone: whoever comes is put into a batch, and a batch begins as soon as one of the few that
may be under way has ended. At one request a minute a batch holds one request and begins at once; at
ten thousand a second it holds dozens. Nothing waits for a timer.
"""

import asyncio
import math
import time
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Hashable, Iterable, Mapping
from typing import Any, Generic, TypeVar

from tereze.permits.gate.errors import Overloaded

Item = TypeVar("Item")
Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

#: Items of one batch at most: beyond some hundred a statement gets longer, not cheaper.
LARGEST = 256
#: Batches under way at the same time: while one commits, the next is decided.
AT_ONCE = 2
#: Items that may wait. More would only wait longer than those who ask have patience.
MOST_WAITING = 5_000
#: The longest wait that is asked of anybody who is turned away.
LONGEST_RETRY = 60

#: The weight of the latest second in the measured pace.
_LATEST = 0.3


class Batches(Generic[Item]):
    """Items that are waiting, and the batches of them that are under way.

    `run` does what a batch is for. It answers its items itself and raises nothing.
    """

    def __init__(
        self,
        run: Callable[[list[Item]], Coroutine[Any, Any, None]],
        *,
        largest: int = LARGEST,
        at_once: int = AT_ONCE,
        most_waiting: int = MOST_WAITING,
    ) -> None:
        self._run = run
        self._largest = largest
        self._at_once = at_once
        self._most_waiting = most_waiting
        self._waiting: deque[Item] = deque()
        self._under_way: set[asyncio.Task[None]] = set()
        self._called = False
        self._pace = Pace()

    def add(self, item: Item) -> None:
        """Put an item into the next batch. Raises Overloaded when too many wait."""
        if len(self._waiting) >= self._most_waiting:
            raise Overloaded(self._pace.seconds_for(len(self._waiting)))
        self._waiting.append(item)
        self._call()

    def put_back(self, items: Iterable[Item]) -> None:
        """Let items of a batch go round again, before all who wait and in the order given."""
        self._waiting.extendleft(reversed(list(items)))
        self._call()

    def take_all(self) -> list[Item]:
        """Everything that waits, taken out."""
        taken = list(self._waiting)
        self._waiting.clear()
        return taken

    async def drain(self) -> None:
        """Come back when nothing waits and nothing is under way."""
        while self._waiting or self._under_way:
            if self._under_way:
                await asyncio.wait(self._under_way)
            else:
                await asyncio.sleep(0)

    def _call(self) -> None:
        # Not at once: what arrives in the same turn of the event loop belongs into the same batch.
        if not self._called and len(self._under_way) < self._at_once:
            self._called = True
            asyncio.get_running_loop().call_soon(self._begin)

    def _begin(self) -> None:
        self._called = False
        if not self._waiting or len(self._under_way) >= self._at_once:
            return
        number = min(self._largest, len(self._waiting))
        batch = [self._waiting.popleft() for _ in range(number)]
        task = asyncio.get_running_loop().create_task(self._run(batch))
        self._under_way.add(task)
        task.add_done_callback(self._ended)
        self._pace.count(number)
        if self._waiting:
            self._call()

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        if self._waiting:
            self._call()


class Pace:
    """How many items a second go through, as measured lately."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._since = now()
        self._counted = 0
        self._per_second = 0.0

    def count(self, number: int) -> None:
        """So many more begin."""
        self._counted += number
        elapsed = self._now() - self._since
        if elapsed < 1:
            return
        measured = self._counted / elapsed
        # After a pause the old measure says nothing any more.
        weight = _LATEST if self._per_second and elapsed < 5 else 1.0
        self._per_second += weight * (measured - self._per_second)
        self._since += elapsed
        self._counted = 0

    def seconds_for(self, number: int) -> int:
        """In how many whole seconds so many will have gone through.

        >>> clock = iter([0.0, 2.0]).__next__
        >>> pace = Pace(clock)
        >>> pace.count(400)
        >>> pace.seconds_for(1_000), pace.seconds_for(100_000)
        (5, 60)
        """
        if not self._per_second:
            return 1
        return max(1, min(LONGEST_RETRY, math.ceil(number / self._per_second)))


class Together(Generic[Key, Value]):
    """Looking things up by key, many keys in one query."""

    def __init__(self, read: Callable[[list[Key]], Awaitable[Mapping[Key, Value]]]) -> None:
        self._read = read
        self._batches: Batches[tuple[Key, asyncio.Future[Value | None]]] = Batches(
            self._answer, at_once=1
        )

    async def get(self, key: Key) -> Value | None:
        """The value of a key as it is from now on; None where there is none."""
        found: asyncio.Future[Value | None] = asyncio.get_running_loop().create_future()
        self._batches.add((key, found))
        return await found

    async def _answer(self, batch: list[tuple[Key, asyncio.Future[Value | None]]]) -> None:
        try:
            values = await self._read([key for key, _ in batch])
        except Exception as error:
            for _, found in batch:
                if not found.done():
                    found.set_exception(error)
            return
        for key, found in batch:
            # Whoever went away meanwhile has cancelled it.
            if not found.done():
                found.set_result(values.get(key))
