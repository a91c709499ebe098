# SPDX-License-Identifier: EUPL-1.2
"""How much `bench/load.py` could ask, if somebody answered at once: what it measures has to be far
below. `python -m bench.generator PORT` is that somebody."""

import asyncio
import sys
from http import HTTPStatus
from typing import Any

import uvloop
from typing_extensions import override

from bench.instance import environment, folder, serve
from bench.load import Load, Outcome, run
from bench.ports import free_port
from bench.progress import Progress
from bench.results import Figure, figure
from bench.scale import Scale

#: as long as a permit's answer
_BODY = b'{"code":"7K3M9QXA"}' + b" " * 800
_ANSWER = b"HTTP/1.1 201 Created\r\ncontent-length: %d\r\n\r\n%s" % (len(_BODY), _BODY)
_REQUEST = (
    b"POST /api/v1/permits HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n"
    b"Idempotency-Key: %s\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
) % (b"x" * 46, b"x" * 22)


class _AtOnce(asyncio.Protocol):
    """Says the same to everybody, without listening."""

    _transport: Any  # uvloop's have no common class with asyncio's

    @override
    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    @override
    def data_received(self, data: bytes) -> None:
        self._transport.write(_ANSWER)


def measure_generator(scale: Scale, progress: Progress) -> list[Figure]:
    """Rounds of asking somebody who answers at once."""
    port = free_port()
    home = folder()
    home.mkdir(parents=True, exist_ok=True)
    outcomes: list[Outcome] = []
    with (
        serve(
            [sys.executable, "-m", "bench.generator", str(port)],
            port=port,
            answers="/",
            surroundings=environment(home, ""),
            log=home / "at-once.log",
        ),
        progress.task("generator", scale.rounds) as tell,
    ):
        for _ in range(scale.rounds):
            load = Load(
                port=port,
                connections=scale.connections,
                seconds=scale.seconds,
                requests=[_REQUEST] * scale.connections,
                again=True,
            )
            outcomes.append(run(load).insist_on(HTTPStatus.CREATED))
            tell(1)
    return [
        figure("generator_most_per_s", [outcome.per_second for outcome in outcomes], "requests/s"),
        figure(
            "generator_least_us",
            [outcome.cpu_seconds / outcome.answers * 1e6 for outcome in outcomes],
            "µs/request",
        ),
    ]


async def _answer(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(_AtOnce, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(_answer(int(sys.argv[1])))
