# SPDX-License-Identifier: EUPL-1.2
"""Natural batching: who comes while a batch is under way goes into the next, in order."""

import asyncio
from collections.abc import Mapping

import pytest

from tereze.permits.gate.batching import Batches, Together
from tereze.permits.gate.errors import Overloaded


class Station:
    """Batches that leave when they are told to."""

    def __init__(self, **settings: int) -> None:
        self.batches: Batches[int] = Batches(self._run, **settings)
        self.left: list[list[int]] = []
        self.gates: list[asyncio.Event] = []
        self.closing = False

    async def _run(self, batch: list[int]) -> None:
        self.left.append(batch)
        gate = asyncio.Event()
        self.gates.append(gate)
        if not self.closing:
            await gate.wait()

    async def close(self) -> list[list[int]]:
        """What left until now; then all others may leave."""
        left = list(self.left)
        self.closing = True
        for gate in self.gates:
            gate.set()
        await self.batches.drain()
        return left

    async def settle(self) -> None:
        """Let everything go on that can."""
        for _ in range(10):
            await asyncio.sleep(0)


def test_the_first_leaves_at_once_and_the_others_together_when_there_is_a_place() -> None:
    async def scene() -> list[list[int]]:
        station = Station(at_once=1)
        station.batches.add(1)
        await station.settle()
        for number in (2, 3, 4):
            station.batches.add(number)
        await station.settle()
        assert station.left == [[1]]
        station.gates[0].set()
        await station.settle()
        return await station.close()

    assert asyncio.run(scene()) == [[1], [2, 3, 4]]


def test_what_comes_in_one_turn_of_the_loop_is_one_batch() -> None:
    async def scene() -> list[list[int]]:
        station = Station(at_once=1)
        for number in (1, 2, 3):
            station.batches.add(number)
        await station.settle()
        return await station.close()

    assert asyncio.run(scene()) == [[1, 2, 3]]


def test_no_batch_is_larger_and_no_more_are_under_way_than_allowed() -> None:
    async def scene() -> list[list[int]]:
        station = Station(at_once=2, largest=2)
        for number in range(7):
            station.batches.add(number)
        await station.settle()
        return await station.close()

    assert asyncio.run(scene()) == [[0, 1], [2, 3]]


def test_who_goes_round_again_goes_before_those_who_wait() -> None:
    async def scene() -> list[list[int]]:
        station = Station(at_once=1)
        station.batches.add(1)
        await station.settle()
        station.batches.add(4)
        station.batches.put_back([2, 3])
        station.gates[0].set()
        await station.settle()
        return await station.close()

    assert asyncio.run(scene()) == [[1], [2, 3, 4]]


def test_where_too_many_wait_one_more_is_told_when_to_come_again() -> None:
    async def scene() -> int:
        station = Station(at_once=1, most_waiting=3)
        for number in range(3):
            station.batches.add(number)
        with pytest.raises(Overloaded) as told:
            station.batches.add(3)
        await station.close()
        return told.value.retry_after

    assert asyncio.run(scene()) >= 1


def test_draining_waits_for_those_who_wait_and_those_under_way() -> None:
    async def scene() -> list[list[int]]:
        done: list[list[int]] = []

        async def run(batch: list[int]) -> None:
            await asyncio.sleep(0)
            done.append(batch)

        batches: Batches[int] = Batches(run, largest=1, at_once=1)
        for number in range(3):
            batches.add(number)
        await batches.drain()
        return done

    assert asyncio.run(scene()) == [[0], [1], [2]]


def test_keys_are_looked_up_together_and_each_gets_its_own() -> None:
    asked: list[list[str]] = []

    async def read(keys: list[str]) -> Mapping[str, int]:
        asked.append(keys)
        return {"a": 1, "b": 2}

    async def scene() -> list[int | None]:
        together = Together(read)
        return list(await asyncio.gather(*(together.get(key) for key in ("a", "b", "c", "a"))))

    assert asyncio.run(scene()) == [1, 2, None, 1]
    assert asked == [["a", "b", "c", "a"]]


def test_a_failed_look_up_fails_for_all_of_its_batch_and_for_nobody_after() -> None:
    fails = [True, False]

    async def read(keys: list[str]) -> Mapping[str, int]:
        if fails.pop(0):
            raise ConnectionError
        return dict.fromkeys(keys, 7)

    async def scene() -> list[object]:
        together = Together(read)
        first = await asyncio.gather(together.get("a"), together.get("b"), return_exceptions=True)
        return [*map(type, first), await together.get("a")]

    assert asyncio.run(scene()) == [ConnectionError, ConnectionError, 7]
