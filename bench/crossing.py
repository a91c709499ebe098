# SPDX-License-Identifier: EUPL-1.2
"""Crossings told by devices that were without a network: in batches, and all at once."""

import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import msgspec

from bench.gate import Gate
from bench.instance import Instance, run_module
from bench.load import Load, Outcome, run
from bench.progress import Progress
from bench.results import Figure, figure
from tereze.core import clock
from tereze.permits import codes, decisions

#: crossings in one request
BATCH = 200
_MOST_PER_SECOND = 80_000
_COUNT = "SELECT count(*) FROM checkpoints_crossing"


class Devices:
    """Some devices, and what they have to tell."""

    def __init__(self, instance: Instance, count: int) -> None:
        self._keys = run_module(instance.home, instance.url, "bench.devices", str(count)).split()
        self._run = secrets.token_hex(4)
        self._told = 0

    def requests(self, count: int) -> list[bytes]:
        """So many requests, each with crossings that nobody told before."""
        now = clock.now().astimezone(UTC)
        return list(self._write(count, now))

    def _write(self, count: int, now: datetime) -> Iterator[bytes]:
        secret = decisions.code_secret()
        shown = [codes.new_code(now.date(), 0, secret) for _ in range(1000)]
        for _ in range(count):
            key = self._keys[self._told % len(self._keys)]
            self._told += 1
            body = msgspec.json.encode(
                {
                    "crossings": [
                        {
                            "nonce": f"{self._run}{self._told:08x}{number:04x}",
                            "at": now - timedelta(seconds=BATCH - number),
                            "direction": "in" if number % 3 else "out",
                            "verdict": "valid" if number % 20 else "ended",
                            "basis": "permit",
                            "passed": bool(number % 20),
                            "code": shown[(self._told * BATCH + number) % len(shown)],
                            "purpose": "needs",
                            "kind": "movement",
                            "people": 1 + number % 2,
                            "offline": True,
                        }
                        for number in range(BATCH)
                    ]
                }
            )
            yield (
                f"POST /api/v1/crossings HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}"
                f"\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            ).encode() + body


def measure_crossings(gate: Gate, progress: Progress) -> list[Figure]:
    """Rounds of devices that all tell at once."""
    scale = gate.scale
    connections = min(16, scale.connections)
    devices = Devices(gate.instance, connections)
    before = gate.instance.ask(_COUNT)
    told: list[Outcome] = []
    with progress.task("Telling crossings", scale.rounds) as tell:
        for seconds in (scale.warm_up, *[scale.seconds] * scale.rounds):
            gate.instance.ask("CHECKPOINT")
            load = Load(
                port=gate.service.port,
                connections=connections,
                seconds=seconds,
                requests=devices.requests(int(seconds * _MOST_PER_SECOND / BATCH) + connections),
            )
            told.append(run(load).insist_on(HTTPStatus.OK))
            tell(1)
    held = gate.instance.ask(_COUNT) - before
    answered = sum(outcome.answers for outcome in told) * BATCH
    if held != answered:
        raise SystemExit(f"{answered:,} crossings were answered, {held:,} are in the database.")
    rounds = told[1:]
    return [
        figure("crossings_per_s", [o.per_second * BATCH for o in rounds], "crossings/s"),
        figure("crossings_p99_ms", [o.p99_ms for o in rounds], f"ms/{BATCH} crossings"),
    ]
