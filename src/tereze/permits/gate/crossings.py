# SPDX-License-Identifier: EUPL-1.2
"""Crossings as devices send them: many in one body, in one transaction, and each only once.

A device scans where there may be no network, keeps what it saw, and tells it later, again and again
until it hears an answer. So a crossing has a nonce, one that is there already is not written, and
counts grow by what was written only. One crossing that makes no sense is refused by itself and does
not hold up the others, of which people wait to be counted.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import asyncpg
import msgspec

from tereze.messaging.keys import digest_key
from tereze.permits.checkpoints import keys, records, rules
from tereze.permits.checkpoints.rules import Queue, Sampling
from tereze.permits.errors import TooBusy
from tereze.permits.gate import reading
from tereze.permits.gate.contract import (
    CheckpointAnswer,
    CheckpointNow,
    CrossingRefused,
    CrossingsAnswer,
    CrossingSent,
    CrossingsRequest,
    SamplingAnswer,
    WaitingSent,
)
from tereze.permits.gate.crossing_rows import SQL, write_at_once, write_in_steps
from tereze.permits.gate.errors import DeviceOver
from tereze.permits.gate.store import Believed, Store
from tereze.permits.gate.wire import Incoming, Outgoing
from tereze.permits.gate.writing import Writer

#: A device that was closed is obeyed no more after this.
DEVICES_SECONDS: Final = 5.0

#: A thousand crossings with everything in them.
MOST_BYTES: Final = 512 * 1024

#: The clocks of phones are set by the network, but not exactly.
CLOCK_SKEW: Final = timedelta(minutes=2)

#: How far back one looks to see how long a check takes.
_MEASURED_OVER: Final = timedelta(minutes=15)

#: How often partitions may be made under a batch before it is told to come again.
TRIES: Final = 3

_decoder = msgspec.json.Decoder(CrossingsRequest)


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenDevice:
    """A device as the gate knows it, with where it is."""

    id: int
    lane: int
    #: reads nothing from here on
    until: datetime
    checkpoint: CheckpointAnswer
    queue: Queue
    #: the share that was told last, and since when
    check_one_in: int
    sampling_since: datetime | None


class Crossings:
    """What devices ask and tell."""

    def __init__(self, store: Store, writer: Writer, *, now: Callable[[], datetime]) -> None:
        self._store = store
        self._writer = writer
        self._now = now
        self._devices = Believed(self._read_devices, DEVICES_SECONDS)

    async def take(self, incoming: Incoming) -> Outgoing:
        """`POST /api/v1/crossings`."""
        now = self._now()
        device = await self.authorise(incoming, now - keys.LATE)
        reading.check_content_type(
            incoming.header("content-type"), incoming.header("content-encoding")
        )
        body = reading.read_body(await incoming.body(MOST_BYTES), _decoder)
        taken, refused = sort_out(body.crossings, now, hours=await self._hours(device, now))
        taken = await self._recognise_passes(taken)
        written = await self._write(device, taken, now) if taken else 0
        queue = device.queue
        if body.waiting:
            queue = await self._report(device, body.waiting, now)
        answer = CrossingsAnswer(
            received=written,
            again=len(taken) - written,
            refused=refused,
            sampling=_tell(rules.share_to_check(queue, now)),
        )
        return Outgoing(status=200, body=msgspec.json.encode(answer))

    async def show(self, incoming: Incoming) -> Outgoing:
        """`GET /api/v1/checkpoint`."""
        now = self._now()
        device = await self.authorise(incoming, now)
        answer = CheckpointNow(
            checkpoint=device.checkpoint,
            lane=device.lane,
            sampling=_tell(rules.share_to_check(device.queue, now)),
            crossing_hours=await self._hours(device, now),
            now=now,
        )
        return Outgoing(status=200, body=msgspec.json.encode(answer))

    async def authorise(self, incoming: Incoming, now: datetime) -> OpenDevice:
        """The device whose key the request shows. Raises KeyMissing, DeviceOver."""
        key = reading.read_bearer(incoming.header("authorization"))
        device = (await self._devices.get()).get(digest_key(key))
        if device is None or now >= device.until:
            raise DeviceOver
        return device

    async def _hours(self, device: OpenDevice, now: datetime) -> int:
        """After how many hours crossings here are deleted."""
        orders = await self._store.orders.get()
        return records.hours_to_keep(orders, device.checkpoint.place, now)

    async def _recognise_passes(self, crossings: list[CrossingSent]) -> list[CrossingSent]:
        """The same, where codes that the device did not know are looked up among emergency passes:
        these are in no list, because they name no place and mostly come to a checkpoint at once."""
        codes = {one.code for one in crossings if one.code and one.verdict == "unknown"}
        if not codes:
            return crossings
        rows = await self._store.fetch(SQL["find_passes"], codes=list(codes))
        passes = {row["code"] for row in rows}
        return [
            msgspec.structs.replace(one, verdict="emergency")
            if one.verdict == "unknown" and one.code in passes
            else one
            for one in crossings
        ]

    async def _write(
        self, device: OpenDevice, crossings: Sequence[CrossingSent], now: datetime
    ) -> int:
        """Write those that are not there yet; how many these were. Raises TooBusy."""
        common = {
            "device_id": device.id,
            "checkpoint_id": device.checkpoint.id,
            "lane": device.lane,
            "received_at": now,
        }
        for _ in range(TRIES):
            try:
                async with self._store.connection() as connection:
                    spelled_out = await self._writer.spells_out(connection)
                    write = write_in_steps if spelled_out else write_at_once
                    return await write(connection, crossings, common)
            except asyncpg.CheckViolationError:
                continue  # the partition of the hour was made at this moment (core/partitions.py)
        raise TooBusy

    async def _report(self, device: OpenDevice, waiting: WaitingSent, now: datetime) -> Queue:
        """Keep how many wait, and tell a share that fits how quick checks are by now."""
        queue = replace(
            device.queue,
            waiting=waiting.vehicles,
            waiting_at=min(waiting.at, now),
            seconds_per_check=await self._measure(device, now) or device.queue.seconds_per_check,
        )
        await self._store.fetch(
            SQL["report_queue"],
            checkpoint_id=device.checkpoint.id,
            waiting=queue.waiting,
            waiting_at=queue.waiting_at,
            seconds_per_check=queue.seconds_per_check,
            check_one_in=rules.share_to_check(queue, now).check_one_in,
            now=now,
        )
        return queue

    async def _measure(self, device: OpenDevice, now: datetime) -> int | None:
        """What a check takes at this checkpoint; None: not known."""
        here = [
            other.id
            for other in (await self._devices.get()).values()
            if other.checkpoint.id == device.checkpoint.id
        ]
        hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        since = max(now - _MEASURED_OVER, device.sampling_since or now - _MEASURED_OVER)
        (row,) = await self._store.fetch(
            SQL["measure_gaps"], devices=here, hours=[hour - timedelta(hours=1), hour], since=since
        )
        return rules.measure_check(
            middle_gap=row["middle_gap"], gaps=row["gaps"], check_one_in=device.check_one_in
        )

    async def _read_devices(self) -> dict[bytes, OpenDevice]:
        rows = await self._store.fetch(SQL["read_devices"], since=self._now() - keys.LATE)
        return {row["key_digest"]: _as_device(row) for row in rows}


def sort_out(
    crossings: Sequence[CrossingSent], now: datetime, *, hours: int
) -> tuple[list[CrossingSent], tuple[CrossingRefused, ...]]:
    """Those that can be written, and those of a time that can't be: not yet, or deleted by now."""
    latest, earliest = now + CLOCK_SKEW, now - timedelta(hours=hours)
    taken, refused = [], []
    for crossing in crossings:
        if earliest <= crossing.at <= latest:
            taken.append(crossing)
        elif crossing.at > latest:
            refused.append(CrossingRefused(nonce=crossing.nonce, why="future"))
        else:
            refused.append(CrossingRefused(nonce=crossing.nonce, why="too-old"))
    return taken, tuple(refused)


def _tell(sampling: Sampling) -> SamplingAnswer:
    return SamplingAnswer(
        check_one_in=sampling.check_one_in, why=sampling.why, minutes=sampling.minutes
    )


def _as_device(row: Any) -> OpenDevice:
    return OpenDevice(
        id=row["id"],
        lane=row["lane"],
        until=row["until"],
        checkpoint=CheckpointAnswer(
            id=row["checkpoint_id"],
            name=row["name"],
            place=row["place"],
            lanes=row["lanes"],
            queue_minutes=row["queue_minutes"],
        ),
        queue=records.as_queue(row),
        check_one_in=row["check_one_in"],
        sampling_since=row["sampling_since"],
    )
