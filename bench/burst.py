# SPDX-License-Identifier: EUPL-1.2
"""Many people at once, who do not wait for each other: each comes at a moment of their own, on a
connection of their own, and is owed an answer.

Whoever is put off (503 with `Retry-After`) comes again then, with the same `Idempotency-Key`, as
a good client does. `python -m bench.burst FILE` is the process that asks.
"""

import asyncio
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

import msgspec
import uvloop

from bench.gate import Gate
from bench.progress import Progress
from bench.results import Figure, figure
from bench.scale import Scale

#: They all come within so many seconds.
WITHIN = 10.0
#: after so many seconds without a permit somebody goes home
_PATIENCE = 60.0
_PUT_OFF = frozenset({HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS})


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """Who comes."""

    port: int
    within: float
    #: what each of them asks
    requests: list[bytes]


@dataclass(frozen=True, kw_only=True)
class Aftermath:
    """What they got."""

    #: how many ended with which status; 0: none at all
    statuses: dict[int, int]
    #: how often somebody was put off
    put_off: int
    #: from coming to the permit, in the order of waiting
    waits_ms: list[float]

    @property
    def unheard(self) -> int:
        """How many went home without knowing."""
        return sum(self.statuses.get(status, 0) for status in (0, *_PUT_OFF))

    @property
    def p99_ms(self) -> float:
        """What all but one in a hundred waited at most."""
        return self.waits_ms[int(len(self.waits_ms) * 0.99)] if self.waits_ms else 0.0


def measure_burst(gate: Gate, progress: Progress) -> list[Figure]:
    """Rounds of a crowd."""
    scale = gate.scale
    people = min(scale.crowd, scale.residents // (scale.rounds + 1))
    within = WITHIN * people / Scale().crowd
    crowds: list[Aftermath] = []
    with progress.task("A crowd comes", scale.rounds) as tell:
        for _ in range(scale.rounds):
            requests = gate.queue.requests(people)
            crowd = Crowd(port=gate.service.port, within=within, requests=requests)
            crowds.append(_come(crowd))
            gate.granted += crowds[-1].statuses.get(HTTPStatus.CREATED, 0)
            gate.unheard += crowds[-1].unheard
            tell(1)
    gate.account()
    answered = [crowd.statuses.get(HTTPStatus.CREATED, 0) for crowd in crowds]
    return [
        figure(
            "burst_answered", [100 * got / people for got in answered], f"% of {people:,} people"
        ),
        figure("burst_p99_ms", [crowd.p99_ms for crowd in crowds], "ms"),
        figure("burst_put_off", [crowd.put_off for crowd in crowds], "times"),
    ]


def _come(crowd: Crowd) -> Aftermath:
    with tempfile.NamedTemporaryFile(suffix=".crowd") as file:
        file.write(msgspec.msgpack.encode(crowd))
        file.flush()
        answer = subprocess.run(
            [sys.executable, "-m", "bench.burst", file.name], stdout=subprocess.PIPE, check=True
        )
    return msgspec.json.decode(answer.stdout, type=Aftermath)


@dataclass
class _Square:
    """Where they stand, and what they were told."""

    crowd: Crowd
    statuses: Counter[int] = field(default_factory=Counter)
    put_off: int = 0
    waits: list[float] = field(default_factory=list)

    async def gather(self) -> Aftermath:
        """Let everybody come at their moment."""
        began = time.perf_counter()
        moments = sorted(random.uniform(0, self.crowd.within) for _ in self.crowd.requests)  # noqa: S311
        people = []
        for moment, request in zip(moments, self.crowd.requests, strict=True):
            early = began + moment - time.perf_counter()
            if early > 0:
                await asyncio.sleep(early)
            people.append(asyncio.create_task(self._somebody(request, began + moment)))
        await asyncio.gather(*people)
        return Aftermath(
            statuses=dict(self.statuses),
            put_off=self.put_off,
            waits_ms=[round(wait * 1000, 2) for wait in sorted(self.waits)],
        )

    async def _somebody(self, request: bytes, came: float) -> None:
        status = 0
        while time.perf_counter() < came + _PATIENCE:
            try:
                status, later = await asyncio.wait_for(self._ask(request), _PATIENCE)
            except (OSError, TimeoutError, asyncio.IncompleteReadError):
                status, later = 0, 1.0
            if status and status not in _PUT_OFF:
                break
            self.put_off += 1
            await asyncio.sleep(later)
        self.statuses[status] += 1
        if status == HTTPStatus.CREATED:
            # From the moment that they wanted to come, not from when this process let them.
            self.waits.append(time.perf_counter() - came)

    async def _ask(self, request: bytes) -> tuple[int, float]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.crowd.port)
        try:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            headers = {
                name.strip().lower(): value.strip()
                for name, _, value in (line.partition(b":") for line in head.split(b"\r\n")[1:])
            }
            await reader.readexactly(int(headers.get(b"content-length", b"0")))
        finally:
            writer.close()
        return int(head[9:12]), float(headers.get(b"retry-after", b"1"))


def main() -> None:
    """Come as the file says; what they got goes to the standard output as JSON."""
    crowd = msgspec.msgpack.decode(Path(sys.argv[1]).read_bytes(), type=Crowd)
    sys.stdout.buffer.write(msgspec.json.encode(uvloop.run(_Square(crowd).gather())))


if __name__ == "__main__":
    main()
